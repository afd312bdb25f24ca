import type { JMeterFigures } from './jmeter-figures.ts';
import type { JMeterRow } from './jmeter-rows.ts';

/**
 * A row of JMeter's Aggregate Report (`SamplingStatCalculator` over `StatCalculator`, JMeter 5.6.3): a count for each
 * value; percentiles by rank, with the rank reckoned from a percentage that is a 32-bit float; a mean without its
 * decimals; every row that it is given counts.
 */
export class AggregateReportRow {
  private readonly counts = new ValueCounts();
  private count = 0;
  private errors = 0;
  private sumMs = 0;
  private receivedBytes = 0;
  private sentBytes = 0;
  private firstStartMs = Infinity;
  private lastEndMs = 0;

  add({ startMs, elapsedMs, isSuccess, receivedBytes, sentBytes }: JMeterRow): void {
    this.counts.add(elapsedMs);
    this.count++;
    this.errors += isSuccess ? 0 : 1;
    this.sumMs += elapsedMs;
    this.receivedBytes += receivedBytes;
    this.sentBytes += sentBytes;
    this.firstStartMs = Math.min(this.firstStartMs, startMs);
    this.lastEndMs = Math.max(this.lastEndMs, startMs + elapsedMs);
  }

  figures(): JMeterFigures {
    const values = this.counts.sorted();
    return {
      count: this.count,
      errors: this.errors,
      errorRate: this.errors / this.count,
      meanMs: Math.trunc(this.sumMs / this.count),
      medianMs: this.atRank(values, 0.5),
      p90Ms: this.atRank(values, 0.9),
      p95Ms: this.atRank(values, 0.95),
      p99Ms: this.atRank(values, 0.99),
      minMs: values[0]?.[0] ?? 0,
      maxMs: values.at(-1)?.[0] ?? 0,
      throughputPerSec: this.perSecond(this.count),
      receivedKbPerSec: this.perSecond(this.receivedBytes / 1024),
      sentKbPerSec: this.perSecond(this.sentBytes / 1024),
      apdex: null,
    };
  }

  /** The first value at which so many are counted; rank 0 is the smallest. */
  private atRank(values: ReadonlyArray<readonly [number, number]>, percentage: number): number {
    let left = Math.round(this.count * Math.fround(percentage));
    for (const [value, count] of values) {
      left -= count;
      if (left <= 0) {
        return value;
      }
    }
    return values.at(-1)?.[0] ?? 0;
  }

  private perSecond(amount: number): number | null {
    const spanMs = this.lastEndMs - this.firstStartMs;
    return spanMs > 0 ? (amount / spanMs) * 1000 : null;
  }
}

/** Most values are small, and a list of counters is faster than a map. */
const LISTED_VALUES = 65_536;

class ValueCounts {
  private counters = new Uint32Array(256);
  private readonly others = new Map<number, number>();

  add(value: number): void {
    if (value < 0 || value >= LISTED_VALUES) {
      this.others.set(value, (this.others.get(value) ?? 0) + 1);
      return;
    }
    if (value >= this.counters.length) {
      const larger = new Uint32Array(Math.min(LISTED_VALUES, 2 ** Math.ceil(Math.log2(value + 1))));
      larger.set(this.counters);
      this.counters = larger;
    }
    this.counters[value] = (this.counters[value] ?? 0) + 1;
  }

  /** Each value with its count, ascending. */
  sorted(): Array<[number, number]> {
    const listed = [...this.counters.entries()].filter(([, count]) => count > 0);
    return [...listed, ...this.others].sort(([left], [right]) => left - right);
  }
}
