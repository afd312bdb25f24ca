import { describe, expect, it } from 'vitest';

import type { DecisionEntry } from '../../contract/history.ts';
import type { CompletedRun } from '../../persistence/history-store.ts';
import { changesOf, historyRuns, memberships, NEXT_RUN, siblingRuns } from './history-membership.ts';

/** A passed run; every run of a version of its own unless it says otherwise. */
function run(runId: number, change: Partial<CompletedRun> = {}): CompletedRun {
  return {
    ...{ runId, versionId: runId, versionName: `1.${runId}`, batchId: null, completedAtMs: runId * 1000 },
    ...{
      outcome: 'passed',
      isValid: true,
      decision: 'none',
      fingerprintHash: 'a',
      supersededByRunId: null,
      p90Ms: 100,
    },
    changedLabels: [],
    ...change,
  };
}

const idsOf = (runs: readonly CompletedRun[]) => runs.map(({ runId }) => runId);
const of = (change: Partial<typeof NEXT_RUN>) => ({ ...NEXT_RUN, ...change });

describe('the history of a run', () => {
  it.each<[string, Partial<CompletedRun>, boolean, RegExp]>([
    ['passed and is valid', {}, true, /^It passed and its measurement is valid$/],
    ['passed and was rejected', { decision: 'rejected' }, false, /^Rejected by zoe: because$/],
    ['passed and was quarantined', { decision: 'quarantined' }, false, /^Quarantined by zoe: because$/],
    ['failed', { outcome: 'failed' }, false, /^It failed; /],
    ['failed and was accepted', { outcome: 'failed', decision: 'accepted' }, true, /^Accepted by zoe: because$/],
    ['is inconclusive', { outcome: 'inconclusive' }, false, /^It is inconclusive; /],
    ['is inconclusive and was accepted', { outcome: 'inconclusive', decision: 'accepted' }, true, /^Accepted by zoe/],
    ['is invalid', { outcome: 'inconclusive', isValid: false }, false, /^Its measurement is invalid, .* changes: it/],
    ['has failed and is invalid', { outcome: 'failed', isValid: false }, false, /^Its measurement is invalid, /],
    [
      'is invalid, whatever a person accepted',
      { outcome: 'inconclusive', isValid: false, decision: 'accepted' },
      false,
      /^Its measurement is invalid, which no acceptance changes \(accepted by zoe: because\): it stays out$/,
    ],
    [
      'has no verdict and was accepted',
      { outcome: null, isValid: null, decision: 'accepted' },
      true,
      /^Accepted by zoe/,
    ],
    ['was superseded', { supersededByRunId: 9, decision: 'accepted' }, false, /^Run 9 repeated it/],
    ['was made under another load', { fingerprintHash: 'b', decision: 'accepted' }, false, /^Its load differs/],
    ['was made under a load that is not known', { fingerprintHash: null }, true, /valid; its load is not known and/],
    ['has no verdict', { outcome: null, isValid: null }, false, /^It has no verdict; /],
  ])('says of one that %s', (_name, change, isIn, why) => {
    const runs = [run(2), run(1, change)];
    const said: DecisionEntry = { decision: change.decision ?? 'none', reason: 'because', by: 'zoe', atMs: 1 };
    const decisions = new Map(change.decision === undefined ? [] : [[1, [said]]]);
    expect(memberships(runs, decisions).get(1)).toMatchObject({ isIn, why: expect.stringMatching(why) });
    expect(idsOf(historyRuns(runs, NEXT_RUN))).toEqual(isIn ? [2, 1] : [2]);
  });

  it('has no run of the same version, and not the run itself', () => {
    const runs = [run(4, { versionId: 7 }), run(3, { versionId: 7 }), run(2), run(1)];
    expect(idsOf(historyRuns(runs, of({ runId: 4, versionId: 7 })))).toEqual([2, 1]);
    expect(idsOf(historyRuns(runs, of({ runId: 2, versionId: 2 })))).toEqual([4, 3, 1]);
  });

  it('has nothing that ended after the run, so that a past run is not judged by its future', () => {
    const runs = [run(5), run(4), run(3), run(2), run(1)];
    expect(idsOf(historyRuns(runs, of({ runId: 3, versionId: 3, endedAtMs: 3000 })))).toEqual([2, 1]);
  });

  it('has the newest 20, and older ones are told why they are out', () => {
    const runs = Array.from({ length: 25 }, (_, index) => run(25 - index));
    expect(idsOf(historyRuns(runs, NEXT_RUN))).toEqual(idsOf(runs.slice(0, 20)));
    expect(memberships(runs, new Map()).get(5)).toMatchObject({ isIn: false, why: '20 newer runs make the history' });
  });

  it('takes a load that is not known yet for that of the newest run', () => {
    const runs = [run(4, { fingerprintHash: null }), run(3, { fingerprintHash: 'b' }), run(2), run(1)];
    expect(idsOf(historyRuns(runs, NEXT_RUN))).toEqual([4, 3]);
    expect(idsOf(historyRuns(runs, of({ fingerprintHash: 'a' })))).toEqual([4, 2, 1]);
  });
});

describe('the siblings of a run', () => {
  it('are valid runs of its version before it, whatever they found', () => {
    const same = { versionId: 7 };
    const runs = [
      run(9, same),
      run(8, same),
      run(7, { ...same, outcome: 'failed' }),
      run(6, { ...same, outcome: 'inconclusive' }),
      run(5, { ...same, isValid: false }),
      run(4, { ...same, decision: 'rejected' }),
      run(3, { ...same, supersededByRunId: 6 }),
      run(2, { ...same, fingerprintHash: 'b' }),
      run(1),
      run(0, { ...same, isValid: false, decision: 'accepted' }),
    ];
    const subject = of({ runId: 8, versionId: 7, fingerprintHash: 'a', endedAtMs: 8000 });
    expect(idsOf(siblingRuns(runs, subject))).toEqual([7, 6]);
  });
});

describe('a change', () => {
  const regressed = { label: 'Pay', kind: 'sample', state: 'regressed' } as const;
  const improved = { label: 'Home', kind: 'sample', state: 'improved' } as const;

  it('is what improved, and what regressed once a person has accepted the run', () => {
    const changedLabels = [regressed, improved];
    const changes = changesOf([run(2, { changedLabels, decision: 'accepted' }), run(1, { changedLabels })]);
    expect([changes.get(1), changes.get(2)]).toEqual([[improved], [regressed, improved]]);
  });

  it('that repeats of a version find again began with the first of them', () => {
    const repeat: Partial<CompletedRun> = { versionId: 3, decision: 'accepted', changedLabels: [regressed] };
    const runs = [run(4, { ...repeat, versionId: 4 }), run(3, repeat), run(2, repeat), run(1)];
    expect([...changesOf(runs)].filter(([, labels]) => labels.length > 0).map(([runId]) => runId)).toEqual([2, 4]);
  });
});
