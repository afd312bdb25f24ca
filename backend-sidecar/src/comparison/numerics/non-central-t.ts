import { normalQuantile } from './normal-quantile.ts';
import { logGamma } from './log-gamma.ts';

/**
 * How many standard errors a true change must have for a t-test to exceed `critical` with probability `power`, by Jennett
 * and Welch’s approximation of the non-central t (1939): T − c·S is nearly normal, with the exact mean and variance of S.
 */
export function detectableNonCentrality({
  critical,
  df,
  power,
}: {
  critical: number;
  df: number;
  power: number;
}): number {
  const meanOfS = Math.sqrt(2 / df) * Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2));
  const varianceOfS = Math.max(0, 1 - meanOfS * meanOfS);
  return critical * meanOfS + normalQuantile(power) * Math.sqrt(1 + critical * critical * varianceOfS);
}
