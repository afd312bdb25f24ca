import type { MeasuredGenerator } from '../runner.ts';
import type { CollectionLog } from './generator-collections.ts';
import type { GeneratorCounters } from './generator-counters.ts';

type Sample = MeasuredGenerator['samples'][number];

/** A sample and the time that it speaks of, up to its own. */
interface Spanned extends Sample {
  readonly spanMs: number;
}

/** Half an hour at one sample in 2 s. */
export const MAX_SAMPLES = 900;

/** What was measured of a generator while JMeter ran: from counters to ratios, and in at most 900 samples. */
export function generatorLoadOf(counters: readonly GeneratorCounters[], log: CollectionLog): MeasuredGenerator {
  const sorted = [...counters].sort((left, right) => left.monotonicMs - right.monotonicMs);
  let samples = pairsOf(sorted).flatMap(([before, after]) => toSample(before, after, log));
  while (samples.length > MAX_SAMPLES) {
    samples = mergePairs(samples);
  }
  return { samples: samples.map(({ spanMs: _spanMs, ...sample }) => sample), clockJumpMs: clockJumpOf(sorted) };
}

function pairsOf<T>(items: readonly T[]): Array<[T, T]> {
  return items.slice(1).flatMap((item, index) => {
    const before = items[index];
    return before === undefined ? [] : [[before, item] as [T, T]];
  });
}

function toSample(before: GeneratorCounters, after: GeneratorCounters, log: CollectionLog): Spanned[] {
  const spanMs = after.monotonicMs - before.monotonicMs;
  const ticks = after.totalTicks - before.totalTicks;
  // Two sidecars at one moment, or counters that began anew.
  if (spanMs <= 0 || ticks <= 0) {
    return [];
  }
  return [
    {
      ...{ atMs: after.atMs, spanMs },
      cpuRatio: ratio(Math.max((after.busyTicks - before.busyTicks) / ticks, groupRatio(before, after, spanMs))),
      jmeterCpuRatio:
        before.jmeterTicks === null || after.jmeterTicks === null
          ? null
          : ratio((after.jmeterTicks - before.jmeterTicks) / ticks),
      memoryRatio: after.memoryRatio,
      heapRatio: heapRatioAt(after.atMs, log),
      gcRatio: pauseRatio(after.atMs - spanMs, after.atMs, log),
    },
  ];
}

function ratio(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
}

/** Of the processors that a container may use; 0 where it may use all. */
function groupRatio(before: GeneratorCounters, after: GeneratorCounters, spanMs: number): number {
  if (after.groupUsedUs === null || before.groupUsedUs === null || !after.groupProcessors) {
    return 0;
  }
  return (after.groupUsedUs - before.groupUsedUs) / (spanMs * 1000 * after.groupProcessors);
}

function heapRatioAt(atMs: number, { collections, largestHeapMb }: CollectionLog): number | null {
  for (let index = countUntil(collections, atMs) - 1; index >= 0; index -= 1) {
    const { heapAfterMb = null, heapCapacityMb = null } = collections[index] ?? {};
    if (heapAfterMb !== null) {
      const capacityMb = largestHeapMb ?? heapCapacityMb;
      return capacityMb ? ratio(heapAfterMb / capacityMb) : null;
    }
  }
  return null;
}

/** A pause counts where it ended. */
function pauseRatio(fromMs: number, toMs: number, { collections, sinceMs }: CollectionLog): number | null {
  if (sinceMs === null || sinceMs > toMs) {
    return null;
  }
  const within = collections.slice(countUntil(collections, fromMs), countUntil(collections, toMs));
  return ratio(within.reduce((sum, { pauseMs }) => sum + pauseMs, 0) / (toMs - fromMs));
}

/** How many of them had ended by then; they are sorted. */
function countUntil(collections: CollectionLog['collections'], atMs: number): number {
  let [low, high] = [0, collections.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((collections[middle]?.atMs ?? Infinity) <= atMs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function mergePairs(samples: readonly Spanned[]): Spanned[] {
  return samples.flatMap((sample, index) => {
    const next = samples[index + 1];
    return index % 2 === 1 ? [] : [next === undefined ? sample : merged(sample, next)];
  });
}

/** Means by time; of memory and heap the larger, which are states. */
function merged(one: Spanned, next: Spanned): Spanned {
  const mean = (left: number | null, right: number | null) =>
    left === null || right === null
      ? (left ?? right)
      : ratio((left * one.spanMs + right * next.spanMs) / (one.spanMs + next.spanMs));
  const larger = (left: number | null, right: number | null) =>
    left === null || right === null ? (left ?? right) : Math.max(left, right);
  return {
    ...{ atMs: next.atMs, spanMs: one.spanMs + next.spanMs },
    cpuRatio: mean(one.cpuRatio, next.cpuRatio),
    jmeterCpuRatio: mean(one.jmeterCpuRatio, next.jmeterCpuRatio),
    memoryRatio: larger(one.memoryRatio, next.memoryRatio),
    heapRatio: larger(one.heapRatio, next.heapRatio),
    gcRatio: mean(one.gcRatio, next.gcRatio),
  };
}

/** The largest step of the clock between two samples, beside the time that passed. */
function clockJumpOf(counters: readonly GeneratorCounters[]): number | null {
  const steps = pairsOf(counters).map(([before, after]) =>
    Math.abs(after.atMs - before.atMs - (after.monotonicMs - before.monotonicMs))
  );
  return steps.length === 0 ? null : steps.reduce((largest, step) => Math.max(largest, step), 0);
}
