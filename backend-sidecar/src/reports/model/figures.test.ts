import { describe, expect, it } from 'vitest';

import {
  changeFigureText,
  changeRatioText,
  durationText,
  figureText,
  figureWithUnit,
  momentText,
  roundHalfAway,
} from './figures.ts';

describe('figures', () => {
  it('rounds halves away from zero on 15 digits, as a spreadsheet shows them', () => {
    expect([roundHalfAway(1.005, 2), roundHalfAway(2.5, 0), roundHalfAway(-2.5, 0), roundHalfAway(-0.4, 0)]).toEqual([
      1.01, 3, -3, 0,
    ]);
    expect((1.005).toFixed(2)).toBe('1.00');
  });

  it('shows a ratio as a percentage with two decimals', () => {
    expect(figureWithUnit('rate', 0.061)).toBe('6.10\u00a0%');
  });

  it('groups digits and keeps decimals', () => {
    expect([figureText('count', 1234567), figureText('kbPerSec', 12345.67)]).toEqual([
      '1\u00a0234\u00a0567',
      '12\u00a0345.7',
    ]);
  });

  it('never shows absent data as 0', () => {
    expect([
      figureText('ms', null),
      figureWithUnit('ms', null),
      changeRatioText(null),
      durationText(null),
      momentText(null),
    ]).toEqual(['–', '–', '–', '–', '–']);
  });

  it('signs changes, but not those that show as 0', () => {
    expect([
      changeFigureText('ms', 129),
      changeFigureText('ms', -12),
      changeFigureText('ms', 0),
      changeFigureText('ms', 0.2),
    ]).toEqual(['+129', '\u221212', '0', '0']);
    expect([changeRatioText(0.6085), changeRatioText(-0.123), changeRatioText(0)]).toEqual([
      '+60.9\u00a0%',
      '\u221212.3\u00a0%',
      '0.0\u00a0%',
    ]);
  });

  it('writes durations as people say them', () => {
    expect([durationText(3_720_000), durationText(1_025_000), durationText(42_400)]).toEqual([
      '1 h 02 m',
      '17 m 05 s',
      '42 s',
    ]);
  });

  it('names the clock of a moment', () => {
    expect(momentText(Date.UTC(2026, 10, 22, 17, 23, 51))).toBe('2026-11-22 17:23:51 UTC');
  });
});
