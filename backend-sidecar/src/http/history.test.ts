import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import type { Comparison } from '../contract/analysis.ts';
import type { Page } from '../contract/common.ts';
import type { Comment, History, Trend, TrendMatrix } from '../contract/history.ts';
import type { Baseline } from '../contract/reports.ts';
import type { Run } from '../contract/runs.ts';
import type { LabelComparison } from '../contract/verdict.ts';
import { CompletedRuns } from '../persistence/completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from '../persistence/database.ts';
import { apiUnderTest, headersOf, MIGRATIONS, type Answer, type ApiUnderTest } from './api-fixture.ts';

let api: ApiUnderTest;
let database: OpenDatabase;
let completed: CompletedRuns;
beforeAll(async () => {
  api = await apiUnderTest();
  const path = join(api.dataDirectory, 'db', 'perf-test.db');
  database = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 0 });
  completed = new CompletedRuns(database.db, { labelRenames: [{ from: 'Old home', to: 'Home' }] });
});
afterAll(async () => {
  database.close();
  await api.close();
});

const get = (url: string) => api.ask('Viewer', 'GET', url);
const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const decide = (runId: number, decision: string, reason = 'known and wanted') =>
  api.ask('Editor', 'PUT', `/api/tests/${runId}/decision`, { decision, reason });

const regression: LabelComparison = {
  ...{ label: 'Home', kind: 'sample', metric: 'p90Ms', isKey: true, reference: 100, current: 150, change: 50 },
  ...{ changeRatio: 0.5, state: 'regressed', severity: 'critical', why: '' },
};

/** Six runs: the label had another name in the first, and the fourth is 50 % slower from then on. */
interface Made {
  ids: number[];
  failed: number;
}
let made: Made;
beforeAll(() => {
  const old = completed.add({ version: '1.0', p90Ms: { 'Old home': 100, Pay: 300 }, users: 50 });
  const second = completed.add({ version: '1.1', p90Ms: { Home: 101, Pay: 303 }, users: 50 });
  const third = completed.add({ version: '1.2', p90Ms: { Home: 99, Pay: 297 }, users: 50 });
  const failed = completed.add({
    ...{ version: '1.3', p90Ms: { Home: 150, Pay: 301 }, users: 50, outcome: 'failed', comparisons: [regression] },
  });
  const loaded = completed.add({ version: '1.3', p90Ms: { Home: 180, Pay: 400 }, users: 80 });
  const last = completed.add({ version: '1.4', p90Ms: { Home: 151, Pay: 299 }, users: 50 });
  made = { ids: [old, second, third, failed, loaded, last], failed };
});

const historyUrl = () => `/api/history?scenarioId=${completed.scenarioId}&testTypeId=1`;
const history = async () => (await get(historyUrl())).json<History>();
const entryOf = async (runId: number) => (await history()).entries.find((entry) => entry.runId === runId);

describe('GET /api/history', () => {
  it('says of each run, newest first, whether it is in and why', async () => {
    const { entries } = await history();
    expect(entries.map(({ runId }) => runId)).toEqual(made.ids.toReversed());
    expect(entries.map(({ isInHistory }) => isInHistory)).toEqual([true, false, false, true, true, true]);
    expect(entries.map(({ why }) => why.split(/[;:]/)[0])).toEqual([
      'It passed and its measurement is valid',
      'Its load differs from that of the newest run',
      'It failed',
      ...Array.from({ length: 3 }, () => 'It passed and its measurement is valid'),
    ]);
    expect(entries[1]?.fingerprintDifference).toEqual(['80 users instead of 50']);
    expect(entries[0]?.fingerprintDifference).toEqual([]);
  });

  it('is empty for what has no run', async () => {
    const { entries } = (await get(`${historyUrl()}&environmentId=99`)).json<History>();
    expect(entries).toEqual([]);
    const ofStress = `/api/history?scenarioId=${completed.scenarioId}&testTypeId=2`;
    expect((await get(ofStress)).json()).toEqual({ entries: [], noise: [], suspiciousRunId: null });
  });

  it.each([
    ['scenarioId=999&testTypeId=1', [404, 'NOT_FOUND']],
    ['scenarioId=1&testTypeId=999', [404, 'NOT_FOUND']],
    ['scenarioId=1', [400, 'REQUEST_INVALID']],
    ['scenarioId=x&testTypeId=1', [400, 'REQUEST_INVALID']],
  ])('%s is refused', async (query, code) => {
    expect(codeOf(await get(`/api/history?${query}`))).toEqual(code);
  });
});

