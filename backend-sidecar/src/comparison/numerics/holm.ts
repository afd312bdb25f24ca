export interface HolmDecision {
  /** α ÷ (number of hypotheses − rank + 1), the rank counted from the smallest p. */
  limit: number;
  isRejected: boolean;
}

/**
 * Holm’s step-down procedure: the probability of any false rejection is at most α, whatever the dependence. The first
 * p above its limit stops it. Equal p are ranked in the order given.
 */
export function holm(pValues: readonly number[], alpha: number): HolmDecision[] {
  const decisions: HolmDecision[] = pValues.map(() => ({ limit: alpha, isRejected: false }));
  const order = pValues.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
  let isOpen = true;
  order.forEach(({ p, index }, rank) => {
    const limit = alpha / (pValues.length - rank);
    isOpen = isOpen && p <= limit;
    decisions[index] = { limit, isRejected: isOpen };
  });
  return decisions;
}
