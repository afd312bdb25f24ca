import type { RunStatus } from '../contract/runs.ts';
import type { VerdictReference } from '../contract/verdict.ts';

export interface BaselineCandidate {
  baselineId: number;
  sourceRunId: number;
  name: string;
  versionName: string;
}

export interface RunCandidate {
  runId: number;
  name: string;
  versionId: number;
  versionName: string;
  status: RunStatus;
  /** Of its verdict; `null` without one. */
  isValid: boolean | null;
  completedAtMs: number | null;
}

export interface ReferenceCandidates {
  current: { runId: number; versionId: number };
  /** Every version, newest first. */
  versionIds: readonly number[];
  /** The run's own choice. */
  chosenBaseline: BaselineCandidate | null;
  chosenRun: RunCandidate | null;
  defaultBaseline: BaselineCandidate | null;
  /** Runs of the same scenario, test type and environment. */
  runs: readonly RunCandidate[];
}

/**
 * What a run is compared with: its own choice, the default baseline, the last completed run of the previous version, or
 * nothing. The previous version is the newest one before the current that has a completed run; an invalid run is no
 * reference unless a person chose it.
 */
export function chooseReference(candidates: ReferenceCandidates): VerdictReference | null {
  const { chosenBaseline, chosenRun, defaultBaseline } = candidates;
  if (chosenBaseline !== null) {
    return baselineReference(chosenBaseline, 'chosen');
  }
  if (chosenRun !== null) {
    return runReference(chosenRun, 'chosen');
  }
  if (defaultBaseline !== null) {
    return baselineReference(defaultBaseline, 'default baseline');
  }
  const previous = lastRunOfPreviousVersion(candidates);
  return previous === undefined ? null : runReference(previous, 'last completed run of the previous version');
}

function lastRunOfPreviousVersion({ current, versionIds, runs }: ReferenceCandidates): RunCandidate | undefined {
  const ranks = new Map(versionIds.map((id, rank) => [id, rank]));
  const age = ({ versionId }: { versionId: number }) => ranks.get(versionId) ?? Infinity;
  return runs
    .filter((run) => run.status === 'completed' && run.isValid !== false && run.runId !== current.runId)
    .filter((run) => age(run) > age(current))
    .sort((a, b) => age(a) - age(b) || (b.completedAtMs ?? 0) - (a.completedAtMs ?? 0) || b.runId - a.runId)[0];
}

function baselineReference(baseline: BaselineCandidate, source: VerdictReference['source']): VerdictReference {
  return {
    kind: 'baseline',
    source,
    runId: baseline.sourceRunId,
    baselineId: baseline.baselineId,
    name: baseline.name,
    versionName: baseline.versionName,
    confidence: 'low',
  };
}

function runReference(run: RunCandidate, source: VerdictReference['source']): VerdictReference {
  return {
    kind: 'run',
    source,
    runId: run.runId,
    baselineId: null,
    name: run.name,
    versionName: run.versionName,
    confidence: 'low',
  };
}
