import { describe, expect, it } from 'vitest';

import { judgeValidity, type ValidityEvidence } from './validity.ts';

const sound: ValidityEvidence = {
  sampleCount: 100,
  minimumSamples: 100,
  wasStoppedEarly: false,
  threadsStarted: 25,
  threadsPlanned: 25,
};

describe('judgeValidity', () => {
  it('finds nothing in a sound run, nor in what is not known', () => {
    expect(judgeValidity({ evidence: sound })).toEqual({ isValid: true, findings: [] });
    expect(judgeValidity({ evidence: { ...sound, threadsStarted: null, threadsPlanned: undefined } }).isValid).toBe(
      true
    );
  });

  it('takes a load that lasted long enough, to the second, or whose length is not known', () => {
    const planned = { plannedDurationMs: 60_000, minimumDurationRatio: 0.9 };
    const durations = [53_500, 54_000, 60_000, null, undefined];
    const judged = durations.map((loadDurationMs) => ({ ...sound, ...planned, loadDurationMs }));
    expect(judged.map((evidence) => judgeValidity({ evidence }).isValid)).toEqual([true, true, true, true, true]);
    expect(judgeValidity({ evidence: { ...sound, plannedDurationMs: 60_000, loadDurationMs: 1 } }).isValid).toBe(true);
  });

  it.each([
    [{ sampleCount: 99 }, 'it has 99 samples, fewer than the scenario’s minimum of 100'],
    [{ sampleCount: 0, minimumSamples: 0 }, 'it has no samples'],
    [{ wasStoppedEarly: true }, 'it was stopped before its planned end'],
    [
      { loadDurationMs: 53_400, plannedDurationMs: 60_000, minimumDurationRatio: 0.9 },
      'its load lasted 53 of 60 s, less than the scenario’s minimum of 90 %',
    ],
    [{ threadsStarted: 24 }, 'only 24 of 25 planned threads started'],
    [{ clockJumped: true }, 'the clock of the generator jumped while it ran'],
    [{ differingFingerprint: '50 users instead of 25' }, 'its load differs from the reference: 50 users instead of 25'],
  ])('%o makes the run invalid', (change, finding) => {
    expect(judgeValidity({ evidence: { ...sound, ...change } })).toEqual({ isValid: false, findings: [finding] });
  });
});
