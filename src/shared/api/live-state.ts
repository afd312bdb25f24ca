import type { LiveSnapshot, LiveUpdate } from 'perftest-automation-sidecar/contract/live';

/** The page keeps the end of the log; the whole is a download. */
const LOG_LINES_KEPT = 2000;

/** Merges what is new into what is known: slices by their start, log lines by their number. */
export function mergeUpdate(snapshot: LiveSnapshot, update: LiveUpdate): LiveSnapshot {
  if (update.sequence <= snapshot.sequence) {
    return snapshot;
  }
  const { changedSlices, newLog, ...fields } = update;
  return {
    ...fields,
    rows: keepPlaces(snapshot.rows, update.rows),
    timeline: mergeBy(snapshot.timeline, changedSlices, ({ startMs }) => startMs),
    log: mergeBy(snapshot.log, newLog, (line) => line.number).slice(-LOG_LINES_KEPT),
  };
}

/** A row stays where it is while somebody reads it; new rows come at the end. */
function keepPlaces(known: LiveSnapshot['rows'], next: LiveSnapshot['rows']): LiveSnapshot['rows'] {
  const places = new Map(known.map((row, index) => [rowKey(row), index]));
  const placeOf = (row: LiveSnapshot['rows'][number]) => places.get(rowKey(row)) ?? Number.MAX_SAFE_INTEGER;
  return [...next].sort((one, other) => placeOf(one) - placeOf(other));
}

/** One name may stand for several kinds. */
export function rowKey(row: { label: string; kind: string }): string {
  return `${row.kind} ${row.label}`;
}

function mergeBy<T>(known: readonly T[], changed: readonly T[], keyOf: (item: T) => number): T[] {
  if (changed.length === 0) {
    return [...known];
  }
  const changedKeys = new Set(changed.map(keyOf));
  const kept = known.filter((item) => !changedKeys.has(keyOf(item)));
  return [...kept, ...changed].sort((one, other) => keyOf(one) - keyOf(other));
}
