import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { InfluxDbDelivery, RunInfluxDb } from '../../backend-sidecar/src/contract/influxdb.ts';
import type { Environment } from '../../backend-sidecar/src/contract/scenarios.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { InfluxDb } from '../harness/influx-db.ts';
import { backendListener, mixedPlan, pause, plan, request, threadGroup } from '../harness/plans.ts';
import { filesHolding, livingProcesses } from '../harness/processes.ts';
import { TestBed } from '../harness/test-bed.ts';

/** With characters that mean something in addresses, properties and InfluxQL. */
const ADMIN = { username: 'load & test', password: "P4ss=w%rd&#+'\\ü" };
const RECOGNISABLE = ['P4ss', encodeURIComponent(ADMIN.password)];
const DATABASE = 'jmeter figures';

let folder: string;
let influx: InfluxDb;
let bed: TestBed;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'influx-'));
  influx = await InfluxDb.start({ folder, admin: ADMIN });
  await influx.query(`CREATE DATABASE "${DATABASE}"`);
  bed = await TestBed.open({
    INFLUXDB_URL: influx.url,
    INFLUXDB_DATABASE: DATABASE,
    INFLUXDB_USERNAME: ADMIN.username,
    INFLUXDB_PASSWORD: ADMIN.password,
  });
});

afterAll(async () => {
  await bed.close();
  await influx.stop();
  rmSync(folder, { recursive: true, force: true });
});

function pointsOf(runId: number): Promise<RunInfluxDb> {
  return bed.api.get<RunInfluxDb>(`/tests/${runId}/influxdb`);
}

/** Rows of the result file by label, counted here and by nobody else. */
function countRows(csv: string): Map<string, { count: number; failed: number; sentBytes: number; bytes: number }> {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  const columns = header.split(',');
  const counts = new Map<string, { count: number; failed: number; sentBytes: number; bytes: number }>();
  for (const line of lines) {
    // No field but the message of a transaction holds a comma.
    const cells = line.replace(/"[^"]*"/g, '').split(',');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    const before = counts.get(cell('label')) ?? { count: 0, failed: 0, sentBytes: 0, bytes: 0 };
    counts.set(cell('label'), {
      count: before.count + 1,
      failed: before.failed + (cell('success') === 'true' ? 0 : 1),
      sentBytes: before.sentBytes + Number(cell('sentBytes')),
      bytes: before.bytes + Number(cell('bytes')),
    });
  }
  return counts;
}

async function sumsOf(runId: number, statut: string): Promise<Record<string, number>> {
  const rows = await influx.query(
    `SELECT sum("count") FROM "jmeter" WHERE "runId" = '${runId}' AND "statut" = '${statut}' GROUP BY "transaction"`,
    DATABASE
  );
  return Object.fromEntries(rows.map(({ transaction, sum }) => [String(transaction), Number(sum)]));
}

function traces(): string[] {
  const processes = livingProcesses().filter(({ commandLine }) =>
    RECOGNISABLE.some((secret) => commandLine.includes(secret))
  );
  const files = RECOGNISABLE.flatMap((secret) => filesHolding(bed.folder, secret));
  return [...processes.map(({ pid }) => `process ${pid}`), ...files];
}

