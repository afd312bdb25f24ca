import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Comparison } from '../../backend-sidecar/src/contract/analysis.ts';
import type { ImportPreview } from '../../backend-sidecar/src/contract/imports.ts';
import type { Baseline, Report, ReportInput } from '../../backend-sidecar/src/contract/reports.ts';
import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { RunStatistics, StatisticsRow } from '../../backend-sidecar/src/contract/statistics.ts';
import type { Metric } from '../../backend-sidecar/src/contract/verdict.ts';
import {
  readSheets,
  tableOf as sheetTable,
  type Row,
} from '../../backend-sidecar/src/reports/excel/read-xlsx-independently.ts';
import { launchChromium } from '../browser/chromium.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { labelledResult, labelNames } from '../harness/labelled-results.ts';
import { plan, request, threadGroup } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let browser: Browser;
beforeAll(async () => {
  bed = await TestBed.open();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await bed?.close();
});

/** How each figure is shown: the name of its column, what it is multiplied by, its decimals. */
const SHOWN: ReadonlyArray<[key: keyof StatisticsRow, header: string, scale: number, decimals: number]> = [
  ['count', 'Samples', 1, 0],
  ['errors', 'Errors', 1, 0],
  ['errorRate', 'Errors %', 100, 2],
  ['minMs', 'Min ms', 1, 0],
  ['meanMs', 'Mean ms', 1, 1],
  ['medianMs', 'Median ms', 1, 0],
  ['p90Ms', 'p90 ms', 1, 0],
  ['p95Ms', 'p95 ms', 1, 0],
  ['p99Ms', 'p99 ms', 1, 0],
  ['maxMs', 'Max ms', 1, 0],
  ['standardDeviationMs', 'Std dev ms', 1, 1],
  ['throughputPerSec', 'Throughput /s', 1, 2],
  ['receivedKbPerSec', 'Received KB/s', 1, 1],
  ['sentKbPerSec', 'Sent KB/s', 1, 1],
];
const METRICS: ReadonlyArray<[metric: Metric, name: string, scale: number, decimals: number]> = [
  ['p90Ms', 'p90', 1, 0],
  ['errorRate', 'error rate', 100, 2],
  ['medianMs', 'median', 1, 0],
  ['meanMs', 'mean', 1, 1],
  ['p95Ms', 'p95', 1, 0],
  ['p99Ms', 'p99', 1, 0],
  ['maxMs', 'maximum', 1, 0],
  ['throughputPerSec', 'throughput', 1, 2],
];

interface Case {
  labels: string[];
  scenario: Scenario;
  /** The older first. */
  runs: [Run, Run];
  baseline: Baseline;
}

const cases = new Map<number, Case>();

async function prepare(count: number): Promise<Case> {
  const labels = labelNames(count);
  const created = await bed.addScenario({
    ...{ name: `shop${count}`, plan: plan([threadGroup('Users', [request('Login', '/')])]) },
  });
  const { id: _id, createdAtMs: _createdAtMs, sloTexts: _sloTexts, ...fields } = created;
  const scenario = await bed.api.put<Scenario>(`/scenarios/${created.id}`, { ...fields, windowTrimStartSeconds: 0 });
  const runs = [
    await imported(scenario, labels, { version: '1.0.0', startMs: Date.UTC(2026, 2, 2, 9), slowdownMs: 0 }),
    await imported(scenario, labels, { version: '1.1.0', startMs: Date.UTC(2026, 2, 3, 9), slowdownMs: 40 }),
  ] satisfies [Run, Run];
  const baseline = await bed.api.post<Baseline>('/baselines', {
    ...{ name: `spring ${count}`, sourceTestRunId: runs[0].id },
  });
  return { labels, scenario, runs, baseline };
}

async function imported(
  scenario: Scenario,
  labels: readonly string[],
  { version, startMs, slowdownMs }: { version: string; startMs: number; slowdownMs: number }
): Promise<Run> {
  const form = new FormData();
  form.append(
    'file',
    new Blob([labelledResult({ labels, startMs, slowdownMs })]),
    `${scenario.name}_load_${version}.csv`
  );
  const { importId } = await bed.api.upload<ImportPreview>('/tests/import', form);
  const until = (status: ImportPreview['status']) =>
    waitUntil({
      what: `the import is ${status}`,
      timeoutMs: 60_000,
      read: () => bed.api.get<ImportPreview>(`/tests/import/${importId}`),
      isDone: (preview) => preview.status === status,
    });
  const { candidates } = await until('ready');
  const runs = candidates.map(({ index }) => ({
    ...{ index, scenarioId: scenario.id, testTypeId: bed.testTypeId, versionName: version, accepted: true },
  }));
  await bed.api.post(`/tests/import/${importId}/accept`, { runs });
  const { runIds } = await until('done');
  return bed.run(runIds[0] ?? 0);
}

