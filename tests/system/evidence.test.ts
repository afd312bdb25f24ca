import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Reconciliation } from '../../backend-sidecar/src/contract/analysis.ts';
import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { plainPlan } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let scenario: Scenario;
let run: Run;

beforeAll(async () => {
  // Nothing is so idle that it is not found too busy.
  bed = await TestBed.open({ RUN_GENERATOR_CPU_LIMIT_PERCENT: '0' });
  scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 16, userCount: 3, rampUpSeconds: 1 });
  const { id } = await bed.queue(scenario);
  run = await bed.untilEnded(id);
});

afterAll(() => bed.close());

function lines(runId: number): number {
  return bed.runFile(runId, 'generator.jsonl').split('\n').length - 1;
}

async function measured(runId: number, count: number): Promise<void> {
  await waitUntil({
    what: `run ${runId} was measured ${count} times`,
    timeoutMs: 60_000,
    read: async () => lines(runId),
    isDone: (now) => now >= count,
  });
}

describe('what is known of the generator of a run', () => {
  it('is measured from its beginning to its end, every two seconds', () => {
    const samples = run.generator?.samples ?? [];
    const beganAtMs = run.stages.find(({ name }) => name === 'execute')?.startedAtMs ?? 0;
    expect(run).toMatchObject({ status: 'completed', error: null, exitCode: 0 });
    // A busy machine takes its time.
    expect(samples.length).toBeGreaterThanOrEqual(4);
    expect((samples[0]?.atMs ?? Infinity) - beganAtMs).toBeLessThan(10_000);
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
  });
});

describe('a generator that was busier than it may be', () => {
  it('makes the run invalid, with the share of the time and what to do', () => {
    const { isValid, findings } = run.verdict?.validity ?? { isValid: true, findings: [] };
    expect(isValid).toBe(false);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(
      /^the load generator’s processors were over 0 % busy for 100 % of the time that is judged \(JMeter’s own part: [\d.]+ %\): .*, then run again$/
    );
    expect(run).toMatchObject({ outcome: 'inconclusive' });
  });
});

describe('what makes the run comparable', () => {
  it('is kept with it', () => {
    expect(run.fingerprint?.parts).toMatchObject({ users: '3', duration: '16 s', 'ramp-up': '1 s' });
    const values = Object.entries(run.fingerprint?.parts ?? {});
    expect(values.filter(([key]) => key.startsWith('sampler ')).map(([, value]) => value)).toEqual(['GET /ok']);
  });

  it('makes a run invalid that asked to be compared with one under another load', async () => {
    const { id } = await bed.queue(scenario, { userCount: 2, durationSeconds: 4, referenceRunId: run.id });
    const { verdict } = await bed.untilEnded(id);
    expect(verdict?.validity.findings.join()).toContain(
      'its load differs from that of the reference it asked for: 2 users instead of 3; duration 4 s instead of 16 s'
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

describe('the measuring', () => {
  it('goes on with the sidecar that comes after one that was killed', async () => {
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), durationSeconds: 80 }));
    await measured(id, 2);
    await bed.killSidecar();
    const before = lines(id);
    await bed.startSidecar();
    await measured(id, before + 2);
    await bed.api.post(`/tests/${id}/cancel`);
    const { generator } = await bed.untilEnded(id);
    expect(generator?.samples.length).toBeGreaterThanOrEqual(before + 1);
  });
});
