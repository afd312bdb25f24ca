import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import type { Comparison } from '../contract/analysis.ts';
import type { Page } from '../contract/common.ts';
import type { Baseline, Report, ReportArtefact } from '../contract/reports.ts';
import type { Run } from '../contract/runs.ts';
import { CompletedRuns } from '../persistence/completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from '../persistence/database.ts';
import type { ReportModel } from '../reports/model/report-model.ts';
import { apiUnderTest, MIGRATIONS, type Answer, type ApiUnderTest } from './api-fixture.ts';

let api: ApiUnderTest;
let database: OpenDatabase;
let completed: CompletedRuns;
/** Home takes 100 ms, then 105, then 140. */
let ids: { first: number; second: number; invalid: number; newest: number };

beforeAll(async () => {
  api = await apiUnderTest();
  const path = join(api.dataDirectory, 'db', 'perf-test.db');
  database = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 0 });
  completed = new CompletedRuns(database.db, {});
  const rows = (homeMs: number) => [
    statisticsRow({ label: 'Home', p90Ms: homeMs }),
    statisticsRow({ label: '=1+1', p90Ms: 300 }),
  ];
  ids = {
    first: completed.add({ version: '1.0', rows: rows(100), users: 50 }),
    second: completed.add({ version: '1.1', rows: rows(105), users: 50 }),
    newest: completed.add({ version: '1.2', rows: rows(140), users: 80 }),
    // Newer, and invalid: no comparison takes it.
    invalid: completed.add({ version: '1.2', rows: rows(999), isValid: false }),
  };
});
afterAll(async () => {
  database.close();
  await api.close();
});

const get = async <T>(url: string) => (await api.ask('Viewer', 'GET', url)).json<T>();
const post = (body: object) => api.ask('Editor', 'POST', '/api/reports/generate', body);
const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];

async function generate(body: object): Promise<Report> {
  const answer = await post(body);
  expect([answer.statusCode, answer.json()]).toEqual([202, expect.objectContaining({ status: 'pending' })]);
  const { id } = answer.json<Report>();
  return vi.waitFor(
    async () => {
      const report = await get<Report>(`/api/reports/${id}`);
      expect(report).toMatchObject({ status: 'ready', hasExcel: true, hasHtml: true });
      return report;
    },
    { timeout: 20_000, interval: 50 }
  );
}

function modelOf({ id }: Report): ReportModel {
  const { model } = database.db.get<{ model: string }>(`select model from reports where id = ${id}`);
  return JSON.parse(model) as ReportModel;
}

const versions = (...names: string[]) => names.map((name) => completed.versionId(name));

describe('a report of versions', () => {
  it('has each one’s newest valid run, the oldest first, with the figures of GET /api/compare', async () => {
    const report = await generate({ type: 'comparison', versionIds: versions('1.2', '1.1', '1.0') });
    expect(report).toMatchObject({
      ...{ name: '1.2 against 1.0 and 1 version between', type: 'comparison', outcome: 'failed' },
      ...{ testRunIds: [ids.first, ids.second, ids.newest], criticalCount: 1, requestedBy: expect.any(String) },
    });
    const [group] = modelOf(report).comparisons;
    const { runs, total, labels } = await get<Comparison>(
      `/api/compare?runIds=${ids.first},${ids.second},${ids.newest}`
    );
    expect({ total: group?.total, labels: group?.labels }).toEqual({ total, labels });
    expect(group?.columns.map(({ fingerprintDifference }) => fingerprintDifference)).toEqual(
      runs.map(({ fingerprintDifference }) => fingerprintDifference)
    );
  });

  it('judges the newest against the oldest and says what it was outside of the report', async () => {
    const report = await generate({ type: 'comparison', versionIds: versions('1.2', '1.0') });
    const [run, other] = modelOf(report).runs;
    expect(run).toMatchObject({ role: 'judged', ownVerdict: { outcome: 'passed', sentence: 'It is passed.' } });
    // 140 ms against 100; 80 users against 50 say that the two cannot be compared.
    expect(run?.comparisons.map(({ label, state, time }) => [label, state, time?.changeRatio])).toEqual([
      ['Home', 'regressed', 0.4],
      ['=1+1', 'unchanged', 0],
    ]);
    expect(run?.run.verdict?.validity.findings.join()).toContain('80 users instead of 50');
    expect(run?.run.verdict?.reference).toMatchObject({ runId: ids.first, source: 'chosen', versionName: '1.0' });
    expect([other?.role, other?.run.id]).toEqual(['reference', ids.first]);
    const stored = await get<Run>(`/api/tests/${ids.newest}`);
    expect([stored.verdict?.sentence, stored.referenceRunId]).toEqual(['It is passed.', null]);
    expect(run?.run.referenceRunId).toBeNull();
  });

  it('says which versions have no valid run, and refuses what cannot be compared', async () => {
    const none = completed.versionId('0.9');
    const report = await generate({ type: 'comparison', versionIds: [...versions('1.1', '1.0'), none] });
    expect(modelOf(report).leftOut).toEqual(['shop · load · staging: no valid run of 0.9']);
    const [newest = 0] = versions('1.2');
    expect(codeOf(await post({ type: 'comparison', versionIds: [newest, none] }))).toEqual([409, 'CONFLICT_STATE']);
    expect(codeOf(await post({ type: 'comparison', versionIds: [newest, newest] }))).toEqual([400, 'REQUEST_INVALID']);
    expect(codeOf(await post({ type: 'comparison', versionIds: [newest, 9999] }))).toEqual([404, 'NOT_FOUND']);
    expect(codeOf(await post({ type: 'comparison' }))).toEqual([400, 'REQUEST_INVALID']);
    const elsewhere = { type: 'comparison', versionIds: versions('1.1', '1.0'), scenarioIds: [77] };
    expect(codeOf(await post(elsewhere))).toEqual([409, 'CONFLICT_STATE']);
  });
});

