import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';

import type { ImportAcceptInput, ImportCandidate, ImportPreview } from '../contract/imports.ts';
import type { History } from '../contract/history.ts';
import type { Page } from '../contract/common.ts';
import type { Report } from '../contract/reports.ts';
import type { Run } from '../contract/runs.ts';
import type { RunStatistics } from '../contract/statistics.ts';
import { apiUnderTest, headersOf, type Answer, type ApiUnderTest } from './api-fixture.ts';

const FIXTURES = new URL('../../../tests/fixtures/', import.meta.url);
const JTL = readFileSync(new URL('jmeter/HTMLReportTestFile.csv', FIXTURES));
const AGGREGATE = readFileSync(new URL('summaries/aggregate.csv', FIXTURES));
const COMPARISON = readFileSync(new URL('summaries/comparison.csv', FIXTURES));

let api: ApiUnderTest;
let scenarioId = 0;
beforeAll(async () => {
  api = await apiUnderTest();
  const environment = await post('/api/environments', { name: 'test bed' });
  scenarioId = idOf(await post('/api/scenarios', scenarioOf('prod_checkout', idOf(environment))));
});
afterAll(async () => api.close());

const post = (url: string, payload: object) => api.ask('Editor', 'POST', url, payload);
const idOf = (answer: Answer): number => answer.json<{ id: number }>().id;
const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];

function scenarioOf(name: string, environmentId: number) {
  return {
    ...{ name, displayName: name, description: '', testType: 'standalone', scriptId: null, environmentId },
    enabledThreadGroups: null,
    loads: [{ testTypeId: 1, userCount: 5, durationSeconds: 60, rampUpSeconds: 0, properties: {} }],
    ...{ cooldownSeconds: 0, minimumSamples: 10, properties: {}, slos: [], keyLabels: null, isActive: true },
  };
}

interface SentFile {
  name: string;
  content: string | Buffer;
}