describe('a run', () => {
  it('writes what its result file holds into InfluxDB, and user and password stand nowhere', async () => {
    const scenario = await bed.addScenario({ plan: mixedPlan(), name: 'shop, "A=B"', durationSeconds: 14 });
    const { id } = await bed.queue(scenario);
    const delivering = await waitUntil({
      what: 'points arrive',
      timeoutMs: 30_000,
      read: () => pointsOf(id),
      isDone: ({ delivery }) => delivery?.state === 'delivering',
    });
    expect(delivering).toMatchObject({
      ...{ listener: 'added', why: null, runId: String(id), application: 'shop, "A=B"', measurement: 'jmeter' },
      ...{ database: DATABASE, intervalSeconds: 5, percentileFields: ['pct50.0', 'pct90.0', 'pct95.0', 'pct99.0'] },
      transactions: ['Whole way'],
    });
    expect(traces()).toEqual([]);
    const run = await bed.untilEnded(id);
    expect(run.status).toBe('completed');

    const rows = countRows(bed.resultText(id));
    const counted = Object.fromEntries([...rows].map(([label, { count }]) => [label, count]));
    const failed = [...rows].filter(([, row]) => row.failed > 0).map(([label, row]) => [label, row.failed]);
    const whole = [...rows.values()].reduce((sum, { count }) => sum + count, 0);
    expect(rows.get('Fine')?.count).toBeGreaterThan(100);
    expect(await sumsOf(id, 'all')).toEqual({ ...counted, all: whole });
    expect(await sumsOf(id, 'ko')).toEqual(Object.fromEntries(failed));

    const bytes = await influx.query(
      `SELECT sum("rb") AS rb, sum("sb") AS sb, min("min") AS smallest, max("max") AS largest FROM "jmeter"
       WHERE "runId" = '${id}' AND "statut" = 'all' AND "transaction" = 'Fine'`,
      DATABASE
    );
    expect(bytes[0]).toMatchObject({ rb: rows.get('Fine')?.bytes, sb: rows.get('Fine')?.sentBytes });
    const applications = await influx.query(`SHOW TAG VALUES FROM "jmeter" WITH KEY = "application"`, DATABASE);
    expect(applications.map(({ value }) => value)).toEqual(['shop, "A=B"']);
    expect((await pointsOf(id)).delivery).toMatchObject({ state: 'ended', detail: null });
    expect(traces()).toEqual([]);
    const answers = await Promise.all(
      [`/tests/${id}/influxdb`, `/tests/${id}/log`, `/tests/${id}/script-diff`, '/settings', '/audit'].map((path) =>
        bed.api.get(path)
      )
    );
    expect(JSON.stringify(answers)).not.toContain('P4ss');
    expect(JSON.stringify(answers)).toContain('listener for InfluxDB added');
  });

  it('tags the script’s own listener to the same database, and leaves one to another place alone', async () => {
    const own = {
      influxdbUrl: `${influx.url}/write?db=jmeter%20figures&u=\${__P(iu)}&p=\${__P(ip)}`,
      measurement: 'mine',
    };
    const environment = await bed.addEnvironment('own listener', {
      iu: encodeURIComponent(ADMIN.username),
      ip: encodeURIComponent(ADMIN.password),
    });
    const script = plan([
      threadGroup('users', [pause(50), request('Fine', '/ok')]),
      backendListener('Own', { ...own, application: 'own', percentiles: '90' }),
      backendListener('Elsewhere', { ...own, influxdbUrl: 'http://127.0.0.1:9/write?db=other' }),
    ]);
    const run = await bed.carryOut({ plan: script, environmentId: environment.id, durationSeconds: 6 });

    expect(await pointsOf(run.id)).toMatchObject({ listener: 'tagged', measurement: 'mine', application: 'own' });
    const sums = await influx.query(
      `SELECT sum("count") FROM "mine" WHERE "runId" = '${run.id}' AND "transaction" = 'Fine' AND "statut" = 'all'`,
      DATABASE
    );
    expect(sums[0]?.sum).toBe(countRows(bed.resultText(run.id)).get('Fine')?.count);
    const seen = await influx.query(`SELECT sum("count") FROM "jmeter" WHERE "runId" = '${run.id}'`, DATABASE);
    expect(seen).toEqual([]);
    expect(bed.runFile(run.id, 'script.jmx').match(/TAG_runId/g)).toHaveLength(2);
    expect(traces()).toEqual([]);
  });

  it('writes nothing where its environment wants none', async () => {
    const environment = await bed.api.post<Environment>('/environments', {
      ...{ name: 'without', properties: { port: String(bed.target.port) }, influxDb: { use: 'none' } },
    });
    const script = plan([threadGroup('users', [pause(50), request('Fine', '/ok')])]);
    const run = await bed.carryOut({ plan: script, environmentId: environment.id, durationSeconds: 2 });
    expect(await pointsOf(run.id)).toMatchObject({ listener: 'none', why: 'The environment uses no InfluxDB.' });
    expect(bed.runFile(run.id, 'script.jmx')).not.toContain('BackendListener');
  });
});

