import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { shortened, textTable, type TextColumn } from './text-table.ts';
import { textWidth } from './text-width.ts';
import { wrap } from './terminal.ts';

const COLUMNS: TextColumn[] = [
  { header: 'Label', align: 'left', spare: 0 },
  { header: 'Mean', align: 'right', spare: 2 },
  { header: 'Max', align: 'right', spare: 1 },
  { header: 'p90', align: 'right', spare: 0 },
];

describe('a table in a terminal', () => {
  it('stands in columns', () => {
    expect(textTable(COLUMNS, [['Login', '1', '20', '300']], 80)).toEqual([
      'Label  Mean  Max  p90',
      'Login     1   20  300',
    ]);
  });

  it('fits its width: labels are shortened first, then columns are left out', () => {
    const rows = [['A very long label that says much', '1', '20', '300']];
    expect(textTable(COLUMNS, rows, 32)[1]).toBe('A very lo…s much     1   20  300');
    expect(textTable(COLUMNS, rows, 24)[0]).toBe('Label           Max  p90');
    expect(textTable(COLUMNS, rows, 20)[0]).toBe('Label            p90');
  });

  it('is never wider than it may be, as long as what must stand there fits', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 60 });
    const figure = fc.stringMatching(/^\d{1,6}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, figure, figure, figure), { maxLength: 6 }),
        fc.integer({ min: 40, max: 120 }),
        (rows, width) => {
          const lines = textTable(COLUMNS, rows, width);
          expect(lines.every((line) => textWidth(line) <= width)).toBe(true);
          expect(lines.join('\n').split('\n')).toHaveLength(rows.length + 1);
        }
      )
    );
  });

  it('has nothing in it that a terminal would take for a command', () => {
    expect(shortened('a\u001b[31mb\u0007\n', 20)).toBe('a [31mb  ');
    // Marks of writing direction would turn the figures behind them around.
    expect(shortened('a\u202eb\u2066c\u2028d', 20)).toBe('a b c d');
  });

  // Widths as Unicode's EastAsianWidth.txt has them: W and F are two columns.
  it('stands in columns where characters take two, or none', () => {
    const rows = ['登录页面', 'ｆｕｌｌ', '한국어', 'e\u0301te\u0301', '🚀 go', '👩‍👩‍👧', 'Login'].map((label) => [
      label,
      '1',
      '20',
      '300',
    ]);
    const lines = textTable(COLUMNS, rows, 80).slice(1);
    expect(lines.map((line) => textWidth(line))).toEqual(rows.map(() => 8 + '     1   20  300'.length));
    expect(lines[0]).toBe('登录页面     1   20  300');
    expect(lines[3]).toBe('e\u0301te\u0301          1   20  300');
  });

  it('cuts no character in two', () => {
    expect(shortened('登录页面登录页面登录', 9)).toBe('登录…登录'.slice(0, 3) + '录');
    expect(shortened('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5)).toBe('👩‍👩‍👧…');
  });
});

describe('a long text', () => {
  it('is broken between words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
    expect(wrap('登录页面 ok', 5)).toEqual(['登录', '页面', 'ok']);
  });
});
