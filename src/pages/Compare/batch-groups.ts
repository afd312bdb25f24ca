import type { Batch, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { MOST_RUNS } from '../../shared/api/compare';
import { isComparable, type RunGroup } from './compare-groups';

/**
 * The groups that a choice of batches means: of one batch all its runs together; of several a group for each scenario
 * and test type, with the newest run of each batch, the oldest batch first.
 */
export function groupsOfBatches(batches: readonly Batch[]): RunGroup[] {
  const [only, ...others] = batches;
  if (!only) {
    return [];
  }
  const groups = others.length === 0 ? [countingRuns(only).map(({ id }) => id)] : matchedRuns(batches);
  return groups.map((group) => group.slice(0, MOST_RUNS)).filter(isComparable);
}

function countingRuns({ runs }: Batch): RunSummary[] {
  return runs.filter(
    ({ kind, status, supersededByRunId }) => kind === 'test' && status === 'completed' && supersededByRunId === null
  );
}

function matchedRuns(batches: readonly Batch[]): number[][] {
  const byLoad = new Map<string, number[]>();
  for (const batch of [...batches].sort((one, other) => one.createdAtMs - other.createdAtMs)) {
    const newest = new Map(countingRuns(batch).map((run) => [loadOf(run), run.id]));
    newest.forEach((runId, load) => byLoad.set(load, [...(byLoad.get(load) ?? []), runId]));
  }
  return [...byLoad.values()];
}

function loadOf({ scenarioId, testTypeId, environmentId }: RunSummary): string {
  return `${scenarioId} ${testTypeId} ${environmentId}`;
}
