import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Preflight } from '../../backend-sidecar/src/contract/preflight.ts';
import type { Batch, BatchInput, Lane, Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Environment, Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { csvFile, guiListener, missingPlugin, pause, plainPlan, plan, request, threadGroup } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;

beforeAll(async () => {
  bed = await TestBed.open();
});

afterAll(() => bed.close());

/** Three to one, both hard-coded; each user has a name of the file. */
const SHOP = plan([
  csvFile('users.csv'),
  threadGroup('buyers', [pause(20), request('Buy', '/ok?user=${name}')], { users: '6', rampUp: '9', duration: '900' }),
  threadGroup('sellers', [pause(20), request('Sell', '/ok?user=${name}')], {
    users: '2',
    rampUp: '9',
    duration: '900',
  }),
]);
const USERS = { 'users.csv': 'anna\nbert\ncarl\n' };

async function lane(environmentId = bed.environmentId): Promise<Lane> {
  const found = (await bed.lanes()).lanes.find((one) => one.environmentId === environmentId);
  if (found === undefined) {
    throw new Error(`There is no lane ${environmentId}`);
  }
  return found;
}

async function waitingIds(environmentId = bed.environmentId): Promise<number[]> {
  return (await lane(environmentId)).waiting.map(({ run }) => run.id);
}

function startBatch(scenarios: readonly Scenario[], changes: Partial<BatchInput> = {}, repeats = 1): Promise<Batch> {
  const runs = scenarios.map(({ id }) => ({ scenarioId: id, testTypeId: bed.testTypeId, repeats }));
  return bed.api.post<Batch>('/batches', { versionId: bed.versionId, runs, ...changes });
}

function batchUntil(id: number, what: string, isDone: (batch: Batch) => boolean): Promise<Batch> {
  const read = () => bed.api.get<Batch>(`/batches/${id}`);
  return waitUntil({ what: `batch ${id}: ${what}`, timeoutMs: 120_000, read, isDone });
}

/** What must be the same after the sidecar was killed: everything but the clock. */
async function stateOfQueue(batchId: number): Promise<unknown> {
  const [{ lanes, pause: pauseOfAll }, batch] = await Promise.all([
    bed.lanes(),
    bed.api.get<Batch>(`/batches/${batchId}`),
  ]);
  return {
    pauseOfAll,
    lanes: lanes.map(({ environmentId, pause: pauseOfLane, hold, waiting }) => ({
      environmentId,
      pauseOfLane,
      hold,
      waiting: waiting.map(({ run }) => run.id),
    })),
    batch: { status: batch.status, hold: batch.hold, outcome: batch.outcome },
    runs: batch.runs.map(({ id, kind, supersededByRunId }) => ({ id, kind, supersededByRunId })),
  };
}

async function killAndStart(): Promise<void> {
  await bed.killSidecar();
  await bed.startSidecar();
}

async function expectSameAfterKill(batchId: number): Promise<void> {
  const before = await stateOfQueue(batchId);
  await killAndStart();
  expect(await stateOfQueue(batchId)).toEqual(before);
}

describe('a new script', () => {
  it('has its planted faults named before anything runs', async () => {
    const script = await bed.addScript(
      plan([
        csvFile('gone.csv'),
        guiListener('Everything'),
        threadGroup('buyers', [request('Buy', '/ok'), missingPlugin()], { users: '25', duration: '3600' }),
      ])
    );
    const { findings, threadGroups } = await bed.api.get<Preflight>(
      `/scripts/${script.id}/preflight?userCount=4&durationSeconds=60&rampUpSeconds=5`
    );
    const named = (text: string) => findings.filter((finding) => finding.text.includes(text));
    expect(named('gone.csv')).toMatchObject([{ severity: 'error' }]);
    expect(named('org.example.NoSuchSampler')).toMatchObject([{ severity: 'error' }]);
    expect(named('Everything')).toHaveLength(1);
    expect(findings.filter(({ severity, fix }) => severity !== 'info' && fix === null)).toEqual([]);
    expect(threadGroups).toMatchObject([
      {
        users: { source: 'literal', value: 25 },
        duration: { source: 'literal', value: 3600 },
        canOverride: true,
        load: { userCount: 4, rampUpSeconds: 5, durationSeconds: 60 },
      },
    ]);
  });
});

describe('a release night', () => {
  it('survives a kill of the sidecar at every step, and its runs are those that were asked for', async () => {
    const shop = await bed.addScenario({
      plan: SHOP,
      companions: USERS,
      name: 'shop',
      userCount: 4,
      durationSeconds: 4,
    });
    const plain = await bed.addScenario({ plan: plainPlan(), name: 'plain', durationSeconds: 3 });
    await bed.api.post('/queue/pause', { environmentId: bed.environmentId });

    const batch = await startBatch([shop, plain], { smoke: true }, 2);
    const smokes = batch.runs.filter(({ kind }) => kind === 'smoke').map(({ id }) => id);
    const tests = batch.runs.filter(({ kind }) => kind === 'test').map(({ id }) => id);
    expect([smokes.length, tests.length]).toEqual([2, 4]);
    expect(await waitingIds()).toEqual([...smokes, ...tests]);
    expect((await lane()).state).toBe('paused');
    await expectSameAfterKill(batch.id);

    const [first = 0, second = 0, third = 0, last = 0] = tests;
    await bed.api.post('/queue/move', { runId: last, beforeRunId: second });
    expect(await waitingIds()).toEqual([...smokes, first, last, second, third]);
    await expectSameAfterKill(batch.id);

    await bed.api.post('/queue/resume', { environmentId: bed.environmentId });
    await bed.untilJavaRuns();
    await killAndStart();
    for (const smoke of smokes) {
      expect(await bed.untilEnded(smoke)).toMatchObject({ status: 'completed', outcome: 'passed', userCount: 1 });
    }

    await bed.untilLoaded(first);
    await bed.api.post('/queue/pause', {});
    await killAndStart();
    expect(await bed.untilEnded(first)).toMatchObject({ status: 'completed', error: null });
    expect((await lane()).running).toBeNull();
    expect(await waitingIds()).toEqual([last, second, third]);

    const again = await bed.api.post<Run>(`/tests/${first}/repeat`, { place: 'next' });
    await bed.api.post(`/tests/${third}/cancel`);
    expect(await waitingIds()).toEqual([again.id, last, second]);
    await expectSameAfterKill(batch.id);

    await bed.api.post('/queue/resume', {});
    const ended = await batchUntil(batch.id, 'it has ended', ({ status }) => status === 'completed');
    expect(ended.runCount).toBe(4);
    expect(ended.runs.find(({ id }) => id === first)?.supersededByRunId).toBe(again.id);
    const statusOf = (id: number) => ended.runs.find((run) => run.id === id)?.status;
    expect([again.id, last, second, third].map(statusOf)).toEqual(['completed', 'completed', 'completed', 'cancelled']);
    expect(bed.java()).toEqual([]);

    const threads = threadsOf(again.id);
    expect(threads.filter((name) => name.startsWith('buyers'))).toHaveLength(3);
    expect(threads.filter((name) => name.startsWith('sellers'))).toHaveLength(1);
    expect(bed.target.queries('/ok').sort()).toEqual(['', '?user=anna', '?user=bert', '?user=carl']);
  });

  it('is not lost to a broken script: a failed smoke run holds the batch until somebody answers', async () => {
    const broken = await bed.addScenario({ plan: plan([threadGroup('users', [request('Login', '/fail')])]) });
    const batch = await startBatch([broken]);
    const held = await batchUntil(batch.id, 'it is held', ({ status }) => status === 'held');
    expect(held.hold).toMatchObject({ reason: 'smoke run failed' });
    expect(held.hold?.question).toContain('Login');
    await expectSameAfterKill(batch.id);
    await bed.api.post(`/batches/${batch.id}/answer`, { answer: 'go on' });
    const ended = await batchUntil(batch.id, 'it has ended', ({ status }) => status === 'completed');
    expect(ended).toMatchObject({ runCount: 1, endedRunCount: 1 });
  });

  it('stops where its failure policy says so', async () => {
    const broken = await bed.addScenario({ plan: plan([threadGroup('users', [missingPlugin()])]) });
    const plain = await bed.addScenario({ plan: plainPlan(), durationSeconds: 2 });
    const batch = await startBatch([broken, plain], { smoke: false, failurePolicy: 'stop on failed run' });
    const ended = await batchUntil(batch.id, 'it has ended', ({ status }) => status === 'completed');
    expect(ended.runs.map(({ status }) => status)).toEqual(['failed', 'cancelled']);
  });
});

describe('an environment that is not what it should be', () => {
  let environment: Environment;
  let scenario: Scenario;

  beforeAll(async () => {
    const { target } = bed;
    const at = (path: string) => `http://127.0.0.1:${target.port}${path}`;
    environment = await bed.api.post<Environment>('/environments', {
      name: 'checked',
      properties: { port: String(target.port) },
      secrets: { token: 'swordfish-42' },
      versionProbe: { url: at('/version'), expression: '/build/version' },
      hooksBefore: [
        { name: 'reset', method: 'POST', url: at('/reset'), headers: { Authorization: 'Bearer @@token@@' } },
      ],
      hooksAfter: [{ name: 'notify', method: 'POST', url: at('/notify'), body: '{"run":@@RUN_ID@@}' }],
    });
    scenario = await bed.addScenario({ plan: plainPlan(), environmentId: environment.id, durationSeconds: 2 });
  });

  function answer(given: string): Promise<unknown> {
    return bed.api.post('/queue/answer', { environmentId: environment.id, answer: given });
  }

  function untilHeld(reason: string): Promise<Lane> {
    return waitUntil({
      what: `the lane is held: ${reason}`,
      timeoutMs: 60_000,
      read: () => lane(environment.id),
      isDone: ({ hold }) => hold?.reason === reason,
    });
  }

  it('holds its lane with a question until somebody answers, and a secret goes to the hook alone', async () => {
    bed.target.answerWith('/version', { status: 200, body: '{"build":{"version":"0.9"}}' });
    const { id } = await bed.queue(scenario);
    const held = await untilHeld('version mismatch');
    expect(held.hold?.question).toContain('0.9');
    expect(held.waiting.map(({ run }) => run.id)).toEqual([id]);
    await killAndStart();
    expect((await lane(environment.id)).hold).toEqual(held.hold);

    bed.target.answerWith('/reset', { status: 500, body: 'swordfish-42 is wrong' });
    await answer('go on');
    await untilHeld('hook before failed');
    expect(bed.target.lastHeaders('/reset')?.authorization).toBe('Bearer swordfish-42');

    bed.target.answerWith('/reset', { status: 204, body: '' });
    bed.target.answerWith('/notify', { status: 503, body: '' });
    await answer('check again');
    expect(await bed.untilEnded(id)).toMatchObject({ status: 'completed' });
    await untilHeld('hook after failed');
    expect(bed.java()).toEqual([]);
    expect(bed.sidecarLog()).not.toContain('swordfish-42');
  });
});

/** Names of the threads in the result file of a run. */
function threadsOf(runId: number): string[] {
  const names = [...bed.resultText(runId).matchAll(/,((?:buyers|sellers) \d+-\d+),/g)].map(([, name]) => name ?? '');
  return [...new Set(names)];
}
