/** A run that waits, as far as its place in the queue goes. */
export interface QueuedRun {
  readonly id: number;
  readonly environmentId: number;
}

/**
 * The order of the whole queue after the given runs have been put before another one, or behind the last of their lane.
 * They keep their order among themselves, and all others keep theirs.
 *
 * @param movedIds runs of one lane, in the order of the queue
 * @param beforeId a run of the same lane; null = the lane's end. Before a run that is moved itself nothing changes.
 */
export function moved(
  queue: readonly QueuedRun[],
  movedIds: readonly number[],
  beforeId: number | null
): readonly QueuedRun[] {
  if (beforeId !== null && movedIds.includes(beforeId)) {
    return queue;
  }
  const moving = queue.filter(({ id }) => movedIds.includes(id));
  const staying = queue.filter(({ id }) => !movedIds.includes(id));
  const laneId = moving[0]?.environmentId;
  const place =
    beforeId === null
      ? staying.findLastIndex(({ environmentId }) => environmentId === laneId) + 1
      : staying.findIndex(({ id }) => id === beforeId);
  const end = place <= 0 && beforeId === null ? staying.length : place;
  return [...staying.slice(0, end), ...moving, ...staying.slice(end)];
}
