import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DistributionBins, HeatMap, TransactionTree } from '../contract/analysis.ts';
import type { ImportPreview } from '../contract/imports.ts';
import type { RunStatistics } from '../contract/statistics.ts';
import { openDatabase } from '../persistence/database.ts';
import { runSlices, testRuns } from '../persistence/schema.ts';
import { seal, VarintWriter } from '../statistics/byte-codec.ts';
import { decodeTimeSlices } from '../statistics/stored-slices.ts';
import { apiUnderTest, headersOf, MIGRATIONS, type ApiUnderTest } from './api-fixture.ts';

const T0 = 1_700_000_000_000;
const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect';
const SUMMARY = [
  'Label,# Samples,Average,Median,90% Line,95% Line,99% Line,Min,Maximum,Error %,Throughput,Received KB/sec,Sent KB/sec',
  'Home,100,12,10,20,30,40,5,50,0.000%,10.00000,1.00,1.00',
  'TOTAL,100,12,10,20,30,40,5,50,0.000%,10.00000,1.00,1.00',
].join('\n');

let api: ApiUnderTest;
let runId = 0;
let summaryRunId = 0;

/**
 * Two minutes, a `Home` each second that takes as many ms as seconds have passed (1 to 120), every tenth of them failed, a
 * `=Search` of 5 ms every other second, the transaction of each pair, and at last one that takes longer than any of them. A run of an hour planned has slices of 5 s.
 */
function result(): string {
  const rows: string[] = [];
  for (let second = 0; second < 120; second++) {
    const at = T0 + second * 1000;
    const isFailed = second % 10 === 9;
    const [code, message] = isFailed ? [500, 'down'] : [200, 'OK'];
    rows.push(
      `${at},${second + 1},Home,${code},${message},U 1-1,text,${!isFailed},,1024,512,1,${second < 60 ? 3 : 4},-,1,0,0`
    );
    if (second % 2 === 1) {
      rows.push(`${at + 300},5,=Search,200,OK,U 1-1,text,true,,1024,512,1,3,-,3,0,1`);
      rows.push(
        `${at},400,Visit,200,"Number of samples in transaction : 2, number of failing samples : 0",U 1-1,,true,,2048,1024,1,3,null,4,0,1`
      );
    }
  }
  rows.push(`${T0 + 119_900},900,Slow,200,OK,U 1-1,text,true,,1024,512,1,3,-,1,0,0`);
  return [HEADER, ...rows, ''].join('\n');
}

beforeAll(async () => {
  api = await apiUnderTest();
  const environmentId = idOf(await post('/api/environments', { name: 'test bed' }));
  const scenarioId = idOf(
    await post('/api/scenarios', {
      ...{ name: 'shop', displayName: 'Shop', description: '', testType: 'standalone', scriptId: null, environmentId },
      ...{
        enabledThreadGroups: null,
        cooldownSeconds: 0,
        minimumSamples: 1,
        properties: {},
        slos: [],
        keyLabels: null,
      },
      loads: [{ testTypeId: 1, userCount: 3, durationSeconds: 60, rampUpSeconds: 0, properties: {} }],
      ...{ isActive: true, apdex: { satisfiedMs: 50, toleratedMs: 100, ofLabels: [] } },
    })
  );
  runId = await imported('shop_load_1.0_20231114T221320Z.csv', result(), scenarioId);
  summaryRunId = await imported('shop_load_0.9_20231114T221320Z.csv', SUMMARY, scenarioId);
}, 240_000);
afterAll(async () => api.close());

const post = (url: string, payload: object) => api.ask('Editor', 'POST', url, payload);
const idOf = (answer: { json: <T>() => T }): number => answer.json<{ id: number }>().id;

async function imported(name: string, content: string, scenarioId: number): Promise<number> {
  const boundary = '----perftest-analysis';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
  const headers = headersOf({ OrgRole: 'Editor' }, { 'content-type': `multipart/form-data; boundary=${boundary}` });
  const payload = Buffer.from(`${head}${content}\r\n--${boundary}--\r\n`);
  const sent = await api.sidecar.app.inject({ method: 'POST', url: '/api/tests/import', headers, payload });
  const { importId } = sent.json<ImportPreview>();
  await settled(importId);
  const run = { index: 0, scenarioId, testTypeId: 1, versionName: name.split('_')[2] ?? '' };
  await post(`/api/tests/import/${importId}/accept`, { runs: [run] });
  const { runIds, candidates } = await settled(importId);
  if (runIds[0] === undefined) {
    throw new Error(JSON.stringify(candidates));
  }
  return runIds[0];
}

