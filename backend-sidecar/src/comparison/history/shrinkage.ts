import { digamma, trigamma, trigammaInverse } from '../numerics/polygamma.ts';
import { mean } from './centre.ts';

/** Labels differ in their spread: more certainty than this about a label nobody takes from the others. */
const MAX_PRIOR_DF = 15;
/** Fewer labels say nothing about each other. */
const MIN_LABELS = 5;

/** A variance, floored, and what it rests on. */
export interface Variance {
  variance: number;
  degreesOfFreedom: number;
}

/** What all labels together say of the spread of any of them. */
export interface SpreadPrior extends Variance {
  /** Σdf of the labels: no label can know more than all of them. */
  sumOfDegrees: number;
}

/**
 * Empirical Bayes on variances (Smyth 2004, Statistical Applications in Genetics and Molecular Biology 3, article 3):
 * s² of the labels scatter as a scaled F, whose two parameters come from the mean and variance of ln s².
 *
 * @returns null for too few labels
 */
export function priorOf(labels: readonly Variance[]): SpreadPrior | null {
  const known = labels.filter(({ degreesOfFreedom }) => degreesOfFreedom > 0);
  if (known.length < MIN_LABELS) {
    return null;
  }
  const logs = known.map(
    ({ variance, degreesOfFreedom: df }) => Math.log(variance) - digamma(df / 2) + Math.log(df / 2)
  );
  const excess = sampleVariance(logs) - mean(known.map(({ degreesOfFreedom: df }) => trigamma(df / 2)));
  const degreesOfFreedom = excess <= 0 ? MAX_PRIOR_DF : Math.min(MAX_PRIOR_DF, 2 * trigammaInverse(excess));
  const half = degreesOfFreedom / 2;
  return {
    variance: Math.exp(mean(logs) + digamma(half) - Math.log(half)),
    degreesOfFreedom,
    sumOfDegrees: known.reduce((sum, label) => sum + label.degreesOfFreedom, 0),
  };
}

/** s̃² = (d₀s₀² + df·s²)/(d₀ + df) */
export function shrink(own: Variance, prior: SpreadPrior): Variance {
  const degrees = prior.degreesOfFreedom + own.degreesOfFreedom;
  const weighted = prior.degreesOfFreedom * prior.variance + own.degreesOfFreedom * own.variance;
  return { variance: weighted / degrees, degreesOfFreedom: Math.min(degrees, prior.sumOfDegrees) };
}

function sampleVariance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