interface Opened {
  page: Page;
  workbook: ReturnType<typeof readSheets>;
}

async function opened(input: ReportInput): Promise<Opened> {
  const { id } = await bed.api.post<Report>('/reports/generate', input);
  await waitUntil({
    what: 'the report is ready',
    timeoutMs: 60_000,
    read: () => bed.api.get<Report>(`/reports/${id}`),
    isDone: ({ status }) => status !== 'pending',
  });
  const html = (await bed.api.download(`/reports/${id}/download/html`)).toString('utf8');
  const page = await browser.newPage({ javaScriptEnabled: false });
  page.on('dialog', (dialog) => {
    throw new Error(`A label was executed: ${dialog.message()}`);
  });
  await page.setContent(html);
  return { page, workbook: readSheets(await bed.api.download(`/reports/${id}/download/excel`)) };
}

/** The cells of the table whose caption begins like this, by label and header; what is said of a label stands beside. */
function tableOf(page: Page, caption: string): Promise<Array<Record<string, string>>> {
  return page.evaluate((wanted) => {
    const own = (cell: Element) =>
      [...cell.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent)
        .join('');
    const table = [...document.querySelectorAll('table')].find((one) => one.caption?.textContent?.startsWith(wanted));
    if (table === undefined) {
      throw new Error(`There is no table “${wanted}”`);
    }
    const headers = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent ?? '');
    return [...(table.tBodies[0]?.rows ?? [])].map((row) =>
      Object.fromEntries([...row.cells].map((cell, index) => [headers[index] ?? '', own(cell)]))
    );
  }, caption);
}

/** By hand: scaled, rounded half away from zero, in groups of three. No data is a dash. */
function shown(value: number | null | undefined, scale: number, decimals: number, unit = ''): string {
  if (value === null || value === undefined) {
    return '–';
  }
  const [whole = '', fraction] = (Math.round(Number((value * scale * 10 ** decimals).toPrecision(15))) / 10 ** decimals)
    .toFixed(decimals)
    .split('.');
  const grouped = new Intl.NumberFormat('en', { useGrouping: true }).format(Number(whole)).replaceAll(',', '\u00a0');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`}${unit}`;
}

function rowAsShown(row: StatisticsRow): Record<string, string> {
  const figures = SHOWN.map(([key, header, scale, decimals]) => [header, shown(row[key] as number, scale, decimals)]);
  return Object.fromEntries([['Label', row.label], ...figures]) as Record<string, string>;
}

const SHOWN_HEADERS = ['Label', ...SHOWN.map(([, header]) => header)];

/** A workbook has the numbers themselves. */
function rowAsStored(row: StatisticsRow): Row {
  const figures = SHOWN.map(([key, header]) => [header, row[key]] as const);
  return Object.fromEntries([['Label', row.label] as const, ...figures]);
}

function only(row: Row, headers: readonly string[]): Row {
  return Object.fromEntries(headers.map((header) => [header, row[header] ?? null]));
}

function byLabel(one: Row, other: Row): number {
  return (one.Label ?? '') < (other.Label ?? '') ? -1 : 1;
}

function unitOf(metric: Metric): string {
  if (metric === 'errorRate') {
    return '\u00a0%';
  }
  return metric === 'throughputPerSec' ? '\u00a0/s' : '\u00a0ms';
}

