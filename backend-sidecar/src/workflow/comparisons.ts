import { labelKey } from '../comparison/key-labels.ts';
import { compareWithSingleReference, FAMILY_METRIC } from '../comparison/single-reference.ts';
import type { ComparedRun, Comparison } from '../contract/analysis.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison } from '../contract/verdict.ts';
import { AppError } from '../kernel/errors.ts';
import type { EvidenceStore } from '../persistence/evidence-store.ts';
import type { HistoryStore } from '../persistence/history-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';
import { loadDifference } from './load-difference.ts';
import { currentName } from './label-names.ts';
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
    const renames = this.deps.scenarios.get(scenarioId).labelRenames;
    const named = rows.map((row) => ({ ...row, label: currentName(row.label, renames) }));
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
    const { keyLabels } = this.deps.scenarios.get(first.run.scenarioId);
    const against = others.map((other) =>
      byLabel(
        compareWithSingleReference({
          current: [...other.rows.values()],
          reference: [...first.rows.values()],
          referenceName: first.run.versionName,
          keyLabels,
        })
      )
    );
    const labels = against.flatMap((comparisons) => [...comparisons.values()].flatMap(([one]) => one ?? []));
    const each = [...new Map(labels.map((one) => [labelKey(one), one])).values()];
    return each
      .map(({ label, kind, isKey }) => {
        const key = labelKey({ label, kind });
        const states = against.map((comparisons) => statesOf(comparisons.get(key) ?? []));
        return {
          label,
          kind,
          isKey,
          rows: measured.map(({ rows }) => rows.get(key) ?? null),
          states: [NO_STATES, ...states],
        };
      })
      .sort((one, other) => Number(other.isKey) - Number(one.isKey) || totalTimeMs(other) - totalTimeMs(one));
  }
}

/** The comparisons of each label that the states tell of. */
function byLabel(comparisons: readonly LabelComparison[]): Map<string, LabelComparison[]> {
  const told = comparisons.filter(({ metric }) => metric === FAMILY_METRIC || metric === 'errorRate');
  const found = new Map<string, LabelComparison[]>();
  for (const comparison of told) {
    const key = labelKey(comparison);
    found.set(key, [...(found.get(key) ?? []), comparison]);
  }
  return found;
}

function statesOf(comparisons: readonly LabelComparison[]): LabelStates {
  const time = comparisons.find(({ metric }) => metric === FAMILY_METRIC);
  const errors = comparisons.find(({ metric }) => metric === 'errorRate');
  const haveErrorsRisen = errors?.state === 'regressed' || errors?.state === 'suspected';
  const why = [time?.why, haveErrorsRisen ? errors.why : undefined].filter((text) => text !== undefined);
  return { p90: time?.state ?? 'no data', errorRate: errors?.state ?? 'no data', why: why.join('. ') };
}

/** Of all runs: what takes the most time stands first. */
function totalTimeMs({ rows }: ComparedLabel): number {
  return rows.reduce((sum, row) => sum + (row?.count ?? 0) * (row?.meanMs ?? 0), 0);
}
