import { chooseReference, type BaselineCandidate, type RunCandidate } from '../comparison/choose-reference.ts';
import type { Baseline } from '../contract/reports.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { VerdictReference } from '../contract/verdict.ts';
import type { BaselineStore } from '../persistence/baseline-store.ts';
import type { ResultStore } from '../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';

/** A reference and the statistics that a run is compared with. */
export interface LoadedReference {
  reference: VerdictReference;
  total: StatisticsRow | null;
  rows: StatisticsRow[];
}

/** A run, or one that is only planned. */
export type ReferencingRun = Pick<
  RunRecord,
  'scenarioId' | 'testTypeId' | 'environmentId' | 'versionId' | 'versionAtMs' | 'baselineId' | 'referenceRunId'
> & { id: number | null };

/** Finds what a run is compared with, and loads it. */
export class References {
  constructor(
    private readonly runs: RunStore,
    private readonly baselines: BaselineStore,
    private readonly results: ResultStore
  ) {}

  choose(run: ReferencingRun): VerdictReference | null {
    const baseline = run.baselineId === null ? undefined : this.baselines.find(run.baselineId);
    const chosenRun = run.referenceRunId === null ? undefined : this.runs.find(run.referenceRunId);
    return chooseReference({
      current: { runId: run.id ?? 0, versionId: run.versionId, versionAtMs: run.versionAtMs },
      chosenBaseline: toBaselineCandidate(baseline),
      chosenRun: chosenRun === undefined ? null : toRunCandidate(chosenRun),
      defaultBaseline: toBaselineCandidate(this.baselines.defaultOf(run.scenarioId, run.testTypeId)),
      runs: this.runs.comparable(run).map(toRunCandidate),
    });
  }

  load(run: ReferencingRun): LoadedReference | null {
    const reference = this.choose(run);
    if (reference === null) {
      return null;
    }
    const statistics =
      reference.baselineId === null
        ? this.judgedStatistics(reference.runId)
        : this.baselines.metrics(reference.baselineId);
    return { reference, total: statistics?.total ?? null, rows: statistics?.rows ?? [] };
  }

  /** The analysis window's statistics; of a run without a window the whole run's. */
  judgedStatistics(runId: number | null): { total: StatisticsRow; rows: StatisticsRow[] } | undefined {
    if (runId === null) {
      return undefined;
    }
    return this.results.statistics(runId, 'window') ?? this.results.statistics(runId, 'run');
  }
}

function toBaselineCandidate(baseline: Baseline | undefined): BaselineCandidate | null {
  if (baseline === undefined) {
    return null;
  }
  const { id, name, versionName, sourceTestRunId } = baseline;
  return { baselineId: id, sourceRunId: sourceTestRunId, name, versionName };
}

function toRunCandidate(run: RunRecord): RunCandidate {
  return {
    runId: run.id,
    name: `run ${run.id}`,
    versionId: run.versionId,
    versionName: run.versionName,
    versionAtMs: run.versionAtMs,
    status: run.status,
    isValid: run.verdict?.validity.isValid ?? null,
    completedAtMs: run.completedAtMs,
  };
}
