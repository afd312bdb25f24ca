import type { Estimator } from '../contract/analysis.ts';
import { seal, unseal, VarintReader, VarintWriter } from './byte-codec.ts';
import { sortTimes, writeSortedTimes } from './sorted-times.ts';

/** Up to here the values themselves are kept: most slices of time hold few, and a list is smaller than counters. */
const MAX_LISTED_VALUES = 512;
const FIRST_COUNTERS = 1024;
/** The counters are doubled when this part of them is kept as single large values. */
const LARGE_VALUES_RATIO = 1 / 16;
const NO_COUNTERS = new Uint32Array(0);

/**
 * An exact summary of any number of elapsed times: a count per whole millisecond. Incremental and mergeable; every
 * order statistic can be had from it at any time. Memory is bounded by the distinct values, not by their number.
 */
export class Distribution {
  private listed: number[] | null = [];
  private isListSorted = true;
  private counters = NO_COUNTERS;
  private large: Map<number, number> | null = null;
  private valueCount = 0;
  private valueSum = 0;
  private smallest = Infinity;
  private largest = -Infinity;

  get count(): number {
    return this.valueCount;
  }

  /** Milliseconds; exact (an integer below 2^53). */
  get sumMs(): number {
    return this.valueSum;
  }

  get minMs(): number | null {
    return this.valueCount === 0 ? null : this.smallest;
  }

  get maxMs(): number | null {
    return this.valueCount === 0 ? null : this.largest;
  }

  get meanMs(): number | null {
    return this.valueCount === 0 ? null : this.valueSum / this.valueCount;
  }

  /** @param valueMs whole milliseconds, 0 or more */
  add(valueMs: number, times = 1): void {
    this.valueCount += times;
    this.valueSum += valueMs * times;
    if (valueMs < this.smallest) {
      this.smallest = valueMs;
    }
    if (valueMs > this.largest) {
      this.largest = valueMs;
    }
    this.put(valueMs, times);
  }

  private put(valueMs: number, times: number): void {
    if (this.listed === null) {
      this.countValue(valueMs, times);
    } else {
      this.listValue(this.listed, valueMs, times);
    }
  }

  merge(other: Distribution): void {
    this.valueCount += other.valueCount;
    this.valueSum += other.valueSum;
    this.smallest = Math.min(this.smallest, other.smallest);
    this.largest = Math.max(this.largest, other.largest);
    if (other.listed === null) {
      other.forEach((valueMs, times) => this.put(valueMs, times));
      return;
    }
    for (let index = 0; index < other.listed.length; index++) {
      this.put(other.listed[index] ?? 0, 1);
    }
  }

  /** The values from one index up to another, ascending. */
  addSorted(timesMs: Float64Array, from: number, to: number): void {
    if (from === to) {
      return;
    }
    this.valueCount += to - from;
    this.smallest = Math.min(this.smallest, timesMs[from] ?? 0);
    this.largest = Math.max(this.largest, timesMs[to - 1] ?? 0);
    const counted = this.countSmall(timesMs, from, to);
    for (let index = counted; index < to; index++) {
      const valueMs = timesMs[index] ?? 0;
      this.valueSum += valueMs;
      this.put(valueMs, 1);
    }
  }

  /** Those that have a counter, in a loop of its own: nearly all have. @returns where the others begin */
  private countSmall(timesMs: Float64Array, from: number, to: number): number {
    const { counters } = this;
    let sum = 0;
    let index = from;
    for (; index < to; index++) {
      const valueMs = timesMs[index] ?? 0;
      if (valueMs >= counters.length) {
        break;
      }
      counters[valueMs] = (counters[valueMs] ?? 0) + 1;
      sum += valueMs;
    }
    this.valueSum += sum;
    return index;
  }

  /** The two together; an empty one costs nothing, so the result may be one of the two and must not be changed. */
  static together(one: Distribution, other: Distribution): Distribution {
    if (other.count === 0) {
      return one;
    }
    if (one.count === 0) {
      return other;
    }
    const both = new Distribution();
    both.merge(one);
    both.merge(other);
    return both;
  }

