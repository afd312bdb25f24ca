import { FAMILY_METRIC, matchLabels, type ComparedLabel as MatchedLabel } from '../comparison/compared-labels.ts';
import { labelKey } from '../comparison/key-labels.ts';
import { currentName, renameRows } from '../comparison/label-renames.ts';
import { compareMetric, type SingleReferenceContext } from '../comparison/single-reference.ts';
import type { ComparedRun, Comparison } from '../contract/analysis.ts';
import type { JudgementRules } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import type { EvidenceStore } from '../persistence/evidence-store.ts';
import type { HistoryStore } from '../persistence/history-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';
import { loadDifference } from './load-difference.ts';
import { runName } from './run-views.ts';

interface ComparisonDeps {
  runs: RunStore;
  scenarios: ScenarioStore;
  history: HistoryStore;
  evidence: EvidenceStore;
}

/** A run with what is compared of it. */
interface Measured {
  run: RunRecord;
  total: StatisticsRow | null;
  /** By their names of today. */
  rows: ReadonlyMap<string, StatisticsRow>;
}

type ComparedLabel = Comparison['labels'][number];
type LabelStates = ComparedLabel['states'][number];

const NO_STATES: LabelStates = { p90: '', errorRate: '', why: '' };
const NOWHERE: LabelStates = {
  p90: 'no data',
  errorRate: 'no data',
  why: 'Neither of the two runs has a sample of it',
};

/** Runs side by side, whatever they are of: versions, test types, scenarios. */
export class Comparisons {
  constructor(private readonly deps: ComparisonDeps) {}

  /** @param runIds the first is what the others are compared with */
  view(runIds: readonly number[]): Comparison {
    const measured = this.measure(runIds.map((id) => this.deps.runs.get(id)));
    return {
      runs: measured.map((one) => this.comparedRun(one.run, measured[0]?.run)),
      total: measured.map(({ total }) => total),
      labels: this.labels(measured),
    };
  }

  private measure(runs: readonly RunRecord[]): Measured[] {
    const ids = runs.map(({ id }) => id);
    const [rows, totals] = [this.deps.history.judgedRows(ids), this.deps.history.judgedTotals(ids)];
    return runs.map((run) => {
      const total = totals.get(run.id) ?? null;
      if (total === null) {
        throw new AppError('CONFLICT_STATE', `run ${run.id} is ${run.status} and has no statistics to compare`);
      }
      return { run, total, rows: this.namedRows(run, rows.get(run.id) ?? []) };
    });
  }

  private namedRows({ scenarioId }: RunRecord, rows: readonly StatisticsRow[]): Map<string, StatisticsRow> {
    const named = renameRows(rows, this.deps.scenarios.get(scenarioId).labelRenames);
    return new Map(named.map((row) => [labelKey(row), row]));
  }

  private comparedRun(run: RunRecord, first: RunRecord | undefined): ComparedRun {
    const { id: runId, versionName, scenarioName, testTypeName, environmentName, completedAtMs, outcome } = run;
    return {
      ...{
        runId,
        name: runName(run),
        versionName,
        scenarioName,
        testTypeName,
        environmentName,
        completedAtMs,
        outcome,
      },
      fingerprintDifference: loadDifference(this.deps.evidence, runId, first?.id ?? runId),
    };
  }

  private labels(measured: readonly Measured[]): ComparedLabel[] {
    const [first, ...others] = measured;
    if (first === undefined) {
      return [];
    }
    const { keyLabels, labelRenames, judgement } = this.deps.scenarios.get(first.run.scenarioId);
    const rules = { keyLabels: keyLabels?.map((label) => currentName(label, labelRenames)) ?? null, judgement };
    const against = others.map((other) => judgeLabels({ first, other, ...rules }));
    const labels = new Map(against.flatMap((judged) => [...judged].map(([key, { label }]) => [key, label] as const)));
    return [...labels]
      .map(([key, { label, kind, isKey }]) => ({
        ...{ label, kind, isKey },
        rows: measured.map(({ rows }) => rows.get(key) ?? null),
        states: [NO_STATES, ...against.map((judged) => judged.get(key)?.states ?? NOWHERE)],
      }))
      .sort((one, other) => Number(other.isKey) - Number(one.isKey) || totalTimeMs(other) - totalTimeMs(one));
  }
}

interface JudgeInput {
  first: Measured;
  other: Measured;
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
  const context = { referenceName: first.run.versionName, familySize, judgement };
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
function totalTimeMs({ rows }: ComparedLabel): number {
  return rows.reduce((sum, row) => sum + (row?.count ?? 0) * (row?.meanMs ?? 0), 0);
}