function form(files: readonly SentFile[]) {
  const boundary = '----perftest-import';
  const parts = files.flatMap(({ name, content }) => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return {
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    headers: headersOf({ OrgRole: 'Editor' }, { 'content-type': `multipart/form-data; boundary=${boundary}` }),
  };
}

async function upload(...files: SentFile[]): Promise<Answer> {
  return (await api.sidecar.app.inject({ method: 'POST', url: '/api/tests/import', ...form(files) })) as Answer;
}

async function view(importId: string): Promise<ImportPreview> {
  return (await api.ask('Editor', 'GET', `/api/tests/import/${importId}`)).json<ImportPreview>();
}

/** Until it is neither being read nor being made into runs. */
async function settled(importId: string): Promise<ImportPreview> {
  for (;;) {
    const preview = await view(importId);
    if (preview.status === 'ready' || preview.status === 'done') {
      return preview;
    }
    await wait(100);
  }
}

async function uploaded(...files: SentFile[]): Promise<ImportPreview> {
  return settled((await upload(...files)).json<ImportPreview>().importId);
}

function only(preview: ImportPreview): ImportCandidate {
  const [candidate, ...others] = preview.candidates;
  if (candidate === undefined || others.length > 0) {
    throw new Error(`${preview.candidates.length} candidates`);
  }
  return candidate;
}

type AskedRun = Partial<ImportAcceptInput['runs'][number]>;

async function accepted(preview: ImportPreview, ...runs: AskedRun[]): Promise<Run[]> {
  const wanted = runs.map((run, index) => ({ index, scenarioId, testTypeId: 1, versionName: '1.0', ...run }));
  const answer = await post(`/api/tests/import/${preview.importId}/accept`, { runs: wanted });
  expect([answer.statusCode, answer.body.slice(0, 300)]).toEqual([202, expect.any(String)]);
  const { runIds, candidates } = await settled(preview.importId);
  expect(candidates.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual([]);
  return Promise.all(runIds.map(async (id) => (await api.ask('Viewer', 'GET', `/api/tests/${id}`)).json<Run>()));
}

/** Once it is made. */
async function reportOf(run: Pick<Run, 'id'> | undefined): Promise<Report> {
  for (;;) {
    const { items } = (await api.ask('Viewer', 'GET', `/api/reports?testRunId=${run?.id}`)).json<Page<Report>>();
    const [report] = items;
    if (report !== undefined && report.status !== 'pending') {
      return report;
    }
    await wait(100);
  }
}

async function statisticsOf(run: Run): Promise<RunStatistics> {
  return (await api.ask('Viewer', 'GET', `/api/tests/${run.id}/statistics`)).json<RunStatistics>();
}

/** A JTL of one label: a sample every second. */
function jtl(startMs: number, elapsedMs: readonly number[], label = 'Home', threads = 3): string {
  const rows = elapsedMs.map(
    (elapsed, index) =>
      `${startMs + index * 1000},${elapsed},${label},200,OK,G 1-1,text,true,,100,50,1,${threads},-,1,0,1`
  );
  const header =
    'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect';
  return [header, ...rows, ''].join('\n');
}

describe('an upload', () => {
  it('is read, and says what was understood', async () => {
    const answer = await upload({ name: 'prod_checkout_load_14.2.3_20190305T110000Z.csv', content: JTL });
    expect(answer.statusCode).toBe(201);
    const preview = await settled(answer.json<ImportPreview>().importId);
    expect(preview).toMatchObject({ status: 'ready', progress: 1, runIds: [] });
    // 255 rows from the file's first start to its last end (tests/fixtures/jmeter/README.md: 255 ÷ 4.2369… = 60.185 s).
    expect(only(preview)).toMatchObject({
      format: 'jtl csv',
      scenarioName: 'prod_checkout',
      scenarioId,
      testTypeName: 'load',
      versionName: '14.2.3',
      versionId: null,
      startedAtMs: 1551783627191,
      durationMs: 60_185,
      counts: { rows: 255, samples: 255, transactions: 0, interrupted: 0, rejected: 0 },
      labels: ['JR-KO', 'JR-OK'],
      labelCount: 2,
      problem: null,
      duplicateOfRunId: null,
    });
  });

  it('may be a zip file, a compressed file, a saved report; folders say what names do not', async () => {
    const zip = new ZipFile();
    zip.addBuffer(gzipSync(JTL), '14.1/load/prod_checkout/run.csv.gz');
    zip.addBuffer(Buffer.from('<html>'), '14.1/index.html');
    zip.addBuffer(AGGREGATE, '__MACOSX/x.csv');
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const preview = await uploaded(
      { name: 'old.zip', content: Buffer.concat(chunks) },
      { name: 'aggregate.csv', content: AGGREGATE }
    );
    const [report, run] = preview.candidates;
    expect(preview.candidates).toHaveLength(2);
    expect(run).toMatchObject({
      format: 'jtl csv',
      scenarioName: 'prod_checkout',
      testTypeName: 'load',
      labelCount: 2,
    });
    expect(report).toMatchObject({ format: 'aggregate report', scenarioName: null, counts: null, startedAtMs: null });
  });

  it('holds a candidate for each run of a comparison file', async () => {
    const { candidates } = await uploaded({ name: 'comparison.csv', content: COMPARISON });
    expect(candidates.map(({ versionName, scenarioName }) => [scenarioName, versionName])).toEqual([
      ['prod', '14.2.2'],
      ['prod', '14.2.3'],
    ]);
  });

  it('says what is wrong with a file that is no result, and takes the others', async () => {
    const preview = await uploaded(
      { name: 'users.csv', content: 'name,password\nann,secret\n' },
      { name: 'prod_checkout_load_1.csv', content: JTL },
      { name: 'statistics.json', content: '{"a": 1}' }
    );
    expect(preview.candidates.map(({ problem }) => problem)).toEqual([
      null,
      expect.stringContaining('“a” is no object'),
      expect.stringContaining('timeStamp'),
    ]);
  });

  it('of many results tells of the first ones while it is read, then of all with fewer labels each', async () => {
    const labels = ['a', 'b', 'c', 'd', 'e'];
    const header = jtl(1_700_300_000_000, []);
    const content = header + labels.map((label) => jtl(1_700_300_000_000, [10], label).slice(header.length)).join('');
    const folder = new ZipFile();
    for (let index = 0; index < 120; index += 1) {
      folder.addBuffer(Buffer.from(content), `folder/run ${index}.csv`);
    }
    folder.end();
    const chunks: Buffer[] = [];
    for await (const chunk of folder.outputStream) {
      chunks.push(chunk as Buffer);
    }
    const { importId } = (await upload({ name: 'folder.zip', content: Buffer.concat(chunks) })).json<ImportPreview>();
    let most = 0;
    for (let preview = await view(importId); preview.status === 'reading'; preview = await view(importId)) {
      expect(preview.candidates.length).toBe(Math.min(50, preview.candidateCount));
      most = Math.max(most, preview.candidateCount);
      await wait(5);
    }
    expect(most).toBeGreaterThan(0);
    const { candidates, candidateCount } = await settled(importId);
    expect([candidates.length, candidateCount]).toEqual([120, 120]);
    expect(candidates[0]).toMatchObject({ labels: ['a', 'b', 'c'], labelCount: 5 });
  });

  it('takes files of one name apart', async () => {
    const preview = await uploaded({ name: 'a.csv', content: JTL }, { name: 'a.csv', content: jtl(1.6e12, [1]) });
    expect(preview.candidates.map(({ fileNames }) => fileNames[0]).sort()).toEqual(['a (2).csv', 'a.csv']);
  });

  it.each([
    ['a path that leaves the folder', { name: '../../etc/passwd.csv', content: 'x' }, 'IMPORT_FILES'],
    ['nothing that could be a result', { name: 'index.html', content: 'x' }, 'IMPORT_FILES'],
    ['a zip file that is none', { name: 'a.zip', content: 'x' }, 'IMPORT_FILES'],
  ])('is refused: %s', async (_why, file, code) => {
    const before = readdirSync(join(api.dataDirectory, 'imports'));
    expect(codeOf(await upload(file))).toEqual([422, code]);
    expect(readdirSync(join(api.dataDirectory, 'imports'))).toEqual(before);
  });

  it('is refused without a form or files', async () => {
    expect(codeOf(await post('/api/tests/import', {}))).toEqual([400, 'REQUEST_INVALID']);
    expect(codeOf(await upload())).toEqual([422, 'IMPORT_FILES']);
  });

  it('is an Editor’s', async () => {
    expect(codeOf(await api.ask('Viewer', 'GET', '/api/tests/import/00000000-0000'))).toEqual([403, 'AUTH_ROLE']);
  });

  it('can be forgotten, and then there is nothing of it', async () => {
    const { importId } = await uploaded({ name: 'a.csv', content: JTL });
    expect((await api.ask('Editor', 'DELETE', `/api/tests/import/${importId}`)).statusCode).toBe(204);
    expect(existsSync(join(api.dataDirectory, 'imports', importId))).toBe(false);
    expect(codeOf(await api.ask('Editor', 'GET', `/api/tests/import/${importId}`))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('an imported run', () => {
  it('is a run as any other: figures, verdict, its file compressed', async () => {
    const preview = await uploaded({ name: 'first.csv', content: JTL });
    const [run] = await accepted(preview, { versionName: '13.0' });
    expect(run).toMatchObject({
      status: 'completed',
      runnerType: 'imported',
      versionName: '13.0',
      startedAtMs: 1551783627191,
      completedAtMs: 1551783627191 + 60_185,
      durationSeconds: 61,
      scriptId: null,
      outcome: 'inconclusive',
      decision: 'none',
      counts: { rows: 255, samples: 255 },
      importedFrom: { fileNames: ['first.csv'], format: 'jtl csv', read: {} },
      resultFileName: 'prod~5Fcheckout_load_13.0_20190305T110027Z.csv.gz',
    });
    const file = await api.ask('Viewer', 'GET', `/api/tests/${run?.id}/download`);
    expect(gunzipSync(file.rawPayload)).toEqual(JTL);
    const statistics = await statisticsOf(run as Run);
    // tests/fixtures/jmeter/README.md
    expect(statistics.total).toMatchObject({
      count: 255,
      errors: 3,
      medianMs: 232,
      p90Ms: 337,
      p95Ms: 339,
      p99Ms: 352,
    });
    expect((await view(preview.importId)).candidates[0]?.duplicateOfRunId).toBeNull();
  });

  it('has a report as any other, made by itself', async () => {
    const preview = await uploaded({ name: 'report_1.csv', content: jtl(1_700_100_000_000, [10, 20, 30]) });
    const [run] = await accepted(preview, { versionName: '7.0' });
    const report = await reportOf(run);
    expect(report).toMatchObject({ status: 'ready', testRunIds: [run?.id] });
    const { stages } = (await api.ask('Viewer', 'GET', `/api/tests/${run?.id}`)).json<Run>();
    expect(stages.map(({ name, status }) => [name, status])).toEqual([['report', 'done']]);
  });

  it('has none when it is one of many or nobody wants one, unless somebody asks', async () => {
    const files = Array.from({ length: 8 }, (_, index) => ({
      name: `many_${index}.csv`,
      content: jtl(1_700_200_000_000 + index * 3_600_000, [10, 20, 30 + index]),
    }));
    const { importId } = await uploaded(...files);
    const imported = async (indexes: readonly number[], more: object) => {
      const runs = indexes.map((index) => ({ index, scenarioId, testTypeId: 1, versionName: '7.1' }));
      expect((await post(`/api/tests/import/${importId}/accept`, { runs, ...more })).statusCode).toBe(202);
      return (await settled(importId)).runIds.slice(-indexes.length);
    };
    const many = await imported([0, 1, 2, 3, 4, 5], {});
    const unwanted = await imported([6], { makesReports: false });
    for (const id of [...many, ...unwanted]) {
      expect((await api.ask('Viewer', 'GET', `/api/tests/${id}`)).json<Run>().stages).toEqual([]);
    }
    const [id = 0] = await imported([7], { makesReports: true });
    expect((await reportOf({ id })).status).toBe('ready');
  });

  it('is known again when its bytes are uploaded once more', async () => {
    const content = jtl(1.7e12, [10, 20, 30]);
    const [run] = await accepted(await uploaded({ name: 'x.csv', content }), {});
    const again = only(await uploaded({ name: 'y.csv', content }));
    expect(again.duplicateOfRunId).toBe(run?.id);
  });

  it('of a saved report says what that says, and nothing else', async () => {
    const preview = await uploaded({ name: 'aggregate.csv', content: AGGREGATE });
    const startedAtMs = Date.UTC(2019, 2, 5);
    const [run] = await accepted(preview, { versionName: '12.0', startedAtMs, accepted: true });
    expect(run).toMatchObject({
      status: 'completed',
      decision: 'accepted',
      decisions: [{ decision: 'accepted', by: 'zoe' }],
      counts: null,
      startedAtMs,
      // 255 ÷ 4.23694 per second
      durationSeconds: 60,
      figures: { totalSamples: 255, errorCount: 3, p90Ms: 337 },
    });
    const statistics = await statisticsOf(run as Run);
    expect(statistics).toMatchObject({ source: 'imported summary', errors: [], rejected: [] });
    expect(statistics.rows.find(({ label }) => label === 'JR-OK')).toMatchObject({ p95Ms: 339, firstStartMs: null });
    expect(statistics.notes.join()).toContain('Aggregate Report');
  });

  it('of several parts is merged by their clocks', async () => {
    const preview = await uploaded(
      { name: 'prod_checkout_load_2.0_host1.csv', content: jtl(1.7e12, [10, 20], 'Home', 4) },
      { name: 'prod_checkout_load_2.0_host2.csv', content: jtl(1.7e12 + 60_000, [30, 40], 'Home', 4) }
    );
    expect(only(preview)).toMatchObject({ versionName: '2.0', counts: { rows: 4 }, durationMs: 61_040 });
    const [run] = await accepted(preview, { versionName: '2.0', read: { clockOffsetsMs: [0, -60_000] } });
    expect(run).toMatchObject({ durationSeconds: 2, counts: { rows: 4 }, importedFrom: { fileNames: { length: 2 } } });
    const { total, notes } = await statisticsOf(run as Run);
    expect(total).toMatchObject({ count: 4, firstStartMs: 1.7e12, lastEndMs: 1.7e12 + 1040 });
    expect(notes.join()).toContain('60000 ms');
    const files = (await api.ask('Viewer', 'GET', `/api/tests/${run?.id}/files`)).json<Array<{ name: string }>>();
    expect(files.map(({ name }) => name).sort()).toEqual([
      expect.stringMatching(/_part1\.csv\.gz$/),
      expect.stringMatching(/_part2\.csv\.gz$/),
    ]);
  });

  it('may be put together of candidates that a person chose', async () => {
    const preview = await uploaded(
      { name: 'one.csv', content: jtl(1.7e12, [10]) },
      { name: 'two.csv', content: jtl(1.7e12, [20]) }
    );
    expect(preview.candidates).toHaveLength(2);
    const [run, ...others] = await accepted(preview, { partIndexes: [1] });
    expect(others).toEqual([]);
    expect(run?.counts?.rows).toBe(2);
  });

  it('that could not be read is read as it is told to be', async () => {
    const content = '2019/03/05 11:00:00.000;12;Home;true\n';
    const preview = await uploaded({ name: 'odd.csv', content });
    expect(only(preview).problem).not.toBeNull();
    const read = {
      columns: ['timeStamp', 'elapsed', 'label', 'success'],
      delimiter: ';',
      timestampFormat: 'yyyy/MM/dd HH:mm:ss.SSS',
    };
    const [run] = await accepted(preview, { read });
    expect(run?.startedAtMs).toBe(Date.UTC(2019, 2, 5, 11));
  });

  it('is not made where it cannot be read, and its candidate says why', async () => {
    const preview = await uploaded(
      { name: 'good.csv', content: jtl(1.7e12, [1]) },
      { name: 'odd.csv', content: 'x;y\n' }
    );
    const runs = [0, 1].map((index) => ({ index, scenarioId, testTypeId: 1, versionName: '1.0', read: {} }));
    await post(`/api/tests/import/${preview.importId}/accept`, { runs });
    const { runIds, candidates, status } = await settled(preview.importId);
    expect([status, runIds.length]).toEqual(['done', 1]);
    expect(candidates.map(({ problem }) => problem === null)).toEqual([true, false]);
  });

  it('is refused where what was asked for makes no sense, and nothing is made then', async () => {
    const preview = await uploaded(
      { name: 'a.csv', content: jtl(1.7e12, [1, 2]) },
      { name: 'b.csv', content: 'x\n' },
      { name: 'c.csv', content: AGGREGATE }
    );
    const details: Array<[object, string]> = [
      [{ index: 7 }, 'there is no candidate 7'],
      [{ versionName: undefined }, 'needs a version'],
      [{ index: 1 }, 'cannot be imported'],
      [{ partIndexes: [2] }, 'holds no samples'],
      [{ partIndexes: [0] }, 'stands in it twice'],
      [{ scenarioId: 999 }, 'scenario 999'],
    ];
    for (const [change, detail] of details) {
      const run = { index: 0, scenarioId, testTypeId: 1, versionName: 'never made', ...change };
      const answer = await post(`/api/tests/import/${preview.importId}/accept`, { runs: [run] });
      expect(answer.json().detail).toContain(detail);
    }
    const versions = (await api.ask('Viewer', 'GET', '/api/versions')).body;
    expect(versions).not.toContain('never made');
    expect(await view(preview.importId)).toMatchObject({ status: 'ready', runIds: [] });
  });
});

describe('a folder of past runs', () => {
  it('becomes the history of the next one', async () => {
    const environment = idOf(await post('/api/environments', { name: 'history' }));
    const historyScenario = idOf(await post('/api/scenarios', scenarioOf('long_history', environment)));
    const files = Array.from({ length: 20 }, (_, index) => {
      const day = String(index + 1).padStart(2, '0');
      const elapsed = Array.from({ length: 200 }, (_, at) => 200 + ((at * 7 + index * 13) % 40));
      return {
        name: `past runs/long_history_load_3.${index}_202401${day}T080000Z.csv`,
        content: jtl(Date.UTC(2024, 0, index + 1, 8), elapsed),
      };
    });
    const preview = await uploaded(...files);
    expect(preview.candidates).toHaveLength(20);
    expect(new Set(preview.candidates.map(({ scenarioId: id }) => id))).toEqual(new Set([historyScenario]));
    const runs = await accepted(
      preview,
      ...preview.candidates.map(({ index, versionName }) => ({
        index,
        scenarioId: historyScenario,
        versionName: versionName ?? '',
        accepted: true,
      }))
    );
    expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'completed'));
    // The oldest was made first, whatever the order of the files.
    expect(runs.map(({ versionName }) => versionName)).toEqual(Array.from({ length: 20 }, (_, index) => `3.${index}`));
    const history = await api.ask('Viewer', 'GET', `/api/history?scenarioId=${historyScenario}&testTypeId=1`);
    const { entries } = history.json<History>();
    expect(entries.map(({ isInHistory }) => isInHistory)).toEqual(Array.from({ length: 20 }, () => true));
  }, 180_000);
});

describe('a sidecar that was killed', () => {
  it('leaves folders that nobody knows, and they are swept', async () => {
    const left = join(api.dataDirectory, 'imports', '11111111-2222.part', 'files');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'a.csv'), 'x');
    utimesSync(left, 0, 0);
    await uploaded({ name: 'a.csv', content: JTL });
    expect(existsSync(left)).toBe(false);
  });
});
