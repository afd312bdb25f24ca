import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import type { Trend } from '../contract/history.ts';
import type { Comparison } from '../contract/analysis.ts';
import type { PublishPreview } from '../contract/publishing.ts';
import type { Report } from '../contract/reports.ts';
import type { RunStatistics, StatisticsRow } from '../contract/statistics.ts';
import { findAll, readStorage, shownText } from '../integrations/confluence/storage-tree-fixture.ts';
import { CompletedRuns } from '../persistence/completed-run-fixture.ts';
import { openDatabase } from '../persistence/database.ts';
import { readSheets } from '../reports/excel/read-xlsx-independently.ts';
import { apiUnderTest, MIGRATIONS, type ApiUnderTest } from './api-fixture.ts';

const LABEL = 'Never asked';
/** What there is to say of no samples: that there are none. */
const WITHOUT_DATA: Partial<StatisticsRow> = {
  ...{ label: LABEL, count: 0, errors: 0, errorRate: null, throughputPerSec: null, apdex: null },
  ...{ minMs: null, meanMs: null, medianMs: null, standardDeviationMs: null, maxMs: null },
  ...{ p90Ms: null, p95Ms: null, p99Ms: null, receivedKbPerSec: null, sentKbPerSec: null },
  ...{ firstStartMs: null, lastEndMs: null, idleMeanMs: null },
  ...{ latencyMeanMs: null, latencyMaxMs: null, connectMeanMs: null, connectMaxMs: null },
};

/** A label of which the analysis window has no sample, wherever its figures go. */
describe('a label without data', () => {
  let api: ApiUnderTest;
  let ids: [number, number];
  let scenarioId: number;
  let report: Report;
  const get = async <T>(url: string) => (await api.ask('Viewer', 'GET', url)).json<T>();

  beforeAll(async () => {
    api = await apiUnderTest();
    const path = join(api.dataDirectory, 'db', 'perf-test.db');
    const database = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 0 });
    const runs = new CompletedRuns(database.db, {});
    const add = (version: string, row: StatisticsRow) => runs.add({ version, rows: [statisticsRow(), row] });
    ids = [add('1.0', statisticsRow({ label: LABEL })), add('1.1', statisticsRow(WITHOUT_DATA))];
    scenarioId = runs.scenarioId;
    database.close();
    const asked = await api.ask('Editor', 'POST', '/api/reports/generate', { type: 'single', testRunId: ids[1] });
    const { id } = asked.json<Report>();
    report = await vi.waitFor(
      async () => {
        const made = await get<Report>(`/api/reports/${id}`);
        expect(made).toMatchObject({ status: 'ready', hasExcel: true, hasHtml: true });
        return made;
      },
      { timeout: 30_000, interval: 50 }
    );
  });
  afterAll(() => api.close());

  it('has null for every figure in the statistics', async () => {
    const { rows } = await get<RunStatistics>(`/api/tests/${ids[1]}/statistics?scope=window`);
    const { label, kind, count, errors, ...figures } = rows.find((row) => row.label === LABEL) ?? statisticsRow();
    expect([label, kind, count, errors]).toEqual([LABEL, 'sample', 0, 0]);
    expect(Object.entries(figures).filter(([, value]) => value !== null)).toEqual([]);
  });

  it('has empty cells in the CSV', async () => {
    const url = `/api/tests/${ids[1]}/statistics/export?format=csv&scope=window`;
    const [head = '', ...lines] = (await api.ask('Viewer', 'GET', url)).body.trimEnd().split(/\r?\n/);
    const cells = lines.find((line) => line.includes(LABEL))?.split(',') ?? [];
    const shown = head.split(',').flatMap((name, at) => (cells[at] === '' ? [] : [[name, cells[at]]]));
    expect(cells).toHaveLength(head.split(',').length);
    // Its name, that it is a sampler's, and how many: nothing else.
    expect(shown.map(([, value]) => value)).toEqual([LABEL, 'sample', '0', '0']);
  });

  it('has no value and no change beside a run that had some', async () => {
    const { labels } = await get<Comparison>(`/api/compare?runIds=${ids[0]},${ids[1]}`);
    const { metrics } = labels.find(({ label }) => label === LABEL) ?? { metrics: null };
    expect(metrics?.p90Ms).toMatchObject({ values: [100, null], changeRatios: [null, null] });
  });

  it('is a gap in the trend', async () => {
    const url = `/api/trends?scenarioId=${scenarioId}&testTypeId=1&metric=p90Ms&label=${encodeURIComponent(LABEL)}`;
    const { points } = await get<Trend>(url);
    expect(points.map(({ value }) => value)).toEqual([100, null]);
  });

  it('has empty cells in Excel and dashes in HTML and in Confluence', async () => {
    const excel = await api.ask('Viewer', 'GET', `/api/reports/${report.id}/download/excel`);
    const inExcel = [...readSheets(excel.rawPayload).values()].flatMap((cells) => figuresBeside(cells));
    expect(inExcel.length).toBeGreaterThan(0);
    expect(inExcel.filter((value) => value !== 0)).toEqual([]);
    const html = (await api.ask('Viewer', 'GET', `/api/reports/${report.id}/html`)).body;
    const row = new RegExp(`<tr[^>]*>(?:(?!</tr>).)*${LABEL}(?:(?!</tr>).)*</tr>`, 's').exec(html)?.[0] ?? '';
    const inHtml = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, ''));
    expect(new Set(inHtml)).toEqual(new Set(['0', '–']));
    const preview = await api.ask('Editor', 'POST', `/api/confluence/preview/${report.id}`, {});
    const rows = findAll(readStorage(preview.json<PublishPreview>().storage), 'tr').map((one) =>
      findAll(one, 'td').map(shownText)
    );
    const [, ...inConfluence] = rows.find(([name]) => name === LABEL) ?? [];
    expect(new Set(inConfluence)).toEqual(new Set(['0', '–']));
  });
});

/** Numbers in the rows of the label: its counts, and nothing else. */
function figuresBeside(cells: ReadonlyMap<string, { value: unknown }>): number[] {
  const rowOf = (address: string) => address.replace(/^[A-Z]+/, '');
  const rows = new Set([...cells].filter(([, { value }]) => value === LABEL).map(([address]) => rowOf(address)));
  return [...cells].flatMap(([address, { value }]) =>
    rows.has(rowOf(address)) && typeof value === 'number' ? [value] : []
  );
}
