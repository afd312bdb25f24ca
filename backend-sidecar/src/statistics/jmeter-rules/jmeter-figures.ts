/** The figures that both of JMeter's reports have, in our units; a throughput over no time is null. */
export interface JMeterFigures {
  readonly count: number;
  readonly errors: number;
  /** Ratio 0–1. */
  readonly errorRate: number;
  readonly meanMs: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly throughputPerSec: number | null;
  readonly receivedKbPerSec: number | null;
  readonly sentKbPerSec: number | null;
  /** The dashboard's alone. */
  readonly apdex: number | null;
}

export interface ApdexThresholds {
  readonly satisfiedMs: number;
  readonly toleratedMs: number;
}

/** What JMeter takes where nobody says otherwise (`jmeter.reportgenerator.apdex_…_threshold`). */
export const DEFAULT_APDEX: ApdexThresholds = { satisfiedMs: 500, toleratedMs: 1500 };
