import type { ComparedMetric, ComparedMetrics, Comparison } from '../contract/analysis.ts';
import type { JudgementRules, LabelRename } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { Metric } from '../contract/verdict.ts';
import {
  changeOf,
  FAMILY_METRIC,
  matchLabels,
  METRICS,
  type ComparedLabel as MatchedLabel,
} from './compared-labels.ts';
import { labelKey } from './key-labels.ts';
import { currentName, renameRows } from './label-renames.ts';
import { compareMetric, type SingleReferenceContext } from './single-reference.ts';

/** What one run measured, or what a baseline froze. */
export interface Measured {
  versionName: string;
  total: StatisticsRow;
  rows: readonly StatisticsRow[];
  /** Of its own scenario. */
  labelRenames: readonly LabelRename[];
}

/** Of the scenario that the first column is of. */
export interface SideBySideRules {
  /** `null` = the default ones. */
  keyLabels: readonly string[] | null;
  labelRenames: readonly LabelRename[];
  judgement: JudgementRules;
}

export type ComparedLabel = Comparison['labels'][number];
type LabelStates = ComparedLabel['states'][number];

const NO_STATES: LabelStates = { p90: '', errorRate: '', why: '' };
const NOWHERE: LabelStates = {
  p90: 'no data',
  errorRate: 'no data',
  why: 'Neither of the two runs has a sample of it',
};

/** Rows by their names of today. */
interface Column extends Pick<Measured, 'versionName'> {
  rows: ReadonlyMap<string, StatisticsRow>;
}

/** Every label and metric of all against the first: key labels, then what takes the most time. */
export function compareSideBySide(
  measured: readonly Measured[],
  rules: SideBySideRules
): Pick<Comparison, 'total' | 'labels'> {
  const columns = measured.map(({ versionName, rows, labelRenames }) => ({
    versionName,
    rows: new Map(renameRows(rows, labelRenames).map((row) => [labelKey(row), row])),
  }));
  return { total: compareMetrics(measured.map(({ total }) => total)), labels: labelsOf(columns, rules) };
}

function labelsOf(
  columns: readonly Column[],
  { keyLabels, labelRenames, judgement }: SideBySideRules
): ComparedLabel[] {
  const [first, ...others] = columns;
  if (first === undefined) {
    return [];
  }
  const names = keyLabels?.map((label) => currentName(label, labelRenames)) ?? null;
  const against = others.map((other) => judgeLabels({ first, other, keyLabels: names, judgement }));
  const labels = new Map(against.flatMap((judged) => [...judged].map(([key, { label }]) => [key, label] as const)));
  const compared = [...labels].map(([key, { label, kind, isKey }]) => {
    const rows = columns.map((one) => one.rows.get(key) ?? null);
    const states = [NO_STATES, ...against.map((judged) => judged.get(key)?.states ?? NOWHERE)];
    const counts = rows.map((row) => row?.count ?? null);
    return {
      totalTimeMs: totalTimeMs(rows),
      one: { label, kind, isKey, counts, metrics: compareMetrics(rows), states },
    };
  });
  return compared.sort(byImportance).map(({ one }) => one);
}

interface Weighed {
  totalTimeMs: number;
  one: Pick<ComparedLabel, 'label' | 'kind' | 'isKey'>;
}

/** Key labels, then those in which most time is spent; equal ones always in the same order. */
function byImportance(a: Weighed, b: Weighed): number {
  return (
    Number(b.one.isKey) - Number(a.one.isKey) ||
    b.totalTimeMs - a.totalTimeMs ||
    a.one.label.localeCompare(b.one.label, 'en') ||
    a.one.kind.localeCompare(b.one.kind, 'en')
  );
}

/** Every metric in every run against the first, by the same rule as in a verdict. */
function compareMetrics(rows: ReadonlyArray<StatisticsRow | null>): ComparedMetrics {
  const compared: Partial<ComparedMetrics> = {};
  for (const metric of METRICS) {
    compared[metric] = comparedMetric(rows, metric);
  }
  return compared as ComparedMetrics;
}

function comparedMetric(rows: ReadonlyArray<StatisticsRow | null>, metric: Metric): ComparedMetric {
  const [first, ...others] = rows.map((row) => row?.[metric] ?? null);
  const compared: ComparedMetric = { values: [first ?? null], changes: [null], changeRatios: [null] };
  for (const value of others) {
    const { change, changeRatio } = changeOf(first ?? null, value);
    compared.values.push(value);
    compared.changes.push(change);
    compared.changeRatios.push(changeRatio);
  }
  return compared;
}

interface JudgeInput {
  first: Column;
  other: Column;
  keyLabels: readonly string[] | null;
  judgement: JudgementRules;
}

interface JudgedLabel {
  label: MatchedLabel;
  states: LabelStates;
}

/** Every label of two runs by the single-reference rule; of its metrics only those that can decide. */
function judgeLabels({ first, other, keyLabels, judgement }: JudgeInput): Map<string, JudgedLabel> {
  const [current, reference] = [[...other.rows.values()], [...first.rows.values()]];
  const labels = matchLabels({ current, reference, keyLabels }).filter((label) => label.current ?? label.reference);
  const familySize = labels.filter((label) => label.isKey && label.current && label.reference).length;
  const context = { referenceName: first.versionName, familySize, judgement };
  return new Map(labels.map((label) => [labelKey(label), { label, states: statesOf(label, context) }]));
}

function statesOf(label: MatchedLabel, context: SingleReferenceContext): LabelStates {
  const time = compareMetric(label, FAMILY_METRIC, context);
  const errors = compareMetric(label, 'errorRate', context);
  const haveErrorsRisen = errors.state === 'regressed' || errors.state === 'suspected';
  const why = haveErrorsRisen ? `${time.why}. ${errors.why}` : time.why;
  return { p90: time.state, errorRate: errors.state, why };
}

/** Of all runs: what takes the most time stands first. */
function totalTimeMs(rows: ReadonlyArray<StatisticsRow | null>): number {
  return rows.reduce((sum, row) => sum + (row?.count ?? 0) * (row?.meanMs ?? 0), 0);
}
