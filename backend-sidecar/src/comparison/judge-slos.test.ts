import { describe, expect, it } from 'vitest';

import type { Slo } from '../contract/verdict.ts';
import { judgeSlos } from './judge-slos.ts';
import { statisticsRow } from './statistics-row-fixture.ts';

const total = statisticsRow({ label: 'Total', p90Ms: 300, errorRate: 0.01 });

function slo(changes: Partial<Slo>): Slo {
  return { label: null, metric: 'p90Ms', comparator: '<=', limit: 300, ...changes };
}

describe('judgeSlos', () => {
  it('judges the total where the label is null; the limit itself is kept', () => {
    const [result] = judgeSlos([slo({})], total, []);
    expect(result).toMatchObject({
      value: 300,
      state: 'passed',
      why: 'The total p90 is 300 ms and keeps its limit of at most 300 ms',
    });
  });

  it('fails one millisecond above the limit', () => {
    const [result] = judgeSlos([slo({ label: 'Pay' })], total, [statisticsRow({ label: 'Pay', p90Ms: 301 })]);
    expect(result).toMatchObject({
      value: 301,
      state: 'failed',
      why: 'Pay p90 is 301 ms and breaks its limit of at most 300 ms',
    });
  });

  it('judges a lower limit', () => {
    const rule = slo({ metric: 'throughputPerSec', comparator: '>=', limit: 10 });
    expect(judgeSlos([rule], { ...total, throughputPerSec: 10 }, [])[0]?.state).toBe('passed');
    expect(judgeSlos([rule], { ...total, throughputPerSec: 9.99 }, [])[0]?.state).toBe('failed');
  });

  it.each([
    ['<', 299, 'passed'],
    ['<', 300, 'failed'],
    ['<', 301, 'failed'],
    ['<=', 300, 'passed'],
    ['<=', 301, 'failed'],
    ['>', 300, 'failed'],
    ['>', 301, 'passed'],
    ['>=', 300, 'passed'],
    ['>=', 299, 'failed'],
  ] as const)('with %s 300 and %i has %s', (comparator, value, state) => {
    expect(judgeSlos([slo({ comparator })], { ...total, p90Ms: value }, [])[0]?.state).toBe(state);
  });

  it('says what a strict limit is', () => {
    const why = (comparator: Slo['comparator']) => judgeSlos([slo({ comparator })], total, [])[0]?.why;
    expect(why('<')).toBe('The total p90 is 300 ms and breaks its limit of less than 300 ms');
    expect(why('>')).toBe('The total p90 is 300 ms and breaks its limit of more than 300 ms');
  });

  it('has so many digits that value and limit do not look the same', () => {
    const errors = slo({ metric: 'errorRate', comparator: '<', limit: 0.01 });
    expect(judgeSlos([errors], { ...total, errorRate: 0.0104 }, [])[0]?.why).toBe(
      'The total error rate is 1.04 % and breaks its limit of less than 1 %'
    );
    const mean = slo({ metric: 'meanMs', comparator: '<', limit: 300 });
    expect(judgeSlos([mean], { ...total, meanMs: 299.9996 }, [])[0]?.why).toBe(
      'The total mean is 299.9996 ms and keeps its limit of less than 300 ms'
    );
  });

  it('takes the worst of two rows, which for a lower limit is the smaller one', () => {
    const rule = slo({ label: 'Pay', metric: 'throughputPerSec', comparator: '>', limit: 1 });
    const rows = [3, 2].map((throughputPerSec) => statisticsRow({ label: 'Pay', throughputPerSec }));
    expect(judgeSlos([rule], total, rows)[0]?.value).toBe(2);
  });

  it('says "no data" for a label that is not there or has no samples', () => {
    const empty = statisticsRow({ label: 'Empty', count: 0, p90Ms: null });
    const results = judgeSlos([slo({ label: 'Gone' }), slo({ label: 'Empty' })], total, [empty]);
    expect(results.map(({ state, value }) => [state, value])).toEqual([
      ['no data', null],
      ['no data', null],
    ]);
  });

  it('takes the worst of a sampler and a transaction of one name, and leaves the setUp sample out', () => {
    const rows = [
      statisticsRow({ label: 'Login', p90Ms: 200 }),
      statisticsRow({ label: 'Login', kind: 'transaction', p90Ms: 400 }),
      statisticsRow({ label: 'Login', kind: 'setup', p90Ms: 900 }),
    ];
    expect(judgeSlos([slo({ label: 'Login' })], total, rows)[0]?.value).toBe(400);
  });

  it('judges a percentile of few samples and says how few', () => {
    const rows = [statisticsRow({ label: 'Rare', count: 12, p90Ms: 500 })];
    const [result] = judgeSlos([slo({ label: 'Rare' })], total, rows);
    expect(result?.state).toBe('failed');
    expect(result?.why).toContain('(only 12 samples)');
  });
});
