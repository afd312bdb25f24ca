import type { StatisticsRow } from '../contract/statistics.ts';
import { normalQuantile } from './numerics/normal-quantile.ts';
import type { Judgement, RowPair } from './time-rule.ts';
import { formatCount, formatShare } from './wording.ts';

/** Family-wise risk over all key labels (Bonferroni: each label gets its share). */
const ALPHA = 0.01;
const LEAST_ERRORS = 5;

/**
 * Single-reference rule for errors: at least one percentage point and five errors more, and the two-proportion z above
 * the normal quantile at 0.01 ÷ `familySize`; floors without the z are `suspected`. `improved` is the same rule with the
 * two runs exchanged. One reference run cannot show how much an error rate varies from run to run by itself.
 */
export function judgeErrors(pair: RowPair, familySize: number): Judgement {
  const { current, reference } = pair;
  if (current.count === 0 || reference.count === 0) {
    return { state: 'no data', severity: null, why: 'There are no samples in one of the two runs' };
  }
  const bound = -normalQuantile(ALPHA / Math.max(1, familySize));
  const text = errorText(pair);
  if (isAboveFloors(reference, current)) {
    return judgeRise(text, twoProportionZ(reference, current), bound);
  }
  const hasFallen = isAboveFloors(current, reference) && twoProportionZ(current, reference) > bound;
  return {
    state: hasFallen ? 'improved' : 'unchanged',
    severity: null,
    why: text + (hasFallen ? '' : unchangedNote(pair)),
  };
}

function judgeRise(text: string, z: number, bound: number): Judgement {
  const figures = `z = ${z.toFixed(2)}, limit ${bound.toFixed(2)}`;
  return z > bound
    ? { state: 'regressed', severity: 'critical', why: `${text}: more than chance explains (${figures})` }
    : { state: 'suspected', severity: null, why: `${text}: chance alone could do this (${figures})` };
}

/** In whole numbers: 3 % − 2 % is less than 0.01 in floating point. */
function isAboveFloors(from: StatisticsRow, to: StatisticsRow): boolean {
  const hasRisenByOnePoint = (to.errors * from.count - from.errors * to.count) * 100 >= from.count * to.count;
  return to.errors >= LEAST_ERRORS && hasRisenByOnePoint;
}

/** Pooled p = (e₁ + ½ + e₂ + ½) ÷ (n₁ + 1 + n₂ + 1), so that two runs without errors have a variance. */
export function twoProportionZ(
  from: Pick<StatisticsRow, 'count' | 'errors'>,
  to: Pick<StatisticsRow, 'count' | 'errors'>
): number {
  const pooled = (from.errors + to.errors + 1) / (from.count + to.count + 2);
  const variance = pooled * (1 - pooled) * (1 / from.count + 1 / to.count);
  return (to.errors / to.count - from.errors / from.count) / Math.sqrt(variance);
}

/** `0.1 % → 6.1 % of its samples failed (1 of 1 000 in 14.2.2, 61 of 1 000 now)` */
function errorText({ current, reference, referenceName }: RowPair): string {
  if (current.errors === 0 && reference.errors === 0) {
    return `No sample failed, neither now nor in ${referenceName}`;
  }
  const rates = `${formatShare(reference.errors / reference.count)} → ${formatShare(current.errors / current.count)}`;
  const before = `${formatCount(reference.errors)} of ${formatCount(reference.count)} in ${referenceName}`;
  return `${rates} of its samples failed (${before}, ${formatCount(current.errors)} of ${formatCount(current.count)} now)`;
}

function unchangedNote({ current, reference }: RowPair): string {
  return current.errors === reference.errors && current.errors === 0
    ? ''
    : ': less than one percentage point or too few errors to judge';
}
