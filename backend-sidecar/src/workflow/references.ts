import { chooseReference, type BaselineCandidate, type RunCandidate } from '../comparison/choose-reference.ts';
import type { Baseline } from '../contract/reports.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { VerdictReference } from '../contract/verdict.ts';
import type { BaselineStore } from '../persistence/baseline-store.ts';
import type { ResultStore } from '../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import type { VersionStore } from '../persistence/version-store.ts';

/** A reference and the statistics that a run is compared with. */
export interface LoadedReference {
  reference: VerdictReference;
  total: StatisticsRow | null;
  rows: StatisticsRow[];
}

/** A run, or one that is only planned. */
export type ReferencingRun = Pick<
  RunRecord,
  'scenarioId' | 'testTypeId' | 'environmentId' | 'versionId' | 'baselineId' | 'referenceRunId'
> & { id: number | null };

interface Stores {
  runs: RunStore;
  baselines: BaselineStore;
  results: ResultStore;
  versions: VersionStore;
}

/** Finds what a run is compared with, and loads it. */
export class References {
  constructor(private readonly stores: Stores) {}

  choose(run: ReferencingRun): VerdictReference | null {
    const { runs, baselines, versions } = this.stores;
    const baseline = run.baselineId === null ? undefined : baselines.find(run.baselineId);
    const chosenRun = run.referenceRunId === null ? undefined : runs.find(run.referenceRunId);
    return chooseReference({
      current: { runId: run.id ?? 0, versionId: run.versionId },
      versionIds: versions.newestFirst().map(({ id }) => id),
      chosenBaseline: toBaselineCandidate(baseline),
      chosenRun: chosenRun === undefined ? null : toRunCandidate(chosenRun),
      defaultBaseline: toBaselineCandidate(baselines.defaultOf(run.scenarioId, run.testTypeId)),
      runs: runs.comparable(run).map(toRunCandidate),
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
        : this.stores.baselines.metrics(reference.baselineId);
    return { reference, total: statistics?.total ?? null, rows: statistics?.rows ?? [] };
  }

  /** The analysis window's statistics; of a run without a window the whole run's. */
  judgedStatistics(runId: number | null): { total: StatisticsRow; rows: StatisticsRow[] } | undefined {
    if (runId === null) {
      return undefined;
    }
    return this.stores.results.statistics(runId, 'window') ?? this.stores.results.statistics(runId, 'run');
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
    status: run.status,
    isValid: run.isValid,
    completedAtMs: run.completedAtMs,
  };
}
