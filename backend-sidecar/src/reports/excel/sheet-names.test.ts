import { describe, expect, it } from 'vitest';

import { sheetLink, uniqueSheetNames } from './sheet-names.ts';

describe('uniqueSheetNames', () => {
  it('replaces what Excel refuses', () => {
    expect(uniqueSheetNames(['a/b:c*d?[e]\\f', "'quoted'", '   ', 'History', 'tab\tnew\nline'], [])).toEqual([
      'a b c d e f',
      'quoted',
      'Sheet',
      'Sheet History',
      'tab new line',
    ]);
  });

  it('shortens to 31 and numbers what would be the same, whatever the case', () => {
    const long = 'x'.repeat(40);
    const names = uniqueSheetNames([long, long.toUpperCase(), long, 'summary'], ['Summary']);
    expect(names).toEqual(['x'.repeat(31), `${'X'.repeat(27)} (2)`, `${'x'.repeat(27)} (3)`, 'summary (2)']);
    expect(names.every((name) => name.length <= 31)).toBe(true);
  });

  it('does not cut a character in two', () => {
    expect(uniqueSheetNames([`${'x'.repeat(30)}😀`], [])).toEqual(['x'.repeat(30)]);
  });

  it('links with doubled apostrophes', () => {
    expect(sheetLink("it's")).toBe("#'it''s'!A1");
  });
});
