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

  it('takes threads that a stop kept from starting, and a clock that was moved a little', () => {
    const stopped = judgeValidity({ evidence: { ...sound, threadsStarted: 3, wasStoppedEarly: true } });
    expect(stopped.findings).toEqual(['it was stopped before its planned end']);
    expect(judgeValidity({ evidence: { ...sound, clockJumpMs: 999 } }).isValid).toBe(true);
  });

  it('tells what the generator was short of', () => {
    const idle = { cpuRatio: 0.99, jmeterCpuRatio: null, memoryRatio: null, heapRatio: null, gcRatio: null };
    const samples = [2, 4, 6, 8, 10].map((second) => ({ atMs: second * 1000, ...idle }));
    const generator = { samples, window: null, cpuLimitRatio: 0.9 };
    expect(judgeValidity({ evidence: { ...sound, generator } }).isValid).toBe(false);
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
    [{ threadsStarted: 24 }, 'only 24 of 25 planned threads started: jmeter.log says why; then run again'],
    [
      { clockJumpMs: 1500 },
      'the generator’s clock jumped by 1\u00a0500 ms while it ran: let its time be kept in small steps (chrony, ntpd) and the host awake, then run again',
    ],
    [
      { isOtherVersion: true },
      'a person let it start although the system said that it is another version: deploy the version or name the right one, then run again',
    ],
    [
      { differingFingerprint: ['50 users instead of 25'] },
      'its load differs from that of the reference it asked for: 50 users instead of 25',
    ],
    [
      { differingFingerprint: ['a', 'b', 'c', 'd', 'e'] },
      'its load differs from that of the reference it asked for: a; b; c; 2 more',
    ],
  ])('%o makes the run invalid', (change, finding) => {
    expect(judgeValidity({ evidence: { ...sound, ...change } })).toEqual({ isValid: false, findings: [finding] });
  });
});
