import { describe, expect, it } from 'vitest';

import { partsOfRuns, withoutPartMark } from './parts-of-runs.ts';

describe('parts of one run', () => {
  it('are files whose names differ by their mark alone', () => {
    const names = ['a_load_1_host10.csv', 'a_load_1_host2.csv', 'b.part1.jtl.gz', 'b.part2.jtl.gz', 'c-gen-1.csv'];
    expect(partsOfRuns(names)).toEqual([
      ['a_load_1_host2.csv', 'a_load_1_host10.csv'],
      ['b.part1.jtl.gz', 'b.part2.jtl.gz'],
      ['c-gen-1.csv'],
    ]);
  });

  it('are not files that a bare number tells apart, nor those of two folders', () => {
    const names = ['run-1.csv', 'run-2.csv', 'x/a_part1.csv', 'y/a_part2.csv', 'a.csv', 'a.jtl', 'repart2.csv'];
    expect(partsOfRuns(names)).toHaveLength(names.length);
  });

  it('have the name of their run without the mark', () => {
    expect(withoutPartMark('x/prod_load_14.2_20240107_host2.csv')).toBe('x/prod_load_14.2_20240107');
  });
});
