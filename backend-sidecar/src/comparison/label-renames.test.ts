import { describe, expect, it } from 'vitest';

import { currentName, renameRows } from './label-renames.ts';
import { statisticsRow } from './statistics-row-fixture.ts';

const renames = [
  { from: 'Login', to: 'Sign in' },
  { from: 'Sign in', to: 'Enter' },
];

describe('a renamed label', () => {
  it('has its name of today through any number of renamings', () => {
    expect(currentName('Login', renames)).toBe('Enter');
    expect(currentName('Other', renames)).toBe('Other');
  });

  it('is found in a circle of renamings', () => {
    expect(
      currentName('A', [
        { from: 'A', to: 'B' },
        { from: 'B', to: 'A' },
      ])
    ).toBe('B');
  });

  it('keeps its old name in a run that has both', () => {
    const both = ['Login', 'Enter'].map((label) => statisticsRow({ label }));
    expect(renameRows(both, renames).map(({ label }) => label)).toEqual(['Login', 'Enter']);
    expect(renameRows(both.slice(0, 1), renames).map(({ label }) => label)).toEqual(['Enter']);
  });
});
