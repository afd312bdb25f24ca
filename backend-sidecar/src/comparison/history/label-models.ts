import type { Metric } from '../../contract/verdict.ts';
import { centreOf, mean, type Centre } from './centre.ts';
import { observationsOf, timeOfLog, type NamedRun, type Observation } from './observed-labels.ts';
import { priorOf, shrink, type SpreadPrior, type Variance } from './shrinkage.ts';
import { floorOfVariance, spreadOf, varianceBetweenVersions, type Spread } from './spread.ts';

/** A label with fewer values is judged by the single-reference rule. */
export const MIN_REFERENCE_RUNS = 4;

/** Shorter times are mostly rounding: their spread says nothing of other labels’. */
const LEAST_SHARED_MS = 29;

/** What the history knows of one label’s time. */
export interface LabelModel {
  /** Oldest first, at least four. */
  observations: readonly Observation[];
  centre: Centre;
  centreMs: number;
  /** Before shrinkage. */
  ownSpread: Spread;
  /** s̃², floored. */
  variance: number;
  degreesOfFreedom: number;
  /** s_b²; 0 where the spread is that of successive differences, which have it in them. */
  varianceBetween: number;
  /** Mean samples of a run. */
  samples: number;
}

type Unshared = Omit<LabelModel, 'variance' | 'degreesOfFreedom' | 'varianceBetween'>;

/** By `labelKey`: every label of which the history has enough, key or not, since all of them tell the common spread. */
export function learnLabels(runs: readonly NamedRun[], metric: Metric): Map<string, LabelModel> {
  const keys = [...new Set(runs.flatMap(({ rows }) => [...rows.keys()]))];
  const labels = keys
    .map((key) => ({ key, observations: observationsOf(runs, key, metric) }))
    .filter(({ observations }) => observations.length >= MIN_REFERENCE_RUNS)
    .map(({ key, observations }) => ({ key, own: describe(observations) }));
  const all = labels.map(({ own }) => own);
  const shared = all.filter(({ centreMs }) => centreMs >= LEAST_SHARED_MS);
  const prior = priorOf(shared.map(flooredSpread));
  const between = varianceBetweenVersions(repeated(shared.length === 0 ? all : shared));
  return new Map(labels.flatMap(({ key, own }) => toModel({ own, prior, between }).map((model) => [key, model])));
}

function describe(observations: readonly Observation[]): Unshared {
  const centre = centreOf(observations);
  return {
    observations,
    centre,
    centreMs: timeOfLog(centre.y),
    ownSpread: spreadOf(observations),
    samples: mean(observations.map(({ samples }) => samples)),
  };
}

function repeated(labels: readonly Unshared[]): Array<readonly Observation[]> {
  return labels.filter(({ ownSpread }) => ownSpread.kind === 'within versions').map(({ observations }) => observations);
}

function flooredSpread({ ownSpread, centreMs }: Unshared): Variance {
  const { variance, degreesOfFreedom } = ownSpread;
  return { variance: Math.max(floorOfVariance(centreMs), variance), degreesOfFreedom };
}

/** None where every step is a change and no other label helps. */
function toModel({ own, prior, between }: { own: Unshared; prior: SpreadPrior | null; between: number }): LabelModel[] {
  const isShared = prior !== null && own.centreMs >= LEAST_SHARED_MS;
  const { variance, degreesOfFreedom } = isShared ? shrink(flooredSpread(own), prior) : flooredSpread(own);
  const varianceBetween = own.ownSpread.kind === 'within versions' ? between : 0;
  const floored = Math.max(floorOfVariance(own.centreMs), variance);
  return degreesOfFreedom > 0 ? [{ ...own, variance: floored, degreesOfFreedom, varianceBetween }] : [];
}
