import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Generator, GeneratorSecrets } from '../../backend-sidecar/src/contract/generators.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import type { ConnectionTest } from '../../backend-sidecar/src/contract/system.ts';
import type { Lane } from '../../backend-sidecar/src/contract/runs.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { csvFile, pause, plainPlan, plan, request, threadGroup } from '../harness/plans.ts';
import { filesHolding, livingProcesses } from '../harness/processes.ts';
import { fileFacts, statisticsDifferences } from '../harness/run-proofs.ts';
import type { SshServer } from '../harness/ssh-server.ts';
import { FAR, TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let server: SshServer;

beforeAll(async () => {
  bed = await TestBed.open({}, 'ssh');
  server = bed.sshServer ?? missing();
});

afterAll(() => bed.close());

async function addGenerator(name: string, changes: Parameters<TestBed['farSettings']>[0], secrets?: GeneratorSecrets) {
  const given = secrets ?? { privateKey: server.key('user_key') };
  return bed.api.post<Generator>('/generators', { name, ssh: bed.farSettings(changes), secrets: given });
}

async function tried(name: string): Promise<ConnectionTest> {
  return bed.api.post<ConnectionTest>(`/generators/${name}/test`);
}

async function expectComplete(runId: number, requestsBefore: number): Promise<void> {
  const run = await bed.untilEnded(runId);
  expect(run).toMatchObject({ status: 'completed', exitCode: 0, error: null });
  const { lines, countedByJMeter, starts } = await fileFacts(bed, run.id);
  const { counts } = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics`);
  expect(starts).toBe(1);
  expect(counts.rows).toBe(lines.length);
  expect(counts.samples).toBe(countedByJMeter);
  expect(counts.samples).toBe(bed.target.requests('/ok') - requestsBefore);
  expect(await statisticsDifferences(bed, run)).toEqual([]);
}

describe('a run on a host that is reached by SSH', () => {
  it('is carried out there, with its data and secrets; its figures are those of the file, and nothing is left', async () => {
    const environment = await bed.addEnvironment('with secret', { token: 's3cret-of-the-far' });
    const scenario = await bed.addScenario({
      plan: plan([threadGroup('users', [pause(20), csvFile('users.csv'), request('Fine', '/ok')])]),
      companions: { 'users.csv': 'user\nada\ngrace\n' },
      environmentId: environment.id,
      durationSeconds: 6,
    });
    const before = bed.target.requests('/ok');
    const { id } = await bed.queue(scenario);
    await bed.untilLoaded(id, 3);
    // While it runs the secret is nowhere but in JMeter's memory.
    expect(filesHolding(bed.farDirectory, 's3cret-of-the-far')).toEqual([]);
    expect(livingProcesses().filter(({ commandLine }) => commandLine.includes('s3cret-of-the-far'))).toEqual([]);
    await expectComplete(id, before);
    const run = await bed.run(id);
    expect(run).toMatchObject({ runnerType: 'ssh', jmeterVersion: '5.6.3', warnings: [] });
    const { generator } = run;
    expect(generator?.samples.length).toBeGreaterThan(0);
    expect(generator?.samples.every(({ cpuRatio }) => cpuRatio !== null && cpuRatio <= 1)).toBe(true);
    expect(generator?.samples.some(({ heapRatio }) => heapRatio !== null)).toBe(true);
    await untilNothingLeft();
  });

  it('is given what lies there already without its being sent again', async () => {
    const contents = join(bed.farDirectory, 'contents');
    const before = new Map(readdirSync(contents).map((name) => [name, statSync(join(contents, name)).ino]));
    const scenario = await bed.addScenario({
      plan: plan([threadGroup('users', [pause(20), csvFile('users.csv'), request('Fine', '/ok')])]),
      companions: { 'users.csv': 'user\nada\ngrace\n' },
      durationSeconds: 1,
    });
    expect(await bed.untilEnded((await bed.queue(scenario)).id)).toMatchObject({ status: 'completed' });
    const after = new Map(readdirSync(contents).map((name) => [name, statSync(join(contents, name)).ino]));
    // The run's own copy of the script is new, the data are not; and what was there was not written again.
    expect([...before].every(([name, inode]) => after.get(name) === inode)).toBe(true);
    expect(after.size).toBe(before.size + 1);
  });

  it('loses nothing when the line is cut in its middle, and says for how long', async () => {
    const before = bed.target.requests('/ok');
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), durationSeconds: 6 }));
    await bed.untilLoaded(id, 20);
    server.cut();
    const rows = bed.receivedRows(id);
    await wait(2_000);
    expect(bed.receivedRows(id)).toBe(rows);
    expect(bed.writtenRows(id)).toBeGreaterThan(rows);
    server.mend();
    await expectComplete(id, before);
    expect((await bed.run(id)).warnings).toEqual([
      expect.stringMatching(/could not be reached for \d+ s; the test went/),
    ]);
  });

  it('goes on when the sidecar is killed and the line is cut when it comes back', async () => {
    const before = bed.target.requests('/ok');
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), durationSeconds: 8 }));
    await bed.untilLoaded(id, 20);
    await bed.killSidecar();
    server.cut();
    await bed.startSidecar();
    await wait(2_000);
    server.mend();
    await expectComplete(id, before);
  });

  it('is lost when its host was restarted; what there was is kept', async () => {
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), durationSeconds: 600 }));
    await bed.untilLoaded(id, 20);
    const directory = join(bed.farDirectory, 'runs', readdirSync(join(bed.farDirectory, 'runs'))[0] ?? '');
    process.kill(-Number(bed.generatorFile(id, 'process.pid')), 'SIGKILL');
    writeFileSync(join(directory, 'process.boot'), 'of another start of the host\n');
    const run = await bed.untilEnded(id);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'RUN_LOST' } });
    expect(run.error?.detail).toMatch(/^the generator was restarted; \d+ rows of its result were kept$/);
    expect(run.counts?.samples).toBeGreaterThan(0);
  });
});

describe('a generator that is not ready', () => {
  const laneOf = async (environmentId: number): Promise<Lane> =>
    (await bed.lanes()).lanes.find((lane) => lane.environmentId === environmentId) ?? missing();

  it('holds the lane with what is wrong, and goes on when that is mended', async () => {
    await bed.api.put(`/generators/${FAR}`, { ssh: bed.farSettings({ minimumFreeMb: 10_000_000 }) });
    const scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 1 });
    const { id } = await bed.queue(scenario);
    const lane = await waitUntil({
      what: 'the lane is held',
      timeoutMs: 30_000,
      read: () => laneOf(scenario.environmentId),
      isDone: ({ hold }) => hold !== null,
    });
    expect(lane.hold?.reason).toBe('generator not ready');
    expect(lane.hold?.question).toMatch(/Space: \d+ MB are free below .*, 10000000 MB are wanted/);
    expect(await bed.run(id)).toMatchObject({ status: 'queued', error: null });
    await bed.api.put(`/generators/${FAR}`, { ssh: bed.farSettings() });
    await bed.api.post('/queue/answer', { environmentId: scenario.environmentId, answer: 'check again' });
    expect(await bed.untilEnded(id)).toMatchObject({ status: 'completed' });
  });

  it('shows another host key than the pinned one: nothing is sent, until an administrator lets it be forgotten', async () => {
    const { hostKeys } = await bed.api.get<Generator>(`/generators/${FAR}`);
    expect(hostKeys).toEqual([expect.objectContaining({ algorithm: 'ssh-ed25519', fingerprint: server.fingerprint })]);
    const former = server.fingerprint;
    await server.replaceHostKey();
    const refused = await tried(FAR);
    expect(refused.state).toBe('fails');
    expect(refused.detail).toContain(former);
    expect(refused.detail).toContain(server.fingerprint);
    await bed.api.post(`/generators/${FAR}/forget-host-keys`);
    expect((await tried(FAR)).state).toBe('works');
    const after = await bed.api.get<Generator>(`/generators/${FAR}`);
    expect(after.hostKeys.map(({ fingerprint }) => fingerprint)).toEqual([server.fingerprint]);
  });

  it('says how it may be reached: a key with its passphrase, through itself as a jump host', async () => {
    const privateKey = server.key('locked_key');
    const jump = { host: '127.0.0.1', port: server.port, username: server.username };
    await addGenerator('through', { jump }, { privateKey, passphrase: 'open sesame' });
    expect((await tried('through')).state).toBe('works');
    await addGenerator('locked', {}, { privateKey });
    expect((await tried('locked')).detail).toMatch(/passphrase/);
    await addGenerator('nobody', {}, { password: 'wrong' });
    expect((await tried('nobody')).detail).toMatch(/does not let the sidecar in/);
  });

  it('says what is wrong with its places', async () => {
    await addGenerator('misplaced', { workDirectory: '/dev/null/here', jmeterHome: '/nowhere' });
    const { checks } = await tried('misplaced');
    const failing = checks.filter(({ state }) => state === 'fails').map(({ name, detail }) => `${name}: ${detail}`);
    expect(failing).toEqual([
      expect.stringMatching(/^Directory: \/dev\/null\/here cannot be made or written to by this account/),
      expect.stringMatching(/^JMeter: No usable JMeter was found: no JMeter was found on the generator/),
    ]);
    await addGenerator('closed', { port: 1 });
    expect((await tried('closed')).detail).toMatch(/cannot be reached: 127\.0\.0\.1:1: .*ECONNREFUSED/);
  });

  it('is looked at by its clock: minutes are refused, seconds are noted at the run', async () => {
    await server.restart({ clockSeconds: 3600 });
    const hour = await tried(FAR);
    expect(hour.checks.find(({ name }) => name === 'Clock')).toMatchObject({
      state: 'fails',
      detail: expect.stringMatching(/^it is 3(599|600)\.\d s ahead of this sidecar’s; set both by NTP$/),
    });
    await server.restart({ clockSeconds: -5 });
    const run = await bed.carryOut({ plan: plainPlan(), durationSeconds: 1 });
    expect(run.status).toBe('completed');
    expect(run.warnings).toEqual([expect.stringMatching(/Clock: it is (4\.9|5\.\d) s behind this sidecar’s/)]);
    await server.restart();
  });
});

describe('a generator', () => {
  it('is not deleted while an environment has it, and its secrets are told to nobody', async () => {
    expect(await bed.api.attempt('DELETE', `/generators/${FAR}`)).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT_IN_USE' },
    });
    const kept = JSON.stringify(await bed.api.get(`/generators/${FAR}`));
    const line = server.key('user_key').split('\n')[2] ?? missing();
    expect(kept).not.toContain(line);
    expect(filesHolding(bed.dataDirectory, line)).toEqual([]);
    expect(await bed.api.get<Generator>(`/generators/${FAR}`)).toMatchObject({ secretNames: ['privateKey'] });
  });
});

async function untilNothingLeft(): Promise<void> {
  await waitUntil({
    what: 'the run’s directory there is gone',
    timeoutMs: 30_000,
    read: async () => readdirSync(join(bed.farDirectory, 'runs')),
    isDone: ({ length }) => length === 0,
  });
  expect(existsSync(join(bed.farDirectory, 'contents'))).toBe(true);
}

function missing(): never {
  throw new Error('It is not there');
}
