import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { RunRecord } from '../../persistence/run-store.ts';
import { addScenarios, FakeJMeter, workflowOn, type Workflow } from '../pipeline-fixture.ts';

const START_MS = 1_700_000_000_000;
const PAUSE = { by: 'zoe', sinceMs: START_MS };

let root: string;
let nowMs: number;
let workflow: Workflow;
let ids: ReturnType<typeof addScenarios>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perftest-view-'));
  nowMs = START_MS;
  workflow = workflowOn(root, new FakeJMeter(() => nowMs), () => nowMs);
  vi.spyOn(workflow.dispatcher, 'wake').mockImplementation(() => undefined);
  ids = addScenarios(workflow);
});
afterEach(async () => {
  await workflow.stop();
  rmSync(root, { recursive: true });
});

const batchOf = (testTypeIds: number[], more: object = {}) => ({
  versionId: ids.versionId,
  runs: testTypeIds.map((testTypeId) => ({ scenarioId: ids.prod, testTypeId, ...more })),
});
const createRun = (testTypeId: number, more: object = {}) =>
  workflow.requests.createRun(
    { scenarioId: ids.prod, testTypeId, versionId: ids.versionId, start: true, ...more },
    'zoe'
  );

/** A run that took this long in all, as it is stored once it is over. */
async function carryOut(wholeMs: number, testTypeId = 1, more: object = {}): Promise<RunRecord> {
  const { id } = await createRun(testTypeId, more);
  workflow.runs.moveTo(id, 'preparing', { startedAtMs: nowMs });
  workflow.runs.moveTo(id, 'running', { loadStartedAtMs: nowMs + 1000 });
  workflow.runs.moveTo(id, 'collecting', { loadEndedAtMs: nowMs + wholeMs - 1000 });
  workflow.runs.moveTo(id, 'analyzing');
  return workflow.runs.moveTo(id, 'completed', { completedAtMs: nowMs + wholeMs });
}

/** How long the planned runs take, smoke runs first. */
async function plannedMs(testTypeIds: number[], more: object = {}): Promise<number[]> {
  const { runs } = await workflow.requests.preview({ ...batchOf(testTypeIds, more), ...more });
  return runs.map(({ startsAtMs, endsAtMs }) => endsAtMs - startsAtMs);
}

describe('how long a run will take', { timeout: 30_000 }, () => {
  it('is its planned duration and what JMeter needs beside, and 20 s for a smoke run, while nothing is known', async () => {
    // Duration of the fixture's scenarios: 10 s.
    expect(await plannedMs([1])).toEqual([20_000, 16_000]);
  });

  it('is the median of the last five of the same scenario, test type and duration', async () => {
    for (const wholeMs of [90_000, 12_000, 14_000, 13_000, 40_000, 15_000]) {
      await carryOut(wholeMs);
      nowMs += 1_000_000;
    }
    // Without the oldest: 12, 13, 14, 15, 40.
    expect((await plannedMs([1]))[1]).toBe(14_000);
  });

  it('is its duration and the median of what any tests took beside theirs, when none was the same', async () => {
    for (const wholeMs of [12_000, 19_000, 13_000]) {
      await carryOut(wholeMs);
      nowMs += 1_000_000;
    }
    // Ended long before its planned end: says nothing of what JMeter needs beside.
    await carryOut(5000);
    // 2, 3 and 9 s beside 10 s of duration; the other test type has none of its own.
    expect((await plannedMs([2]))[1]).toBe(13_000);
  });

  it('is for a smoke run what those of its script took, in whatever test type', async () => {
    const { id } = await workflow.requests.createBatch(batchOf([1]), 'zoe');
    const smoke = workflow.runs.ofBatch(id)[0]?.id ?? 0;
    workflow.runs.moveTo(smoke, 'preparing', { startedAtMs: nowMs });
    for (const status of ['running', 'collecting', 'analyzing'] as const) {
      workflow.runs.moveTo(smoke, status);
    }
    workflow.runs.moveTo(smoke, 'completed', { completedAtMs: nowMs + 7000 });
    expect((await plannedMs([2]))[0]).toBe(7000);
    // A smoke run says nothing of tests.
    expect((await plannedMs([2]))[1]).toBe(16_000);
  });
});

describe('a preview', { timeout: 30_000 }, () => {
  it('lists the smoke run first: one user, no cool-down, once for runs that use the script alike', async () => {
    const { runs, canStart } = await workflow.requests.preview(batchOf([1, 2], { repeats: 2 }));
    expect(runs.map(({ kind, testTypeName }) => `${kind} ${testTypeName}`)).toEqual([
      ...['smoke load', 'test load', 'test load', 'test stress', 'test stress'],
    ]);
    expect(runs[0]).toMatchObject({ userCount: 1, durationSeconds: 60, cooldownSeconds: 0 });
    expect(canStart).toBe(true);
  });

  it('tells when runs would start that are put before a waiting one', async () => {
    const waiting = await createRun(1);
    const input = { ...batchOf([2]), smoke: false };
    const behind = await workflow.requests.preview(input);
    const before = await workflow.requests.preview({ ...input, beforeRunId: waiting.id });
    expect(before.runs[0]?.startsAtMs).toBe(START_MS);
    // Behind 16 s of the waiting run and its cool-down.
    expect(behind.runs[0]?.startsAtMs).toBe(START_MS + 16_000 + 900_000);
  });

  it('says what the run will be compared with', async () => {
    const reference = async () =>
      (await workflow.requests.preview({ ...batchOf([1]), smoke: false })).runs[0]?.referenceName;
    expect(await reference()).toBeNull();
    for (const [index, version] of ['13.0', '13.1', '13.2', '13.3'].entries()) {
      const { id } = await carryOut(20_000, 1, { versionId: workflow.versions.create({ version }).id });
      workflow.runs.change(id, { outcome: 'passed', isValid: true, completedAtMs: START_MS + index });
      const names = [
        `run ${id} of ${version}`,
        `run ${id} of ${version}`,
        `run ${id} of ${version}`,
        'history of 4 runs',
      ];
      expect(await reference()).toBe(names[index]);
    }
  });

  it('says why a script runs without a smoke run', async () => {
    const { preflights } = workflow;
    vi.spyOn(preflights, 'ofRun').mockImplementation(async ({ isSmoke }) => ({
      ...{ groups: [], warnings: [] },
      problems: isSmoke ? ['“Steps” has a schedule of its own'] : [],
    }));
    const { runs, canStart } = await workflow.requests.preview(batchOf([1, 2]));
    expect(runs.map(({ kind }) => kind)).toEqual(['test', 'test']);
    expect(runs[0]?.warnings).toMatchObject([
      {
        severity: 'warning',
        code: 'smoke-skipped',
        text: expect.stringContaining('“Steps” has a schedule of its own'),
      },
    ]);
    expect(canStart).toBe(true);
    const batch = await workflow.requests.createBatch(batchOf([1]), 'zoe');
    expect(batch).toMatchObject({ hasSmoke: false, smokeGate: 'open' });
  });
});

