import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import {
  csvFile,
  missingPlugin,
  mixedPlan,
  pause,
  plainPlan,
  plan,
  request,
  sleeping,
  threadGroup,
} from '../harness/plans.ts';
import { fileFacts, statisticsDifferences } from '../harness/run-proofs.ts';
import { FAR, TestBed } from '../harness/test-bed.ts';

let bed: TestBed;

beforeAll(async () => {
  bed = await TestBed.open();
});

afterAll(() => bed.close());

/** Of the host that makes the load. */
async function setJava(path: string | null): Promise<void> {
  await (bed.sshServer === null
    ? bed.api.put('/settings/runner', { javaPath: path })
    : bed.api.put(`/generators/${FAR}`, { ssh: bed.farSettings({ javaPath: path }) }));
}

describe('a run with the real JMeter', () => {
  it('is carried out: every request of the target is a sample, and what was counted is what JMeter counted', async () => {
    const before = { ok: bed.target.requests('/ok'), fail: bed.target.requests('/fail') };
    const run = await bed.carryOut({ plan: mixedPlan() });

    expect(run).toMatchObject({ status: 'completed', exitCode: 0, error: null, jmeterVersion: '5.6.3' });
    expect(run.stages.map(({ name, status }) => [name, status])).toEqual([
      ...['prepare', 'execute', 'collect', 'analyze', 'judge'].map((name) => [name, 'done']),
      ['report', expect.stringMatching(/running|done/)],
    ]);
    const { lines, countedByJMeter } = await fileFacts(bed, run.id);
    const { rows, counts } = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics`);
    expect(counts.rows).toBe(lines.length);
    expect(counts.samples).toBe(countedByJMeter);
    const countOf = (label: string) => rows.find((row) => row.label === label)?.count;
    expect(countOf('Fine')).toBe(bed.target.requests('/ok') - before.ok);
    expect(countOf('Broken')).toBe(bed.target.requests('/fail') - before.fail);
    expect(countOf('Prepare')).toBe(1);
    expect(await statisticsDifferences(bed, run)).toEqual([]);
  });

  it('is carried out when every request fails: that is a finding about the target, not a fault of the run', async () => {
    const run = await bed.carryOut({ plan: plan([threadGroup('users', [pause(20), request('Broken', '/fail')])]) });

    expect(run).toMatchObject({ status: 'completed', exitCode: 0, error: null });
    expect(run.figures.errorRate).toBe(1);
    expect(run.outcome).not.toBe('pass');
  });

  it('fails when the plan needs a plugin that is not installed, and names its class', async () => {
    const run = await bed.carryOut({ plan: plan([threadGroup('users', [missingPlugin(), request('Fine', '/ok')])]) });

    expect(run).toMatchObject({ status: 'failed', exitCode: 1, error: { code: 'RUN_JMETER_LOAD' } });
    expect(run.error?.detail).toContain('org.example.NoSuchSampler');
  });

  it('fails when a data file is missing, though JMeter says all is well, and names the file', async () => {
    const run = await bed.carryOut({
      plan: plan([threadGroup('users', [csvFile('nobody.csv'), request('Fine', '/ok')])]),
    });

    expect(run).toMatchObject({ status: 'failed', exitCode: 0, error: { code: 'RUN_NO_SAMPLES' } });
    expect(run.error?.detail).toContain('nobody.csv');
    expect(run.counts).toMatchObject({ rows: 0 });
  });

  it('fails when no user would start by the script’s own schedule, though JMeter says all is well', async () => {
    const group = threadGroup('users', [request('Fine', '/ok')], { users: '${__P(nobody,0)}' });
    const run = await bed.carryOut({ plan: plan([group]) }, { appliesLoad: false });

    expect(run).toMatchObject({ status: 'failed', exitCode: 0, error: { code: 'RUN_NO_SAMPLES' } });
    expect(run.error?.hint).toContain('thread group');
  });

  it('is refused when there is no user to give a share to', async () => {
    const group = threadGroup('users', [request('Fine', '/ok')], { users: '${__P(nobody,0)}' });
    const { id: scenarioId } = await bed.addScenario({ plan: plan([group]) });
    const { testTypeId, versionId } = bed;
    const answer = await bed.api.attempt('POST', '/tests', JSON.stringify({ scenarioId, testTypeId, versionId }));

    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(answer.body.detail).toContain('has users in the script');
  });

  it('fails when the stored script was broken on the disk, without starting JMeter', async () => {
    const scenario = await bed.addScenario({ plan: plainPlan() });
    const { scriptId } = scenario;
    const folder = join(bed.dataDirectory, 'jmeter-scripts', 'uploads');
    const file = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => path.endsWith('.jmx'))
      .sort((a, b) => Number(/(\d+)\.jmx$/.exec(a)?.[1] ?? 0) - Number(/(\d+)\.jmx$/.exec(b)?.[1] ?? 0))
      .at(-1);
    expect(scriptId).not.toBeNull();
    writeFileSync(file ?? '', readFileSync(file ?? '', 'utf8').slice(0, 400));
    const { id } = await bed.queue(scenario);
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'failed', error: { code: 'SCRIPT_NOT_JMX' } });
    expect(bed.runFile(id, 'console.log')).toBe('');
  });

  it('refuses a broken plan when it is uploaded', async () => {
    const form = new FormData();
    form.append('file', new Blob([plainPlan().slice(0, 500)]), 'broken.jmx');
    expect(await bed.api.attempt('POST', '/scripts/upload', form)).toMatchObject({
      status: 422,
      body: { code: 'SCRIPT_NOT_JMX' },
    });
  });

  it('is carried out whatever letters its scenario, version, script and labels have', async () => {
    const name = `O'Brien's "Zürich" & 日本 🚀 $(id) \`x\` ; ../..`;
    const version = await bed.addVersion('1.0 "β" 🚀/../x');
    const run = await bed.carryOut(
      { name, plan: plan([threadGroup(name, [pause(50), request(`Fine ${name}`, '/ok')])]), threadGroups: [name] },
      { versionId: version.id }
    );

    expect(run).toMatchObject({ status: 'completed', scenarioName: name, versionName: version.version });
    expect(run.resultFileName).toMatch(/^[A-Za-z0-9.~_-]+\.csv\.gz$/);
    const { rows } = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics`);
    expect(rows.map(({ label }) => label)).toEqual([`Fine ${name}`]);
    expect(await statisticsDifferences(bed, run)).toEqual([]);
  });

  it('fails when the disk does not take all samples, and keeps those that it took', async () => {
    // 60 KiB for each file that java writes: its log fits, thousands of rows do not.
    const java = join(bed.folder, 'limited-java');
    writeFileSync(java, '#!/bin/sh\nulimit -f 120\nexec java "$@"\n');
    chmodSync(java, 0o755);
    await setJava(java);
    const run = await bed.carryOut({ plan: plan([threadGroup('users', [sleeping('Nap', 1)])]), userCount: 4 });
    await setJava(null);

    expect(run).toMatchObject({ status: 'failed', error: { code: 'RUN_SAMPLES_LOST' } });
    expect(run.counts?.samples).toBeGreaterThan(100);
    const { countedByJMeter } = await fileFacts(bed, run.id);
    expect(run.error?.detail).toContain(String(countedByJMeter));
  });

  it.runIf(process.env.RUNNER !== 'ssh')(
    'fails clearly when no JMeter is found; the next one runs once there is one',
    async () => {
      await bed.api.put('/settings/runner', { jmeterHome: join(bed.folder, 'nowhere') });
      const scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 1 });
      const failed = await bed.untilEnded((await bed.queue(scenario)).id);
      await bed.api.put('/settings/runner', { jmeterHome: null });

      expect(failed).toMatchObject({ status: 'failed', error: { code: 'RUN_JMETER_NOT_FOUND' } });
      expect(failed.error?.detail).toContain('nowhere');
      expect(failed.error?.hint).toContain('JMETER_HOME');
      expect(await bed.untilEnded((await bed.queue(scenario)).id)).toMatchObject({ status: 'completed' });
    }
  );
});

describe('the queue with the real JMeter', () => {
  const stageOf = (run: Run, name: string) => run.stages.find((stage) => stage.name === name);

  it('runs two environments on one generator one after the other', async () => {
    const second = await bed.addEnvironment('second');
    const short = { plan: plainPlan(), durationSeconds: 2 };
    const scenarios = [await bed.addScenario(short), await bed.addScenario({ ...short, environmentId: second.id })];
    const queued = [await bed.queue(scenarios[0] ?? missing()), await bed.queue(scenarios[1] ?? missing())];
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, bed.java().length)), 50);
    const runs = await Promise.all(queued.map(({ id }) => bed.untilEnded(id)));
    clearInterval(watch);

    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(most).toBe(1);
    const [first, next] = runs;
    expect(stageOf(next ?? missing(), 'prepare')?.startedAtMs).toBeGreaterThanOrEqual(
      stageOf(first ?? missing(), 'execute')?.endedAtMs ?? Infinity
    );
  });

  it('lets an environment cool down before its next run, for as long as the first one asked', async () => {
    const scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 1, cooldownSeconds: 3 });
    const [first, next] = [await bed.queue(scenario), await bed.queue(scenario)];
    await bed.untilEnded(first.id);
    const { lanes } = await bed.lanes();
    const lane = lanes.find(({ environmentId }) => environmentId === scenario.environmentId);
    expect(lane).toMatchObject({ state: 'cooling down', running: null });
    const run = await bed.untilEnded(next.id);

    expect(stageOf(run, 'prepare')?.startedAtMs).toBeGreaterThanOrEqual(lane?.cooldownEndsAtMs ?? Infinity);
    // From the moment at which JMeter said that its load ended.
    const ended = /^Tidying up .*\((\d+)\)/m.exec(bed.runFile(first.id, 'console.log'))?.[1];
    expect(lane?.cooldownEndsAtMs).toBe(Number(ended) + 3000);
    await bed.api.post('/queue/skip-cooldown', { environmentId: scenario.environmentId });
  });

  it('begins at once when the cool-down is skipped', async () => {
    const { environmentId, ...scenario } = await bed.addScenario({
      plan: plainPlan(),
      durationSeconds: 1,
      cooldownSeconds: 600,
    });
    const queued = { environmentId, ...scenario };
    const [first, next] = [await bed.queue(queued), await bed.queue(queued)];
    await bed.untilEnded(first.id);
    expect(await bed.run(next.id)).toMatchObject({ status: 'queued' });
    await bed.api.post('/queue/skip-cooldown', { environmentId });

    expect(await bed.untilEnded(next.id)).toMatchObject({ status: 'completed' });
    await bed.api.post('/queue/skip-cooldown', { environmentId });
  });
});

function missing(): never {
  throw new Error('It is not there');
}
