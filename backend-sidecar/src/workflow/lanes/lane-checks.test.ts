import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { EnvironmentInput } from '../../contract/scenarios.ts';
import { addScenarios, FakeJMeter, workflowOn, type Workflow } from '../pipeline-fixture.ts';

/** The system under test: says its version, and takes calls. */
class Target {
  version = '14.2.3';
  /** Status of each path; 200 where there is none. */
  readonly statuses = new Map<string, number>();
  readonly calls: string[] = [];
  /** Paths that are never answered. */
  readonly silent = new Set<string>();
  onCall: (path: string) => void = () => undefined;
  url = '';
  private server: Server | undefined;

  async open(): Promise<void> {
    const server = createServer((request, response) => {
      const path = request.url ?? '';
      this.note(request, path);
      if (!this.silent.has(path)) {
        response.writeHead(this.statuses.get(path) ?? 200).end(JSON.stringify({ version: this.version }));
      }
      this.onCall(path);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private note(request: IncomingMessage, path: string): void {
    this.calls.push(
      `${path}${request.headers['x-token'] === undefined ? '' : ` ${String(request.headers['x-token'])}`}`
    );
  }
}

let root: string;
let jmeter: FakeJMeter;
let target: Target;
const nowMs = 1_700_000_000_000;
const open: Workflow[] = [];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'perftest-lanes-'));
  jmeter = new FakeJMeter(() => nowMs);
  target = new Target();
  await target.open();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((workflow) => workflow.stop()));
  await target.close();
  rmSync(root, { recursive: true });
});

function begin(): Workflow {
  const workflow = workflowOn(root, jmeter, () => nowMs);
  open.push(workflow);
  return workflow;
}

async function kill(workflow: Workflow): Promise<void> {
  open.splice(open.indexOf(workflow), 1);
  await workflow.stop();
}

const hook = (name: string) =>
  ({ name, method: 'POST', url: `@@BASE@@/${name}`.replace('@@BASE@@', target.url) }) as const;

/** Two runs that wait in one lane, whose environment has these checks. */
async function twoRuns(workflow: Workflow, checks: Partial<EnvironmentInput>) {
  const ids = addScenarios(workflow);
  workflow.environments.update(ids.environmentId, { name: 'staging', ...checks });
  const input = { scenarioId: ids.prod, testTypeId: 1, versionId: ids.versionId, start: true };
  const first = await workflow.requests.createRun(input, 'zoe');
  const second = await workflow.requests.createRun({ ...input, scenarioId: ids.rev }, 'zoe');
  return { environmentId: ids.environmentId, first: first.id, second: second.id };
}

const probe = () => ({
  versionProbe: { url: `${target.url}/version`, expression: '/version', headers: { 'x-token': '@@token@@' } },
});

const held = (workflow: Workflow) =>
  vi.waitFor(() => {
    const lane = workflow.queue.read().lanes[0];
    expect(lane?.state).toBe('held');
    return lane?.hold ?? null;
  }, 5_000);

const nextFollowed = () => new Promise<number>((resolve) => (jmeter.onFollow = resolve));

async function endRun(workflow: Workflow, runId: number): Promise<void> {
  const ended = workflow.nextEnd();
  jmeter.end(runId, 20);
  await ended;
}

const stagesOf = (workflow: Workflow, id: number) =>
  workflow.runs.stages(id).map(({ name, status }) => `${name} ${status}`);

