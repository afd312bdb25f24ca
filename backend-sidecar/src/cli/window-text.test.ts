import { describe, expect, it } from 'vitest';

import { parseWindow, windowOf } from './window-text.ts';

/** From 10 s to 100 s of 1970. */
const span = { startMs: 10_000, endMs: 100_000 };

function windowIn(text: string) {
  const window = parseWindow(text);
  return window === undefined ? 'no window' : (windowOf(window, span) ?? 'nothing left');
}

describe('a window', () => {
  it.each([
    ['20s..-30s', { fromMs: 30_000, toMs: 70_000 }],
    ['20..-30', { fromMs: 30_000, toMs: 70_000 }],
    ['500ms..', { fromMs: 10_500, toMs: 100_001 }],
    ['..-0.5m', { fromMs: 10_000, toMs: 70_000 }],
    ['-20s..', { fromMs: 80_000, toMs: 100_001 }],
    ['0s..1m', { fromMs: 10_000, toMs: 70_000 }],
    ['1970-01-01T00:00:20Z..1970-01-01T01:00:30+01:00', { fromMs: 20_000, toMs: 30_000 }],
    ['1970-01-01T00:00..30s', { fromMs: 0, toMs: 40_000 }],
  ])('%s', (text, expected) => {
    expect(windowIn(text)).toEqual(expected);
  });

  it.each(['', '..', '60s', '1..2..3', 'x..', '60 parsecs..', '2024-13-01T00:00:00Z..', '--5s..'])(
    'is none: %j',
    (text) => {
      expect(windowIn(text)).toBe('no window');
    }
  );

  it('may leave nothing', () => {
    expect(windowIn('60s..-60s')).toBe('nothing left');
  });
});
