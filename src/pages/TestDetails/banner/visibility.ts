import type { LabelComparison, TimeEvidence } from 'perftest-automation-sidecar/contract/verdict';

interface Seen {
  label: string;
  smallestVisibleRatio: number;
}

/** One outlying label of ten does not make the sentence. */
const LEFT_OUT = 0.1;

/**
 * What this run could not have shown: "a change below 9 % stays invisible on 18 of 20 labels, on Search one below 34 %".
 * undefined where no key label has figures of a history.
 */
export function describeVisibility(comparisons: readonly LabelComparison[]): string | undefined {
  const seen = visibleOf(comparisons).sort((one, other) => one.smallestVisibleRatio - other.smallestVisibleRatio);
  const common = seen[Math.floor(seen.length * LEFT_OUT)];
  const worst = seen.at(-1);
  if (!common || !worst) {
    return undefined;
  }
  const count = seen.filter(({ smallestVisibleRatio }) => smallestVisibleRatio >= common.smallestVisibleRatio).length;
  const labels = `${count} of ${seen.length} ${seen.length === 1 ? 'label' : 'labels'}`;
  const ofMost = `a change below ${percent(common)} stays invisible on ${labels}`;
  return percent(worst) === percent(common) ? ofMost : `${ofMost}, on ${worst.label} one below ${percent(worst)}`;
}

function visibleOf(comparisons: readonly LabelComparison[]): Seen[] {
  return comparisons.flatMap(({ label, isKey, evidence }) =>
    isKey && evidence ? [{ label, smallestVisibleRatio: evidence.smallestVisibleRatio }] : []
  );
}

/** Rounded down: what is below it is invisible for certain. */
function percent({ smallestVisibleRatio }: Seen): string {
  return `${Math.floor(smallestVisibleRatio * 100 + 1e-9)} %`;
}

/** How many more runs of this version the undecided key labels need; undefined where nobody can tell. */
export function moreRunsNeeded(comparisons: readonly LabelComparison[]): number | undefined {
  const needs = comparisons.flatMap((one) => (isUndecided(one) ? [one.evidence?.moreRunsNeeded ?? null] : []));
  const known = needs.filter((need: TimeEvidence['moreRunsNeeded']) => need !== null);
  return known.length === 0 ? undefined : Math.max(...known);
}

function isUndecided({ isKey, state }: LabelComparison): boolean {
  return isKey && state === 'inconclusive';
}