describe('a report beside a baseline', () => {
  it('judges the run against what was frozen', async () => {
    const made = await api.ask('Editor', 'POST', '/api/baselines', { name: 'golden', sourceTestRunId: ids.first });
    const { id: baselineId } = made.json<Baseline>();
    const report = await generate({ type: 'baseline', testRunId: ids.second, baselineId });
    const model = modelOf(report);
    expect(model).toMatchObject({ comparedWith: 'baseline “golden”', outcome: 'passed', matrix: null });
    expect(model.runs[0]?.run.verdict?.reference).toMatchObject({ baselineId, kind: 'baseline', name: 'golden' });
    expect(model.comparisons[0]?.columns.map(({ name, runId }) => [name, runId])).toEqual([
      ['baseline “golden”', null],
      ['shop · load · 1.1', ids.second],
    ]);
    const home = model.comparisons[0]?.labels.find(({ label }) => label === 'Home');
    expect(home?.metrics.p90Ms).toEqual({ values: [100, 105], changes: [null, 5], changeRatios: [null, 0.05] });
  });

  it('needs a run and a baseline of its scenario', async () => {
    expect(codeOf(await post({ type: 'baseline', testRunId: ids.second }))).toEqual([400, 'REQUEST_INVALID']);
    expect(codeOf(await post({ type: 'baseline', testRunId: ids.second, baselineId: 99 }))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('artefacts', () => {
  it('stand with their report and can be made again by editors', async () => {
    await api.ask('Editor', 'POST', '/api/comments', { runId: ids.first, label: 'Home', text: 'Cache was cold' });
    const report = await generate({ type: 'single', testRunId: ids.first });
    expect(modelOf(report).runs[0]?.comments).toMatchObject([{ label: 'Home', text: 'Cache was cold' }]);
    const url = `/api/reports/${report.id}/artefacts`;
    expect(await get<ReportArtefact[]>(url)).toEqual(report.artefacts);
    expect(report.artefacts.map(({ kind, state }) => [kind, state])).toEqual([
      ['excel', 'ready'],
      ['html', 'ready'],
    ]);
    expect(report.artefacts.every(({ sizeBytes }) => (sizeBytes ?? 0) > 5000)).toBe(true);
    const again = await api.ask('Editor', 'POST', `${url}/html`);
    expect([again.statusCode, again.json()]).toEqual([
      202,
      expect.objectContaining({ kind: 'html', state: 'waiting' }),
    ]);
    expect(codeOf(await api.ask('Viewer', 'POST', `${url}/html`))).toEqual([403, 'AUTH_ROLE']);
    expect(codeOf(await api.ask('Editor', 'POST', `${url}/word`))).toEqual([400, 'REQUEST_INVALID']);
    expect(codeOf(await api.ask('Editor', 'POST', `${url}/confluence`))).toEqual([400, 'REQUEST_INVALID']);
    expect(codeOf(await api.ask('Editor', 'POST', '/api/reports/9999/artefacts/html'))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('a preview', () => {
  it('says what the report would say, and stores nothing', async () => {
    const input = { type: 'comparison', versionIds: versions('1.2', '1.0') };
    const before = await get<Page<Report>>('/api/reports');
    const answer = await api.ask('Editor', 'POST', '/api/reports/preview', input);
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      expect.objectContaining({
        ...{ title: '1.2 against 1.0', outcome: 'failed', comparedLabels: 2, pictures: 0, leftOut: [] },
        runs: [
          { id: ids.newest, name: 'shop · load · 1.2', isJudged: true, outcome: 'failed' },
          { id: ids.first, name: 'shop · load · 1.0', isJudged: false, outcome: 'passed' },
        ],
      }),
    ]);
    expect((await get<Page<Report>>('/api/reports')).totalItems).toBe(before.totalItems);
    expect(codeOf(await api.ask('Viewer', 'POST', '/api/reports/preview', input))).toEqual([403, 'AUTH_ROLE']);
    expect(codeOf(await api.ask('Editor', 'POST', '/api/reports/preview', { type: 'batch' }))).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
  });
});

describe('the list', () => {
  it('is filtered by type and verdict', async () => {
    await generate({ type: 'single', testRunId: ids.second });
    await generate({ type: 'comparison', versionIds: versions('1.2', '1.0') });
    const all = (await get<Page<Report>>('/api/reports?pageSize=500')).items;
    const filtered = async (query: string) => (await get<Page<Report>>(`/api/reports?pageSize=500&${query}`)).items;
    const idsWhere = (isWanted: (report: Report) => boolean) => all.filter(isWanted).map(({ id }) => id);
    expect((await filtered('type=comparison')).map(({ id }) => id)).toEqual(
      idsWhere(({ type }) => type === 'comparison')
    );
    expect((await filtered('outcome=failed')).map(({ id }) => id)).toEqual(
      idsWhere(({ outcome }) => outcome === 'failed')
    );
    expect(new Set(all.map(({ type }) => type)).size).toBeGreaterThan(1);
    expect(codeOf(await api.ask('Viewer', 'GET', '/api/reports?type=novel'))).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('an evidence pack', () => {
  /** By another tool than the one that wrote it. */
  function unpacked(zip: Buffer): string {
    const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'pack.zip'), zip);
    execFileSync('python3', ['-m', 'zipfile', '-e', join(folder, 'pack.zip'), join(folder, 'out')]);
    return join(folder, 'out');
  }

  it('holds what the report stands on, and the checksum of every byte', async () => {
    const directory = join(api.dataDirectory, 'results', `run-${ids.first}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'script.jmx'), '<jmeterTestPlan/>');
    writeFileSync(join(directory, 'jmeter.log'), '');
    writeFileSync(join(directory, 'process.pid'), '1');
    writeFileSync(join(directory, 'shop.csv.gz'), randomBytes(3_000_000));
    database.db.run(sql`update test_runs set directory = ${`results/run-${ids.first}`} where id = ${ids.first}`);
    const { id } = await generate({ type: 'single', testRunId: ids.first });

    const answer = await api.ask('Viewer', 'GET', `/api/reports/${id}/download/evidence`);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-length': String(answer.rawPayload.length),
      'content-disposition': expect.stringContaining(`report-${id}-evidence.zip`),
    });
    const folder = unpacked(answer.rawPayload);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    expect(manifest.files.map(({ name }) => name)).toEqual([
      ...['report.xlsx', 'report.html', 'report.json'],
      ...['jmeter.log', 'script.jmx', 'shop.csv.gz'].map((name) => `run-${ids.first}/${name}`),
    ]);
    for (const { name, sizeBytes, sha256 } of manifest.files) {
      const content = readFileSync(join(folder, name));
      expect([name, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([
        name,
        sizeBytes,
        sha256,
      ]);
    }
    const result = readFileSync(join(folder, `run-${ids.first}`, 'shop.csv.gz'));
    expect(result.equals(readFileSync(join(directory, 'shop.csv.gz')))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toEqual(modelOf({ id } as Report));
  });

  it('needs a report that is there', async () => {
    expect(codeOf(await api.ask('Viewer', 'GET', '/api/reports/9999/download/evidence'))).toEqual([404, 'NOT_FOUND']);
  });
});

interface Manifest {
  files: Array<{ name: string; sizeBytes: number; sha256: string }>;
}
