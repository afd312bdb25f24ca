import { describe, expect, it } from 'vitest';

import { fillPlaceholders, MissingValue } from './fill-placeholders.ts';

const values = new Map([
  ['HOST', 'shop.example'],
  ['a.b-c', '@@HOST@@'],
  ['EMPTY', ''],
]);

describe('placeholders of an environment', () => {
  it.each([
    ['http://@@HOST@@/@@HOST@@', 'http://shop.example/shop.example'],
    ['@@EMPTY@@', ''],
    ['@@a.b-c@@', '@@HOST@@'],
    ['a@@b and @@1x@@ and @HOST@', 'a@@b and @@1x@@ and @HOST@'],
  ])('in %s give %s', (text, filled) => {
    expect(fillPlaceholders(text, values)).toBe(filled);
  });

  it('without a value are an error that names the first', () => {
    expect(() => fillPlaceholders('@@HOST@@ @@TOKEN@@ @@OTHER@@', values)).toThrow(MissingValue);
    expect(() => fillPlaceholders('@@HOST@@ @@TOKEN@@ @@OTHER@@', values)).toThrow('@@TOKEN@@ has no value');
  });

  it('have no value that only every object has', () => {
    expect(() => fillPlaceholders('@@constructor@@', values)).toThrow(MissingValue);
  });
});
