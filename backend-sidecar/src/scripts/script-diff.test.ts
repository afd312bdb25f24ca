import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { diffLines, type DiffLine } from './script-diff.ts';

const tenLines = Array.from({ length: 10 }, (_, index) => `line ${index + 1}`);

function texts(lines: readonly DiffLine[]): string[] {
  const signs = { same: ' ', removed: '-', added: '+', skipped: '…' };
  return lines.map(({ kind, text }) => signs[kind] + text);
}

describe('diffLines', () => {
  it('has nothing to show for equal texts', () => {
    expect(diffLines('a\nb\n', 'a\nb\n')).toEqual([]);
  });

  it('shows a changed line between three lines of context and folds the rest', () => {
    const original = tenLines.join('\n');
    const lines = diffLines(original, original.replace('line 6', 'line six'));
    expect(texts(lines)).toEqual([
      '…',
      ' line 3',
      ' line 4',
      ' line 5',
      '-line 6',
      '+line six',
      ' line 7',
      ' line 8',
      ' line 9',
      '…',
    ]);
    expect(lines[4]).toEqual({ kind: 'removed', originalLine: 6, copyLine: null, text: 'line 6' });
    expect(lines[5]).toEqual({ kind: 'added', originalLine: null, copyLine: 6, text: 'line six' });
    expect(lines[6]).toEqual({ kind: 'same', originalLine: 7, copyLine: 7, text: 'line 7' });
  });

  it('numbers both sides apart behind an added line', () => {
    const lines = diffLines('a\r\nb\r\nc', 'a\r\nnew\r\nb\r\nC');
    expect(lines.map(({ originalLine, copyLine, text }) => [originalLine, copyLine, text])).toEqual([
      [1, 1, 'a'],
      [null, 2, 'new'],
      [2, 3, 'b'],
      [3, null, 'c'],
      [null, 4, 'C'],
    ]);
  });

  it('finds the fewest changes (the example of Myers’ paper: ABCABBA to CBABAC in five)', () => {
    const lines = diffLines([...'ABCABBA'].join('\n') + '\n', [...'CBABAC'].join('\n') + '\n');
    expect(lines.filter(({ kind }) => kind !== 'same')).toHaveLength(5);
  });

  it('rebuilds both texts from its lines, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 7 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const ended = (lines: string[]) => lines.map((line) => `${line}\n`).join('');
        const lines = diffLines(ended(before), ended(after));
        // Texts of seven lines and three lines of context: only equal texts may be folded.
        fc.pre(!lines.some(({ kind }) => kind === 'skipped'));
        const side = (hidden: DiffLine['kind']) =>
          lines.filter(({ kind }) => kind !== hidden).map(({ text: line }) => line);
        expect(lines.length === 0 ? before : side('added')).toEqual(before);
        expect(lines.length === 0 ? after : side('removed')).toEqual(after);
      })
    );
  });

  it('shows texts that share next to nothing as one block', () => {
    const many = (word: string) => Array.from({ length: 2_000 }, (_, index) => `${word} ${index}`).join('\n');
    const lines = diffLines(many('old'), many('new'));
    expect(lines.map(({ kind }) => kind)).toEqual([
      ...new Array(2_000).fill('removed'),
      ...new Array(2_000).fill('added'),
    ]);
  });
});
