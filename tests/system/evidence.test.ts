import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Reconciliation } from '../../backend-sidecar/src/contract/analysis.ts';
import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import { plainPlan } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let scenario: Scenario;
let run: Run;

beforeAll(async () => {
  bed = await TestBed.open();
  scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 12, userCount: 3, rampUpSeconds: 1 });
  const { id } = await bed.queue(scenario);
  // Another sidecar sees its end.
  await bed.untilLoaded(id);
  await bed.until(id, 'a few seconds of it are over', ({ progress }) => (progress ?? 0) > 0.4);
  await bed.killSidecar();
  await bed.startSidecar();
  run = await bed.untilEnded(id);
});

afterAll(() => bed.close());

describe('what is known of the generator of a run that two sidecars saw', () => {
  it('is measured from its beginning to its end, every two seconds', () => {
    const samples = run.generator?.samples ?? [];
    const loadStartedAtMs = run.stages.find(({ name }) => name === 'execute')?.startedAtMs ?? 0;
    expect(run).toMatchObject({ status: 'completed', error: null, exitCode: 0 });
    expect(samples.length).toBeGreaterThanOrEqual(3);
    expect((samples[0]?.atMs ?? Infinity) - loadStartedAtMs).toBeLessThan(8_000);
    expect(samples.some(({ jmeterCpuRatio }) => (jmeterCpuRatio ?? 0) > 0.001)).toBe(true);
    for (const { cpuRatio, jmeterCpuRatio, memoryRatio } of samples) {
      expect(cpuRatio).toBeGreaterThanOrEqual(0);
      expect(cpuRatio).toBeLessThanOrEqual(1);
      expect(jmeterCpuRatio ?? 0).toBeLessThanOrEqual((cpuRatio ?? 0) + 0.1);
      expect(memoryRatio).toBeGreaterThan(0);
    }
  });

  it('holds what garbage collection took and left, from the file that java wrote', () => {
    const samples = run.generator?.samples ?? [];
    expect(bed.runFile(run.id, 'gc.log')).toMatch(/\[gc,init\] Heap Max Capacity: /);
    expect(samples.every(({ gcRatio }) => gcRatio !== null && gcRatio < 0.5)).toBe(true);
    expect(bed.runFile(run.id, 'console.log') + bed.runFile(run.id, 'console.err')).not.toContain('[gc');
  });

  it('says that all threads were at work and that the clock stood still', () => {
    expect(run.generator).toMatchObject({ threadsPlanned: 3, threadsStarted: 3 });
    expect(run.generator?.clockJumpMs).toBeLessThan(1000);
    expect(run.verdict?.validity).toEqual({ isValid: true, findings: [] });
  });
});

describe('what makes the run comparable', () => {
  it('is kept with it', () => {
    expect(run.fingerprint?.parts).toMatchObject({ users: '3', duration: '12 s', 'ramp-up': '1 s' });
    const values = Object.entries(run.fingerprint?.parts ?? {});
    expect(values.filter(([key]) => key.startsWith('sampler ')).map(([, value]) => value)).toEqual(['GET /ok']);
  });

  it('makes a run invalid that asked to be compared with one under another load', async () => {
    const { id } = await bed.queue(scenario, { userCount: 2, durationSeconds: 4, referenceRunId: run.id });
    const { verdict } = await bed.untilEnded(id);
    expect(verdict?.validity.findings.join()).toContain(
      'its load differs from that of the reference it asked for: 2 users instead of 3; duration 4 s instead of 12 s'
    );
  });
});

describe('the reconciliation of the run', () => {
  it('explains each difference', async () => {
    const { aggregateReport, dashboard, rules } = await bed.api.get<Reconciliation>(`/tests/${run.id}/reconciliation`);
    const all = [...aggregateReport, ...dashboard];
    expect(all.filter(({ isEqual, why }) => isEqual !== (why === '') || why.includes('No known rule'))).toEqual([]);
    const totals = all.filter(({ label, figure }) => label === 'Total' && figure === 'count');
    expect(totals.map(({ ours, theirs }) => [ours, theirs])).toEqual(
      [0, 1].map(() => [run.counts?.samples, run.counts?.samples])
    );
    expect(rules.length).toBeGreaterThan(5);
  });
});
