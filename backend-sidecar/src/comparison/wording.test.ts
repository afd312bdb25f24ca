import { describe, expect, it } from 'vitest';

import { formatChange, formatCount, formatMetric, formatMs, formatMsChange, formatShare } from './wording.ts';

describe('wording', () => {
  it('groups digits by no-break spaces', () => {
    expect([formatCount(999), formatCount(1000), formatCount(1234567)]).toEqual([
      '999',
      '1\u00a0000',
      '1\u00a0234\u00a0567',
    ]);
  });

  it('writes times with one decimal below 100 ms only where there is one', () => {
    expect([formatMs(341), formatMs(341.6), formatMs(12), formatMs(12.34), formatMs(0)]).toEqual([
      '341 ms',
      '342 ms',
      '12 ms',
      '12.3 ms',
      '0 ms',
    ]);
    expect(formatMsChange(212, 341)).toBe('212 → 341 ms');
  });

  it('never rounds a change up to the threshold that it did not reach', () => {
    expect([0.0997, 0.1, 0.2499, 0.25, 0.285, -0.123, 0.6085].map(formatChange)).toEqual([
      '9.9 %',
      '10 %',
      '24.9 %',
      '25 %',
      '28.5 %',
      '12.3 %',
      '61 %',
    ]);
  });

  it('never shows a share above 0 as 0', () => {
    expect([0, 0.00001, 0.0002, 0.061, 1].map(formatShare)).toEqual(['0 %', '< 0.01 %', '0.02 %', '6.1 %', '100 %']);
  });

  it('writes each metric with its unit', () => {
    expect(formatMetric('throughputPerSec', 12.345)).toBe('12.35 /s');
    expect(formatMetric('errorRate', 0.05)).toBe('5 %');
    expect(formatMetric('p90Ms', 50)).toBe('50 ms');
  });
});
