import { mean } from './centre.ts';
import { stretchesOf, type Observation } from './observed-labels.ts';

/** From so many degrees of freedom on, repeats of versions tell the spread by themselves. */
const ENOUGH_REPEATS = 4;
/** Of successive differences: each observation but the ends is part of two. */
const DF_PER_STEP = 2 / 3;
const LEAST_SPREAD = 0.01;
/** Standard deviation of rounding to whole milliseconds: 1/√12. */
const ROUNDING_MS = 0.29;

/** How much a label's ln x differs from run to run where nothing changed. */
export interface Spread {
  kind: 'within versions' | 'successive differences';
  /** s² */
  variance: number;
  degreesOfFreedom: number;
}

/** @param observations of one label, oldest first */
export function spreadOf(observations: readonly Observation[]): Spread {
  const repeated = spreadWithinVersions(observations);
  return repeated.degreesOfFreedom >= ENOUGH_REPEATS ? repeated : spreadOfSteps(observations);
}

/** s² is at least that of 1 %, or of a millisecond's rounding. */
export function floorOfVariance(centreMs: number): number {
  return Math.max(LEAST_SPREAD, ROUNDING_MS / centreMs) ** 2;
}

/** Pooled over the versions with at least two runs. */
function spreadWithinVersions(observations: readonly Observation[]): Spread {
  if (!hasRepeats(observations)) {
    return { kind: 'within versions', variance: NaN, degreesOfFreedom: 0 };
  }
  const groups = stretchesOf(observations).flatMap(versionsOf);
  const degreesOfFreedom = groups.reduce((sum, group) => sum + group.length - 1, 0);
  const squares = groups.flatMap((group) => deviationsOf(group).map((deviation) => deviation ** 2));
  return {
    kind: 'within versions',
    variance: degreesOfFreedom === 0 ? 0 : sumOf(squares) / degreesOfFreedom,
    degreesOfFreedom,
  };
}

/** Most histories have none, and all labels of many runs are asked. */
function hasRepeats(observations: readonly Observation[]): boolean {
  return new Set(observations.map(({ versionId }) => versionId)).size < observations.length;
}

/** Σ(yᵢ₊₁ − yᵢ)²/(2N): a drift from version to version hardly enlarges it. */
function spreadOfSteps(observations: readonly Observation[]): Spread {
  const steps = stretchesOf(observations).flatMap((stretch) =>
    stretch.slice(1).map(({ y }, index) => y - (stretch[index]?.y ?? y))
  );
  return {
    kind: 'successive differences',
    variance: steps.length === 0 ? 0 : sumOf(steps.map((step) => step ** 2)) / (2 * steps.length),
    degreesOfFreedom: DF_PER_STEP * steps.length,
  };
}

/**
 * s_b²: what the system or its day adds between versions beyond the spread within, over consecutive versions of all
 * labels given; a step over a change is none.
 */
export function varianceBetweenVersions(labels: ReadonlyArray<readonly Observation[]>): number {
  const excesses = labels.flatMap((observations) => {
    const { variance } = spreadWithinVersions(observations);
    return stretchesOf(observations).flatMap((stretch) => excessesOf(versionsOf(stretch), variance));
  });
  return excesses.length === 0 ? 0 : Math.max(0, mean(excesses));
}

/** ½[(v̄ⱼ₊₁ − v̄ⱼ)² − s²(1/rⱼ + 1/rⱼ₊₁)] of each two consecutive versions. */
function excessesOf(versions: ReadonlyArray<readonly Observation[]>, variance: number): number[] {
  return versions.slice(1).map((later, index) => {
    const earlier = versions[index] ?? later;
    const step = meanOf(later) - meanOf(earlier);
    return (step ** 2 - variance * (1 / earlier.length + 1 / later.length)) / 2;
  });
}

/** In the order of their first runs. */
function versionsOf(stretch: readonly Observation[]): Observation[][] {
  const versions = new Map<number, Observation[]>();
  for (const observation of stretch) {
    versions.set(observation.versionId, [...(versions.get(observation.versionId) ?? []), observation]);
  }
  return [...versions.values()];
}

function deviationsOf(group: readonly Observation[]): number[] {
  const centre = meanOf(group);
  return group.map(({ y }) => y - centre);
}

function meanOf(group: readonly Observation[]): number {
  return mean(group.map(({ y }) => y));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
