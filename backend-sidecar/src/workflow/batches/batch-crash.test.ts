import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { BatchInput } from '../../contract/runs.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { POLICY_NAME } from './batch-course.ts';
import { Dispatcher } from '../runs/dispatcher.ts';
import { addScenarios, FakeJMeter, workflowOn, type Workflow } from '../pipeline-fixture.ts';

/*
 * A sidecar is killed between two writes: what the next one finds on disk is all that there is. Here the steps are made
 * by the stores alone, and each `restart` builds everything anew on the same database.
 */
let root: string;
let nowMs: number;
let now: Workflow;
let jmeter: FakeJMeter;
/** Batches whose report was asked for. */
let reported: number[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perftest-crash-'));
  nowMs = 1_700_000_000_000;
  jmeter = new FakeJMeter(() => nowMs);
  reported = [];
  now = begin();
});
afterEach(async () => {
  await now.stop();
  rmSync(root, { recursive: true });
});

function begin(): Workflow {
  const workflow = workflowOn(root, jmeter, () => nowMs);
  vi.spyOn(workflow.reporting, 'finishRun').mockResolvedValue();
  // Runs are claimed by the tests alone.
  vi.spyOn(workflow.dispatcher, 'wake').mockImplementation(() => undefined);
  vi.spyOn(workflow.reporting, 'finishBatch').mockImplementation(async (id) => void reported.push(id));
  return workflow;
}

/** The queue is not started, so that nothing but what a start makes up for has been done. */
async function restart(): Promise<void> {
  await now.stop();
  nowMs += 1000;
  now = begin();
  now.endOfRun.catchUp();
  await now.endOfRun.settled();
}

async function startBatch(more: Partial<BatchInput> = {}, testTypeIds = [1, 2]): Promise<number> {
  const { versionId, prod } = addScenarios(now);
  const runs = testTypeIds.map((testTypeId) => ({ scenarioId: prod, testTypeId }));
  return (await now.requests.createBatch({ versionId, runs, ...more }, 'zoe')).id;
}

const VERDICT: Verdict = {
  ...{ outcome: 'passed', sentence: 'Judged', reasons: [], validity: { isValid: true, findings: [] } },
  ...{ reference: null, slos: [], comparisons: [], rules: 'x', judgedAtMs: 0 },
};

/** A run comes to its end; what follows from that is not done. */
function end(id: number, outcome: Verdict['outcome'] | 'not carried out'): void {
  nowMs += 10;
  now.runs.moveTo(id, 'running');
  if (outcome === 'not carried out') {
    now.runs.moveTo(id, 'failed', { completedAtMs: nowMs, errorCode: 'RUN_NO_SAMPLES' });
    return;
  }
  now.runs.moveTo(id, 'collecting', { loadEndedAtMs: nowMs });
  now.runs.moveTo(id, 'analyzing');
  now.runs.complete(id, { verdict: { ...VERDICT, outcome }, worstChange: null }, nowMs);
}

const claim = () => now.runs.claimNext(nowMs);
const claimed = () => claim()?.id ?? 0;
/** What the runs of a batch are, in the order in which they were made. */
const runsOf = (batchId: number) => [...now.runs.ofBatch(batchId)].sort((a, b) => a.id - b.id);
const statesOf = (batchId: number) => runsOf(batchId).map(({ kind, status }) => `${kind} ${status}`);
/** Everything that is stored of a batch. */
const stored = (batchId: number) => [now.batchStore.get(batchId), runsOf(batchId)];

/** Starting the sidecar once more finds nothing left to do. */
async function expectSettled(batchId: number): Promise<void> {
  const [before, reports] = [stored(batchId), reported.length];
  await restart();
  expect(stored(batchId)).toEqual(before);
  expect(reported).toHaveLength(reports);
}

