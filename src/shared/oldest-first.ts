import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

/**
 * Picked runs by their begin, so that the oldest is what the others are compared with. Ids do not tell: runs of the past
 * are imported later. Runs that are not among the known ones, e.g. of another page of the list, come first, by id.
 */
export function oldestFirst(runIds: readonly number[], known: readonly RunSummary[]): number[] {
  const startOf = new Map(known.map(({ id, startedAtMs, createdAtMs }) => [id, startedAtMs ?? createdAtMs]));
  const beginOf = (id: number) => startOf.get(id) ?? -Infinity;
  return [...runIds].sort((one, other) =>
    beginOf(one) === beginOf(other) ? one - other : beginOf(one) - beginOf(other)
  );
}
