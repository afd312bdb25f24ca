import type { JudgementRules } from '../../contract/scenarios.ts';
import type { LabelComparison, Verdict } from '../../contract/verdict.ts';
import { FAMILY_METRIC } from '../compared-labels.ts';
import { labelKey } from '../key-labels.ts';
import type { LabelModel } from './label-models.ts';
import { stretchesOf } from './observed-labels.ts';
import { toleratedRatio } from './time-states.ts';

export type Drift = NonNullable<Verdict['drifts']>[number];

export interface DriftInput {
  comparisons: readonly LabelComparison[];
  models: ReadonlyMap<string, LabelModel>;
  judgement: JudgementRules;
}

/** Total change of each key label since the oldest run after its last change: many small steps that no verdict saw. */
export function driftsOf({ comparisons, models, judgement }: DriftInput): Drift[] {
  return comparisons
    .filter(({ isKey, metric, evidence }) => isKey && metric === FAMILY_METRIC && (evidence ?? null) !== null)
    .flatMap((comparison) => {
      const model = models.get(labelKey(comparison));
      return model === undefined ? [] : driftOf(comparison, model, judgement);
    });
}

function driftOf({ label, kind, current }: LabelComparison, model: LabelModel, judgement: JudgementRules): Drift[] {
  const oldest = stretchesOf(model.observations).at(-1)?.[0];
  if (oldest === undefined || current === null) {
    return [];
  }
  const oldestMs = Math.exp(oldest.y);
  const changeRatio = current / oldestMs - 1;
  const tolerance = Math.log1p(toleratedRatio(oldestMs, judgement));
  const isNotable = Math.abs(Math.log(current / oldestMs)) >= tolerance;
  return [{ label, kind, sinceRunId: oldest.runId, changeRatio, isNotable }];
}
