import type { Metric } from '../contract/verdict.ts';

/** Percent below the percentile; the median stands in for the mean, which has no percentile of its own. */
const PERCENT_BELOW: Partial<Record<Metric, number>> = { meanMs: 50, medianMs: 50, p90Ms: 90, p95Ms: 95, p99Ms: 99 };

/** At least this many samples must lie above a percentile before it is judged. */
const SAMPLES_ABOVE = 10;

/**
 * The least n with n · (1 − p) ≥ 10: 20 for the median and the mean, 100 for p90, 200 for p95, 1 000 for p99.
 * Reckoned in percent: 100 · (1 − 0.9) is 9.999… in floating point. 0 for metrics without such a rule.
 */
export function neededSamples(metric: Metric): number {
  const below = PERCENT_BELOW[metric];
  return below === undefined ? 0 : Math.ceil((SAMPLES_ABOVE * 100) / (100 - below));
}
