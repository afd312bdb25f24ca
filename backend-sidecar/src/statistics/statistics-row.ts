import type { Estimator } from '../contract/analysis.ts';
import type { LabelKind, StatisticsRow } from '../contract/statistics.ts';
import { apdexOf, type ApdexCounts } from './apdex.ts';
import { Distribution } from './distribution.ts';
import type { Summary } from './summary.ts';

const BYTES_PER_KB = 1024;
const MS_PER_SECOND = 1000;

export interface RowOf {
  readonly label: string;
  readonly kind: LabelKind;
  readonly apdex: ApdexCounts;
  readonly estimator?: Estimator;
}

/** The figures that people see of a summary; without samples they are null. */
export function statisticsRow(summary: Summary, { label, kind, apdex, estimator = 'rank' }: RowOf): StatisticsRow {
  const all = Distribution.together(summary.ok, summary.failed);
  const hasSamples = all.count > 0;
  return {
    label,
    kind,
    count: all.count,
    errors: summary.failed.count,
    errorRate: hasSamples ? summary.failed.count / all.count : null,
    ...timesOf(all, estimator),
    throughputPerSec: perSecond(summary, all.count),
    receivedKbPerSec: perSecond(summary, summary.receivedBytes, BYTES_PER_KB),
    sentKbPerSec: perSecond(summary, summary.sentBytes, BYTES_PER_KB),
    firstStartMs: summary.firstStartMs,
    lastEndMs: summary.lastEndMs,
    apdex: apdexOf(apdex),
    latencyMeanMs: summary.latency.meanMs,
    latencyMaxMs: summary.latency.maxMs,
    connectMeanMs: summary.connect.meanMs,
    connectMaxMs: summary.connect.maxMs,
    idleMeanMs: summary.idle.meanMs,
  };
}

function timesOf(all: Distribution, estimator: Estimator) {
  return {
    minMs: all.minMs,
    meanMs: all.meanMs,
    medianMs: all.percentile(0.5, estimator),
    standardDeviationMs: all.standardDeviationMs,
    p90Ms: all.percentile(0.9, estimator),
    p95Ms: all.percentile(0.95, estimator),
    p99Ms: all.percentile(0.99, estimator),
    maxMs: all.maxMs,
  };
}

/** Over earliest start to latest end; a span of zero has no rate (JMeter prints Infinity). */
function perSecond({ firstStartMs, lastEndMs }: Summary, amount: number | null, unit = 1): number | null {
  if (amount === null || firstStartMs === null || lastEndMs === null) {
    return null;
  }
  const spanSeconds = (lastEndMs - firstStartMs) / MS_PER_SECOND;
  return spanSeconds > 0 ? amount / unit / spanSeconds : null;
}