describe('a run', { timeout: 30_000 }, () => {
  it('is not compared with a smoke run, and no smoke run is in a list unless it is asked for', async () => {
    const { id } = await workflow.requests.createBatch(batchOf([1]), 'zoe');
    const [smoke] = workflow.runs.ofBatch(id);
    await expect(createRun(1, { referenceRunId: smoke?.id })).rejects.toThrow('is a smoke run');
    expect(workflow.runs.list({}).items.map(({ kind }) => kind)).toEqual(['test']);
    expect(workflow.runs.list({ kind: 'smoke' }).items.map((run) => run.id)).toEqual([smoke?.id]);
  });
});

describe('a lane that is paused', { timeout: 30_000 }, () => {
  it('says so, still tells the order and how long it takes, and does not tell when it ends', async () => {
    const { id } = await workflow.requests.createBatch({ ...batchOf([1, 2]), smoke: false }, 'zoe');
    workflow.laneStore.setPause(ids.environmentId, PAUSE);
    const [lane] = workflow.queue.read().lanes;
    expect(lane).toMatchObject({ state: 'paused', pause: PAUSE, endsAtMs: null });
    expect(lane?.waiting.map(({ startsAtMs }) => startsAtMs - nowMs)).toEqual([0, 916_000]);
    expect(workflow.batches.get(id).endsAtMs).toBeNull();
    workflow.laneStore.setPause(ids.environmentId, null);
    expect(workflow.batches.get(id).endsAtMs).toBe(nowMs + 916_000 + 16_000);
  });

  it('keeps the list of batches from telling an end, which tells the same as the batch otherwise', async () => {
    const { id } = await workflow.requests.createBatch({ ...batchOf([1, 2]), smoke: false }, 'zoe');
    const listed = () => workflow.batches.list({}).items.find((batch) => batch.id === id)?.endsAtMs;
    expect(listed()).toBe(nowMs + 916_000 + 16_000);
    workflow.laneStore.setPause(ids.environmentId, PAUSE);
    expect(listed()).toBeNull();
  });

  it('is still running what runs', async () => {
    const { id } = await createRun(1);
    workflow.runs.claimNext(nowMs);
    workflow.laneStore.setQueuePause(PAUSE);
    expect(workflow.queue.read()).toMatchObject({ pause: PAUSE, lanes: [{ state: 'running', running: { id } }] });
  });
});

describe('the timeline of a batch', { timeout: 30_000 }, () => {
  it('has been until now, and is a forecast from there; a cool-down that was skipped ended with the next start', async () => {
    const { id } = await workflow.requests.createBatch({ ...batchOf([1, 2], { repeats: 2 }), smoke: false }, 'zoe');
    const runIds = workflow.runs.ofBatch(id).map((run) => run.id);
    const [first = 0, failed = 0, running = 0, waiting = 0] = runIds;
    workflow.runs.moveTo(first, 'preparing', { startedAtMs: START_MS });
    workflow.runs.moveTo(first, 'running', { loadStartedAtMs: START_MS + 2000 });
    workflow.runs.moveTo(first, 'collecting', { loadEndedAtMs: START_MS + 12_000 });
    workflow.runs.moveTo(first, 'failed', { completedAtMs: START_MS + 13_000 });
    workflow.runs.moveTo(failed, 'preparing', { startedAtMs: START_MS + 20_000 });
    workflow.runs.moveTo(failed, 'failed', { completedAtMs: START_MS + 21_000 });
    nowMs = START_MS + 30_000;
    workflow.runs.moveTo(running, 'preparing', { startedAtMs: nowMs });
    workflow.runs.moveTo(running, 'running', { loadStartedAtMs: nowMs + 1000 });
    const since = workflow.batches
      .get(id)
      .timeline.map((entry) => [
        ...[entry.runId, entry.startsAtMs - START_MS, entry.endsAtMs - START_MS, entry.cooldownEndsAtMs - START_MS],
        entry.isForecast,
      ]);
    expect(since).toEqual([
      // 900 s of cool-down were skipped after 8 s.
      [first, 0, 12_000, 20_000, false],
      // Made no load: nothing cools down.
      [failed, 20_000, 21_000, 21_000, false],
      // 10 s from the start of its load.
      [running, 30_000, 41_000, 941_000, false],
      // In all 16 s from its claim, then 900 s of rest.
      [waiting, 946_000, 962_000, 1_862_000, true],
    ]);
  });
});