describe('before a run', () => {
  it('the version is asked, then the hooks are called in their order, then JMeter starts', async () => {
    const workflow = begin();
    const { first } = await twoRuns(workflow, { ...probe(), hooksBefore: [hook('reset'), hook('warm')] });
    const followed = nextFollowed();
    workflow.dispatcher.start();
    expect(await followed).toBe(first);
    expect(target.calls).toEqual(['/version hush', '/reset', '/warm']);
    expect(stagesOf(workflow, first)).toEqual(['check done', 'prepare done', 'execute running']);
    await endRun(workflow, first);
  }, 30_000);

  it('nothing is asked where the environment wants nothing, and no stage says so', async () => {
    const workflow = begin();
    const { first } = await twoRuns(workflow, {});
    const followed = nextFollowed();
    workflow.dispatcher.start();
    await followed;
    expect(stagesOf(workflow, first)).toEqual(['prepare done', 'execute running']);
  }, 30_000);

  it('another version puts the run back to the head of its lane, and nothing of the lane starts', async () => {
    target.version = '14.2.2';
    const workflow = begin();
    const { first, second } = await twoRuns(workflow, probe());
    workflow.dispatcher.start();
    expect(await held(workflow)).toEqual({
      reason: 'version mismatch',
      question: 'The system says it is 14.2.2, the run is for 14.2.3. Check again, go on, or cancel the run?',
      runId: first,
      sinceMs: nowMs,
    });
    workflow.dispatcher.wake();
    expect(workflow.runs.active()).toEqual([]);
    expect(workflow.runs.waiting().map(({ id }) => id)).toEqual([first, second]);
    expect(workflow.runs.get(first)).toMatchObject({ status: 'queued', startedAtMs: null, errorCode: null });
    expect(workflow.runs.stages(first)).toMatchObject([
      { name: 'check', status: 'failed', errorCode: 'ENVIRONMENT_VERSION_MISMATCH' },
    ]);
    expect(jmeter.started).toEqual([]);
  }, 30_000);

  it('the version is asked anew when a person says so', async () => {
    target.version = '14.2.2';
    const workflow = begin();
    const { environmentId, first } = await twoRuns(workflow, probe());
    workflow.dispatcher.start();
    await held(workflow);
    target.version = 'v14.2.3';
    const followed = nextFollowed();
    workflow.laneHolds.answer({ environmentId, answer: 'check again' }, 'zoe');
    expect(await followed).toBe(first);
    expect(target.calls).toHaveLength(2);
    expect(workflow.queue.read().lanes[0]?.hold).toBeNull();
  }, 30_000);

  it('a run goes on without the check that a person waives, but not without the others', async () => {
    target.version = '14.2.2';
    target.statuses.set('/reset', 503);
    const workflow = begin();
    const { environmentId, first } = await twoRuns(workflow, { ...probe(), hooksBefore: [hook('reset')] });
    workflow.dispatcher.start();
    await held(workflow);
    workflow.laneHolds.answer({ environmentId, answer: 'go on' }, 'zoe');
    await vi.waitFor(
      () => expect(workflow.laneStore.get(environmentId).hold?.reason).toBe('hook before failed'),
      5_000
    );
    const question = workflow.laneStore.get(environmentId).hold?.question;
    expect(question).toBe(
      'The hook “reset” before the run failed: it answered 503. Check again, go on, or cancel the run?'
    );
    const followed = nextFollowed();
    workflow.laneHolds.answer({ environmentId, answer: 'go on' }, 'zoe');
    expect(await followed).toBe(first);
    expect(workflow.runs.get(first).waivedChecks).toEqual(['version mismatch', 'hooks before']);
    expect(target.calls).toEqual(['/version hush', '/reset']);
  }, 30_000);

  it('the lane goes on with the next run, checked anew, when the held one is cancelled', async () => {
    target.version = '14.2.2';
    const workflow = begin();
    const { environmentId, first, second } = await twoRuns(workflow, probe());
    workflow.dispatcher.start();
    await held(workflow);
    target.version = '14.2.3';
    const followed = nextFollowed();
    workflow.laneHolds.answer({ environmentId, answer: 'cancel the run' }, 'zoe');
    expect(workflow.runs.get(first)).toMatchObject({ status: 'cancelled', cancelledBy: 'zoe' });
    expect(await followed).toBe(second);
    expect(() => workflow.laneHolds.answer({ environmentId, answer: 'go on' }, 'zoe')).toThrow('nothing holds staging');
  }, 30_000);

  it('the hold goes with its run, whoever cancels it', async () => {
    target.version = '14.2.2';
    const workflow = begin();
    const { environmentId, first, second } = await twoRuns(workflow, probe());
    workflow.dispatcher.start();
    await held(workflow);
    workflow.control.cancel(second, 'zoe');
    expect(workflow.laneStore.get(environmentId).hold?.runId).toBe(first);
    workflow.control.cancel(first, 'zoe');
    expect(workflow.laneStore.get(environmentId).hold).toBeNull();
  }, 30_000);

  it('a run that is cancelled while a hook is called makes no load and holds nothing', async () => {
    target.silent.add('/reset');
    const workflow = begin();
    const { environmentId, first, second } = await twoRuns(workflow, { hooksBefore: [hook('reset')] });
    workflow.control.cancel(second, 'zoe');
    target.onCall = () => workflow.control.cancel(first, 'zoe');
    const ended = workflow.nextEnd();
    workflow.dispatcher.start();
    await ended;
    expect(workflow.runs.get(first)).toMatchObject({ status: 'cancelled', errorCode: null });
    expect(workflow.laneStore.get(environmentId).hold).toBeNull();
    expect(jmeter.started).toEqual([]);
  }, 30_000);

  it('a sidecar that was stopped during a check does all of it again', async () => {
    target.silent.add('/warm');
    const first = begin();
    const ids = await twoRuns(first, { ...probe(), hooksBefore: [hook('reset'), hook('warm')] });
    const called = new Promise<void>((resolve) => (target.onCall = (path) => path === '/warm' && resolve()));
    first.dispatcher.start();
    await called;
    await kill(first);
    target.silent.clear();
    const second = begin();
    expect(second.runs.get(ids.first).status).toBe('preparing');
    expect(second.laneStore.get(ids.environmentId).hold).toBeNull();
    const followed = nextFollowed();
    second.dispatcher.start();
    expect(await followed).toBe(ids.first);
    expect(target.calls).toEqual(['/version hush', '/reset', '/warm', '/version hush', '/reset', '/warm']);
  }, 30_000);

  it('a hold outlives the sidecar, and so does its question', async () => {
    target.version = '14.2.2';
    const first = begin();
    const ids = await twoRuns(first, probe());
    first.dispatcher.start();
    const hold = await held(first);
    await kill(first);
    const second = begin();
    second.dispatcher.start();
    expect(second.queue.read().lanes[0]).toMatchObject({ state: 'held', hold });
    expect(second.runs.waiting().map(({ id }) => id)).toEqual([ids.first, ids.second]);
  }, 30_000);
});

