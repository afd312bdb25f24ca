import { createRequire } from 'node:module';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type ForEachRule = (element: object, handle: (rule: { selectorText: string }) => void) => void;

const require = createRequire(import.meta.url);
const requireByJest = createRequire(require.resolve('jest-environment-jsdom'));
const requireByJsdom = createRequire(requireByJest.resolve('jsdom'));
const styleRules = requireByJsdom('./jsdom/living/helpers/style-rules.js') as {
  forEachMatchingSheetRuleOfElement: ForEachRule;
};
const { implForWrapper } = requireByJsdom('./jsdom/living/generated/utils.js') as {
  implForWrapper(element: unknown): object;
};
const jsdomItself = styleRules.forEachMatchingSheetRuleOfElement;
require('../jsdom/environment.cjs');
const ours = styleRules.forEachMatchingSheetRuleOfElement;
const { JSDOM } = requireByJest('jsdom') as {
  JSDOM: new (html: string) => { window: { document: { querySelectorAll(all: string): Iterable<unknown> } } };
};

const NAMES = ['a', 'b', 'C', 'a-b', 'css-1x2y3z'];
const name = fc.constantFrom(...NAMES);
const simple = fc.oneof(
  fc.constantFrom(':hover', ':not(.a)', ':is(.a, #b)', ':root', '[hidden]'),
  fc.constantFrom('[type="hidden"]', '[title="a, .b"]', '[title="(]"]', ':not([open])', ':disabled', ':first-child'),
  name.map((one) => `.${one}`),
  name.map((one) => `#${one}`)
);
const compound = fc
  .tuple(fc.constantFrom('', 'div', 'INPUT', 'table', '*'), fc.array(simple, { minLength: 1, maxLength: 3 }))
  .map(([tag, parts]) => tag + parts.join(''));
const complex = fc
  .tuple(compound, fc.array(fc.tuple(fc.constantFrom(' ', ' > ', '>', '+', ' ~ '), compound), { maxLength: 2 }))
  .map(([first, more]) => first + more.flat().join(''));
const rule = fc
  .tuple(fc.array(complex, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '@media screen', '@media print'))
  .map(([selectors, media]) => {
    const text = `${selectors.join(', ')} { color: red }`;
    return media === '' ? text : `${media} { ${text} }`;
  });

function elementAround(children: fc.Arbitrary<string[]>): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom('div', 'span', 'input', 'table', 'dialog', 'svg'),
      fc.array(name, { maxLength: 2 }),
      fc.option(name, { nil: '' }),
      fc.constantFrom('', 'hidden', 'type="hidden"', 'title="a, .b"', 'disabled'),
      children
    )
    .map(([tag, classes, id, more, inner]) => {
      const start = `<${tag} class="${classes.join(' ')}" id="${id}" ${more}>`;
      return tag === 'input' ? start : `${start}${inner.join('')}</${tag}>`;
    });
}
const leaf = elementAround(fc.constant([]));
const element = elementAround(fc.array(elementAround(fc.array(leaf, { maxLength: 2 })), { maxLength: 3 }));

function matching(forEachRule: ForEachRule, of: object): string[] {
  const found: string[] = [];
  forEachRule(of, ({ selectorText }) => found.push(selectorText));
  return found;
}

describe('styles in the plugin’s tests', () => {
  it('come from the rules that jsdom itself finds, in the same order', () => {
    let matchedByName = 0;
    const pages = fc.tuple(
      fc.array(rule, { minLength: 1, maxLength: 8 }),
      fc.array(element, { minLength: 1, maxLength: 4 })
    );
    fc.assert(
      fc.property(pages, ([rules, elements]) => {
        const html = `<!DOCTYPE html><style>${rules.join('\n')}</style>${elements.join('')}`;
        for (const one of new JSDOM(html).window.document.querySelectorAll('*')) {
          const expected = matching(jsdomItself, implForWrapper(one));
          expect(matching(ours, implForWrapper(one))).toEqual(expected);
          matchedByName += expected.filter((selector) => /[.#]/.test(selector)).length;
        }
      }),
      { numRuns: 100 }
    );
    expect(ours).not.toBe(jsdomItself);
    expect(matchedByName).toBeGreaterThan(20);
  });
});
