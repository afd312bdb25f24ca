import type { JudgementRules } from '../contract/scenarios.ts';
import type { LabelComparison } from '../contract/verdict.ts';
import { FAMILY_METRIC } from './compared-labels.ts';
import { formatChange, formatShare, plural } from './wording.ts';

const JUDGED: ReadonlySet<LabelComparison['state']> = new Set(['improved', 'unchanged', 'suspected', 'regressed']);

/** Of the key labels, by their times. */
export function countKeyLabels(comparisons: readonly LabelComparison[]): { judged: number; all: number } {
  const rows = keyTimes(comparisons);
  return { judged: rows.filter(({ state }) => JUDGED.has(state)).length, all: rows.length };
}

export interface SeenInput {
  comparisons: readonly LabelComparison[];
  referenceName: string;
  judgement: JudgementRules;
}

/** `19 of 20 key labels judged against the history of 8 runs; on Search a change below 34 % stays invisible` */
export function whatWasSeen({ comparisons, referenceName, judgement }: SeenInput): string {
  const { judged, all } = countKeyLabels(comparisons);
  const seen = `${judged} of ${plural(all, 'key label')} judged against ${referenceName}`;
  return `${seen}; ${blindSpot(comparisons) ?? singleReferenceBlindness(judgement)}`;
}

/** The key label that the history shows the least of. */
function blindSpot(comparisons: readonly LabelComparison[]): string | undefined {
  const blindest = keyTimes(comparisons)
    .flatMap(({ label, evidence }) => (evidence ? [{ label, ratio: evidence.smallestVisibleRatio }] : []))
    .sort((one, other) => other.ratio - one.ratio)[0];
  return blindest && `on ${blindest.label} a change below ${formatChange(blindest.ratio)} stays invisible`;
}

function singleReferenceBlindness({ criticalFrom }: JudgementRules): string {
  return `with one reference run a change below ${formatShare(criticalFrom)} cannot be told from chance`;
}

function keyTimes(comparisons: readonly LabelComparison[]): LabelComparison[] {
  return comparisons.filter(({ isKey, metric }) => isKey && metric === FAMILY_METRIC);
}
