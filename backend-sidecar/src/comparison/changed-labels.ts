import type { LabelComparison, Verdict } from '../contract/verdict.ts';
import { FAMILY_METRIC } from './single-reference.ts';

export type ChangedLabel = Pick<LabelComparison, 'label' | 'kind' | 'state'>;

/** One reference run has no spread: below this, faster is as little a change as slower is a regression. */
const CHANGED_FROM = 0.25;

/**
 * Labels whose centre may begin anew with the run of this verdict: those that improved, and those that regressed, which
 * count once a person has accepted the run. Against a single reference an improvement counts from the size that would
 * be a regression the other way: were smaller ones changes, the steps of plain noise would be left out of the spread.
 */
export function changedLabels({ comparisons, reference }: Pick<Verdict, 'comparisons' | 'reference'>): ChangedLabel[] {
  const hasHistory = reference?.kind === 'history';
  return comparisons
    .filter(({ metric }) => metric === FAMILY_METRIC)
    .filter((comparison) => comparison.state === 'regressed' || isImproved(comparison, hasHistory))
    .map(({ label, kind, state }) => ({ label, kind, state }));
}

function isImproved({ state, evidence, reference, current }: LabelComparison, hasHistory: boolean): boolean {
  if (state !== 'improved') {
    return false;
  }
  const isOfHistory = hasHistory && (evidence ?? null) !== null;
  return isOfHistory || (reference ?? 0) >= (current ?? 0) * (1 + CHANGED_FROM);
}