describe('a sidecar that was killed', { timeout: 30_000 }, () => {
  it('after it claimed a smoke run works on that one, and JMeter is started once', async () => {
    const batchId = await startBatch();
    const smoke = claimed();
    await restart();
    expect(claim()).toBeUndefined();
    const followed = new Promise<number>((resolve) => (jmeter.onFollow = resolve));
    const ended = now.nextEnd();
    vi.mocked(now.dispatcher.wake).mockRestore();
    now.dispatcher.start();
    expect(await followed).toBe(smoke);
    expect(now.runs.active()).toHaveLength(1);
    jmeter.end(smoke, 3);
    await ended;
    expect(jmeter.started.filter((id) => id === smoke)).toHaveLength(1);
    expect(now.runs.get(smoke)).toMatchObject({ kind: 'smoke', outcome: 'passed' });
    expect(now.batchStore.get(batchId)).toMatchObject({ smokeGate: 'open', hold: null });
  });

  it('between the end of a smoke run and the opening of its batch opens it', async () => {
    const batchId = await startBatch();
    end(claimed(), 'passed');
    expect(claim()).toBeUndefined();
    await restart();
    expect(now.batchStore.get(batchId)).toMatchObject({ smokeGate: 'open', status: 'running' });
    await expectSettled(batchId);
    expect(claim()).toMatchObject({ kind: 'test', testTypeName: 'load' });
    expect(statesOf(batchId)).toEqual(['smoke completed', 'test preparing', 'test queued']);
  });

  it('between the failure of a smoke run and the hold of its batch holds it, and goes on holding it', async () => {
    const batchId = await startBatch();
    const smoke = claimed();
    end(smoke, 'failed');
    await restart();
    expect(now.batches.get(batchId)).toMatchObject({ status: 'held', hold: { runId: smoke }, endsAtMs: null });
    await expectSettled(batchId);
    expect(claim()).toBeUndefined();
    now.batchControl.answer(batchId, 'go on', 'zoe');
    await expectSettled(batchId);
    expect(claim()).toMatchObject({ kind: 'test' });
  });

  it('while smoke runs were being repeated has repeated all of them once', async () => {
    const batchId = await startBatch();
    const smoke = claimed();
    end(smoke, 'failed');
    now.endOfRun.handle(smoke);
    now.runs.repeatAll([smoke], { createdBy: 'zoe', nowMs, place: 'next' });
    await restart();
    expect(now.batchStore.get(batchId)).toMatchObject({ smokeGate: 'waiting', hold: null });
    await expectSettled(batchId);
    const again = claim();
    expect(again).toMatchObject({ kind: 'smoke', supersedesRunId: smoke });
    end(again?.id ?? 0, 'passed');
    await restart();
    expect(now.batchStore.get(batchId).smokeGate).toBe('open');
  });

  it('between the end of a run and what the failure policy makes of it cancels the rest', async () => {
    const batchId = await startBatch({ smoke: false, failurePolicy: 'stop on failed verdict' }, [1, 2, 2]);
    end(claimed(), 'failed');
    await restart();
    expect(statesOf(batchId)).toEqual(['test completed', 'test cancelled', 'test cancelled']);
    expect(runsOf(batchId).map(({ cancelledBy }) => cancelledBy)).toEqual([null, POLICY_NAME, POLICY_NAME]);
    expect(now.batchStore.get(batchId)).toMatchObject({ status: 'completed', outcome: 'failed' });
    expect(reported).toEqual([batchId]);
    await expectSettled(batchId);
  });

  it('between the last end and the verdict of the batch gives it its verdict and its one report', async () => {
    const batchId = await startBatch({ smoke: false }, [1]);
    end(claimed(), 'passed');
    await restart();
    expect(now.batchStore.get(batchId)).toMatchObject({ status: 'completed', outcome: 'passed' });
    expect(reported).toEqual([batchId]);
    await expectSettled(batchId);
  });

  it('after a run of an ended batch was repeated finds the batch at work, and judges it anew', async () => {
    const batchId = await startBatch({ smoke: false }, [1]);
    const first = claimed();
    end(first, 'not carried out');
    now.endOfRun.handle(first);
    await now.endOfRun.settled();
    expect(now.batchStore.get(batchId)).toMatchObject({ status: 'completed', outcome: 'inconclusive' });
    const { id } = now.runs.repeat(first, { createdBy: 'zoe', nowMs, place: 'end' });
    await restart();
    expect(now.batches.get(batchId)).toMatchObject({ status: 'running', completedAtMs: null, runCount: 1 });
    await expectSettled(batchId);
    expect(claimed()).toBe(id);
    end(id, 'passed');
    await restart();
    expect(now.batchStore.get(batchId)).toMatchObject({ status: 'completed', outcome: 'passed' });
    expect(reported).toEqual([batchId, batchId]);
  });

  it('while it rendered the report of a batch makes it again', async () => {
    const batchId = await startBatch({ smoke: false }, [1]);
    end(claimed(), 'passed');
    now.runs.endStage(1, 'report', { status: 'done', endedAtMs: nowMs, errorCode: null, detail: null });
    now.batches.refresh(batchId);
    now.reports.create({
      ...{ name: 'x', type: 'batch', testRunIds: [1], batchId, model: '{}', createdAtMs: nowMs },
      ...{ totalTransactions: 0, improvedCount: 0, degradedCount: 0, criticalCount: 0 },
    });
    await restart();
    expect(reported).toEqual([batchId]);
    await expectSettled(batchId);
  });
});

