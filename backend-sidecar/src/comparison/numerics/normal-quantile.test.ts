import { describe, expect, it } from 'vitest';

import { normalQuantile } from './normal-quantile.ts';

/*
 * Expected values: bisection on Φ(x) = ½ + φ(x)·Σ x^(2k+1)/(1·3·5·…·(2k+1)) with 50 digits (Python's decimal), for the
 * double nearest to each p. 0.975 and 0.99 are the 1.959964 and 2.326348 of every table.
 */
const EXPECTED: Array<[p: number, quantile: number]> = [
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446006],
  [0.925, 1.4395314709384561],
  [0.93, 1.475791028179171],
  [0.975, 1.9599639845400538],
  [0.99, 2.3263478740408408],
  [0.995, 2.5758293035489004],
  [0.9995, 3.290526731491926],
  [0.9999, 3.7190164854557084],
  [0.0005, -3.290526731491895],
  [0.02, -2.053748910631823],
  [1e-12, -7.034483825301132],
];

describe('normalQuantile', () => {
  it.each(EXPECTED)('of %d is %d within 1e-15 relative', (p, quantile) => {
    expect(Math.abs(normalQuantile(p) / quantile - 1)).toBeLessThan(1e-15);
  });

  it('is 0 at one half', () => {
    expect(normalQuantile(0.5)).toBe(0);
  });

  it.each([0, 1, -0.1, 1.1, Number.NaN])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});
