/**
 * Whole users for each share, in the shares' proportion, with the sum `total`: the largest remainder method (Hamilton).
 * A share above 0 gets at least one user, taken from those that have most over their quota; a share of 0 gets none.
 * @returns null when `total` is smaller than the number of shares above 0, or when there is none
 */
export function splitUsers(total: number, shares: readonly number[]): number[] | null {
  const sum = sumOf(shares);
  const wanting = shares.filter((share) => share > 0).length;
  if (wanting === 0 || total < wanting) {
    return null;
  }
  const portions = shares.map((share) => {
    // Shortage is in parts of `sum`: whole numbers, so that equal remainders are equal.
    const users = share > 0 ? Math.max(1, Math.floor((total * share) / sum)) : 0;
    return { isWanting: share > 0, users, shortage: total * share - users * sum };
  });
  for (let missing = total - sumOf(portions.map(({ users }) => users)); missing !== 0; missing -= Math.sign(missing)) {
    const step = Math.sign(missing);
    const portion = mostWrong(portions, step);
    portion.users += step;
    portion.shortage -= step * sum;
  }
  return portions.map(({ users }) => users);
}

interface Portion {
  readonly isWanting: boolean;
  users: number;
  shortage: number;
}

/** The first of those that lack most (`step` 1), or that have most too many with a user to spare (`step` -1). */
function mostWrong(portions: readonly Portion[], step: number): Portion {
  const able = portions.filter(({ isWanting, users }) => isWanting && (step > 0 || users > 1));
  return able.reduce((worst, portion) => (portion.shortage * step > worst.shortage * step ? portion : worst));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
