import { chooseReference, type BaselineCandidate, type RunCandidate } from '../../comparison/choose-reference.ts';
import type { HistoryRun } from '../../comparison/history/history-run.ts';
import { MIN_REFERENCE_RUNS } from '../../comparison/history/label-models.ts';
import type { JudgeRunInput } from '../../comparison/judge-run.ts';
import { labelKey } from '../../comparison/key-labels.ts';
import type { Baseline } from '../../contract/reports.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { VerdictReference } from '../../contract/verdict.ts';
import type { BaselineStore } from '../../persistence/baseline-store.ts';
import type { CompletedRun, HistoryStore } from '../../persistence/history-store.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import {
  changesOf,
  hasSameLoad,
  historyRuns,
  isReferable,
  siblingRuns,
  type HistorySubject,
} from './history-membership.ts';

/** A single reference and the statistics that a run is compared with. */
export interface LoadedReference {
  reference: VerdictReference;
  total: StatisticsRow | null;
  rows: StatisticsRow[];
}

/** As the verdict is told. */
export type LoadedReferences = Required<Pick<JudgeRunInput, 'reference' | 'history' | 'siblings' | 'prefersReference'>>;

/** A run, or one that is only planned. */
export type ReferencingRun = Pick<
  RunRecord,
  'scenarioId' | 'testTypeId' | 'environmentId' | 'versionId' | 'baselineId' | 'referenceRunId'
> &
  Partial<Pick<RunRecord, 'fingerprintHash' | 'completedAtMs' | 'loadEndedAtMs'>> & { id: number | null };

interface Stores {
  runs: RunStore;
  baselines: BaselineStore;
  results: ResultStore;
  versions: VersionStore;
  history: HistoryStore;
}

/** All that a run can be compared with. */
interface Candidates {
  /** Newest first. */
  history: CompletedRun[];
  siblings: CompletedRun[];
  single: VerdictReference | null;
}

/**
 * Finds what a run is compared with: its own choice, the history, the default baseline, the last completed run of the
 * previous version, or nothing.
 */
export class References {
  constructor(private readonly stores: Stores) {}

  /** What decides. */
  choose(run: ReferencingRun): VerdictReference | null {
    const { single, history } = this.candidates(run);
    return single?.source === 'chosen' ? single : (historyReference(history) ?? single);
  }

  /** The single reference, which stands beside a history and decides where there is none. */
  load(run: ReferencingRun): LoadedReference | null {
    return this.loadSingle(this.candidates(run).single);
  }

  /** Everything that a verdict needs of other runs. */
  loadAll(run: ReferencingRun): LoadedReferences {
    const { single, history, siblings } = this.candidates(run);
    const rows = this.stores.history.judgedRows([...history, ...siblings].map(({ runId }) => runId));
    return {
      reference: this.loadSingle(single),
      history: toHistory(history, rows),
      siblings: siblings.map(({ runId, batchId }) => ({ runId, batchId, rows: rows.get(runId) ?? [] })),
      prefersReference: single?.source === 'chosen',
    };
  }

  /** The analysis window's statistics; of a run without a window the whole run's. */
  judgedStatistics(runId: number | null): { total: StatisticsRow; rows: StatisticsRow[] } | undefined {
    if (runId === null) {
      return undefined;
    }
    return this.stores.results.statistics(runId, 'window') ?? this.stores.results.statistics(runId, 'run');
  }

  private candidates(run: ReferencingRun): Candidates {
    const completed = this.stores.history.completed(run);
    const subject = subjectOf(run);
    return {
      history: historyRuns(completed, subject),
      siblings: siblingRuns(completed, subject),
      single: this.single(run, completed),
    };
  }

  /** What a person did not choose must be comparable: a run under another load would say nothing, or wrong things. */
  private single(run: ReferencingRun, completed: readonly CompletedRun[]): VerdictReference | null {
    const { runs, baselines, versions } = this.stores;
    const baseline = run.baselineId === null ? undefined : baselines.find(run.baselineId);
    const chosenRun = run.referenceRunId === null ? undefined : runs.find(run.referenceRunId);
    const alike = completed.filter((one) => isReferable(one) && hasSameLoad(one, run.fingerprintHash ?? null));
    return chooseReference({
      current: { runId: run.id ?? 0, versionId: run.versionId },
      versionIds: versions.newestFirst().map(({ id }) => id),
      chosenBaseline: toBaselineCandidate(baseline),
      chosenRun: chosenRun === undefined ? null : toRunCandidate({ ...chosenRun, runId: chosenRun.id }),
      defaultBaseline: toBaselineCandidate(this.defaultBaseline(run)),
      runs: alike.map(toRunCandidate),
    });
  }

  /** None that was made in another environment or under another load, as far as its run is still there to say so. */
  private defaultBaseline(run: ReferencingRun): Baseline | undefined {
    const baseline = this.stores.baselines.defaultOf(run.scenarioId, run.testTypeId);
    const source = baseline === undefined ? undefined : this.stores.runs.find(baseline.sourceTestRunId);
    const isOther =
      source !== undefined &&
      (source.environmentId !== run.environmentId || !hasSameLoad(source, run.fingerprintHash ?? null));
    return isOther ? undefined : baseline;
  }

  private loadSingle(reference: VerdictReference | null): LoadedReference | null {
    if (reference === null) {
      return null;
    }
    const statistics =
      reference.baselineId === null
        ? this.judgedStatistics(reference.runId)
        : this.stores.baselines.metrics(reference.baselineId);
    return { reference, total: statistics?.total ?? null, rows: statistics?.rows ?? [] };
  }
}

function subjectOf(run: ReferencingRun): HistorySubject {
  const { id: runId, versionId, fingerprintHash = null } = run;
  return { runId, versionId, fingerprintHash, endedAtMs: run.completedAtMs ?? run.loadEndedAtMs ?? null };
}

/** null: too few runs to decide. */
function historyReference(history: readonly CompletedRun[]): VerdictReference | null {
  const newest = history[0];
  if (newest === undefined || history.length < MIN_REFERENCE_RUNS) {
    return null;
  }
  return {
    ...{ kind: 'history', source: 'history', runId: null, baselineId: null, confidence: 'normal' },
    name: `history of ${history.length} runs`,
    versionName: newest.versionName,
    runIds: history.map(({ runId }) => runId),
  };
}

/** As the rules know it. @param rows by the run's id */
export function toHistory(runs: readonly CompletedRun[], rows: ReadonlyMap<number, StatisticsRow[]>): HistoryRun[] {
  const changes = changesOf(runs);
  return runs.map(({ runId, batchId, versionId, versionName }) => {
    const changed = new Set((changes.get(runId) ?? []).map(labelKey));
    return { runId, batchId, versionId, versionName, changed, rows: rows.get(runId) ?? [] };
  });
}

function toBaselineCandidate(baseline: Baseline | undefined): BaselineCandidate | null {
  if (baseline === undefined) {
    return null;
  }
  const { id, name, versionName, sourceTestRunId } = baseline;
  return { baselineId: id, sourceRunId: sourceTestRunId, name, versionName };
}

/** A person has accepted it, or else it is valid: what chooses needs not look again. */
function toRunCandidate(
  run: Pick<CompletedRun, 'runId' | 'versionId' | 'versionName' | 'completedAtMs'>
): RunCandidate {
  const { runId, versionId, versionName, completedAtMs } = run;
  return { runId, name: `run ${runId}`, versionId, versionName, status: 'completed', isValid: true, completedAtMs };
}