describe('a run that is written afterwards', () => {
  async function written(runId: number): Promise<RunInfluxDb> {
    return waitUntil({
      what: 'it is written',
      timeoutMs: 30_000,
      read: () => pointsOf(runId),
      isDone: ({ backfill }) => backfill !== null && backfill.state !== 'running',
    });
  }

  it('has the counts of its result file, at the times of its samples, once, however often it is written', async () => {
    const environment = await bed.api.post<Environment>('/environments', {
      ...{ name: 'afterwards', properties: { port: String(bed.target.port) }, influxDb: { use: 'none' } },
    });
    const run = await bed.carryOut({ plan: mixedPlan(), environmentId: environment.id, durationSeconds: 12 });
    const refused = await bed.api.attempt('POST', `/tests/${run.id}/influxdb/backfill`);
    expect([refused.status, refused.body.detail]).toEqual([409, 'The environment uses no InfluxDB.']);
    const { name, properties } = environment;
    await bed.api.put(`/environments/${environment.id}`, { name, properties, influxDb: { use: 'settings' } });
    for (const _ of [1, 2]) {
      await bed.api.post(`/tests/${run.id}/influxdb/backfill`);
      expect(await written(run.id)).toMatchObject({
        ...{ listener: 'backfilled', transactions: ['Whole way'], intervalSeconds: 5 },
        backfill: { state: 'done', doneRatio: 1, error: null },
      });
    }

    const csv = bed.resultText(run.id);
    const rows = countRows(csv);
    const counted = Object.fromEntries([...rows].map(([label, { count }]) => [label, count]));
    const failed = [...rows].filter(([, row]) => row.failed > 0).map(([label, row]) => [label, row.failed]);
    const whole = [...rows.values()].reduce((sum, { count }) => sum + count, 0);
    expect(await sumsOf(run.id, 'all')).toEqual({ ...counted, all: whole });
    expect(await sumsOf(run.id, 'ko')).toEqual(Object.fromEntries(failed));

    // The mean of the means, weighted, is the mean of all that took place: worked out here from the file.
    const elapsed = csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .filter((line) => line.includes(',Fine,'))
      .map((line) => line.split(',').slice(0, 2).map(Number) as [number, number]);
    const [means] = await influx.query(
      `SELECT sum("weighted") / sum("n") AS mean FROM (SELECT "avg" * "count" AS weighted, "count" AS n FROM "jmeter"
       WHERE "runId" = '${run.id}' AND "transaction" = 'Fine' AND "statut" = 'all')`,
      DATABASE
    );
    expect(means?.mean).toBeCloseTo(elapsed.reduce((sum, [, ms]) => sum + ms, 0) / elapsed.length, 9);
    const times = await influx.query(
      `SELECT "count" FROM "jmeter" WHERE "runId" = '${run.id}' AND "transaction" = 'Fine' AND "statut" = 'all'`,
      DATABASE
    );
    const first = csv.split('\n')[1]?.split(',')[0];
    const firstMs = Math.min(
      ...csv
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',')[0]))
    );
    expect(Number(first)).toBeGreaterThanOrEqual(firstMs);
    for (const { time, count } of times) {
      const ends = elapsed.map(([startMs, ms]) => startMs + ms);
      const within = ends.filter((endMs) => endMs >= Number(time) - 5000 && endMs < Number(time));
      expect([(Number(time) - firstMs) % 5000, within.length]).toEqual([0, count]);
    }
  });

  it('that its own listener has written is written anew, not besides', async () => {
    const run = await bed.carryOut({ plan: mixedPlan(), durationSeconds: 6 });
    const before = await sumsOf(run.id, 'all');
    await bed.api.post(`/tests/${run.id}/influxdb/backfill`);
    await written(run.id);
    expect(await sumsOf(run.id, 'all')).toEqual(before);
  });

  it('begins anew when the sidecar was killed at it', async () => {
    const run = await bed.carryOut({ plan: mixedPlan(), durationSeconds: 6 });
    const before = await sumsOf(run.id, 'all');
    await bed.api.post(`/tests/${run.id}/influxdb/backfill`);
    await bed.killSidecar();
    await bed.startSidecar();
    expect((await written(run.id)).backfill?.state).toBe('done');
    expect(await sumsOf(run.id, 'all')).toEqual(before);
  });
});

