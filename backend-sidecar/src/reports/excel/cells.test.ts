import { describe, expect, it } from 'vitest';

import { changeFormat, textCell } from './cells.ts';

describe('cells', () => {
  it('leaves out what XML forbids and keeps line ends', () => {
    expect(textCell('a\u0000b\u001fc\nd\te')).toBe('abc\nd\te');
    expect(textCell('\ud83d x \ude00 😀')).toBe('\ufffd x \ufffd 😀');
  });

  it('holds no more than a cell does', () => {
    expect(textCell('x'.repeat(40_000))).toHaveLength(32_767);
  });

  it('signs changes', () => {
    expect(changeFormat('rate')).toBe('+0.00%;-0.00%;0.00%');
  });
});
