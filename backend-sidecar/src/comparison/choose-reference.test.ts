import { describe, expect, it } from 'vitest';

import { chooseReference, type ReferenceCandidates, type RunCandidate } from './choose-reference.ts';

function run(runId: number, version: number, changes: Partial<RunCandidate> = {}): RunCandidate {
  return {
    runId,
    name: `run ${runId}`,
    versionId: version,
    versionName: `v${version}`,
    status: 'completed',
    isValid: true,
    completedAtMs: runId,
    ...changes,
  };
}

const baseline = { baselineId: 5, sourceRunId: 50, name: 'Golden', versionName: 'v1' };
const candidates: ReferenceCandidates = {
  current: { runId: 100, versionId: 3 },
  versionIds: [4, 3, 2, 1],
  chosenBaseline: null,
  chosenRun: null,
  defaultBaseline: null,
  runs: [],
};

describe('chooseReference', () => {
  it('takes the run’s own choice before all else', () => {
    const all = { ...candidates, defaultBaseline: { ...baseline, baselineId: 6 }, runs: [run(1, 2)] };
    expect(chooseReference({ ...all, chosenBaseline: baseline })).toMatchObject({
      kind: 'baseline',
      source: 'chosen',
      baselineId: 5,
      runId: 50,
    });
    expect(chooseReference({ ...all, chosenRun: run(9, 1, { isValid: false }) })).toMatchObject({
      kind: 'run',
      source: 'chosen',
      runId: 9,
    });
  });

  it('takes the default baseline before the previous version', () => {
    const reference = chooseReference({ ...candidates, defaultBaseline: baseline, runs: [run(1, 2)] });
    expect(reference).toMatchObject({
      kind: 'baseline',
      source: 'default baseline',
      name: 'Golden',
      confidence: 'low',
    });
  });

  it('takes the last completed run of the newest earlier version', () => {
    const runs = [run(1, 1), run(8, 1), run(4, 2), run(5, 2), run(9, 3), run(10, 4)];
    expect(chooseReference({ ...candidates, runs })).toMatchObject({
      runId: 5,
      source: 'last completed run of the previous version',
      versionName: 'v2',
    });
  });

  it('passes over runs that failed, were cancelled or are invalid', () => {
    const runs = [
      run(1, 1),
      run(4, 2, { isValid: false }),
      run(5, 2, { status: 'failed' }),
      run(6, 2, { status: 'cancelled' }),
    ];
    expect(chooseReference({ ...candidates, runs })?.runId).toBe(1);
  });

  it('goes by the order of the versions, not by their ids', () => {
    const runs = [run(1, 4), run(2, 1)];
    expect(chooseReference({ ...candidates, versionIds: [1, 3, 4, 2], runs })?.runId).toBe(1);
  });

  it('finds none', () => {
    expect(chooseReference({ ...candidates, runs: [run(9, 3), run(10, 4)] })).toBeNull();
  });
});