async function settled(importId: string): Promise<ImportPreview> {
  for (;;) {
    const answer = await api.ask('Editor', 'GET', `/api/tests/import/${importId}`);
    const preview = answer.json<ImportPreview>();
    if (answer.statusCode !== 200) {
      throw new Error(answer.body);
    }
    if (preview.status === 'ready' || preview.status === 'done') {
      return preview;
    }
    await wait(20);
  }
}

async function get<T>(path: string, query: Record<string, string | number> = {}, id = runId): Promise<T> {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  ).toString();
  const answer = await api.ask('Viewer', 'GET', `/api/tests/${id}/${path}?${text}`);
  if (answer.statusCode !== 200) {
    throw new Error(`${answer.statusCode} ${answer.json<{ code: string }>().code}`);
  }
  return answer.json<T>();
}

const statistics = (query: Record<string, string | number> = {}) => get<RunStatistics>('statistics', query);
const rowOf = ({ rows }: RunStatistics, label: string) => rows.find((row) => row.label === label);

describe('the statistics of a run', () => {
  it('are those stored, by the scenario’s own thresholds of satisfaction', async () => {
    const stored = await statistics();
    expect(stored).toMatchObject({ source: 'stored figures', isWhatIf: false, estimator: 'rank', subset: null });
    expect(stored.rows.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      'sample =Search',
      'sample Home',
      'sample Slow',
      'transaction Visit',
    ]);
    // 1 to 120 ms, 10, 20, … failed: of 1–50 five failed (45 satisfied), of 51–100 five (45 tolerated).
    expect(rowOf(stored, 'Home')).toMatchObject({ count: 120, errors: 12, p90Ms: 108, apdex: (45 + 45 / 2) / 120 });
    // Latency 1 ms of Home and Slow, 3 ms of =Search.
    expect(stored.total).toMatchObject({ count: 181, latencyMeanMs: (121 + 60 * 3) / 181, latencyMaxMs: 3 });
  });

  it('of a window that falls on slices come from the stored ones, exactly', async () => {
    const some = await statistics({ fromMs: T0 + 20_000, toMs: T0 + 60_000 });
    expect(some).toMatchObject({ isWhatIf: true, source: 'stored slices', scope: 'window' });
    expect(some).toMatchObject({ windowFromMs: T0 + 20_000, windowToMs: T0 + 60_000 });
    // Seconds 20 to 59: 21 to 60 ms, 4 of them failed. p90 of 40 = the 36th.
    expect(rowOf(some, 'Home')).toMatchObject({ count: 40, errors: 4, minMs: 21, maxMs: 60, meanMs: 40.5, p90Ms: 56 });
    expect(rowOf(some, '=Search')).toMatchObject({ count: 20, latencyMeanMs: 3, connectMaxMs: 1 });
    expect(some.total).toMatchObject({ count: 60, firstStartMs: T0 + 20_000, lastEndMs: T0 + 59_305 });
  });

  it('of a window that cuts slices come from the kept file, and are those of the slices where both can say them', async () => {
    const cut = await statistics({ fromMs: T0 + 20_500, toMs: T0 + 60_500 });
    expect(cut).toMatchObject({ isWhatIf: true, source: 'result file' });
    expect(rowOf(cut, 'Home')).toMatchObject({ count: 40, errors: 4, minMs: 22, maxMs: 61, meanMs: 41.5, p90Ms: 57 });
    const open = await statistics({ toMs: T0 + 60_500 });
    expect(rowOf(open, 'Home')).toMatchObject({ count: 61, minMs: 1, maxMs: 61 });
    // An open border cuts nothing; it is shown as the end of the total’s last sample.
    const whole = await statistics({ fromMs: T0 - 3 });
    expect(whole).toMatchObject({ source: 'stored slices', windowFromMs: T0 - 3, windowToMs: T0 + 120_800 });
    expect(whole.total).toEqual((await statistics()).total);
  });

  it('can be asked for at any rank, by either estimator, and as the total of some labels', async () => {
    const asked = await statistics({ percentiles: '75,99.9', labels: '["Home"]', estimator: 'interpolated' });
    // R-6 over 1 … 120: p·121; 0.999·121 lies behind the last.
    expect(asked.percentiles.find(({ label }) => label === 'Home')?.valuesMs).toEqual([90.75, 120]);
    expect(rowOf(asked, 'Home')?.p90Ms).toBeCloseTo(108.9, 9);
    expect(asked).toMatchObject({ estimator: 'interpolated', subset: { count: 120, errors: 12, latencyMeanMs: 1 } });
    expect(asked.total.count).toBe(181);
    const both = await statistics({ labels: '["Home","=Search","Slow"]' });
    expect(both.subset).toEqual({ ...both.total, label: 'Selected labels' });
    const transactions = await statistics({ labels: '["Visit"]' });
    expect(transactions.subset).toMatchObject({ kind: 'transaction', count: 60, maxMs: 400 });
  });

  it.each([
    [{ fromMs: T0 + 5, toMs: T0 }, '400 REQUEST_INVALID'],
    [{ percentiles: '101' }, '400 REQUEST_INVALID'],
    [{ percentiles: 'x' }, '400 REQUEST_INVALID'],
    [{ labels: 'Home' }, '400 REQUEST_INVALID'],
    [{ labels: '["Home","Visit"]' }, '400 REQUEST_INVALID'],
    [{ labels: '["Nothing"]' }, '404 NOT_FOUND'],
  ])('asked for with %j are refused: %s', async (query, problem) => {
    await expect(statistics(query)).rejects.toThrow(problem);
  });

  it('of an imported summary are only what it says', async () => {
    const asked = await get<RunStatistics>('statistics', { percentiles: '75' }, summaryRunId);
    expect(asked).toMatchObject({ source: 'imported summary', percentiles: [], total: { count: 100 } });
    expect(asked.notes.join()).toContain('no other percentiles');
    await expect(get('statistics', { fromMs: T0 }, summaryRunId)).rejects.toThrow('404 NOT_FOUND');
    await expect(get('statistics', {}, 4711)).rejects.toThrow('404 NOT_FOUND');
  });
});

