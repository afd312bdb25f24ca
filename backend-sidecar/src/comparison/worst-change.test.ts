import { describe, expect, it } from 'vitest';

import type { LabelComparison } from '../contract/verdict.ts';
import { worstChange } from './worst-change.ts';

function compared(label: string, changes: Partial<LabelComparison>): LabelComparison {
  return {
    label,
    kind: 'sample',
    metric: 'p90Ms',
    isKey: true,
    reference: 100,
    current: 110,
    change: 10,
    changeRatio: 0.1,
    state: 'unchanged',
    severity: null,
    why: '',
    ...changes,
  };
}

describe('worstChange', () => {
  it('puts the state before the size of the change', () => {
    const all = [compared('A', { changeRatio: 0.9 }), compared('B', { state: 'regressed', severity: 'minor' })];
    expect(worstChange(all)?.label).toBe('B');
  });

  it('puts key labels, then the worse severity, then the larger rise first', () => {
    const regressed = { state: 'regressed', severity: 'major' } as const;
    const all = [
      compared('other', { ...regressed, severity: 'critical', isKey: false, changeRatio: 3 }),
      compared('small', { ...regressed, changeRatio: 0.2 }),
      compared('large', { ...regressed, changeRatio: 0.4 }),
    ];
    expect(worstChange(all)?.label).toBe('large');
    expect(worstChange([...all, compared('critical', { ...regressed, severity: 'critical' })])?.label).toBe('critical');
  });

  it('is the largest rise when nothing is worse', () => {
    const all = [compared('A', { changeRatio: -0.3, change: -30 }), compared('B', { changeRatio: 0.02, change: 2 })];
    expect(worstChange(all)?.label).toBe('B');
  });

  it('takes errors that rose from none for the largest rise, and errors that stayed away for no rise', () => {
    const errors = { metric: 'errorRate', reference: 0, changeRatio: null } as const;
    const none = compared('none', { ...errors, change: 0 });
    expect(worstChange([none, compared('A', {})])?.label).toBe('A');
    expect(worstChange([compared('A', {}), compared('risen', { ...errors, change: 0.08 })])?.label).toBe('risen');
  });

  it('is nothing when nothing was compared, and never a throughput', () => {
    const missing = compared('A', { state: 'missing', change: null, changeRatio: null });
    expect(worstChange([missing, compared('B', { metric: 'throughputPerSec', state: 'regressed' })])).toBeNull();
  });
});
