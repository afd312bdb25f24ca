import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AppError } from '../kernel/errors.ts';
import { addScenarios, FakeJMeter, workflowOn, type Workflow } from './pipeline-fixture.ts';

let root: string;
let nowMs: number;
let jmeter: FakeJMeter;
const open: Workflow[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perftest-workflow-'));
  nowMs = 1_700_000_000_000;
  jmeter = new FakeJMeter(() => nowMs);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((workflow) => workflow.stop()));
  rmSync(root, { recursive: true });
});

function begin(): Workflow {
  const workflow = workflowOn(root, jmeter, () => nowMs);
  open.push(workflow);
  return workflow;
}

async function stop(workflow: Workflow): Promise<void> {
  open.splice(open.indexOf(workflow), 1);
  await workflow.stop();
}

/** Resolves with the id of the next run whose JMeter is followed. */
const nextFollowed = () => new Promise<number>((resolve) => (jmeter.onFollow = resolve));

/** JMeter of the run that goes ends, and the run is brought to its end. */
async function endRun(workflow: Workflow, runId: number, samples = 20): Promise<void> {
  const ended = workflow.nextEnd();
  jmeter.end(runId, samples);
  await ended;
}

const allOf = (ids: { prod: number; rev: number; versionId: number }) => ({
  versionId: ids.versionId,
  smoke: false,
  runs: [ids.rev, ids.prod].flatMap((scenarioId) => [2, 1].map((testTypeId) => ({ scenarioId, testTypeId }))),
});

describe('a batch', () => {
  it('runs prod-load, prod-stress, rev-load, rev-stress, each after the cool-down of the one before', async () => {
    const workflow = begin();
    const ids = addScenarios(workflow);
    const { id } = await workflow.requests.createBatch(allOf(ids), 'zoe');
    let followed = nextFollowed();
    workflow.dispatcher.start();
    const names: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const runId = await followed;
      const run = workflow.runs.get(runId);
      names.push(`${run.scenarioName}-${run.testTypeName}`);
      expect(workflow.batches.get(id).status).toBe(count === 0 ? 'queued' : 'running');
      await endRun(workflow, runId);
      expect(workflow.runs.active()).toEqual([]);
      followed = nextFollowed();
      // The fake's JMeter ends 10 s after its start; from there the lane cools down for 900 s.
      nowMs += 10_000 + 900_000 - 1;
      workflow.dispatcher.wake();
      expect(workflow.runs.active()).toEqual([]);
      nowMs += 1;
      workflow.dispatcher.wake();
    }
    expect(names).toEqual(['prod-load', 'prod-stress', 'rev-load', 'rev-stress']);
    await workflow.endOfRun.settled();
    const batch = workflow.batches.get(id);
    expect([batch.status, batch.endedRunCount, batch.endsAtMs, batch.reportIds.length]).toEqual([
      'completed',
      4,
      null,
      1,
    ]);
    expect(batch.outcome).not.toBeNull();
  }, 60_000);

  it('goes on at once when its cool-down is skipped', async () => {
    const workflow = begin();
    const ids = addScenarios(workflow);
    await workflow.requests.createBatch(allOf(ids), 'zoe');
    let followed = nextFollowed();
    workflow.dispatcher.start();
    await endRun(workflow, await followed);
    expect(workflow.queue.read().lanes[0]).toMatchObject({ state: 'cooling down', cooldownEndsAtMs: nowMs + 910_000 });
    followed = nextFollowed();
    workflow.environments.setCooldown(ids.environmentId, 0);
    workflow.control.queueChanged();
    expect(workflow.runs.get(await followed)).toMatchObject({ scenarioName: 'prod', testTypeName: 'stress' });
    expect(workflow.queue.read().lanes[0]).toMatchObject({ state: 'running', cooldownEndsAtMs: null });
  }, 30_000);

  it('of cancelled runs alone is cancelled, and its waiting runs cannot be deleted before', async () => {
    const workflow = begin();
    const ids = addScenarios(workflow);
    const { id } = await workflow.requests.createBatch(allOf(ids), 'zoe');
    const runs = workflow.batches.get(id).runs;
    await expect(workflow.control.delete(runs[0]?.id ?? 0)).rejects.toThrow('cancel it first');
    runs.forEach((run) => workflow.control.cancel(run.id, 'zoe'));
    await workflow.endOfRun.settled();
    expect(workflow.batches.get(id)).toMatchObject({ status: 'cancelled', completedAtMs: nowMs });
    expect(jmeter.started).toEqual([]);
  }, 30_000);
});