describe('PUT /api/tests/:id/decision', () => {
  it('brings an accepted regression into the history, as a change of its labels', async () => {
    const answer = await decide(made.failed, 'accepted', ' The new page shows more ');
    expect(answer.json<Run>()).toMatchObject({
      ...{ decision: 'accepted', decisions: [{ decision: 'accepted', reason: 'The new page shows more', by: 'zoe' }] },
    });
    expect(await entryOf(made.failed)).toMatchObject({
      ...{ isInHistory: true, changedLabels: ['Home'], why: 'Accepted by zoe: The new page shows more' },
    });
  });

  it('keeps for ever what was said before, and who said it is in the audit log', async () => {
    await decide(made.failed, 'quarantined', 'Was the cache warm?');
    await decide(made.failed, 'none', '');
    const entry = await entryOf(made.failed);
    expect(entry?.decisions.map(({ decision }) => decision)).toEqual(['none', 'quarantined', 'accepted']);
    expect(entry).toMatchObject({ decision: 'none', isInHistory: false, changedLabels: [] });
    const audit = await api.ask('Admin', 'GET', '/api/audit?search=cache%20warm');
    expect(audit.json<Page<object>>().items).toMatchObject([
      { person: 'zoe', action: 'run decided', detail: 'quarantined: Was the cache warm?' },
    ]);
    await decide(made.failed, 'accepted');
  });

  it.each(['accepted', 'rejected', 'quarantined'])('needs a reason for %s', async (decision) => {
    const answer = await decide(made.failed, decision, '  ');
    expect([...codeOf(answer), answer.json().detail]).toEqual([
      ...[400, 'REQUEST_INVALID', `reason: say why the run is ${decision}`],
    ]);
  });

  it('is refused for a run that has not completed, for a smoke run, and for none', async () => {
    const waiting = completed.create({ version: '1.5', more: { status: 'queued' } });
    expect(codeOf(await decide(waiting, 'accepted'))).toEqual([409, 'CONFLICT_STATE']);
    const smoke = completed.add({ version: '1.5', more: { kind: 'smoke' } });
    expect(codeOf(await decide(smoke, 'accepted'))).toEqual([409, 'CONFLICT_STATE']);
    expect(codeOf(await decide(9999, 'accepted'))).toEqual([404, 'NOT_FOUND']);
    expect(codeOf(await decide(made.failed, 'liked'))).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('GET /api/trends', () => {
  const trend = async (query: string) =>
    (await get(`/api/trends?scenarioId=${completed.scenarioId}&testTypeId=1${query}`)).json<Trend>();

  it('follows a label through its renaming, oldest first, and marks where it changed', async () => {
    const { points, labels, metric } = await trend('&label=Home');
    expect([metric, points.map(({ value }) => value)]).toEqual(['p90Ms', [100, 101, 99, 150, 180, 151]]);
    expect(points.map(({ isChange }) => isChange)).toEqual([false, false, false, true, false, false]);
    expect(points.map(({ isInHistory }) => isInHistory)).toEqual([true, true, true, true, false, true]);
    expect(labels).toEqual([
      { label: 'Home', kind: 'sample' },
      { label: 'Pay', kind: 'sample' },
    ]);
  });

  it('has the total, any metric, and no more points than asked for', async () => {
    const { points, label } = await trend('&metric=throughputPerSec&limit=2');
    expect([label, points.map(({ value }) => value)]).toEqual([null, [10, 10]]);
  });

  it('has the band of the whole history, however few points are asked for', async () => {
    const { points, band } = await trend('&label=Pay&limit=1');
    // Five runs of the history, 300, 303, 297, 301 and 299 ms: the centre is the mean of the last three logarithms.
    expect(band?.centre).toBeCloseTo(Math.cbrt(297 * 301 * 299), 9);
    expect(band && band.low < 297 && band.high > 303).toBe(true);
    expect(points).toHaveLength(1);
  });

  it('has no value where a run has no such label, which is not 0', async () => {
    const { points, band } = await trend('&label=Nowhere');
    expect([points.every(({ value }) => value === null), band]).toEqual([true, null]);
  });

  it.each(['&metric=p42Ms', '&limit=0', '&limit=501', '&kind=none'])('refuses %s', async (query) => {
    const answer = await get(`/api/trends?scenarioId=1&testTypeId=1${query}`);
    expect(codeOf(answer)).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('GET /api/trends/matrix', () => {
  it('has the newest run of each version, newest version first, and who decided', async () => {
    const { versions, rows } = (await get('/api/trends/matrix')).json<TrendMatrix>();
    expect(versions.map(({ name }) => name)).toEqual(['1.4', '1.3', '1.2', '1.1', '1.0']);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ scenarioName: 'shop', testTypeName: 'load' });
    // Of 1.3 the later of its two runs.
    expect(rows[0]?.cells.map((cell) => cell?.runId)).toEqual([5, 4, 2, 1, 0].map((index) => made.ids[index]));
    await decide(made.ids[5] ?? 0, 'accepted');
    const again = (await get('/api/trends/matrix')).json<TrendMatrix>();
    expect(again.rows[0]?.cells[0]).toMatchObject({
      decision: 'accepted',
      decidedBy: 'zoe',
      sentence: 'It is passed.',
    });
    expect(again.rows[0]?.cells[1]).toMatchObject({ decision: 'none', decidedBy: null });
  });
});

describe('GET /api/compare', () => {
  const compare = (...ids: Array<number | undefined>) => get(`/api/compare?runIds=${ids.join(',')}`);

  it('puts runs side by side, each against the first, by the names of today', async () => {
    const [old, , , failed, loaded] = made.ids;
    const { runs, total, labels } = (await compare(old, failed, loaded)).json<Comparison>();
    expect(runs.map(({ versionName }) => versionName)).toEqual(['1.0', '1.3', '1.3']);
    expect(runs.map(({ fingerprintDifference }) => fingerprintDifference)).toEqual([
      [],
      [],
      ['80 users instead of 50'],
    ]);
    expect(total.meanMs.values).toEqual([100, 100, 100]);
    const home = labels.find(({ label }) => label === 'Home');
    expect(home?.counts).toEqual([1000, 1000, 1000]);
    // 150 − 100 = 50, 50 ÷ 100 = 0.5; 180 − 100 = 80, 80 ÷ 100 = 0.8
    expect(home?.metrics.p90Ms).toEqual({
      values: [100, 150, 180],
      changes: [null, 50, 80],
      changeRatios: [null, 0.5, 0.8],
    });
    expect(home?.states.map(({ p90, errorRate }) => [p90, errorRate])).toEqual([
      ['', ''],
      ['regressed', 'unchanged'],
      ['regressed', 'unchanged'],
    ]);
    expect(home?.states[1]?.why).toContain('50 % slower than in 1.0 (100 → 150 ms)');
  });

  it('has labels that only some runs have, and tells of errors that rose', async () => {
    const rows = [statisticsRow({ label: 'Pay', p90Ms: 300, errors: 300 }), statisticsRow({ label: 'New', p90Ms: 5 })];
    const broken = completed.add({ version: '1.6', rows, outcome: 'failed' });
    const { labels } = (await compare(made.ids[2], broken)).json<Comparison>();
    const states = Object.fromEntries(labels.map(({ label, states: [, state] }) => [label, state]));
    expect(states).toMatchObject({ New: { p90: 'new' }, Home: { p90: 'missing' }, Pay: { errorRate: 'regressed' } });
    expect(labels.find(({ label }) => label === 'Home')?.counts[1]).toBeNull();
  });

  it('has the change of every metric, none of what is missing, and no ratio over nothing', async () => {
    const times = { meanMs: 80, medianMs: 64, p95Ms: 200, p99Ms: 400, maxMs: 900, throughputPerSec: 4 };
    const before = completed.add({ version: '2.7', rows: [statisticsRow({ label: 'Pay', p90Ms: 160, ...times })] });
    const more = { meanMs: 100, medianMs: 48, p95Ms: 210, p99Ms: null, maxMs: 450, throughputPerSec: 5 };
    const after = completed.add({
      ...{ version: '2.8', rows: [statisticsRow({ label: 'Pay', p90Ms: 200, errors: 20, ...more })] },
    });
    const { labels } = (await compare(before, after)).json<Comparison>();
    const { metrics } = labels.find(({ label }) => label === 'Pay') ?? {};
    const of = Object.fromEntries(
      Object.entries(metrics ?? {}).map(([metric, { changes, changeRatios }]) => [
        metric,
        [changes[1], changeRatios[1]],
      ])
    );
    // By hand: 100 − 80 = 20 = 0.25 · 80; 48 − 64 = −16 = −0.25 · 64; 210 − 200 = 10 = 0.05 · 200; 450 − 900 = −450 =
    // −0.5 · 900; 5 − 4 = 1 = 0.25 · 4; 20 errors of 1 000 = 0.02 over none.
    expect(of).toEqual({
      ...{ p90Ms: [40, 0.25], meanMs: [20, 0.25], medianMs: [-16, -0.25], p95Ms: [10, 0.05], p99Ms: [null, null] },
      ...{ maxMs: [-450, -0.5], throughputPerSec: [1, 0.25], errorRate: [0.02, null] },
    });
  });

  it('has key labels first', async () => {
    const { labels } = (await compare(made.ids[1], made.ids[2])).json<Comparison>();
    expect(labels.map(({ label, isKey }) => [label, isKey])).toEqual([
      ['Home', true],
      ['Pay', true],
    ]);
  });

  it.each(['', '1', '1,1', '1,x', '0,1', '1,2,3,4,5,6,7,8,9,10,11', '1,,2'])('refuses %j', async (runIds) => {
    expect(codeOf(await get(`/api/compare?runIds=${runIds}`))).toEqual([400, 'REQUEST_INVALID']);
  });

  it('refuses what is not there and what has measured nothing', async () => {
    expect(codeOf(await compare(made.ids[0], 9999))).toEqual([404, 'NOT_FOUND']);
    const waiting = completed.create({ version: '1.5', more: { status: 'queued' } });
    const answer = await compare(made.ids[0], waiting);
    expect([...codeOf(answer), answer.json().detail]).toEqual([
      ...[409, 'CONFLICT_STATE', `run ${waiting} is queued and has no statistics to compare`],
    ]);
  });
});

describe('comments', () => {
  const write = (payload: object) => api.ask('Editor', 'POST', '/api/comments', payload);
  const of = async (query: string) => (await get(`/api/comments?${query}`)).json<Comment[]>();

  it('stand on a run and its labels, newest first', async () => {
    const runId = made.failed;
    const first = (await write({ runId, text: ' Slower since the new page ' })).json<Comment>();
    const second = (await write({ runId, label: 'Home', text: 'This one' })).json<Comment>();
    expect(first).toMatchObject({ runId, batchId: null, label: null, text: 'Slower since the new page', by: 'zoe' });
    expect(await of(`runId=${runId}`)).toEqual([second, first]);
  });

  it('stand on a batch', async () => {
    const batchId = 7;
    database.db.run(`INSERT INTO batches (id, name, version_id, findings, created_by)
      VALUES (${batchId}, 'Release night', ${completed.versionId('1.0')}, '[]', 'zoe')`);
    const comment = (await write({ batchId, text: 'All of it at night' })).json<Comment>();
    expect(comment).toMatchObject({ runId: null, batchId, text: 'All of it at night' });
    expect(await of(`batchId=${batchId}`)).toEqual([comment]);
  });

  it('are deleted by who wrote them and by administrators', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await write({ runId: made.failed, text: 'x' })).json<Comment>().id)
    );
    const remove = (id: number | undefined, context: object) =>
      api.sidecar.app.inject({ method: 'DELETE', url: `/api/comments/${id}`, headers: headersOf({ ...context }) });
    const other = await remove(ids[0], { OrgRole: 'Editor', Login: 'ben' });
    expect([other.statusCode, other.json().code]).toEqual([403, 'AUTH_ROLE']);
    expect((await remove(ids[0], { OrgRole: 'Editor' })).statusCode).toBe(204);
    expect((await remove(ids[1], { OrgRole: 'Admin', Login: 'ben' })).statusCode).toBe(204);
    expect((await remove(ids[1], { OrgRole: 'Admin' })).statusCode).toBe(404);
  });

  it.each<[string, object, unknown[]]>([
    ['nothing', { text: 'x' }, [400, 'REQUEST_INVALID']],
    ['two things', { runId: 1, batchId: 1, text: 'x' }, [400, 'REQUEST_INVALID']],
    ['a label of a batch', { batchId: 1, label: 'Home', text: 'x' }, [400, 'REQUEST_INVALID']],
    ['a run that is not there', { runId: 9999, text: 'x' }, [404, 'NOT_FOUND']],
    ['a batch that is not there', { batchId: 9999, text: 'x' }, [404, 'NOT_FOUND']],
    ['a run, without a word', { runId: 1, text: '  ' }, [400, 'REQUEST_INVALID']],
  ])('on %s are refused', async (_name, payload, code) => {
    expect(codeOf(await write(payload))).toEqual(code);
  });

  it('are asked for by run or batch', async () => {
    expect(codeOf(await get('/api/comments'))).toEqual([400, 'REQUEST_INVALID']);
    expect(codeOf(await get('/api/comments?runId=1&batchId=1'))).toEqual([400, 'REQUEST_INVALID']);
    expect(await of('batchId=77')).toEqual([]);
  });
});

describe('a baseline', () => {
  const freeze = (payload: object) => api.ask('Editor', 'POST', '/api/baselines', { name: 'golden', ...payload });

  it('is what a run measured in its analysis window, and one of them is the default', async () => {
    const [first, second] = await Promise.all(
      [0, 1].map(async (index) =>
        (await freeze({ sourceTestRunId: made.ids[index], isDefault: true })).json<Baseline>()
      )
    );
    expect(first?.metrics.map(({ label }) => label)).toEqual(['Total', 'Old home', 'Pay']);
    await api.ask('Editor', 'POST', `/api/baselines/${first?.id}/set-default`);
    const isDefault = async (baseline?: Baseline) => (await get(`/api/baselines/${baseline?.id}`)).json().isDefault;
    expect([await isDefault(first), await isDefault(second)]).toEqual([true, false]);
    expect((await api.ask('Admin', 'DELETE', `/api/baselines/${second?.id}`)).statusCode).toBe(204);
    expect(codeOf(await get(`/api/baselines/${second?.id}`))).toEqual([404, 'NOT_FOUND']);
  });

  it('of a failed or invalid run says why, unless the run was accepted', async () => {
    const failed = completed.add({ version: '1.7', outcome: 'failed' });
    const invalid = completed.add({ version: '1.7', outcome: 'inconclusive', isValid: false });
    for (const sourceTestRunId of [failed, invalid]) {
      const answer = await freeze({ sourceTestRunId, description: ' ' });
      expect([...codeOf(answer), answer.json().detail]).toEqual([
        ...[400, 'REQUEST_INVALID', expect.stringContaining('say why it shall be a baseline')],
      ]);
    }
    expect((await freeze({ sourceTestRunId: failed, description: 'It is the best there is' })).statusCode).toBe(201);
    await decide(invalid, 'accepted');
    expect((await freeze({ sourceTestRunId: invalid })).statusCode).toBe(201);
    const first = completed.add({ version: '1.7', outcome: 'inconclusive' });
    expect((await freeze({ sourceTestRunId: first })).statusCode).toBe(201);
  });

  it('of a version has the samples of its valid runs together', async () => {
    const times = { a: 100, b: 200, invalid: 900, other: 950 };
    const [a] = [
      completed.add({ version: '1.8', p90Ms: { Home: times.a, Pay: 10 }, users: 50 }),
      completed.add({ version: '1.8', p90Ms: { Home: times.b }, users: 50, outcome: 'failed' }),
      completed.add({ version: '1.8', p90Ms: { Home: times.invalid }, users: 50, isValid: false }),
      completed.add({ version: '1.8', p90Ms: { Home: times.other }, users: 80 }),
    ];
    const { metrics } = (await freeze({ sourceTestRunId: a, ofVersion: true })).json<Baseline>();
    // Home: 1 000 samples of 100 ms and 1 000 of 200 ms; the total has Pay's 1 000 of 10 ms, too.
    expect(metrics.map(({ label, count, medianMs, p90Ms }) => [label, count, medianMs, p90Ms])).toEqual([
      ['Total', 3000, 100, 200],
      ['Home', 2000, 100, 200],
      ['Pay', 1000, 10, 10],
    ]);
  });

  it('is none of a run that is shut out, has not completed, or is not there', async () => {
    const rejected = completed.add({ version: '1.7' });
    await decide(rejected, 'rejected');
    expect(codeOf(await freeze({ sourceTestRunId: rejected, description: 'why' }))).toEqual([409, 'CONFLICT_STATE']);
    const waiting = completed.create({ version: '1.7', more: { status: 'queued' } });
    expect(codeOf(await freeze({ sourceTestRunId: waiting }))).toEqual([409, 'CONFLICT_STATE']);
    expect(codeOf(await freeze({ sourceTestRunId: 9999 }))).toEqual([404, 'NOT_FOUND']);
  });
});
