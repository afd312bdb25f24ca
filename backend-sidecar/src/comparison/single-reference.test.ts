import { describe, expect, it } from 'vitest';

import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelComparison, Metric } from '../contract/verdict.ts';
import { neededSamples } from './enough-samples.ts';
import { twoProportionZ } from './error-rule.ts';
import { compareWithSingleReference } from './single-reference.ts';
import { statisticsRow } from './statistics-row-fixture.ts';

interface Comparing {
  current: Partial<StatisticsRow>;
  reference: Partial<StatisticsRow>;
  metric?: Metric;
  /** Further labels that are the same in both runs: they enlarge the family. */
  othersCount?: number;
}

function compare({ current, reference, metric = 'p90Ms', othersCount = 0 }: Comparing): LabelComparison {
  const others = Array.from({ length: othersCount }, (_, index) => statisticsRow({ label: `Other ${index}` }));
  const comparisons = compareWithSingleReference({
    current: [statisticsRow(current), ...others],
    reference: [statisticsRow(reference), ...others],
    referenceName: '14.2.2',
    keyLabels: null,
  });
  return find(comparisons, 'Search', metric);
}

function find(comparisons: LabelComparison[], label: string, metric: Metric): LabelComparison {
  const found = comparisons.find((comparison) => comparison.label === label && comparison.metric === metric);
  if (found === undefined) {
    throw new Error(`No comparison of ${label} ${metric}`);
  }
  return found;
}

describe('time rule against a single reference', () => {
  /* Reference → current p90. 10 % and 25 % count from exactly there; the floor is more than 10 ms, so 10 is not enough. */
  it.each([
    [200, 219, 'unchanged', null], // +9.5 %
    [200, 220, 'suspected', 'major'], // exactly +10 %, 20 ms
    [300, 330, 'suspected', 'major'], // exactly +10 %; 300 · 1.1 is 330.00000000000006 in floating point
    [400, 499, 'suspected', 'major'], // +24.75 %
    [400, 500, 'regressed', 'critical'], // exactly +25 %
    [212, 341, 'regressed', 'critical'], // +60.8 %
    [20, 30, 'unchanged', null], // +50 %, but 10 ms is not more than 10 ms
    [20, 31, 'regressed', 'critical'], // +55 %, 11 ms
    [0, 10, 'unchanged', null], // floor
    [0, 11, 'regressed', 'critical'], // 0 ms counts as half a millisecond
    [200, 200, 'unchanged', null],
    [200, 182, 'unchanged', null], // 200 is 9.9 % more than 182
    [220, 200, 'improved', null], // the mirror of exactly +10 %
    [500, 400, 'improved', null],
    [30, 20, 'unchanged', null],
    [11, 0, 'improved', null],
  ] as const)('%d → %d ms is %s', (reference, current, state, severity) => {
    const comparison = compare({ current: { p90Ms: current }, reference: { p90Ms: reference } });
    expect(comparison).toMatchObject({ state, severity, reference, current, change: current - reference });
  });

  it('says the figures in one sentence', () => {
    expect(compare({ current: { p90Ms: 341 }, reference: { p90Ms: 212 } }).why).toBe(
      '61 % slower than in 14.2.2 (212 → 341 ms): 25 % or more counts as a regression'
    );
    expect(compare({ current: { p90Ms: 205 }, reference: { p90Ms: 200 } }).why).toBe(
      '2.5 % slower than in 14.2.2 (200 → 205 ms): a change of 10 ms or less is not judged'
    );
    expect(compare({ current: { p90Ms: 1050 }, reference: { p90Ms: 1000 } }).why).toContain(
      'below 10 % one reference run shows nothing'
    );
  });

  it('has no ratio to a reference of 0', () => {
    expect(compare({ current: { p90Ms: 11 }, reference: { p90Ms: 0 } }).changeRatio).toBeNull();
  });

  /* n · (1 − p) ≥ 10 */
  it.each([
    ['medianMs', 20],
    ['meanMs', 20],
    ['p90Ms', 100],
    ['p95Ms', 200],
    ['p99Ms', 1000],
  ] as const)('needs %s: %d samples in both runs', (metric, needed) => {
    expect(neededSamples(metric)).toBe(needed);
    const few = { count: needed - 1, [metric]: 500 };
    const enough = { count: needed, [metric]: 500 };
    expect(compare({ current: few, reference: enough, metric }).state).toBe('not judged');
    expect(compare({ current: enough, reference: few, metric }).state).toBe('not judged');
    expect(compare({ current: enough, reference: enough, metric }).state).toBe('unchanged');
  });

  it('is inconclusive from more than 5 % failed samples in either run', () => {
    const slow = { p90Ms: 500 };
    expect(compare({ current: { ...slow, errors: 50 }, reference: {} }).state).toBe('regressed');
    expect(compare({ current: { ...slow, errors: 51 }, reference: {} }).state).toBe('inconclusive');
    expect(compare({ current: slow, reference: { errors: 50 } }).state).toBe('regressed');
    expect(compare({ current: slow, reference: { errors: 51 } }).state).toBe('inconclusive');
  });
});