describe('a run', () => {
  async function single(workflow: Workflow) {
    const ids = addScenarios(workflow);
    const input = { scenarioId: ids.prod, testTypeId: 1, versionId: ids.versionId };
    return { ids, input, run: await workflow.requests.createRun({ ...input, start: true }, 'zoe') };
  }

  it('that is cancelled while JMeter runs is stopped once and keeps what it measured', async () => {
    const workflow = begin();
    const { run } = await single(workflow);
    const followed = nextFollowed();
    workflow.dispatcher.start();
    await followed;
    await vi.waitFor(() => expect(workflow.pipeline.timeline(run.id, null)).toBeDefined());
    const ended = workflow.nextEnd();
    workflow.control.cancel(run.id, 'zoe');
    workflow.control.cancel(run.id, 'zoe');
    await ended;
    expect(workflow.runs.get(run.id)).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'zoe',
      rowCount: 5,
      errorCode: null,
    });
    expect(jmeter.stops).toEqual([run.id]);
    expect(() => workflow.control.cancel(run.id, 'zoe')).toThrow(AppError);
  }, 30_000);

  it('that is cancelled while it is prepared makes no load', async () => {
    const workflow = begin();
    const { run } = await single(workflow);
    const ended = workflow.nextEnd();
    workflow.dispatcher.start();
    expect(workflow.runs.get(run.id).status).toBe('preparing');
    workflow.control.cancel(run.id, 'zoe');
    await ended;
    expect(workflow.runs.get(run.id)).toMatchObject({ status: 'cancelled', errorCode: null });
    expect(jmeter.started).toEqual([]);
  }, 30_000);

  it('whose work fails while JMeter runs stops JMeter, and its lane cools down', async () => {
    const workflow = begin();
    const { run, ids } = await single(workflow);
    vi.spyOn(workflow.references, 'load').mockImplementation(() => {
      throw new Error('disk I/O error');
    });
    const ended = workflow.nextEnd();
    workflow.dispatcher.start();
    await ended;
    expect(jmeter.stops).toEqual([run.id]);
    expect(workflow.runs.get(run.id)).toMatchObject({ status: 'failed', errorCode: 'INTERNAL' });
    expect(workflow.environments.cooldownEndsAtMs(ids.environmentId)).toBe(1_700_000_010_000 + 900_000);
  }, 30_000);

  it('that is asked to be compared with what is not there is refused', async () => {
    const workflow = begin();
    const { input, run } = await single(workflow);
    await expect(workflow.requests.createRun({ ...input, baselineId: 99 }, 'zoe')).rejects.toThrow(
      'there is no baseline 99'
    );
    await expect(workflow.requests.createRun({ ...input, referenceRunId: run.id }, 'zoe')).rejects.toThrow(
      'is not completed'
    );
  });

  it('says all that keeps it from being started', async () => {
    const workflow = begin();
    const { input, ids } = await single(workflow);
    const { id: _id, createdAtMs: _createdAtMs, ...scenario } = workflow.scenarios.get(ids.prod);
    workflow.scenarios.update(ids.prod, { ...scenario, isActive: false, scriptId: null, loads: [] });
    await expect(workflow.requests.createRun(input, 'zoe')).rejects.toThrow(
      /prod is not active; .*no users and duration for load; .*has no script/
    );
    expect((await workflow.requests.preview({ versionId: ids.versionId, runs: [input] })).canStart).toBe(false);
  });

  it.each(['preparing', 'running', 'collecting', 'analyzing'] as const)(
    'that the sidecar left while %s is brought to its end by the next one, and JMeter runs once',
    async (stage) => {
      const first = begin();
      const { run } = await single(first);
      await leaveAt(first, run.id, stage);
      expect(first.runs.get(run.id).status).toBe(stage);
      await stop(first);

      const second = begin();
      const followed = nextFollowed();
      second.endOfRun.catchUp();
      second.dispatcher.start();
      const ended = second.nextEnd();
      await followed;
      jmeter.end(run.id, 20);
      await ended;
      await second.endOfRun.settled();
      expect(jmeter.started).toEqual([run.id]);
      expect(second.runs.get(run.id)).toMatchObject({
        status: 'completed',
        totalSamples: 20,
        rowCount: 20,
        exitCode: 0,
      });
      expect(second.control.view(run.id).reportIds).toHaveLength(1);
      const names = second.runs.stages(run.id).map(({ name, status }) => `${name} ${status}`);
      expect(names).toEqual(
        ['prepare', 'execute', 'collect', 'analyze', 'judge', 'report'].map((name) => `${name} done`)
      );
      const kept = readdirSync(join(root, 'results', `run-${run.id}`)).filter((name) => name.includes('.csv'));
      expect(kept).toEqual([expect.stringMatching(/\.csv\.gz$/)]);
    },
    30_000
  );

  it('of which only the report was missing gets one, and so does its batch', async () => {
    const first = begin();
    const ids = addScenarios(first);
    const { id } = await first.requests.createBatch(
      { ...allOf(ids), runs: [{ scenarioId: ids.prod, testTypeId: 1 }] },
      'zoe'
    );
    vi.spyOn(first.reporting, 'finishRun').mockResolvedValue();
    vi.spyOn(first.reporting, 'finishBatch').mockResolvedValue();
    const followed = nextFollowed();
    first.dispatcher.start();
    const runId = await followed;
    await endRun(first, runId);
    await stop(first);

    const second = begin();
    second.endOfRun.catchUp();
    await second.endOfRun.settled();
    expect(second.control.view(runId).reportIds).toHaveLength(1);
    expect(second.batches.get(id).reportIds).toHaveLength(1);
    expect(existsSync(join(root, 'reports', 'html', 'report-1.html'))).toBe(true);
  }, 30_000);
});

