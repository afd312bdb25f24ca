import { mean } from './centre.ts';
import { studentQuantile, studentUpperTail } from '../numerics/student-t.ts';
import type { LabelModel } from './label-models.ts';
import { timeOfLog } from './observed-labels.ts';

/** What the current version has of one label and metric: this run, and others that count with it. */
export interface CurrentTimes {
  /** This run's first; at least one. */
  observations: ReadonlyArray<{ y: number; samples: number; batchId: number | null }>;
}

/** The time rule up to its p-values. */
export interface TimeTest {
  model: LabelModel;
  /** Runs whose mean `currentMs` is. */
  observedRuns: number;
  /** k: how many of them are independent. */
  currentRuns: number;
  currentMs: number;
  /** n_ref/n_cur */
  samplesRatio: number;
  /** d */
  change: number;
  standardError: number;
  degreesOfFreedom: number;
  t: number;
  pWorse: number;
  pBetter: number;
  /** A larger change is excluded with 95 %: d + t₀.₉₅·se */
  upperChange: number;
}

/** One-sided risk of “unchanged”, per label. */
export const EXCLUSION_LEVEL = 0.95;

export function testTime(model: LabelModel, { observations }: CurrentTimes): TimeTest {
  const y = mean(observations.map((one) => one.y));
  const currentRuns = countRuns(model, observations);
  const samplesRatio = model.samples / mean(observations.map((one) => one.samples));
  const { degreesOfFreedom } = model;
  const change = y - model.centre.y;
  const standardError = standardErrorOf(model, currentRuns, samplesRatio);
  const t = change / standardError;
  return {
    ...{
      model,
      observedRuns: observations.length,
      currentRuns,
      currentMs: timeOfLog(y),
      samplesRatio,
      change,
      standardError,
      degreesOfFreedom,
      t,
    },
    pWorse: studentUpperTail(t, degreesOfFreedom),
    pBetter: studentUpperTail(-t, degreesOfFreedom),
    upperChange: change + studentQuantile(EXCLUSION_LEVEL, degreesOfFreedom) * standardError,
  };
}

/**
 * se² = s̃²(1/m + max(1, n_ref/n_cur)/k) + 2s_b²
 *
 * @param samplesRatio n_ref/n_cur: a run of fewer samples than the history's scatters more, one of more not less
 */
export function standardErrorOf(model: LabelModel, currentRuns: number, samplesRatio = 1): number {
  const own = model.variance * (1 / model.centre.runs.length + Math.max(1, samplesRatio) / currentRuns);
  return Math.sqrt(own + 2 * model.varianceBetween);
}

/** Where the history has no repeats to tell what a day does, runs of one batch share it and count as one. */
function countRuns({ ownSpread }: LabelModel, observations: CurrentTimes['observations']): number {
  if (ownSpread.kind === 'within versions') {
    return observations.length;
  }
  const batches = new Set(observations.flatMap(({ batchId }) => (batchId === null ? [] : [batchId])));
  return batches.size + observations.filter(({ batchId }) => batchId === null).length;
}
