import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LabelRules, matchesPattern } from './label-rules.ts';

/** The same meaning by a regular expression, as an independent source. */
function byRegularExpression(label: string, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[\\s\\S]*');
  return new RegExp(`^${source}$`).test(label);
}

describe('matchesPattern', () => {
  it.each([
    ['/item/123', '/item/*', true],
    ['/item/', '/item/*', true],
    ['/items', '/item/*', false],
    ['GET /item/7/price', 'GET /item/*/price', true],
    ['GET /item/7/prices', 'GET /item/*/price', false],
    ['Login', 'Login', true],
    ['login', 'Login', false],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['anything', '*', true],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
  ])('%s fits %s: %s', (label, pattern, fits) => {
    expect(matchesPattern(label, pattern)).toBe(fits);
  });

  it('means the same as a regular expression in which * is any text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '/', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (label, pattern) => {
        expect(matchesPattern(label, pattern)).toBe(byRegularExpression(label, pattern));
      }),
      { numRuns: 2_000 }
    );
  });
});

describe('LabelRules', () => {
  const rules = new LabelRules({
    labelFoldings: [
      { pattern: '/item/*/price', label: 'Price' },
      { pattern: '/item/*', label: '/item/*' },
    ],
    excludedLabels: ['Debug*', 'Price'],
  });

  it('folds by the first pattern that fits', () => {
    expect(rules.of('/item/1').label).toBe('/item/*');
    expect(rules.of('/item/1/price').label).toBe('Price');
    expect(rules.of('/cart').label).toBe('/cart');
  });

  it('excludes by the name after folding', () => {
    expect(rules.of('/item/1/price').isExcluded).toBe(true);
    expect(rules.of('Debug Sampler').isExcluded).toBe(true);
    expect(rules.of('/item/1').isExcluded).toBe(false);
  });

  it('decides the same for a label it has forgotten', () => {
    for (let item = 0; item < 60_000; item += 1) {
      rules.of(`/item/${item}`);
    }
    expect(rules.of('/item/1')).toEqual({ label: '/item/*', isExcluded: false });
  });
});