describe('what keeps points from arriving', () => {
  /** Runs on an InfluxDB of its environment's own and tells what is said of its delivery 15 s after the load began. */
  async function saidOf(influxDb: Environment['influxDb'], secrets: Record<string, string> = {}) {
    const environment = await bed.api.post<Environment>('/environments', {
      ...{ name: `wrong ${Math.random()}`, properties: { port: String(bed.target.port) }, secrets, influxDb },
    });
    const script = plan([threadGroup('users', [pause(100), request('Fine', '/ok')])]);
    const scenario = await bed.addScenario({ plan: script, environmentId: environment.id, durationSeconds: 25 });
    const { id } = await bed.queue(scenario);
    await bed.untilLoaded(id, 1);
    return { id, said: await untilSaid(id, (state) => state === 'refused' || state === 'silent') };
  }

  async function untilSaid(id: number, isSaid: (state: InfluxDbDelivery['state']) => boolean) {
    const { delivery } = await waitUntil({
      what: 'it is said',
      timeoutMs: 15_000,
      read: () => pointsOf(id),
      isDone: (points) => points.delivery !== null && isSaid(points.delivery.state),
    });
    return delivery;
  }

  async function endRun(id: number): Promise<void> {
    await bed.api.post(`/tests/${id}/cancel`);
    const run = await bed.untilEnded(id);
    expect(run.status).toBe('cancelled');
  }

  const own = { use: 'database', database: DATABASE, username: ADMIN.username, datasourceUid: null } as const;

  it('a wrong database is named within 15 s', async () => {
    const wrong = { ...own, url: influx.url, database: 'nowhere', passwordSecret: 'pw' };
    const { id, said } = await saidOf(wrong, { pw: ADMIN.password });
    expect(said).toMatchObject({ state: 'refused', lastPointAtMs: null });
    expect(said?.detail).toContain('There is no database “nowhere”');
    await endRun(id);
  });

  it('a refused password is named within 15 s, and stands in no log', async () => {
    const { id, said } = await saidOf({ ...own, url: influx.url, passwordSecret: 'pw' }, { pw: 'P4ss-wrong' });
    expect(said?.detail).toContain('refuses user and password');
    // Until the listener has been refused, too.
    await waitUntil({
      what: 'it has sent twice',
      timeoutMs: 15_000,
      read: async () => bed.writtenRows(id),
      isDone: (rows) => rows > 60,
    });
    await endRun(id);
    expect(traces()).toEqual([]);
  });

  it('an InfluxDB that stops in the middle is told within 15 s, and that it is back as well', async () => {
    const second = join(folder, 'second');
    const first = await InfluxDb.start({ folder: second });
    await first.query(`CREATE DATABASE "${DATABASE}"`);
    const environment = await bed.api.post<Environment>('/environments', {
      ...{ name: 'stopping', properties: { port: String(bed.target.port) } },
      influxDb: { ...own, url: first.url, username: null, passwordSecret: null },
    });
    const script = plan([threadGroup('users', [pause(100), request('Fine', '/ok')])]);
    const scenario = await bed.addScenario({ plan: script, environmentId: environment.id, durationSeconds: 60 });
    const { id } = await bed.queue(scenario);
    await bed.untilLoaded(id, 1);
    await untilSaid(id, (state) => state === 'delivering');
    await first.stop();
    const said = await untilSaid(id, (state) => state === 'refused');
    expect(said?.detail).toContain('nothing listens there');
    const again = await InfluxDb.start({ folder: second, port: first.port });
    await untilSaid(id, (state) => state === 'delivering');
    await endRun(id);
    await again.stop();
  });
});