describe('error rule against a single reference', () => {
  /*
   * z = (e₂/n₂ − e₁/n₁) ÷ √(p(1 − p)(1/n₁ + 1/n₂)), p = (e₁ + e₂ + 1)/(n₁ + n₂ + 2), evaluated in Python; limits
   * from statistics.NormalDist().inv_cdf(1 − 0.01/L): 2.3263 for L = 1, 3.2905 for L = 20.
   */
  it.each([
    [1, 1000, 61, 1000, 7.6849517730765635],
    [2, 400, 8, 400, 1.8238790752262486],
    [0, 500, 5, 500, 2.0494268960881814],
    [0, 480, 12, 480, 3.354408262946022],
    [0, 100, 0, 100, 0],
  ])('%d of %d → %d of %d has its z', (errors1, count1, errors2, count2, z) => {
    const computed = twoProportionZ({ errors: errors1, count: count1 }, { errors: errors2, count: count2 });
    expect(computed).toBeCloseTo(z, 12);
  });

  it.each([
    [1, 1000, 61, 1000, 0, 'regressed'], // z 7.68
    [0, 480, 12, 480, 19, 'regressed'], // z 3.354 > 3.2905 with 20 labels
    [0, 500, 5, 500, 0, 'suspected'], // exactly +1 point and 5 errors, z 2.05 < 2.33
    [2, 400, 8, 400, 0, 'suspected'], // +1.5 points, z 1.82
    [0, 200, 6, 200, 0, 'suspected'], // +3 points, z 2.29 < 2.33
    [0, 100, 4, 100, 0, 'unchanged'], // +4 points but four errors
    [20, 1000, 29, 1000, 0, 'unchanged'], // +0.9 points
    [20, 1000, 30, 1000, 0, 'suspected'], // exactly +1 point; 0.03 − 0.02 < 0.01 in floating point; z 1.42
    [61, 1000, 1, 1000, 0, 'improved'], // the mirror
    [5, 500, 0, 500, 0, 'unchanged'], // the mirror of suspected is no improvement
    [0, 1000, 0, 1000, 0, 'unchanged'],
  ])('%d of %d → %d of %d with %d labels beside it is %s', (errors1, count1, errors2, count2, othersCount, state) => {
    const comparison = compare({
      current: { errors: errors2, count: count2 },
      reference: { errors: errors1, count: count1 },
      metric: 'errorRate',
      othersCount,
    });
    expect(comparison.state).toBe(state);
  });

  it('asks for a larger z the more labels there are', () => {
    // 0 → 9 of 500: p = 10/1002, z = 0.018 ÷ √(p(1 − p) · 2/500) = 2.86, between the limits of 1 label (2.33) and 20 (3.29).
    const runs = {
      current: { errors: 9, count: 500 },
      reference: { errors: 0, count: 500 },
      metric: 'errorRate' as const,
    };
    expect(compare(runs).state).toBe('regressed');
    expect(compare({ ...runs, othersCount: 19 }).state).toBe('suspected');
  });

  it('shows counts of both runs', () => {
    const { why } = compare({ current: { errors: 61 }, reference: { errors: 1 }, metric: 'errorRate' });
    expect(why).toContain('0.1 % → 6.1 % of its samples failed (1 of 1\u00a0000 in 14.2.2, 61 of 1\u00a0000 now)');
    expect(why).toContain('z = 7.68, limit 2.33');
  });
});

