import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { holm } from './holm.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { logGamma } from './log-gamma.ts';
import { detectableNonCentrality } from './non-central-t.ts';
import { digamma, trigamma, trigammaInverse } from './polygamma.ts';
import { studentCdf, studentQuantile, studentUpperTail } from './student-t.ts';

interface Oracle {
  /** t, df, P(T > t) */
  upperTail: Array<[number, number, number]>;
  /** p, df, quantile */
  quantile: Array<[number, number, number]>;
  /** x, ln Γ, ψ, ψ′ */
  gammas: Array<[number, number, number, number]>;
  trigammaInverse: Array<[number, number]>;
  holm: Array<{ p: number[]; alpha: number; rejected: boolean[] }>;
  /** critical t, df, non-centrality with power 0.8 */
  detectable: Array<[number, number, number]>;
}

/** Made by scipy and statsmodels: tests/oracle/verdict/numerics.py */
const oracle = JSON.parse(
  readFileSync(new URL('../../../../tests/fixtures/verdict/numerics.json', import.meta.url), 'utf8')
) as Oracle;

function expectNear(found: number, wanted: number, precision: number): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(precision * Math.max(Math.abs(wanted), 1e-300));
}

describe('Student’s t', () => {
  it('has scipy’s tail, far out as well', () => {
    expect(oracle.upperTail.length).toBeGreaterThan(100);
    oracle.upperTail.forEach(([t, df, tail]) => expectNear(studentUpperTail(t, df), tail, 2e-12));
  });

  it('has scipy’s quantiles, for degrees of freedom that are not whole too', () => {
    expect(oracle.quantile.length).toBeGreaterThan(100);
    oracle.quantile.forEach(([p, df, quantile]) => expectNear(studentQuantile(p, df), quantile, 1e-11));
  });

  it('is symmetric, and its quantile undoes its distribution', () => {
    for (const df of [1, 2.5, 30]) {
      expect(studentQuantile(0.5, df)).toBe(0);
      expect(studentCdf(1.3, df) + studentCdf(-1.3, df)).toBeCloseTo(1, 14);
      expect(studentCdf(studentQuantile(0.87, df), df)).toBeCloseTo(0.87, 14);
    }
  });

  it.each([0, 1, Number.NaN])('has no quantile at %d', (p) => {
    expect(() => studentQuantile(p, 3)).toThrow(RangeError);
  });

  it('needs a change of scipy’s non-centrality to be seen in 8 of 10 cases, within 2 %', () => {
    oracle.detectable.forEach(([critical, df, wanted]) =>
      expectNear(detectableNonCentrality({ critical, df, power: 0.8 }), wanted, 0.02)
    );
  });
});

describe('the gamma function and its kin', () => {
  it('are those of scipy', () => {
    for (const [x, logOfGamma, psi, psi1] of oracle.gammas) {
      expect(Math.abs(logGamma(x) - logOfGamma)).toBeLessThan(1e-13 * Math.max(1, Math.abs(logOfGamma)));
      expect(Math.abs(digamma(x) - psi)).toBeLessThan(1e-13 * Math.max(1, Math.abs(psi)));
      expectNear(trigamma(x), psi1, 1e-13);
    }
  });

  it('find the x of a trigamma', () => {
    oracle.trigammaInverse.forEach(([value, x]) => expectNear(trigammaInverse(value), x, 1e-11));
    expectNear(trigamma(trigammaInverse(1e9)), 1e9, 1e-3);
  });

  it('give the incomplete beta function its ends', () => {
    expect(incompleteBeta({ x: 0, complement: 1, a: 2, b: 3 })).toBe(0);
    expect(incompleteBeta({ x: 1, complement: 0, a: 2, b: 3 })).toBe(1);
  });
});

describe('Holm’s procedure', () => {
  it('rejects what statsmodels rejects', () => {
    expect(oracle.holm.some(({ rejected }) => rejected.includes(true))).toBe(true);
    oracle.holm.forEach(({ p, alpha, rejected }) => {
      expect(holm(p, alpha).map((decision) => decision.isRejected)).toEqual(rejected);
    });
  });

  it('stops at the first p above its limit, though a later one is below its own', () => {
    // Limits 0.01, 0.015, 0.03: the second is above, the third would not be.
    expect(holm([0.001, 0.02, 0.025], 0.03)).toEqual([
      { limit: 0.01, isRejected: true },
      { limit: 0.015, isRejected: false },
      { limit: 0.03, isRejected: false },
    ]);
    expect(holm([], 0.03)).toEqual([]);
  });
});
