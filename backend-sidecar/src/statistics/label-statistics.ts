import type { LabelKind, StatisticsRow } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { Distribution } from './distribution.ts';

const BYTES_PER_KB = 1024;
const MS_PER_SECOND = 1000;

/** The whole summary of one label and kind, or of the total: good and failed samples apart, bytes, and the time it spans. */
export class LabelStatistics {
  readonly ok = new Distribution();
  readonly failed = new Distribution();
  /** null as long as no row had a value: a file without the column has no data, not 0 bytes. */
  receivedBytes: number | null = null;
  sentBytes: number | null = null;
  firstStartMs: number | null = null;
  lastEndMs: number | null = null;

  constructor(
    readonly label: string,
    readonly kind: LabelKind
  ) {}

  add(record: SampleRecord): void {
    (record.isSuccess ? this.ok : this.failed).add(record.elapsedMs);
    this.receivedBytes = plus(this.receivedBytes, record.receivedBytes);
    this.sentBytes = plus(this.sentBytes, record.sentBytes);
    const endMs = record.startMs + record.elapsedMs;
    if (this.firstStartMs === null || record.startMs < this.firstStartMs) {
      this.firstStartMs = record.startMs;
    }
    if (this.lastEndMs === null || endMs > this.lastEndMs) {
      this.lastEndMs = endMs;
    }
  }

  get count(): number {
    return this.ok.count + this.failed.count;
  }

  row(): StatisticsRow {
    const all = Distribution.together(this.ok, this.failed);
    return {
      label: this.label,
      kind: this.kind,
      count: all.count,
      errors: this.failed.count,
      errorRate: all.count === 0 ? null : this.failed.count / all.count,
      ...timesOf(all),
      throughputPerSec: this.perSecond(all.count),
      receivedKbPerSec: this.perSecond(this.receivedBytes, BYTES_PER_KB),
      sentKbPerSec: this.perSecond(this.sentBytes, BYTES_PER_KB),
      firstStartMs: this.firstStartMs,
      lastEndMs: this.lastEndMs,
      apdex: null,
      latencyMeanMs: null,
      latencyMaxMs: null,
      connectMeanMs: null,
      connectMaxMs: null,
      idleMeanMs: null,
    };
  }

  /** Over earliest start to latest end; a span of zero has no rate (JMeter prints Infinity). */
  private perSecond(amount: number | null, unit = 1): number | null {
    if (amount === null || this.firstStartMs === null || this.lastEndMs === null) {
      return null;
    }
    const spanSeconds = (this.lastEndMs - this.firstStartMs) / MS_PER_SECOND;
    return spanSeconds > 0 ? amount / unit / spanSeconds : null;
  }
}

function timesOf(all: Distribution) {
  return {
    minMs: all.minMs,
    meanMs: all.meanMs,
    medianMs: all.percentile(0.5),
    standardDeviationMs: all.standardDeviationMs,
    p90Ms: all.percentile(0.9),
    p95Ms: all.percentile(0.95),
    p99Ms: all.percentile(0.99),
    maxMs: all.maxMs,
  };
}

function plus(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}
