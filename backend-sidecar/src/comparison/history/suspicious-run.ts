import { FAMILY_METRIC } from '../compared-labels.ts';
import { MIN_REFERENCE_RUNS } from './label-models.ts';
import { observationsOf, type NamedRun, type Observation } from './observed-labels.ts';
import { floorOfVariance, spreadOf } from './spread.ts';

/** Without a run that does not belong, s² falls below this part: the spread below half. */
const SUSPICIOUS_PART = 0.25;

/**
 * The run whose leaving out shrinks the labels' median s² the most, if it does so below a quarter: one slow run,
 * accepted by mistake, hides changes of its own size.
 *
 * @param runs newest first
 */
export function suspiciousRunOf(runs: readonly NamedRun[]): number | null {
  const labels = observedLabels(runs);
  const whole = medianVariance(labels);
  const without = runs
    .map(({ runId }) => ({ runId, variance: medianVariance(labels.map((label) => withoutRun(label, runId))) }))
    .sort((one, other) => one.variance - other.variance)[0];
  return without !== undefined && without.variance < SUSPICIOUS_PART * whole ? without.runId : null;
}

function observedLabels(runs: readonly NamedRun[]): Observation[][] {
  const keys = [...new Set(runs.flatMap(({ rows }) => [...rows.keys()]))];
  return keys
    .map((key) => observationsOf(runs, key, FAMILY_METRIC))
    .filter((observations) => observations.length >= MIN_REFERENCE_RUNS);
}

/** A change that the run brought stays one: the next run begins anew in its place. */
function withoutRun(observations: readonly Observation[], runId: number): readonly Observation[] {
  const index = observations.findIndex((observation) => observation.runId === runId);
  if (index === -1) {
    return observations;
  }
  const [next, ...rest] = observations.slice(index + 1);
  const startsAnew = observations[index]?.startsAnew === true || next?.startsAnew === true;
  return [...observations.slice(0, index), ...(next === undefined ? [] : [{ ...next, startsAnew }]), ...rest];
}

/** Infinity where no label has a spread. */
function medianVariance(labels: ReadonlyArray<readonly Observation[]>): number {
  const variances = labels.flatMap(flooredVariance).sort((one, other) => one - other);
  const middle = variances.length / 2;
  const [low, high] = [variances[Math.ceil(middle) - 1], variances[Math.floor(middle)]];
  return low === undefined || high === undefined ? Infinity : (low + high) / 2;
}

function flooredVariance(observations: readonly Observation[]): number[] {
  const { variance, degreesOfFreedom } = spreadOf(observations);
  const newestMs = Math.exp(observations.at(-1)?.y ?? 0);
  return degreesOfFreedom > 0 ? [Math.max(floorOfVariance(newestMs), variance)] : [];
}
