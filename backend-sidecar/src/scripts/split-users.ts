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
    const quota = (total * share) / sum;
    return { quota, users: share > 0 ? Math.max(1, Math.floor(quota)) : 0 };
  });
  for (let missing = total - sumOf(portions.map(({ users }) => users)); missing !== 0; missing -= Math.sign(missing)) {
    mostWrong(portions, Math.sign(missing)).users += Math.sign(missing);
  }
  return portions.map(({ users }) => users);
}

interface Portion {
  readonly quota: number;
  users: number;
}

/** The first of those furthest below their quota (`sign` 1), or furthest above it with a user to spare (`sign` -1). */
function mostWrong(portions: readonly Portion[], sign: number): Portion {
  const able = portions.filter(({ quota, users }) => (sign > 0 ? quota > 0 : users > 1));
  return able.reduce((worst, portion) =>
    (portion.quota - portion.users) * sign > (worst.quota - worst.users) * sign ? portion : worst
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
