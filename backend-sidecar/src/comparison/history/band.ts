import type { Trend } from '../../contract/history.ts';
import type { Metric } from '../../contract/verdict.ts';
import { studentQuantile } from '../numerics/student-t.ts';
import { centreOf } from './centre.ts';
import { MIN_REFERENCE_RUNS } from './label-models.ts';
import { logOfTime, type Observation } from './observed-labels.ts';
import { floorOfVariance, spreadOf, varianceBetweenVersions } from './spread.ts';

/** Two-sided, 95 %. */
const UPPER_LEVEL = 0.975;

/** One run's value of the metric whose trend is shown. */
export interface BandValue {
  value: number | null;
  versionId: number;
  /** The label's centre begins anew with this run. */
  isChange: boolean;
}

export interface BandInput {
  metric: Metric;
  /** Of the runs of the history, newest first. */
  values: readonly BandValue[];
}

/**
 * Where one more run of a new version lies in 95 of 100 cases if nothing changed: centre ± t₀.₉₇₅·√(s²(1 + 1/m) + 2s_b²), with
 * the label's own spread. Times and throughput by their logarithms, error rates as they are, between 0 and 1.
 *
 * @returns null for fewer than four values, or where each step was a change
 */
export function bandOf({ metric, values }: BandInput): NonNullable<Trend['band']> | null {
  const scale = scaleOf(metric);
  const observations = values.toReversed().flatMap((one) => toObservation(one, scale));
  const { kind, variance, degreesOfFreedom } = spreadOf(observations);
  if (observations.length < MIN_REFERENCE_RUNS || degreesOfFreedom === 0) {
    return null;
  }
  const centre = centreOf(observations);
  const floored = Math.max(scale.floor(centre.y), variance);
  const between = kind === 'within versions' ? varianceBetweenVersions([observations]) : 0;
  const error = Math.sqrt(floored * (1 + 1 / centre.runs.length) + 2 * between);
  const half = studentQuantile(UPPER_LEVEL, degreesOfFreedom) * error;
  return { centre: scale.from(centre.y), low: scale.from(centre.y - half), high: scale.from(centre.y + half) };
}

interface Scale {
  to: (value: number) => number;
  from: (y: number) => number;
  /** The least variance, at a centre. */
  floor: (y: number) => number;
}

function scaleOf(metric: Metric): Scale {
  if (metric === 'errorRate') {
    return { to: (rate) => rate, from: (y) => Math.min(1, Math.max(0, y)), floor: () => 0 };
  }
  if (metric === 'throughputPerSec') {
    return { to: Math.log, from: Math.exp, floor: () => 0 };
  }
  return { to: logOfTime, from: Math.exp, floor: (y) => floorOfVariance(Math.exp(y)) };
}

function toObservation({ value, versionId, isChange }: BandValue, scale: Scale): Observation[] {
  const y = value === null ? NaN : scale.to(value);
  return Number.isFinite(y) ? [{ runId: 0, versionId, y, samples: 1, startsAnew: isChange }] : [];
}