  /** Each distinct value once, ascending. */
  forEach(visit: (valueMs: number, times: number) => void): void {
    if (this.listed !== null) {
      forEachRun(this.sortedList(this.listed), visit);
      return;
    }
    for (let valueMs = 0; valueMs < this.counters.length; valueMs++) {
      const times = this.counters[valueMs] ?? 0;
      if (times > 0) {
        visit(valueMs, times);
      }
    }
    for (const [valueMs, times] of this.sortedLarge()) {
      visit(valueMs, times);
    }
  }

  /**
   * Percentile. `rank`: the order statistic round-half-up(n·p), rank 0 taken as 1; like JMeter's Aggregate Report
   * (StatCalculator 5.6.3) it takes p as a 32-bit float, so p95 of ten values is the ninth. `interpolated`: between the
   * order statistics around p·(n + 1) (R-6, commons-math's LEGACY, as JMeter's HTML dashboard).
   * @param p in [0, 1] @returns null for no values
   */
  percentile(p: number, estimator: Estimator = 'rank'): number | null {
    if (p >= 1) {
      return this.maxMs;
    }
    return estimator === 'rank'
      ? this.valueAtRank(Math.max(1, Math.round(this.valueCount * Math.fround(p))))
      : this.interpolatedPercentile(p);
  }

  /** How many values are this one or smaller. */
  countAtMost(limitMs: number): number {
    if (limitMs >= this.largest) {
      return this.valueCount;
    }
    let counted = 0;
    this.forEach((valueMs, times) => {
      counted += valueMs <= limitMs ? times : 0;
    });
    return counted;
  }

  /** The order statistic: rank 1 is the smallest value, rank n the largest. */
  valueAtRank(rank: number): number | null {
    if (rank < 1 || rank > this.valueCount) {
      return null;
    }
    if (this.listed !== null) {
      return this.sortedList(this.listed)[rank - 1] ?? null;
    }
    return this.countedValueAtRank(rank);
  }

  /** Population standard deviation, from exact integer sums: √(n·Σx² − (Σx)²) / n. */
  get standardDeviationMs(): number | null {
    if (this.valueCount === 0) {
      return null;
    }
    const scaledVariance = BigInt(this.valueCount) * this.sumOfSquares() - BigInt(this.valueSum) ** 2n;
    return Math.sqrt(Number(scaledVariance)) / this.valueCount;
  }

  /** Exact: squares of long times over millions of samples leave 2^53 behind. */
  sumOfSquares(): bigint {
    let total = 0n;
    let pending = 0;
    this.forEach((valueMs, times) => {
      const term = valueMs * valueMs * times;
      if (pending + term <= Number.MAX_SAFE_INTEGER) {
        pending += term;
        return;
      }
      total += BigInt(pending) + BigInt(valueMs) ** 2n * BigInt(times);
      pending = 0;
    });
    return total + BigInt(pending);
  }

  encode(): Uint8Array {
    const writer = new VarintWriter();
    this.writeTo(writer);
    return seal(writer.finish());
  }

  static decode(encoded: Uint8Array): Distribution {
    const reader = new VarintReader(unseal(encoded));
    const distribution = Distribution.readFrom(reader);
    reader.expectEnd();
    return distribution;
  }

  /** Number of distinct values, then for each the gap to the value before and its count. */
  writeTo(writer: VarintWriter): void {
    if (this.listed !== null) {
      writeSortedTimes(writer, Float64Array.from(this.sortedList(this.listed)), 0, this.listed.length);
      return;
    }
    writer.write(this.distinctCount());
    let previousMs = 0;
    this.forEach((valueMs, times) => {
      writer.write(valueMs - previousMs);
      writer.write(times);
      previousMs = valueMs;
    });
  }

