/** How others call one label of a run worse. */
import { normalQuantile } from '../../backend-sidecar/src/comparison/numerics/normal-quantile.ts';

interface RuleInput {
  /** Of the label in each run of the history, the oldest first. */
  past: readonly number[];
  now: number;
  /** All elapsed times, of the last run and of this one. */
  samples: () => { before: readonly number[]; after: readonly number[] };
  /** Judged together. */
  labels: number;
}

export type Rule = (input: RuleInput) => boolean;

const RANK_TEST_RISK = 0.05;

/** What many pipelines do: this run's percentile against the last run's. */
export function againstOneRun(threshold: number): Rule {
  return ({ past, now }) => now >= (past.at(-1) ?? 0) * (1 + threshold);
}

/** Mann–Whitney's test of this run's samples against the last run's, one-sided, the risk divided by the labels. */
export const rankedSamples: Rule = ({ samples, labels }) => {
  const { before, after } = samples();
  return rankZ(before, after) > normalQuantile(1 - RANK_TEST_RISK / labels);
};

/** A control chart of the control group's values. */
export const controlGroup: Rule = ({ past, now }) => {
  const values = [...past].sort((one, other) => one - other);
  const range = quantile(values, 0.75) - quantile(values, 0.25);
  return now > quantile(values, 0.5) + 2 * range;
};

/** Equal values share their mean rank; what they take from the variance is left aside, it is little. */
function rankZ(before: readonly number[], after: readonly number[]): number {
  const [n, m] = [before.length, after.length];
  const sum = rankSum(before, after);
  const u = sum - (m * (m + 1)) / 2;
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

/** Of the values after. */
function rankSum(before: readonly number[], after: readonly number[]): number {
  const counts = new Map<number, { all: number; after: number }>();
  const count = (value: number, isAfter: number) => {
    const known = counts.get(value) ?? { all: 0, after: 0 };
    counts.set(value, { all: known.all + 1, after: known.after + isAfter });
  };
  before.forEach((value) => count(value, 0));
  after.forEach((value) => count(value, 1));
  let below = 0;
  let sum = 0;
  for (const [, tied] of [...counts].sort(([one], [other]) => one - other)) {
    sum += tied.after * (below + (tied.all + 1) / 2);
    below += tied.all;
  }
  return sum;
}

/** Linear between order statistics. */
function quantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}
