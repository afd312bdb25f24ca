import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison, Metric } from '../contract/verdict.ts';
import { judgeErrors } from './error-rule.ts';
import { comparableRows, defaultKeyLabels, labelKey } from './key-labels.ts';
import { judgeTime, type Judgement, type RowPair } from './time-rule.ts';
import { metricName, plural } from './wording.ts';

/** Version of these rules, stored with every verdict. */
export const SINGLE_REFERENCE_RULES = 'single-reference/1';

/** The one time metric that decides. */
export const FAMILY_METRIC: Metric = 'p90Ms';

const METRICS: readonly Metric[] = [
  'p90Ms',
  'errorRate',
  'meanMs',
  'medianMs',
  'p95Ms',
  'p99Ms',
  'maxMs',
  'throughputPerSec',
];

export interface SingleReferenceInput {
  current: readonly StatisticsRow[];
  reference: readonly StatisticsRow[];
  /** What a sentence calls the reference, e.g. its version. */
  referenceName: string;
  /** `null`: the 20 labels with the largest total time in the reference, which is known before the run. */
  keyLabels: readonly string[] | null;
}

interface ComparedLabel {
  label: string;
  kind: 'sample' | 'transaction';
  isKey: boolean;
  current: StatisticsRow | undefined;
  reference: StatisticsRow | undefined;
}

/**
 * Every label against one reference run, eight metrics a label. `isKey` marks the rows that may decide: p90 and error
 * rate of a key label. The others have the same figures and are informative.
 */
export function compareWithSingleReference(input: SingleReferenceInput): LabelComparison[] {
  const labels = matchLabels(input);
  const familySize = labels.filter((label) => label.isKey && label.current && label.reference).length;
  return labels.flatMap((label) =>
    METRICS.map((metric) => compareMetric({ label, metric, familySize, referenceName: input.referenceName }))
  );
}

/** Labels match by name and kind: key labels first, by their total time in the current run or else the reference. */
function matchLabels(input: SingleReferenceInput): ComparedLabel[] {
  const current = new Map(comparableRows(input.current).map((row) => [labelKey(row), row]));
  const reference = new Map(comparableRows(input.reference).map((row) => [labelKey(row), row]));
  const rows = [...new Map([...reference, ...current]).values()];
  const isKey = keyTest(input);
  const labels = rows.map((row) => ({
    label: row.label,
    kind: row.kind === 'transaction' ? ('transaction' as const) : ('sample' as const),
    isKey: isKey(row),
    current: current.get(labelKey(row)),
    reference: reference.get(labelKey(row)),
  }));
  return [...labels, ...absentKeyLabels(input, rows)].sort((a, b) => Number(b.isKey) - Number(a.isKey));
}

function keyTest(input: SingleReferenceInput): (row: StatisticsRow) => boolean {
  if (input.keyLabels !== null) {
    const names = new Set(input.keyLabels);
    return (row) => names.has(row.label);
  }
  const keys = new Set(defaultKeyLabels(input.reference).map(labelKey));
  return (row) => keys.has(labelKey(row));
}

/** Labels that the scenario names and neither run has, e.g. after a renaming in both. */
function absentKeyLabels(input: SingleReferenceInput, rows: readonly StatisticsRow[]): ComparedLabel[] {
  const present = new Set(rows.map((row) => row.label));
  return [...new Set(input.keyLabels ?? [])]
    .filter((label) => !present.has(label))
    .map((label) => ({ label, kind: 'sample', isKey: true, current: undefined, reference: undefined }));
}

interface MetricComparison {
  label: ComparedLabel;
  metric: Metric;
  familySize: number;
  referenceName: string;
}

function compareMetric({ label, metric, familySize, referenceName }: MetricComparison): LabelComparison {
  const reference = label.reference?.[metric] ?? null;
  const current = label.current?.[metric] ?? null;
  return {
    label: label.label,
    kind: label.kind,
    metric,
    isKey: label.isKey && (metric === FAMILY_METRIC || metric === 'errorRate'),
    reference,
    current,
    ...changeOf(reference, current),
    ...judgeMetric({ label, metric, familySize, referenceName }),
  };
}

/** The ratio is null where the reference is 0: nothing is so many percent more than nothing. */
function changeOf(reference: number | null, current: number | null) {
  if (reference === null || current === null) {
    return { change: null, changeRatio: null };
  }
  const change = current - reference;
  return { change, changeRatio: reference === 0 ? null : change / reference };
}

function judgeMetric({ label, metric, familySize, referenceName }: MetricComparison): Judgement {
  const { current, reference } = label;
  if (current === undefined || reference === undefined) {
    return judgePresence(label, referenceName);
  }
  const pair: RowPair = { current, reference, referenceName };
  if (metric === 'errorRate') {
    return judgeErrors(pair, familySize);
  }
  if (metric === 'maxMs' || metric === 'throughputPerSec') {
    return { state: 'not judged', severity: null, why: `The ${metricName(metric)} of a label is shown, never judged` };
  }
  return judgeTime(metric, pair);
}

function judgePresence({ current, reference }: ComparedLabel, referenceName: string): Judgement {
  if (current !== undefined) {
    return { state: 'new', severity: null, why: `${plural(current.count, 'sample')} now, none in ${referenceName}` };
  }
  if (reference !== undefined) {
    const why = `${plural(reference.count, 'sample')} in ${referenceName}, none now`;
    return { state: 'missing', severity: null, why };
  }
  return { state: 'no data', severity: null, why: `Neither this run nor ${referenceName} has a sample of it` };
}