describe('the export', () => {
  const exported = (format: string) =>
    api.ask('Viewer', 'GET', `/api/tests/${runId}/statistics/export?format=${format}`);

  it('as CSV is a file with every figure, the total last, and no formula', async () => {
    const { headers, body } = await exported('csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain(`filename="shop_load_1.0_run-${runId}_statistics_run.csv"`);
    const lines = body.split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^label,kind,count,errors,errorRate,minMs,.*,apdex,latencyMeanMs,/);
    expect(lines[1]).toMatch(/^'=Search,sample,60,0,0,5,5,5,0,5,5,5,5,/);
    expect(lines[5]).toMatch(/^Total,total,181,12,/);
  });

  it('as JSON is the answer itself', async () => {
    const { headers, body } = await exported('json');
    expect(headers['content-disposition']).toContain('_statistics_run.json');
    expect(JSON.parse(body)).toEqual(await statistics());
  });

  it('is of a window and of labels that are chosen, as the statistics are', async () => {
    const { headers, body } = await exported(`json&fromMs=${T0 + 60_000}`);
    expect(headers['content-disposition']).toContain(`_statistics_${T0 + 60_000}-end.json`);
    expect(JSON.parse(body)).toEqual(await statistics({ fromMs: T0 + 60_000 }));
    const labels = JSON.stringify(['Home']);
    const ofHome = await exported(`csv&labels=${encodeURIComponent(labels)}`);
    expect(ofHome.headers['content-disposition']).toContain('_statistics_run_labels.csv');
    const lines = ofHome.body.split('\r\n');
    // The header, Home with its 120 samples (as above), the total, which is of Home alone, and the end of the file.
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^Home,sample,120,/);
    expect(lines[2]).toMatch(/^Selected labels,total,120,/);
    expect((await exported(`csv&labels=${encodeURIComponent('["None"]')}`)).statusCode).toBe(404);
    expect((await exported('csv&fromMs=2&toMs=1')).statusCode).toBe(400);
  });
});

