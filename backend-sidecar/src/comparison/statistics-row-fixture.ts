import type { StatisticsRow } from '../contract/statistics.ts';

/** A row for tests: 1 000 good samples whose times are all 100 ms, changed as given. */
export function statisticsRow(changes: Partial<StatisticsRow> = {}): StatisticsRow {
  const count = changes.count ?? 1000;
  const errors = changes.errors ?? 0;
  return {
    label: 'Search',
    kind: 'sample',
    count,
    errors,
    errorRate: count === 0 ? null : errors / count,
    minMs: 100,
    meanMs: 100,
    medianMs: 100,
    standardDeviationMs: 0,
    p90Ms: 100,
    p95Ms: 100,
    p99Ms: 100,
    maxMs: 100,
    throughputPerSec: 10,
    receivedKbPerSec: 1,
    sentKbPerSec: 1,
    firstStartMs: 0,
    lastEndMs: 100_000,
    apdex: 1,
    latencyMeanMs: 90,
    latencyMaxMs: 90,
    connectMeanMs: 0,
    connectMaxMs: 0,
    idleMeanMs: 0,
    ...changes,
  };
}