  static readFrom(reader: VarintReader): Distribution {
    const distribution = new Distribution();
    distribution.mergeFrom(reader);
    return distribution;
  }

  /** Adds what was written, without a distribution of its own in between. */
  mergeFrom(reader: VarintReader): void {
    const distinct = reader.read();
    let valueMs = 0;
    for (let index = 0; index < distinct; index++) {
      valueMs += reader.read();
      this.add(valueMs, reader.read());
    }
  }

  /** Passes over what was written. */
  static skip(reader: VarintReader): void {
    reader.skip(2 * reader.read());
  }

  private interpolatedPercentile(p: number): number | null {
    const position = p * (this.valueCount + 1);
    if (position < 1 || position >= this.valueCount) {
      return position < 1 ? this.minMs : this.maxMs;
    }
    const rank = Math.floor(position);
    const [lower, upper] = [this.valueAtRank(rank), this.valueAtRank(rank + 1)];
    return lower === null || upper === null ? null : lower + (position - rank) * (upper - lower);
  }

  private distinctCount(): number {
    let distinct = 0;
    this.forEach(() => distinct++);
    return distinct;
  }

  private listValue(listed: number[], valueMs: number, times: number): void {
    if (listed.length + times > MAX_LISTED_VALUES) {
      this.startCounting(listed);
      this.countValue(valueMs, times);
      return;
    }
    for (let added = 0; added < times; added++) {
      listed.push(valueMs);
    }
    this.isListSorted = false;
  }

  private startCounting(listed: readonly number[]): void {
    this.listed = null;
    this.counters = new Uint32Array(FIRST_COUNTERS);
    for (const valueMs of listed) {
      this.countValue(valueMs, 1);
    }
  }

  private countValue(valueMs: number, times: number): void {
    if (valueMs < this.counters.length) {
      this.counters[valueMs] = (this.counters[valueMs] ?? 0) + times;
      return;
    }
    this.large ??= new Map();
    this.large.set(valueMs, (this.large.get(valueMs) ?? 0) + times);
    if (this.large.size > this.counters.length * LARGE_VALUES_RATIO) {
      this.doubleCounters(this.large);
    }
  }

  private doubleCounters(large: Map<number, number>): void {
    const doubled = new Uint32Array(this.counters.length * 2);
    doubled.set(this.counters);
    this.counters = doubled;
    for (const [valueMs, times] of large) {
      if (valueMs < doubled.length) {
        doubled[valueMs] = times;
        large.delete(valueMs);
      }
    }
  }

  private countedValueAtRank(rank: number): number | null {
    let seen = 0;
    for (let valueMs = 0; valueMs < this.counters.length; valueMs++) {
      seen += this.counters[valueMs] ?? 0;
      if (seen >= rank) {
        return valueMs;
      }
    }
    for (const [valueMs, times] of this.sortedLarge()) {
      seen += times;
      if (seen >= rank) {
        return valueMs;
      }
    }
    return null;
  }

  private sortedList(listed: number[]): number[] {
    if (!this.isListSorted) {
      sortAscending(listed);
      this.isListSorted = true;
    }
    return listed;
  }

  private sortedLarge(): Array<[number, number]> {
    return this.large === null ? [] : [...this.large].sort(([a], [b]) => a - b);
  }
}

/** In place; `Array.sort` with a comparison takes several times as long. */
function sortAscending(values: number[]): void {
  const sorted = Float64Array.from(values);
  sortTimes(sorted, 0, sorted.length);
  for (let index = 0; index < sorted.length; index++) {
    values[index] = sorted[index] ?? 0;
  }
}

function forEachRun(sorted: readonly number[], visit: (valueMs: number, times: number) => void): void {
  let start = 0;
  for (let index = 1; index <= sorted.length; index++) {
    const valueMs = sorted[start];
    if (valueMs !== undefined && sorted[index] !== valueMs) {
      visit(valueMs, index - start);
      start = index;
    }
  }
}