describe('labels of a single-reference comparison', () => {
  it('calls labels of one run only new and missing', () => {
    const comparisons = compareWithSingleReference({
      current: [statisticsRow({ label: 'A' })],
      reference: [statisticsRow({ label: 'B' })],
      referenceName: '1',
      keyLabels: null,
    });
    expect(find(comparisons, 'A', 'p90Ms')).toMatchObject({
      state: 'new',
      reference: null,
      change: null,
      isKey: false,
    });
    expect(find(comparisons, 'B', 'p90Ms')).toMatchObject({ state: 'missing', current: null, isKey: true });
  });

  it('marks p90 and error rate of key labels and no other row', () => {
    const comparisons = compareWithSingleReference({
      current: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'B' })],
      reference: [statisticsRow({ label: 'A' }), statisticsRow({ label: 'B' })],
      referenceName: '1',
      keyLabels: ['B'],
    });
    expect(comparisons.filter((row) => row.isKey).map((row) => [row.label, row.metric])).toEqual([
      ['B', 'p90Ms'],
      ['B', 'errorRate'],
    ]);
    expect(comparisons).toHaveLength(16);
  });

  it('takes the 20 labels with the largest total time by default, transactions alike', () => {
    // count · mean: label n has 10 · n ms; of 25 labels the largest are 6 … 25. The transaction is number 25.
    const rows = Array.from({ length: 25 }, (_, index) =>
      statisticsRow({
        label: `L${index + 1}`,
        count: 10,
        meanMs: index + 1,
        kind: index === 24 ? 'transaction' : 'sample',
      })
    );
    const comparisons = compareWithSingleReference({
      current: rows,
      reference: rows,
      referenceName: '1',
      keyLabels: null,
    });
    const keys = comparisons.filter((row) => row.isKey && row.metric === 'p90Ms').map((row) => row.label);
    expect(new Set(keys)).toEqual(new Set(Array.from({ length: 20 }, (_, index) => `L${index + 6}`)));
  });

  it('leaves setUp samples out and keeps a sampler and a transaction of one name apart', () => {
    const rows = [
      statisticsRow({ label: 'Login', p90Ms: 100 }),
      statisticsRow({ label: 'Login', kind: 'transaction', p90Ms: 300 }),
      statisticsRow({ label: 'Prepare', kind: 'setup' }),
    ];
    const comparisons = compareWithSingleReference({
      current: rows,
      reference: rows,
      referenceName: '1',
      keyLabels: null,
    });
    const p90 = comparisons.filter((row) => row.metric === 'p90Ms').map((row) => [row.label, row.kind, row.current]);
    expect(p90).toEqual(
      expect.arrayContaining([
        ['Login', 'sample', 100],
        ['Login', 'transaction', 300],
      ])
    );
    expect(p90).toHaveLength(2);
  });

  it('has no data for a chosen label that neither run has', () => {
    const comparisons = compareWithSingleReference({
      current: [],
      reference: [],
      referenceName: '1',
      keyLabels: ['Gone'],
    });
    expect(find(comparisons, 'Gone', 'p90Ms')).toMatchObject({ state: 'no data', isKey: true });
  });
});
