import type { ApdexThresholds, JMeterFigures } from './jmeter-figures.ts';
import type { JMeterRow } from './jmeter-rows.ts';

/** `jmeter.reportgenerator.statistic_window`, where nobody says otherwise. */
export const DASHBOARD_WINDOW = 20_000;

/**
 * A row of the Statistics and of the APDEX table of JMeter's HTML dashboard (5.6.3): percentiles by commons-math's LEGACY
 * estimator over the last 20 000 rows in the order of the file; mean, least and largest over all.
 */
export class DashboardRow {
  private readonly last = new LastValues(DASHBOARD_WINDOW);
  private count = 0;
  private errors = 0;
  private sumMs = 0;
  private minMs = Infinity;
  private maxMs = -Infinity;
  private receivedBytes = 0;
  private sentBytes = 0;
  private firstStartMs = Infinity;
  private lastEndMs = -Infinity;
  private satisfied = 0;
  private tolerated = 0;

  constructor(private readonly apdex: ApdexThresholds) {}

  add({ startMs, elapsedMs, isSuccess, receivedBytes, sentBytes }: JMeterRow): void {
    this.last.add(elapsedMs);
    this.count++;
    this.sumMs += elapsedMs;
    this.minMs = Math.min(this.minMs, elapsedMs);
    this.maxMs = Math.max(this.maxMs, elapsedMs);
    this.receivedBytes += receivedBytes;
    this.sentBytes += sentBytes;
    this.firstStartMs = Math.min(this.firstStartMs, startMs);
    this.lastEndMs = Math.max(this.lastEndMs, startMs + elapsedMs);
    this.judge(elapsedMs, isSuccess);
  }

  figures(): JMeterFigures {
    const sorted = this.last.sorted();
    return {
      count: this.count,
      errors: this.errors,
      errorRate: this.errors / this.count,
      meanMs: this.sumMs / this.count,
      medianMs: legacyPercentile(sorted, 50),
      p90Ms: legacyPercentile(sorted, 90),
      p95Ms: legacyPercentile(sorted, 95),
      p99Ms: legacyPercentile(sorted, 99),
      minMs: this.minMs,
      maxMs: this.maxMs,
      throughputPerSec: this.perSecond(this.count),
      receivedKbPerSec: this.perSecond(this.receivedBytes / 1024),
      sentKbPerSec: this.perSecond(this.sentBytes / 1024),
      apdex: (this.satisfied + this.tolerated / 2) / this.count,
    };
  }

  /** A failed one counts below the line only. */
  private judge(elapsedMs: number, isSuccess: boolean): void {
    if (!isSuccess) {
      this.errors++;
    } else if (elapsedMs <= this.apdex.satisfiedMs) {
      this.satisfied++;
    } else if (elapsedMs <= this.apdex.toleratedMs) {
      this.tolerated++;
    }
  }

  private perSecond(amount: number): number | null {
    const spanMs = this.lastEndMs - this.firstStartMs;
    return spanMs > 0 ? (amount / spanMs) * 1000 : null;
  }
}

/** pos = p/100·(n + 1); below 1 the smallest, from n on the largest, else between the two neighbours in proportion. */
export function legacyPercentile(sorted: Int32Array, percentage: number): number {
  const position = (percentage / 100) * (sorted.length + 1);
  const lower = Math.floor(position);
  if (position < 1) {
    return sorted[0] ?? 0;
  }
  if (position >= sorted.length) {
    return sorted[sorted.length - 1] ?? 0;
  }
  const [below = 0, above = 0] = [sorted[lower - 1], sorted[lower]];
  return below + (position - lower) * (above - below);
}

/** The last values of a row of any length; takes room for those that came. */
class LastValues {
  private values = new Int32Array(16);
  private count = 0;

  constructor(private readonly most: number) {}

  add(value: number): void {
    if (this.count === this.values.length && this.count < this.most) {
      const larger = new Int32Array(Math.min(this.most, this.count * 2));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count % this.most] = value;
    this.count++;
  }

  sorted(): Int32Array {
    return this.values.slice(0, Math.min(this.count, this.most)).sort();
  }
}
