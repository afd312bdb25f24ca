import { describe, expect, it } from 'vitest';

import type { TimelinePoint } from '../../contract/statistics.ts';
import { timelineSlices } from './timeline-slices.ts';

const point = (startMs: number, count: number): TimelinePoint => ({
  ...{ startMs, count, errors: 1, meanMs: 5, medianMs: 5, p90Ms: 6, p95Ms: 7, maxMs: 8 },
  ...{ receivedBytes: 10, activeThreads: 2 },
});

describe('timelineSlices', () => {
  it('has the slices without samples, and no rate for the one that the end cut off', () => {
    const slices = timelineSlices({ sliceMs: 2000, label: null, points: [point(10_000, 8), point(16_000, 3)] });
    expect(
      slices.map(({ startMs, sinceStartMs, count, samplesPerSec }) => [startMs, sinceStartMs, count, samplesPerSec])
    ).toEqual([
      [10_000, 0, 8, 4],
      [12_000, 2000, 0, 0],
      [14_000, 4000, 0, 0],
      [16_000, 6000, 3, null],
    ]);
    expect(slices.map(({ p90Ms, errorsPerSec }) => [p90Ms, errorsPerSec])).toEqual([
      [6, 0.5],
      [null, 0],
      [null, 0],
      [6, null],
    ]);
  });

  it('leaves out what a jump of the clock would make endless', () => {
    const points = [point(0, 1), point(1000 * 86_400_000, 1)];
    expect(timelineSlices({ sliceMs: 1000, label: null, points })).toHaveLength(2);
  });

  it('takes none', () => {
    expect(timelineSlices({ sliceMs: 1000, label: null, points: [] })).toEqual([]);
  });
});