describe.each([1, 40, 300])('reports of %i labels', (count) => {
  beforeAll(async () => {
    cases.set(count, await prepare(count));
  });
  const given = () => {
    const found = cases.get(count);
    if (found === undefined) {
      throw new Error('not prepared');
    }
    return found;
  };

  it('of a run have every figure of the API', async () => {
    const { labels, runs } = given();
    const statistics = await bed.api.get<RunStatistics>(`/tests/${runs[1].id}/statistics`);
    expect(statistics.rows.map(({ label }) => label).sort()).toEqual([...labels].sort());
    const { page, workbook } = await opened({ type: 'single', testRunId: runs[1].id });
    const table = await tableOf(page, 'Statistics of the whole run');
    expect(table).toEqual([rowAsShown(statistics.total), ...statistics.rows.map((row) => rowAsShown(row))]);
    const stored = sheetTable(workbook, `${given().scenario.name} load`).map((row) => only(row, SHOWN_HEADERS));
    expect(stored).toEqual([statistics.total, ...statistics.rows].map(rowAsStored));
    await page.close();
  });

  it('of versions have every figure of the API', async () => {
    const { scenario, runs } = given();
    const ids = runs.map(({ id }) => id);
    const compared = await bed.api.get<Comparison>(`/compare?runIds=${ids.join(',')}`);
    const { page, workbook } = await opened({
      ...{ type: 'comparison', versionIds: [runs[1].versionId, runs[0].versionId], scenarioIds: [scenario.id] },
    });
    const sheet = sheetTable(workbook, 'Comparison');
    const totals = await tableOf(page, 'Figures of all samples together');
    for (const [place, [metric, name, scale, decimals]] of METRICS.entries()) {
      const cells = (values: ReadonlyArray<number | null>) => ({
        '1.0.0': shown(values[0], scale, decimals, unitOf(metric)),
        '1.1.0': shown(values[1], scale, decimals, unitOf(metric)),
      });
      expect(totals[place]).toEqual({ Figure: name, ...cells(compared.total[metric].values) });
      const table = await tableOf(page, `${name} of each label`);
      expect(table.map(({ 'Last against first': _state, ...cellsOfLabel }) => cellsOfLabel).sort(byLabel)).toEqual(
        compared.labels.map(({ label, metrics }) => ({ Label: label, ...cells(metrics[metric].values) })).sort(byLabel)
      );
      const stored = [{ label: 'All samples', metrics: compared.total }, ...compared.labels].map(
        ({ label, metrics }) => {
          const { values, changes, changeRatios } = metrics[metric];
          return {
            ...{ Label: label, '1.0.0': values[0] ?? null, '1.1.0': values[1] ?? null },
            ...{ '1.1.0 change': changes[1] ?? null, '1.1.0 change %': changeRatios[1] ?? null },
          };
        }
      );
      const headers = Object.keys(stored[0] ?? {});
      const rows = sheet.filter((row) => row.Metric === name).map((row) => only(row, headers));
      expect(rows.sort(byLabel)).toEqual(stored.sort(byLabel));
    }
    await page.close();
  });

  it('beside a baseline have every figure of the API', async () => {
    const { labels, runs, baseline } = given();
    const statistics = await bed.api.get<RunStatistics>(`/tests/${runs[1].id}/statistics`);
    const { page, workbook } = await opened({ type: 'baseline', testRunId: runs[1].id, baselineId: baseline.id });
    const table = await tableOf(page, 'p90 and errors per label');
    const of = (rows: readonly StatisticsRow[], label: string) => rows.find((row) => row.label === label);
    const expected = labels.map((label) => {
      const [before, now] = [of(baseline.metrics, label), of(statistics.rows, label)];
      return {
        ...{ Label: label, 'p90 before, ms': shown(before?.p90Ms, 1, 0), 'p90 now, ms': shown(now?.p90Ms, 1, 0) },
        'Errors before': shown(before?.errorRate, 100, 2, '\u00a0%'),
        'Errors now': shown(now?.errorRate, 100, 2, '\u00a0%'),
      };
    });
    const found = table.map(({ State: _state, Change: _change, Why: _why, ...figures }) => figures);
    expect(found.sort(byLabel)).toEqual(expected.sort(byLabel));
    const stored = sheetTable(workbook, 'Judgement')
      .filter(({ Metric: name }) => name === 'p90')
      .map((row) => only(row, ['Label', 'Reference', 'Current']));
    const figures = labels.map((label) => ({
      ...{ Label: label, Reference: of(baseline.metrics, label)?.p90Ms ?? null },
      Current: of(statistics.rows, label)?.p90Ms ?? null,
    }));
    expect(stored.sort(byLabel)).toEqual(figures.sort(byLabel));
    await page.close();
  });
});
