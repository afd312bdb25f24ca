import { makeComparison } from '../../../test/factories';
import { makeEvidence } from '../../../test/analysis-factories';
import { describeVisibility, moreRunsNeeded } from './visibility';

/** Key labels named A, B, … with these smallest visible changes. */
function labels(...ratios: number[]) {
  return ratios.map((smallestVisibleRatio, index) =>
    makeComparison({ label: String.fromCharCode(65 + index), evidence: makeEvidence({ smallestVisibleRatio }) })
  );
}

describe('what a run could not have shown', () => {
  it('is the change that most labels hide, and the label that hides most', () => {
    // Ten labels: the second smallest is what nine of ten hide at least.
    const ten = labels(0.03, 0.09, 0.1, 0.12, 0.12, 0.12, 0.13, 0.14, 0.2, 0.34);
    expect(describeVisibility(ten)).toBe('a change below 9 % stays invisible on 9 of 10 labels, on J one below 34 %');
  });

  it('is said once where all labels hide the same', () => {
    expect(describeVisibility(labels(0.099, 0.099))).toBe('a change below 9 % stays invisible on 2 of 2 labels');
  });

  it('is not known of labels that do not decide, nor without a history', () => {
    const informative = makeComparison({ isKey: false, evidence: makeEvidence() });
    expect(describeVisibility([informative, makeComparison()])).toBeUndefined();
    expect(describeVisibility([makeComparison({ evidence: null })])).toBeUndefined();
  });
});

describe('the runs that an inconclusive verdict needs', () => {
  const undecided = (need: number | null) =>
    makeComparison({ state: 'inconclusive', evidence: makeEvidence({ moreRunsNeeded: need }) });

  it('are those of the label that needs most', () => {
    const decided = makeComparison({ state: 'unchanged', evidence: makeEvidence({ moreRunsNeeded: 40 }) });
    expect(moreRunsNeeded([undecided(2), undecided(5), undecided(null), decided])).toBe(5);
  });

  it('are not known where no label says', () => {
    expect(moreRunsNeeded([undecided(null), makeComparison({ state: 'inconclusive' })])).toBeUndefined();
  });
});
