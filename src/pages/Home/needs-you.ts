import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { hasEnded } from '../../shared/api/run-status';

/** Ended runs that failed, unless a later run of the same scenario and test type has ended since. Newest first. */
export function runsThatNeedSomebody(runs: readonly RunSummary[]): RunSummary[] {
  const ended = runs.filter(({ status }) => hasEnded(status) && status !== 'cancelled').sort(newestFirst);
  const seen = new Set<string>();
  return ended.filter((run) => {
    const key = `${run.scenarioId}:${run.testTypeId}`;
    const isNewest = !seen.has(key);
    seen.add(key);
    return isNewest && (run.status === 'failed' || run.outcome === 'failed' || run.outcome === 'inconclusive');
  });
}

function newestFirst(one: RunSummary, other: RunSummary): number {
  return (other.completedAtMs ?? other.createdAtMs) - (one.completedAtMs ?? one.createdAtMs);
}