describe('putting a run back', () => {
  it('happens together with the hold, or not at all', async () => {
    const workflow = begin();
    const { environmentId, first } = await twoRuns(workflow, {});
    workflow.runs.claimNext(nowMs);
    vi.spyOn(workflow.holds, 'hold').mockImplementation(() => {
      throw new Error('disk I/O error');
    });
    const hold = { reason: 'version mismatch' as const, question: '?', runId: first, sinceMs: nowMs };
    expect(() => workflow.holds.putBack(first, hold)).toThrow('disk I/O error');
    expect(workflow.runs.get(first).status).toBe('preparing');
    expect(workflow.laneStore.get(environmentId).hold).toBeNull();
  });
});

describe('after a run', () => {
  it('the hooks are called when JMeter has ended, before the next run of the lane', async () => {
    const workflow = begin();
    const { first } = await twoRuns(workflow, { hooksAfter: [hook('clean')] });
    const followed = nextFollowed();
    workflow.dispatcher.start();
    await followed;
    expect(target.calls).toEqual([]);
    target.onCall = () => expect(workflow.runs.get(first).status).toBe('collecting');
    await endRun(workflow, first);
    expect(target.calls).toEqual(['/clean']);
    expect(stagesOf(workflow, first)).toContain('hooks after done');
    expect(workflow.runs.get(first).status).toBe('completed');
  }, 30_000);

  it('all of them are called although one fails; the lane is held and the result stands', async () => {
    target.statuses.set('/clean', 500);
    const workflow = begin();
    const { environmentId, first } = await twoRuns(workflow, { hooksAfter: [hook('clean'), hook('scale')] });
    const followed = nextFollowed();
    workflow.dispatcher.start();
    await followed;
    await endRun(workflow, first);
    expect(target.calls).toEqual(['/clean', '/scale']);
    expect(workflow.runs.get(first)).toMatchObject({ status: 'completed', errorCode: null, totalSamples: 20 });
    expect(workflow.laneStore.get(environmentId).hold).toMatchObject({
      reason: 'hook after failed',
      runId: first,
      question: expect.stringContaining('the hook “clean” failed: it answered 500') as string,
    });
    const cancel = { environmentId, answer: 'cancel the run' } as const;
    expect(() => workflow.laneHolds.answer(cancel, 'zoe')).toThrow('has ended');
  }, 30_000);

  it('they are called again when a person says so, and the lane stays held until they have succeeded', async () => {
    target.statuses.set('/clean', 500);
    const workflow = begin();
    const { environmentId, first } = await twoRuns(workflow, { hooksAfter: [hook('clean')] });
    const followed = nextFollowed();
    workflow.dispatcher.start();
    await followed;
    await endRun(workflow, first);
    const again = { environmentId, answer: 'check again' } as const;
    workflow.laneHolds.answer(again, 'zoe');
    expect(() => workflow.laneHolds.answer(again, 'zoe')).toThrow('being called just now');
    await workflow.laneHolds.settled();
    expect(workflow.laneStore.get(environmentId).hold?.reason).toBe('hook after failed');
    target.statuses.clear();
    workflow.laneHolds.answer(again, 'zoe');
    expect(workflow.laneStore.get(environmentId).hold).not.toBeNull();
    await workflow.laneHolds.settled();
    expect(workflow.laneStore.get(environmentId).hold).toBeNull();
    expect(target.calls).toEqual(['/clean', '/clean', '/clean']);
  }, 30_000);

  it('they are called as well when the run was cancelled or failed', async () => {
    const workflow = begin();
    const { first, second } = await twoRuns(workflow, { hooksAfter: [hook('clean')] });
    const followed = nextFollowed();
    workflow.dispatcher.start();
    await followed;
    await vi.waitFor(() => expect(workflow.pipeline.timeline(first, null)).toBeDefined());
    const ended = workflow.nextEnd();
    workflow.control.cancel(first, 'zoe');
    await ended;
    expect(workflow.runs.get(first).status).toBe('cancelled');
    expect(target.calls).toEqual(['/clean']);

    vi.spyOn(workflow.references, 'load').mockImplementation(() => {
      throw new Error('disk I/O error');
    });
    const failed = workflow.nextEnd();
    workflow.environments.setCooldown(workflow.runs.get(second).environmentId, 0);
    workflow.dispatcher.wake();
    await failed;
    expect(workflow.runs.get(second).status).toBe('failed');
    expect(jmeter.stops).toEqual([first, second]);
    expect(target.calls).toEqual(['/clean', '/clean']);
  }, 30_000);

  it('they are called again when the sidecar was stopped while they were, and not when they had ended', async () => {
    target.silent.add('/clean');
    const first = begin();
    const ids = await twoRuns(first, { hooksAfter: [hook('clean')] });
    const followed = nextFollowed();
    first.dispatcher.start();
    await followed;
    const called = new Promise<void>((resolve) => (target.onCall = () => resolve()));
    jmeter.end(ids.first, 20);
    await called;
    await kill(first);
    expect(target.calls).toEqual(['/clean']);

    target.silent.clear();
    const second = begin();
    expect(stagesOf(second, ids.first)).toContain('hooks after running');
    const ended = second.nextEnd();
    second.dispatcher.start();
    await ended;
    expect(second.runs.get(ids.first).status).toBe('completed');
    expect(target.calls).toEqual(['/clean', '/clean']);
    await kill(second);

    const third = begin();
    third.dispatcher.start();
    expect(third.runs.active()).toEqual([]);
    expect(target.calls).toEqual(['/clean', '/clean']);
  }, 30_000);
});