describe('the pictures of a label', () => {
  it('show how many samples took how long, in bins that people can read', async () => {
    const { row, bins } = await get<DistributionBins>('distribution', { label: 'Home' });
    expect(row).toMatchObject({ label: 'Home', count: 120 });
    expect(bins.length).toBeLessThanOrEqual(60);
    expect(bins.reduce((sum, { ok, failed }) => sum + ok + failed, 0)).toBe(120);
    expect(bins.every(({ toMs }, index) => toMs === (bins[index + 1]?.fromMs ?? toMs))).toBe(true);
    // Widths of 5 ms: 5 to 9 are five good ones, 10 to 14 one failed and four good.
    expect(bins.slice(1, 3)).toEqual([
      { fromMs: 5, toMs: 10, ok: 5, failed: 0 },
      { fromMs: 10, toMs: 15, ok: 4, failed: 1 },
    ]);
    const total = await get<DistributionBins>('distribution', { fromMs: T0 + 60_000 });
    expect(total).toMatchObject({ label: null, row: { count: 91 } });
    expect(total.bins.reduce((sum, { ok, failed }) => sum + ok + failed, 0)).toBe(91);
    const none = await get<DistributionBins>('distribution', { label: 'Home', fromMs: T0 + 600_000 });
    expect(none).toMatchObject({ row: { label: 'Home', count: 0, p90Ms: null }, bins: [] });
    await expect(get('distribution', { label: 'Home', kind: 'transaction' })).rejects.toThrow('404 NOT_FOUND');
  });

  it('show when they took how long', async () => {
    const map = await get<HeatMap>('heat-map', { label: 'Home' });
    expect(map.startsMs.length).toBeLessThanOrEqual(120);
    expect(map.edgesMs.length).toBeLessThanOrEqual(41);
    const samplesOf = (column: number[] = []) => column.reduce((sum, count) => sum + count, 0);
    expect(map.counts.map(samplesOf)).toEqual(map.startsMs.map(() => map.sliceMs / 1000));
    const later = await get<HeatMap>('heat-map', { fromMs: T0 + 60_000, toMs: T0 + 80_000 });
    expect(later.edgesMs[0]).toBeLessThanOrEqual(1);
    expect(later.startsMs[0]).toBe(T0 + 60_000);
    expect(later.counts.map(samplesOf).reduce((sum, count) => sum + count, 0)).toBe(30);
  });

  it('tell what ran within a transaction', async () => {
    const tree = await get<TransactionTree>('transactions');
    expect(tree.unmatchedCount).toBe(0);
    expect(tree.parts).toHaveLength(2);
    expect(tree.parts).toContainEqual({
      transaction: 'Visit',
      label: '=Search',
      kind: 'sample',
      count: 60,
      errors: 0,
      meanMs: 5,
    });
    expect(tree.parts).toContainEqual(expect.objectContaining({ transaction: 'Visit', label: 'Home', count: 60 }));
  });
});

describe('a part of a run that an older sidecar has stored', () => {
  /** As it was written before slices knew when their samples ended. */
  function asFirstFormat(encoded: Uint8Array, sliceMs: number): Buffer {
    const writer = new VarintWriter();
    const slices = decodeTimeSlices(encoded, sliceMs);
    [sliceMs, slices.length].forEach((value) => writer.write(value));
    let previous = 0;
    for (const { startMs, summary } of slices) {
      writer.write(startMs / sliceMs - previous);
      previous = startMs / sliceMs;
      writer.write(summary.receivedBytes ?? 0);
      writer.write((summary.activeThreads ?? -1) + 1);
      summary.ok.writeTo(writer);
      summary.failed.writeTo(writer);
    }
    return Buffer.from(seal(writer.finish()));
  }

  it('has its throughput from the kept file, and without that says why there is none', async () => {
    const path = join(api.dataDirectory, 'db', 'perf-test.db');
    const { db, close } = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 0 });
    const of = eq(runSlices.runId, runId);
    for (const { kind, label, encoded } of db.select().from(runSlices).where(of).all()) {
      const first = { encoded: asFirstFormat(encoded, 1000) };
      db.update(runSlices)
        .set(first)
        .where(and(of, eq(runSlices.kind, kind), eq(runSlices.label, label)))
        .run();
    }
    const [run] = db.select({ file: testRuns.resultFile }).from(testRuns).where(eq(testRuns.id, runId)).all();
    close();
    // 91 samples from T0 + 60 s to the end of the slow one, 119.9 + 0.9 s: 91 ÷ 60.8 s.
    const known = await statistics({ fromMs: T0 + 60_000 });
    expect(known).toMatchObject({ source: 'result file', total: { count: 91 } });
    expect(known.total.throughputPerSec).toBeCloseTo(91 / 60.8, 9);
    rmSync(join(api.dataDirectory, run?.file ?? ''));
    const unknown = await statistics({ fromMs: T0 + 65_000 });
    expect(unknown).toMatchObject({ source: 'stored slices', total: { throughputPerSec: null } });
    expect(unknown.notes.join()).toContain('its result file is not there any more');
  });
});
