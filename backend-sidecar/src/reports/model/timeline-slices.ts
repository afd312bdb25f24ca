import type { Timeline, TimelinePoint } from '../../contract/statistics.ts';

/** One slice of the course of a run, with its rates. */
export interface TimelineSlice extends TimelinePoint {
  /** Since the first slice. */
  sinceStartMs: number;
  /** `null`: the run ended within this slice, so its count is of less than its length. */
  samplesPerSec: number | null;
  errorsPerSec: number | null;
}

/** A clock that jumped would make more empty slices than anybody could look at. */
const MOST_SLICES = 20_000;

/** Every slice from the first to the last, also those without samples, which are not stored. */
export function timelineSlices({ points, sliceMs }: Timeline): TimelineSlice[] {
  const slices = withGaps(points, sliceMs);
  const startMs = slices[0]?.startMs ?? 0;
  const cutOff = slices.length > 2 ? slices.at(-1) : undefined;
  return slices.map((slice) => ({
    ...slice,
    sinceStartMs: slice.startMs - startMs,
    samplesPerSec: slice === cutOff ? null : (slice.count * 1000) / sliceMs,
    errorsPerSec: slice === cutOff ? null : (slice.errors * 1000) / sliceMs,
  }));
}

function withGaps(points: readonly TimelinePoint[], sliceMs: number): TimelinePoint[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || (last.startMs - first.startMs) / sliceMs > MOST_SLICES) {
    return [...points];
  }
  const stored = new Map(points.map((point) => [point.startMs, point]));
  const count = Math.floor((last.startMs - first.startMs) / sliceMs) + 1;
  return Array.from({ length: count }, (_, index) => {
    const startMs = first.startMs + index * sliceMs;
    return stored.get(startMs) ?? emptySlice(startMs);
  });
}

function emptySlice(startMs: number): TimelinePoint {
  return {
    ...{ startMs, count: 0, errors: 0, receivedBytes: 0, activeThreads: null },
    ...{ meanMs: null, medianMs: null, p90Ms: null, p95Ms: null, maxMs: null },
  };
}