describe('reports', () => {
  it('are made although the one before failed in every way', async () => {
    const workflow = begin();
    const ids = addScenarios(workflow);
    const finishRun = vi.spyOn(workflow.reporting, 'finishRun').mockRejectedValueOnce(new Error('no space'));
    const input = { scenarioId: ids.prod, testTypeId: 1, versionId: ids.versionId, start: true };
    for (const _ of [1, 2]) {
      const { id } = await workflow.requests.createRun(input, 'zoe');
      workflow.runs.moveTo(id, 'preparing');
      for (const status of ['running', 'collecting', 'analyzing', 'completed'] as const) {
        workflow.runs.moveTo(id, status);
      }
      workflow.endOfRun.handle(id);
    }
    await workflow.endOfRun.settled();
    expect(finishRun).toHaveBeenCalledTimes(2);
  }, 30_000);
});

/** Brings a run to a stage, as an earlier sidecar would have left it there. */
async function leaveAt(workflow: Workflow, runId: number, stage: 'preparing' | 'running' | 'collecting' | 'analyzing') {
  if (stage === 'preparing') {
    workflow.runs.claimNext(nowMs);
    workflow.runs.beginStage(runId, 'prepare', nowMs);
    return;
  }
  const followed = nextFollowed();
  workflow.dispatcher.start();
  await followed;
  if (stage === 'running') {
    return;
  }
  await workflow.dispatcher.stop();
  jmeter.end(runId, 20);
  workflow.runs.moveTo(runId, 'collecting', { exitCode: 0, loadEndedAtMs: nowMs });
  if (stage === 'analyzing') {
    workflow.runs.moveTo(runId, 'analyzing');
  }
}