describe('a batch', { timeout: 30_000 }, () => {
  it('that is held and then cancelled asks nothing any more', async () => {
    const batchId = await startBatch();
    const smoke = claimed();
    end(smoke, 'failed');
    now.endOfRun.handle(smoke);
    now.batchControl.answer(batchId, 'cancel the batch', 'zoe');
    await now.endOfRun.settled();
    expect(now.batches.get(batchId)).toMatchObject({ status: 'cancelled', hold: null, endedRunCount: 2 });
    expect(statesOf(batchId)).toEqual(['smoke completed', 'test cancelled', 'test cancelled']);
    expect(reported).toEqual([batchId]);
    await expectSettled(batchId);
    expect(() => now.batchControl.answer(batchId, 'go on', 'zoe')).toThrow('is not held');
  });

  it('of which a test is repeated before its smoke runs passed asks again', async () => {
    const batchId = await startBatch();
    const smoke = claimed();
    end(smoke, 'failed');
    now.endOfRun.handle(smoke);
    now.batchControl.answer(batchId, 'cancel the batch', 'zoe');
    const test = runsOf(batchId)[1]?.id ?? 0;
    now.control.repeat(test, { createdBy: 'zoe', place: 'end' });
    expect(now.batches.get(batchId)).toMatchObject({ status: 'held', hold: { runId: smoke } });
    expect(() => now.control.repeat(test, { createdBy: 'zoe', place: 'end' })).toThrow('repeat that one');
  });

  it('runs the repeated smoke run first, and opens when that has passed', async () => {
    const batchId = await startBatch();
    const smoke = claimed();
    end(smoke, 'failed');
    now.endOfRun.handle(smoke);
    now.batchControl.answer(batchId, 'smoke again', 'zoe');
    expect(now.batches.get(batchId)).toMatchObject({ hold: null, runCount: 2, endedRunCount: 0 });
    const again = claim();
    expect(again).toMatchObject({ kind: 'smoke', supersedesRunId: smoke, userCount: 1, cooldownSeconds: 0 });
    end(again?.id ?? 0, 'passed');
    now.endOfRun.handle(again?.id ?? 0);
    expect(claim()).toMatchObject({ kind: 'test' });
  });

  it('takes its course before the next run is claimed, also while a run that has ended is still cleared up', async () => {
    const batchId = await startBatch({ smoke: false, failurePolicy: 'stop on failed run' });
    let isCleared: () => void = () => undefined;
    const cleared = new Promise<void>((resolve) => (isCleared = resolve));
    const dispatcher = new Dispatcher({
      ...now,
      carryOut: () => cleared,
      onEnded: (id) => now.endOfRun.handle(id),
      settleBatch: (id) => now.endOfRun.settleBatch(id),
    });
    dispatcher.start();
    expect(statesOf(batchId)).toEqual(['test preparing', 'test queued']);
    end(now.runs.active()[0]?.id ?? 0, 'not carried out');
    dispatcher.wake();
    expect(statesOf(batchId)).toEqual(['test failed', 'test cancelled']);
    isCleared();
    await dispatcher.stop();
  });

  it('counts the predecessor again when the run that repeated it is deleted', async () => {
    const batchId = await startBatch({ smoke: false }, [1]);
    const first = claimed();
    end(first, 'failed');
    now.endOfRun.handle(first);
    const again = now.control.repeat(first, { createdBy: 'zoe', place: 'end' }).id;
    expect(claimed()).toBe(again);
    end(again, 'passed');
    now.endOfRun.handle(again);
    expect(now.batchStore.get(batchId).outcome).toBe('passed');
    await now.control.delete(again);
    expect(now.batchStore.get(batchId)).toMatchObject({ status: 'completed', outcome: 'failed' });
  });

  it('reports the runs that count: no smoke run, and none that was repeated', async () => {
    const batchId = await startBatch({}, [1]);
    const [smoke, first] = [claimed(), runsOf(batchId)[1]?.id ?? 0];
    end(smoke, 'passed');
    now.endOfRun.handle(smoke);
    end(claimed(), 'failed');
    now.endOfRun.handle(first);
    const again = now.control.repeat(first, { createdBy: 'zoe', place: 'next' }).id;
    end(claimed(), 'passed');
    now.endOfRun.handle(again);
    expect(now.batches.get(batchId)).toMatchObject({ runCount: 1, endedRunCount: 1, outcome: 'passed' });
    const report = await now.reporting.generate({ type: 'batch', batchId }, 'zoe');
    expect(report).toMatchObject({ testRunIds: [again], outcome: 'passed' });
  });
});
