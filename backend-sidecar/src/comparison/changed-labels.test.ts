import { describe, expect, it } from 'vitest';

import type { LabelComparison, TimeEvidence, VerdictReference } from '../contract/verdict.ts';
import { changedLabels } from './changed-labels.ts';

const EVIDENCE = { referenceRuns: 4 } as TimeEvidence;

function compared(label: string, change: Partial<LabelComparison>): LabelComparison {
  return {
    ...{ label, kind: 'sample', metric: 'p90Ms', isKey: true, reference: 100, current: 100, change: 0, changeRatio: 0 },
    ...{ state: 'unchanged', severity: null, why: '', evidence: null },
    ...change,
  };
}

const judgedBy = (kind: VerdictReference['kind'], comparisons: LabelComparison[]) =>
  changedLabels({ comparisons, reference: { kind } as VerdictReference }).map(({ label, state }) => [label, state]);

describe('the labels that changed', () => {
  it('are those whose family metric regressed or improved', () => {
    const comparisons = [
      compared('Pay', { state: 'regressed' }),
      compared('Home', { state: 'improved', current: 94, evidence: EVIDENCE }),
      compared('Search', { state: 'suspected' }),
      compared('Cart', { state: 'inconclusive' }),
      compared('Mean', { state: 'regressed', metric: 'meanMs' }),
    ];
    expect(judgedBy('history', comparisons)).toEqual([
      ['Pay', 'regressed'],
      ['Home', 'improved'],
    ]);
  });

  it.each([
    // As much as +25 % the other way: 100 ms → 80 ms.
    [100, 80, true],
    [100, 81, false],
  ])('against one reference are faster by as much as would be a regression: %d → %d ms', (reference, current, is) => {
    const improved = [compared('Home', { state: 'improved', reference, current })];
    expect(judgedBy('run', improved)).toHaveLength(is ? 1 : 0);
    expect(judgedBy('baseline', improved)).toHaveLength(is ? 1 : 0);
    // A label of a history that has too little of it is judged by one reference, too.
    expect(judgedBy('history', improved)).toHaveLength(is ? 1 : 0);
  });

  it('are none without a reference', () => {
    expect(changedLabels({ comparisons: [], reference: null })).toEqual([]);
  });
});
