import { describe, expect, it } from 'vitest';

import { labelKey } from '../key-labels.ts';
import { bandOf } from './band.ts';
import { historyOf } from './history-fixture.ts';
import { noiseOf, suspiciousRunIn } from './noise.ts';

/* Expected figures: scipy 1.17.1, its non-central t for what would be seen, its t for the bands. */
const five = {
  Login: [412, 425, 405, 418],
  Search: [880, 910, 850, 895],
  Cart: [230, 230, 230, 230],
  Checkout: [1510, 1450, 1530, 1490],
  Report: [2950, 3300, 2900, 3150],
};

describe('what the history knows about a label', () => {
  // The spreads are those of the verdict's test vector; the change with power 0.8 at 0.03/5 from nct, within 1 %.
  it.each([
    ['Login', 1.089318e-3, 0.183592],
    ['Search', 1.295535e-3, 0.201796],
    ['Cart', 9.061501e-4, 0.166177],
    ['Checkout', 1.136179e-3, 0.187845],
    ['Report', 2.670089e-3, 0.301986],
  ])('%s has its spread and the change that one more run would show', (label, variance, smallestChange) => {
    const found = noiseOf({ history: historyOf(five), keyLabels: null }).find((one) => one.label === label);
    expect(found).toMatchObject({ kind: 'sample', isKey: true, runs: 4, runsForFivePercent: null });
    expect(found?.spread).toBeCloseTo(Math.sqrt(variance), 7);
    expect(Math.abs((found?.smallestChange ?? 0) / smallestChange - 1)).toBeLessThan(0.01);
  });

  // Power at +5 % with df 14/3 and limit 0.03 by nct: 0.93 with one run; 0.70 and 0.87 with one and two.
  it.each([
    [[1000, 1004, 997, 1002, 999, 1003, 998, 1001], 1],
    [[1000, 1020, 992, 1012, 1000, 1018, 994, 1008], 2],
  ])('%j needs so many repeats for +5 %%', (times, runs) => {
    const [found] = noiseOf({ history: historyOf({ A: times }), keyLabels: ['A'] });
    expect(found?.runsForFivePercent).toBe(runs);
  });

  it('is nothing with fewer than four runs', () => {
    const [found] = noiseOf({ history: historyOf({ A: [100, 101, 102] }), keyLabels: null });
    expect(found).toEqual({
      ...{ label: 'A', kind: 'sample', isKey: true, runs: 3 },
      ...{ centreMs: null, spread: null, smallestChange: null, runsForFivePercent: null },
    });
    expect(noiseOf({ history: [], keyLabels: null })).toEqual([]);
    expect(suspiciousRunIn({ history: [] })).toBeNull();
  });

  it('does not see what the floors forbid', () => {
    // 29.3 ms: ten more are 34 %, whatever the spread.
    const [found] = noiseOf({ history: historyOf({ A: [29, 29, 30, 29, 29] }), keyLabels: null });
    expect(found?.smallestChange).toBeGreaterThan(0.34);
  });

  it('goes on under a new name', () => {
    const history = historyOf({ Old: [100, 101, 102, 101] });
    const labelRenames = [{ from: 'Old', to: 'New' }];
    expect(noiseOf({ history, keyLabels: ['Old'], labelRenames })).toMatchObject([
      { label: 'New', runs: 4, isKey: true },
    ]);
  });

  it('keeps the spread over a change', () => {
    const times = { A: [200, 202, 199, 400, 402, 399] };
    const changed = (run: number) => (run === 3 ? [labelKey({ label: 'A', kind: 'sample' })] : []);
    const [kept] = noiseOf({ history: historyOf(times, { changed }), keyLabels: null });
    const [lost] = noiseOf({ history: historyOf(times), keyLabels: null });
    // Steps of 1.0, −1.5, 0.5 and −0.8 %: √(Σ/8) = 0.7 %, floored.
    expect(kept?.spread).toBe(0.01);
    expect(lost?.spread).toBeGreaterThan(0.1);
  });
});

describe('the band of one more run', () => {
  const values = (newestFirst: number[], versions?: number[]) =>
    newestFirst.map((value, index) => ({ value, versionId: versions?.[index] ?? 100 - index, isChange: false }));

  it('is t₀.₉₇₅ standard errors around the centre', () => {
    const band = bandOf({ metric: 'p90Ms', values: values([418, 405, 425, 412]) });
    expect(band?.centre).toBeCloseTo(415.91707, 5);
    expect(band?.low).toBeCloseTo(364.194252, 5);
    expect(band?.high).toBeCloseTo(474.985556, 5);
  });

  it('takes the spread of repeats', () => {
    const band = bandOf({ metric: 'meanMs', values: values([105, 99, 101, 98, 104, 100], [2, 2, 2, 1, 1, 1]) });
    expect(band?.centre).toBeCloseTo(101.636248, 5);
    expect(band?.low).toBeCloseTo(92.29652, 5);
    expect(band?.high).toBeCloseTo(111.921086, 5);
  });

  it('of error rates stays between 0 and 1', () => {
    const band = bandOf({ metric: 'errorRate', values: values([0.012, 0.015, 0.02, 0.01]) });
    expect(band?.centre).toBeCloseTo(0.015666667, 8);
    expect(band?.low).toBe(0);
    expect(band?.high).toBeCloseTo(0.03914582, 7);
    expect(bandOf({ metric: 'errorRate', values: values([0, 0, 0, 0]) })).toEqual({ centre: 0, low: 0, high: 0 });
  });

  it('needs four values', () => {
    expect(bandOf({ metric: 'p90Ms', values: values([418, 405, 425]) })).toBeNull();
    const gaps = [...values([418, 405, 425]), { value: null, versionId: 1, isChange: false }];
    expect(bandOf({ metric: 'p90Ms', values: gaps })).toBeNull();
    expect(bandOf({ metric: 'throughputPerSec', values: values([0, 10, 11, 10]) })).toBeNull();
  });
});
