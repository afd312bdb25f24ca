import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import { waitUntil } from '../browser/wait-until.ts';
import {
  pause,
  plainPlan,
  plan,
  request,
  sleeping,
  threadGroup,
  transaction,
  uninterruptible,
} from '../harness/plans.ts';
import { fileFacts, statisticsDifferences } from '../harness/run-proofs.ts';
import { TestBed } from '../harness/test-bed.ts';

/** Long enough that no run of these ends by itself. */
const LONG = { durationSeconds: 600 };

let bed: TestBed;

beforeAll(async () => {
  bed = await TestBed.open();
});

afterAll(() => bed.close());

function cancel(id: number): Promise<Run> {
  return bed.api.post<Run>(`/tests/${id}/cancel`);
}

/** What holds of every run that was stopped: nothing lost, nothing counted twice, no process left. */
async function expectSoundPartialResult(run: Run): Promise<RunStatistics> {
  const statistics = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics`);
  const { rows, samples, transactions, interrupted, rejected } = statistics.counts;
  expect(rows).toBe(samples + transactions + interrupted + rejected);
  expect(rows).toBe((await fileFacts(bed, run.id)).lines.length);
  expect(await statisticsDifferences(bed, run)).toEqual([]);
  expect(bed.java()).toEqual([]);
  return statistics;
}

describe('a run that is cancelled', () => {
  it('while JMeter runs keeps what it has measured, and JMeter ends orderly', async () => {
    // The failing request stands in no transaction: one that fails after the stop would be counted apart with it.
    const users = threadGroup('users', [pause(20), transaction('Whole way', [request('Fine', '/ok')])]);
    const others = threadGroup('others', [pause(50), request('Broken', '/fail')]);
    const { id } = await bed.queue(await bed.addScenario({ plan: plan([users, others]), ...LONG }));
    await bed.untilLoaded(id, 20);
    await cancel(id);
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'cancelled', cancelledBy: 'tester', exitCode: 0, verdict: null, error: null });
    const { counts } = await expectSoundPartialResult(run);
    expect(counts.samples).toBeGreaterThan(0);
    expect(counts.samples + counts.interrupted).toBe((await fileFacts(bed, id)).countedByJMeter);
    expect(bed.runFile(id, 'console.log')).toContain('... end of run');
  });

  it('while it waits never starts JMeter, and the one before it goes on', async () => {
    const [scenario, other] = [
      await bed.addScenario({ plan: plainPlan() }),
      await bed.addScenario({ plan: plainPlan() }),
    ];
    const running = await bed.queue(scenario);
    const waiting = await bed.queue(other);
    expect(await cancel(waiting.id)).toMatchObject({ status: 'cancelled', startedAtMs: null });
    expect(await bed.api.attempt('POST', `/tests/${waiting.id}/cancel`)).toMatchObject({ status: 409 });

    expect(await bed.untilEnded(running.id)).toMatchObject({ status: 'completed' });
    expect(bed.runFile(waiting.id, 'script.jmx')).toBe('');
  });

  it('while it starts makes no load afterwards', async () => {
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), ...LONG }));
    await bed.until(id, 'it is prepared or later', ({ status }) => status !== 'queued');
    await cancel(id);

    expect(await bed.untilEnded(id)).toMatchObject({ status: 'cancelled' });
    expect(bed.java()).toEqual([]);
  });

  it('while requests hang counts them apart: they failed because of the stop', async () => {
    const hanging = threadGroup('hang', [request('Never', '/never')], { users: '3' });
    const fast = threadGroup('users', [pause(20), request('Fine', '/ok')]);
    // Split as in the script: three hang, one goes on.
    const scenario = await bed.addScenario({ plan: plan([hanging, fast]), ...LONG, userCount: 4 });
    const { id } = await bed.queue(scenario);
    await bed.untilLoaded(id);
    await cancel(id);
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'cancelled', exitCode: 0 });
    const { counts, rows } = await expectSoundPartialResult(run);
    expect(counts.interrupted).toBe(3);
    expect(rows.find(({ label }) => label === 'Never')).toBeUndefined();
  });

  it('while a sampler cannot be interrupted ends all the same', async () => {
    const hanging = threadGroup('hang', [uninterruptible('Stuck')], { users: '1' });
    const fast = threadGroup('users', [pause(50), request('Fine', '/ok')]);
    const { id } = await bed.queue(await bed.addScenario({ plan: plan([hanging, fast]), ...LONG }));
    await bed.untilLoaded(id);
    await cancel(id);
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'cancelled', exitCode: 1 });
    expect((await expectSoundPartialResult(run)).counts.samples).toBeGreaterThan(0);
  });
});

describe('a run whose JMeter does not end', () => {
  it('is stopped after its planned end and the grace, and fails with what it has measured', async () => {
    const hanging = threadGroup('hang', [request('Never', '/never')], { users: '1' });
    const fast = threadGroup('users', [pause(20), request('Fine', '/ok')]);
    await bed.api.put('/settings/runner', { deadlineGraceSeconds: 2 });
    const run = await bed.carryOut({ plan: plan([hanging, fast]), durationSeconds: 3 });
    await bed.api.put('/settings/runner', { deadlineGraceSeconds: null });

    expect(run).toMatchObject({ status: 'failed', error: { code: 'RUN_DEADLINE' } });
    // Grace 2 s behind the 3 s of the plan, counted from the start of the load.
    expect((run.stopSentAtMs ?? 0) - (run.startedAtMs ?? 0)).toBeGreaterThanOrEqual(5000);
    const { counts } = await expectSoundPartialResult(run);
    expect(counts.interrupted).toBe(1);
    expect(counts.samples).toBeGreaterThan(0);
  });
});

describe('a run whose processes are killed from outside', () => {
  it('fails when java is killed, and keeps what the file holds', async () => {
    const { id } = await bed.queue(
      await bed.addScenario({ plan: plan([threadGroup('u', [sleeping('Nap', 5)])]), ...LONG })
    );
    await bed.untilLoaded(id);
    process.kill(await bed.untilJavaRuns(), 'SIGKILL');
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'failed', exitCode: 137, error: { code: 'RUN_ENDED_EARLY' } });
    expect((await expectSoundPartialResult(run)).counts.samples).toBeGreaterThan(0);
  });

  it('is followed to its end when only the launcher is killed', async () => {
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), durationSeconds: 4 }));
    await bed.untilLoaded(id);
    process.kill(Number(bed.generatorFile(id, 'process.pid')), 'SIGKILL');
    expect(bed.java()).toHaveLength(1);
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'completed', exitCode: null, error: null });
    const { counts } = await expectSoundPartialResult(run);
    expect(counts.samples).toBe((await fileFacts(bed, id)).countedByJMeter);
  });

  it('is lost when all of it is killed, and keeps what the file holds', async () => {
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), ...LONG }));
    await bed.untilLoaded(id);
    process.kill(-Number(bed.generatorFile(id, 'process.pid')), 'SIGKILL');
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'failed', exitCode: null, error: { code: 'RUN_LOST' } });
    expect((await expectSoundPartialResult(run)).counts.samples).toBeGreaterThan(0);
  });
});

describe('the sidecar’s own log', () => {
  it('has no error that nobody expected', async () => {
    await waitUntil({ what: 'no run is open', timeoutMs: 30_000, read: () => bed.lanes(), isDone: isQuiet });
    const lines = readFileSync(join(bed.dataDirectory, 'sidecar.log'), 'utf8').trimEnd().split('\n');
    const errors = lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);
    expect(errors).toEqual([]);
  });
});

function isQuiet({ lanes }: Awaited<ReturnType<TestBed['lanes']>>): boolean {
  return lanes.every(({ running }) => running === null);
}
