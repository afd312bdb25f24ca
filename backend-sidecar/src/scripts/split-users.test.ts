import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { splitUsers } from './split-users.ts';

describe('splitUsers', () => {
  // Quotas by hand: total · share / sum.
  it.each([
    [20, [3, 1], [15, 5]],
    // 2.5 and 2.5 and 5: the first of two equal remainders gets the user
    [10, [1, 1, 2], [3, 2, 5]],
    // 3.33, 3.33, 3.33
    [10, [1, 1, 1], [4, 3, 3]],
    // 6.86, 2.14, 0.98 -> floors 6, 2, at least 1 -> one is missing, 0.86 is the largest remainder
    [10, [70, 22, 10], [7, 2, 1]],
    // 9.90, 0.05, 0.05 -> 9, 1, 1 is one too many, taken from the first
    [10, [198, 1, 1], [8, 1, 1]],
    [7, [0, 5, 0], [0, 7, 0]],
    [2, [100, 1], [1, 1]],
    // What was split stays as it is.
    [10, [7, 2, 1], [7, 2, 1]],
  ])('splits %i users by %j into %j', (total, shares, users) => {
    expect(splitUsers(total, shares)).toEqual(users);
  });

  it('says so when there are fewer users than groups that need one, or nobody needs any', () => {
    expect(splitUsers(2, [1, 1, 1])).toBeNull();
    expect(splitUsers(2, [0, 0])).toBeNull();
    expect(splitUsers(2, [])).toBeNull();
  });

  it('gives out exactly the total, at least one to whoever wants any, none to the others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { minLength: 1, maxLength: 12 }), fc.nat(100_000), (shares, extra) => {
        const wanting = shares.filter((share) => share > 0).length;
        fc.pre(wanting > 0);
        const users = splitUsers(wanting + extra, shares) ?? [];
        expect(users.reduce((left, right) => left + right, 0)).toBe(wanting + extra);
        expect(users.map((count) => count > 0)).toEqual(shares.map((share) => share > 0));
      })
    );
  });

  it('stays within one user of the proportion when every group has a quota of one and more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }),
        fc.nat(9_000),
        (shares, extra) => {
          const sum = shares.reduce((left, right) => left + right, 0);
          const total = sum + extra;
          (splitUsers(total, shares) ?? []).forEach((count, index) => {
            // In whole numbers: |count − total·share/sum| < 1.
            expect(Math.abs(count * sum - total * (shares[index] ?? 0))).toBeLessThan(sum);
          });
        }
      )
    );
  });
});
