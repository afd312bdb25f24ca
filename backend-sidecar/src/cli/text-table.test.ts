import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { shortened, textTable, type TextColumn } from './text-table.ts';
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
          expect(lines.every((line) => [...line].length <= width)).toBe(true);
          expect(lines.join('\n').split('\n')).toHaveLength(rows.length + 1);
        }
      )
    );
  });

  it('has nothing in it that a terminal would take for a command', () => {
    expect(shortened('a\u001b[31mb\u0007\n', 20)).toBe('a [31mb  ');
  });
});

describe('a long text', () => {
  it('is broken between words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
  });
});
