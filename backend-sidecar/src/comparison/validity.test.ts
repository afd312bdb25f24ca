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

  it.each([
    [{ sampleCount: 99 }, 'it has 99 samples, fewer than the scenario’s minimum of 100'],
    [{ sampleCount: 0, minimumSamples: 0 }, 'it has no samples'],
    [{ wasStoppedEarly: true }, 'it was stopped before its planned end'],
    [{ threadsStarted: 24 }, 'only 24 of 25 planned threads started'],
    [{ clockJumped: true }, 'the clock of the generator jumped while it ran'],
    [{ differingFingerprint: '50 users instead of 25' }, 'its load differs from the reference: 50 users instead of 25'],
  ])('%o makes the run invalid', (change, finding) => {
    expect(judgeValidity({ evidence: { ...sound, ...change } })).toEqual({ isValid: false, findings: [finding] });
  });
});
