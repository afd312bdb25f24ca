import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { checkSlo, gatherLabels } from './check-slo.ts';
import { editDistance, nearestNames } from './nearest-names.ts';

const known = gatherLabels({
  script: ['Login', 'Logout', 'GET /item/5', 'Step ${__counter(TRUE,${x})}'],
  pastRuns: ['Login', 'GET /item/*', 'Old name'],
  rules: { labelFoldings: [{ pattern: 'GET /item/*', label: 'GET /item/*' }], excludedLabels: [] },
});
const warning = (text: string) => checkSlo(text, known).warning;

describe('the labels of an SLO', () => {
  it('are known from the script and from past runs, each once and folded', () => {
    expect(known.labels).toEqual(['GET /item/*', 'Login', 'Logout', 'Old name']);
  });

  it.each(['p95 of Login < 5', 'p95 of Old name < 5', 'p95 of total < 5', 'p95 < 5', 'p95 of Step 17 < 5'])(
    'are known in “%s”',
    (text) => {
      expect(checkSlo(text, known)).toMatchObject({ error: null, warning: null });
    }
  );

  it('that nobody knows are told, with those that may be meant', () => {
    expect(warning('p95 of Loign < 5')).toBe(
      'Neither the script nor past runs have the label “Loign”; did you mean “Login”?'
    );
    expect(warning('p95 of logout < 5')).toContain('did you mean “Logout”?');
    expect(warning('p95 of Search < 5')).toBe('Neither the script nor past runs have the label “Search”');
  });

  it('that are folded away are told', () => {
    expect(warning('p95 of GET /item/5 < 5')).toContain('is counted as “GET /item/*”');
  });

  it('are not doubted where nothing is known, nor in an SLO with an error', () => {
    const nothing = gatherLabels({ script: [], pastRuns: [], rules: { labelFoldings: [], excludedLabels: [] } });
    expect(checkSlo('p95 of Search < 5', nothing).warning).toBeNull();
    expect(checkSlo('p95 of Search', known)).toMatchObject({ slo: null, written: null, warning: null });
  });
});

describe('the distance of two names', () => {
  it.each([
    ['', '', 0],
    ['login', 'login', 0],
    ['login', 'logn', 1],
    ['login', 'loign', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
    ['flaw', 'lawn', 2],
  ])('%s and %s is %i', (a, b, distance) => {
    expect(editDistance(a, b, 10)).toBe(distance);
    expect(editDistance(b, a, 10)).toBe(distance);
  });

  it('is the same with a limit, as long as it is within it', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(name, name, fc.nat(8), (a, b, most) => {
        const distance = editDistance(a, b, 100);
        expect(editDistance(a, b, most)).toBe(distance <= most ? distance : Infinity);
      })
    );
  });

  it('gives at most three names, the nearest first', () => {
    expect(nearestNames('label 1', ['label 22', 'label 2', 'LABEL 1', 'label 3', 'label 4', 'x'])).toEqual([
      'LABEL 1',
      'label 2',
      'label 3',
    ]);
  });
});
