import { describe, expect, it } from 'vitest';

import type { CollectionLog } from './generator-collections.ts';
import type { GeneratorCounters } from './generator-counters.ts';
import { generatorLoadOf, MAX_SAMPLES } from './generator-load.ts';

const NO_LOG: CollectionLog = { sinceMs: null, largestHeapMb: null, collections: [] };

/** Two processors: 200 ticks a second, of which JMeter takes 50 and others 10. */
function counters(second: number, change: Partial<GeneratorCounters> = {}): GeneratorCounters {
  return {
    ...{ atMs: 1_000_000 + second * 1000, monotonicMs: 5_000 + second * 1000 },
    ...{ totalTicks: 7_000 + second * 200, busyTicks: 3_000 + second * 60, jmeterTicks: second * 50 },
    ...{ memoryRatio: 0.5, groupUsedUs: null, groupProcessors: null },
    ...change,
  };
}

describe('generatorLoadOf', () => {
  it('makes ratios of what the counters rose', () => {
    expect(generatorLoadOf([counters(0), counters(2)], NO_LOG)).toEqual({
      clockJumpMs: 0,
      samples: [
        { atMs: 1_002_000, cpuRatio: 0.3, jmeterCpuRatio: 0.25, memoryRatio: 0.5, heapRatio: null, gcRatio: null },
      ],
    });
  });

  it('knows nothing of less than two samples, nor of counters that did not rise', () => {
    expect(generatorLoadOf([], NO_LOG)).toEqual({ samples: [], clockJumpMs: null });
    expect(generatorLoadOf([counters(0)], NO_LOG)).toEqual({ samples: [], clockJumpMs: null });
    expect(generatorLoadOf([counters(1), counters(1)], NO_LOG).samples).toEqual([]);
  });

  it('counts the processors that a container may use, where these are fewer', () => {
    // 0.9 s of processor time in 2 s, of half a processor.
    const within = [counters(0), counters(2)].map((one, index) => ({
      ...one,
      ...{ groupUsedUs: index * 900_000, groupProcessors: 0.5 },
    }));
    expect(generatorLoadOf(within, NO_LOG).samples[0]?.cpuRatio).toBe(0.9);
  });

  it('sees the clock jump, forth or back', () => {
    const jumped = [counters(0), counters(2, { atMs: 1_002_000 + 3_600_000 }), counters(4)];
    expect(generatorLoadOf(jumped, NO_LOG).clockJumpMs).toBe(3_600_000);
    expect(generatorLoadOf([counters(0), counters(2, { atMs: 1_000_500 })], NO_LOG).clockJumpMs).toBe(1500);
  });

  it('adds what collections stopped and left', () => {
    const log: CollectionLog = {
      ...{ sinceMs: 1_000_000, largestHeapMb: 100 },
      collections: [
        { atMs: 1_000_500, pauseMs: 100, heapAfterMb: 30, heapCapacityMb: 80 },
        { atMs: 1_001_000, pauseMs: 300, heapAfterMb: 45, heapCapacityMb: 80 },
        { atMs: 1_003_000, pauseMs: 0, heapAfterMb: null, heapCapacityMb: null },
      ],
    };
    const { samples } = generatorLoadOf([counters(0), counters(2), counters(4)], log);
    expect(samples.map(({ gcRatio, heapRatio }) => ({ gcRatio, heapRatio }))).toEqual([
      { gcRatio: 0.2, heapRatio: 0.45 },
      { gcRatio: 0, heapRatio: 0.45 },
    ]);
  });

  it('merges neighbours until at most 900 are left, and keeps their mean', () => {
    const many = Array.from({ length: 5_001 }, (_, index) =>
      counters(index, { memoryRatio: index === 77 ? 0.99 : 0.5, busyTicks: 3_000 + Math.floor(index / 10) * 100 })
    );
    const { samples } = generatorLoadOf(many, NO_LOG);
    expect(samples.length).toBeLessThanOrEqual(MAX_SAMPLES);
    expect(samples.length).toBeGreaterThan(MAX_SAMPLES / 2);
    expect(samples.at(-1)?.atMs).toBe(many.at(-1)?.atMs);
    // In every 10 s 100 of 2 000 ticks, all in the last of them.
    const mean = samples.reduce((sum, { cpuRatio }) => sum + (cpuRatio ?? 0), 0) / samples.length;
    expect(mean).toBeCloseTo(0.05, 3);
    expect(samples.filter(({ memoryRatio }) => memoryRatio === 0.99)).toHaveLength(1);
  });
});
