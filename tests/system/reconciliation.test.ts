import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ReconciledFigure } from '../../backend-sidecar/src/contract/analysis.ts';
import type { StatisticsRow } from '../../backend-sidecar/src/contract/statistics.ts';
import { DEFAULT_APDEX } from '../../backend-sidecar/src/contract/scenarios.ts';
import { ResultFollower, type FinalResult } from '../../backend-sidecar/src/results/result-follower.ts';
import { analyseFiles } from '../../backend-sidecar/src/workflow/analysis/analyse-files.ts';
import {
  runReconciliation,
  type ReconciledTables,
} from '../../backend-sidecar/src/workflow/analysis/reconciliation-task.ts';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';
import { generatedResult, HEADER, SETUP_GROUP, STOP_SENT_MS } from '../harness/generated-result.ts';

const run = promisify(execFile);
const ORACLE = fileURLToPath(new URL('../oracle/AggregateReport.java', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures/jmeter', import.meta.url));
const RULES = { excludedLabels: ['Once*'], labelFoldings: [] };

let folder = '';
let path = '';
let home = '';
let ours: FinalResult;
let reconciled: ReconciledTables;

beforeAll(async () => {
  home = await assembleJMeter();
  folder = mkdtempSync(join(tmpdir(), 'reconciliation-'));
  path = join(folder, 'result.csv');
  writeFileSync(path, generatedResult());
  ours = await readByProduct(path);
  reconciled = await reconcileWith(path);
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function readByProduct(filePath: string): Promise<FinalResult> {
  const follower = ResultFollower.start(
    {
      ...{ filePath, mode: 'read', sliceMs: 5000, window: null, setupGroups: [SETUP_GROUP], apdex: DEFAULT_APDEX },
      ...{ stopSentAtMs: STOP_SENT_MS, ...RULES },
    },
    () => undefined,
    () => undefined
  );
  try {
    return await follower.finish();
  } finally {
    await follower.close();
  }
}

function reconcileWith(file: string, whole = ours.whole): Promise<ReconciledTables> {
  return runReconciliation({
    parts: [{ path: file, name: 'result.csv', clockOffsetMs: 0 }],
    read: {},
    ...{ ours: whole, apdex: DEFAULT_APDEX },
    options: { setupGroups: [SETUP_GROUP], stopSentAtMs: STOP_SENT_MS, ...RULES },
  });
}

function figureOf(table: readonly ReconciledFigure[], label: string, name: string): ReconciledFigure | undefined {
  return table.find((one) => one.label === label && one.figure === name);
}

/** JMeter's figure as the reconciliation has it. */
function theirs(table: readonly ReconciledFigure[], label: string, figure: string): number | null | undefined {
  return figureOf(table, label, figure)?.theirs;
}

interface DashboardRow {
  readonly sampleCount: number;
  readonly errorCount: number;
  readonly errorPct: number;
  readonly [figure: string]: number;
}

async function realDashboard(): Promise<{ statistics: Record<string, DashboardRow>; apdex: Map<string, number> }> {
  const output = join(folder, 'dashboard');
  await run(
    'java',
    [
      ...['-Duser.language=en', '-Duser.region=EN', '-Djava.awt.headless=true', '-Xmx512m'],
      ...['-jar', join(home, 'bin', 'ApacheJMeter.jar'), '-g', path, '-o', output, '-j', join(folder, 'jmeter.log')],
      `-Jjmeter.reportgenerator.temp_dir=${join(folder, 'temp')}`,
    ],
    { cwd: folder, maxBuffer: 2 ** 26 }
  );
  const script = readFileSync(join(output, 'content', 'js', 'dashboard.js'), 'utf8');
  const table = /createTable\(\$\("#apdexTable"\), (\{.*?\}), function/s.exec(script)?.[1] ?? '';
  const { overall, items } = JSON.parse(table) as { overall: { data: unknown[] }; items: Array<{ data: unknown[] }> };
  return {
    statistics: JSON.parse(readFileSync(join(output, 'statistics.json'), 'utf8')) as Record<string, DashboardRow>,
    apdex: new Map([overall, ...items].map(({ data }) => [String(data[3]), Number(data[0])])),
  };
}

/** Title of the figure → its name in statistics.json. */
const DASHBOARD_NAMES: Readonly<Record<string, string>> = {
  ...{ count: 'sampleCount', errors: 'errorCount', mean: 'meanResTime', median: 'medianResTime' },
  ...{ min: 'minResTime', max: 'maxResTime', p90: 'pct1ResTime', p95: 'pct2ResTime', p99: 'pct3ResTime' },
  ...{ throughput: 'throughput', received: 'receivedKBytesPerSec', sent: 'sentKBytesPerSec' },
};

const LABELS = ['Buy', 'Create user', 'Once, "quoted"', 'Order, "all"', 'Search'];

describe('JMeter’s HTML dashboard', () => {
  it('has the figures that we reckon by its rules, of every label and of the total', async () => {
    const { statistics, apdex } = await realDashboard();
    // What ran in none of its transactions has a row of zeros and NaN there, and none here.
    expect(statistics.Idle).toMatchObject({ sampleCount: 0, meanResTime: 'NaN' });
    expect(theirs(reconciled.dashboard, 'Idle', 'count')).toBeNull();
    delete statistics.Idle;
    expect(Object.keys(statistics).sort()).toEqual([...LABELS, 'Total']);
    for (const [label, expected] of Object.entries(statistics)) {
      for (const [figure, name] of Object.entries(DASHBOARD_NAMES)) {
        expectNear(theirs(reconciled.dashboard, label, figure), expected[name], `${label} ${figure}`);
      }
      // JMeter keeps it as a 32-bit float, in per cent.
      expectNear(
        theirs(reconciled.dashboard, label, 'error rate'),
        expected.errorPct / 100,
        `${label} error rate`,
        1e-6
      );
    }
    expect([...apdex.keys()].sort()).toEqual(Object.keys(statistics).sort());
    for (const [label, expected] of apdex) {
      expectNear(theirs(reconciled.dashboard, label, 'APDEX'), expected, `${label} APDEX`);
    }
  }, 300_000);
});

/** In the order in which AggregateReport.java prints them. */
const TITLES = [
  ...['count', 'mean', 'median', 'p90', 'p95', 'p99', 'min', 'max'],
  ...['error rate', 'throughput', 'received', 'sent'],
];
const SHARES = [0.9, 0.95, 0.99];

type AggregateReport = ReadonlyMap<string, number[]>;

/** By JMeter's own readers and SamplingStatCalculator: of each file the label, or `Total`, and its figures. */
async function realAggregateReports(files: readonly string[]): Promise<AggregateReport[]> {
  const classPath = ['lib/*', 'lib/ext/*'].map((part) => join(home, part)).join(':');
  const { stdout } = await run('java', ['-cp', classPath, ORACLE, home, ...files], { maxBuffer: 2 ** 26 });
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  return files.map((_, index) => {
    const ofFile = rows.filter(([file]) => file === `file ${index + 1}`);
    return new Map(ofFile.map(([, name = '', ...values]) => [labelOf(name), values.map(Number)]));
  });
}

function labelOf(name: string): string {
  return name === 'TOTAL' ? 'Total' : name.replace('label ', '');
}

/** Labels of very different length, at which ranks are rounded in every way, with times of very different spread. */
function manySizes(): string {
  const sizes = [...Array.from({ length: 41 }, (_, index) => index + 1), 50, 99, 100, 101, 199, 250, 999, 1000, 2503];
  let state = 7;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const rows = sizes.flatMap((size) =>
    Array.from({ length: size }, () => {
      const elapsedMs = Math.floor(Math.exp(random() * (3 + (size % 9))));
      const startMs = 1_700_000_000_000 + Math.floor(random() * 600_000);
      const cells = [startMs, elapsedMs, `${size} samples`, 200, 'OK', 'T 1-1', 'text', random() > size / 3000, ''];
      return [...cells, Math.floor(random() * 1e6), Math.floor(random() * 1e3), 1, 1, 'null', 0, 0, 0].join(',');
    })
  );
  return [HEADER, ...rows, ''].join('\n');
}

describe('JMeter’s Aggregate Report', () => {
  const fixtures = ['HTMLReportTestFile.csv', 'HTMLReportFalseTestFile.csv'].map((name) => join(FIXTURES, name));
  let [sizes, nested] = ['', ''];
  let [generated, ofNested, ...others]: AggregateReport[] = [];

  beforeAll(async () => {
    [sizes, nested] = [join(folder, 'sizes.csv'), join(folder, 'nested.xml')];
    writeFileSync(sizes, manySizes());
    writeFileSync(nested, NESTED);
    [generated, ofNested, ...others] = await realAggregateReports([path, nested, sizes, ...fixtures]);
  }, 120_000);

  it('has the figures that we reckon by its rules, of every label and of the total', () => {
    // Each label that the file has, Idle too, and the total.
    expect(generated?.size).toBe(7);
    for (const [label, values] of generated ?? []) {
      TITLES.forEach((figure, index) =>
        expectNear(theirs(reconciled.aggregateReport, label, figure), values[index], `${label} ${figure}`)
      );
    }
  });

  it('has our figures of real and generated files, but for what its 32-bit percentages round elsewhere', async () => {
    const compared = { rows: 0, percentiles: 0 };
    for (const [index, file] of [sizes, ...fixtures].entries()) {
      const { total, rows } = await engine(file);
      for (const row of [{ ...total, label: 'Total' }, ...rows]) {
        compareRow(row, others[index]?.get(row.label) ?? [], compared);
      }
      expect(others[index]?.size).toBe(rows.length + 1);
    }
    expect(compared.rows).toBe(56);
    expect(compared.percentiles).toBeGreaterThan(150);
  }, 120_000);

  it('leaves out what ran within transactions of XML, and the reconciliation says so', async () => {
    const tables = await reconcileWith(nested, await engine(nested));
    expect([...(ofNested?.keys() ?? [])]).toEqual(['Total', 'A', 'Buy']);
    for (const [label, values] of ofNested ?? []) {
      TITLES.forEach((name, index) =>
        expectNear(theirs(tables.aggregateReport, label, name), values[index], `${label} ${name}`)
      );
    }
    expect(figureOf(tables.aggregateReport, 'A', 'count')).toMatchObject({
      ...{ ours: 2, theirs: 1, why: 'Of XML JMeter leaves out 1 sample within transactions' },
    });
    expect(figureOf(tables.aggregateReport, 'B', 'count')).toMatchObject({ ours: 1, theirs: null });
    expect(figureOf(tables.dashboard, 'Total', 'count')).toMatchObject({ ours: 3, theirs: 3, isEqual: true });
    expect(tables.notes).toEqual([expect.stringContaining('this is XML')]);
  }, 120_000);
});

const NESTED = `<?xml version="1.0" encoding="UTF-8"?>
<testResults version="1.2">
<httpSample t="100" ts="1700000000000" s="true" lb="A" rm="OK" tn="T 1-1" by="1024" sby="512"/>
<sample t="300" ts="1700000000100" s="true" lb="Buy" rm="Number of samples in transaction : 2, number of failing samples : 0" tn="T 1-1" by="2048" sby="512">
  <httpSample t="100" ts="1700000000100" s="true" lb="A" rm="OK" tn="T 1-1" by="1024" sby="256"/>
  <httpSample t="200" ts="1700000000200" s="true" lb="B" rm="OK" tn="T 1-1" by="1024" sby="256">
    <httpSample t="90" ts="1700000000200" s="true" lb="B-0" rm="OK" tn="T 1-1" by="1024" sby="256"/>
  </httpSample>
</sample>
</testResults>
`;

/** A file by itself, without a scenario's rules. */
async function engine(file: string): Promise<FinalResult['whole']> {
  const rules = { sliceMs: 5000, window: null, setupGroups: [] };
  const { result } = await analyseFiles(
    { parts: [{ path: file, name: file, clockOffsetMs: 0 }], read: {}, rules },
    () => undefined
  );
  return result.whole;
}

function compareRow(
  ours: StatisticsRow,
  values: readonly number[],
  compared: { rows: number; percentiles: number }
): void {
  const [count = 0, , median, p90, p95, p99, min, max, errorRate, rate = 0, received, sent, mean, deviation] = values;
  const { label } = ours;
  const same = { count, medianMs: median, minMs: min, maxMs: max };
  expect(ours, label).toMatchObject(same);
  expectNear(ours.errorRate, errorRate, `${label} error rate`);
  expectNear(ours.meanMs, mean, `${label} mean`);
  // JMeter takes the difference of two large numbers.
  expectNear(ours.standardDeviationMs, deviation, `${label} deviation`, 1e-6);
  // JMeter's rate over no time is the largest number there is.
  expectNear(ours.throughputPerSec, rate > 1e300 ? undefined : rate, `${label} throughput`);
  expectNear(ours.receivedKbPerSec, rate > 1e300 ? undefined : received, `${label} received`);
  expectNear(ours.sentKbPerSec, rate > 1e300 ? undefined : sent, `${label} sent`);
  const theirPercentiles = [p90, p95, p99];
  const ourPercentiles = [ours.p90Ms, ours.p95Ms, ours.p99Ms];
  SHARES.forEach((share, index) => {
    if (Math.round(count * share) === Math.round(count * Math.fround(share))) {
      expect(ourPercentiles[index], `${label} p${share}`).toBe(theirPercentiles[index]);
      compared.percentiles++;
    }
  });
  compared.rows++;
}

function expectNear(actual: number | null | undefined, expected: number | undefined, what: string, ratio = 1e-9): void {
  // JMeter divides by no time; we have no figure then.
  if (expected === undefined || !Number.isFinite(expected)) {
    expect(actual ?? null, what).toBeNull();
    return;
  }
  expect(Math.abs((actual ?? NaN) - expected), `${what}: ${actual} against ${expected}`).toBeLessThanOrEqual(
    Math.abs(expected) * ratio
  );
}

describe('a reconciliation', () => {
  const all = () => [...reconciled.aggregateReport, ...reconciled.dashboard];
  const ofKind = (table: readonly ReconciledFigure[], label: string, kind: string | null, name: string) =>
    table.find((one) => one.label === label && one.kind === kind && one.figure === name);

  it('says why wherever the two differ, and nothing where they do not', () => {
    expect(all().filter(({ isEqual, why }) => isEqual !== (why === ''))).toEqual([]);
    expect(all().filter(({ why }) => why.includes('No known rule'))).toEqual([]);
    expect(all().filter(({ isEqual }) => isEqual).length).toBeGreaterThan(60);
  });

  it('finds equal what no rule touches', () => {
    const same = ['count', 'errors', 'error rate', 'median', 'min', 'max', 'throughput', 'received', 'sent'];
    const once = same.map((name) => ofKind(reconciled.aggregateReport, 'Once, "quoted"', 'sample', name)?.isEqual);
    expect(once).toEqual(same.map(() => true));
  });

  it.each([
    ['dashboard', 'Search', 'sample', 'p90', 'JMeter looks at the last 20000 of 249'],
    ['dashboard', 'Search', 'sample', 'count', 'samples that the stop interrupted'],
    ['aggregateReport', 'Search', 'sample', 'mean', 'JMeter cuts the decimals off'],
    ['dashboard', 'Order, "all"', 'transaction', 'count', 'JMeter leaves out 50 transactions in which nothing ran'],
    ['dashboard', 'Idle', 'transaction', 'count', 'JMeter leaves out 25 transactions in which nothing ran'],
    ['aggregateReport', 'Buy', 'sample', 'count', 'JMeter counts everything of this name as one'],
    ['aggregateReport', 'Total', null, 'count', 'transactions, 5 samples of setUp and tearDown groups, 7 samples'],
    [
      'dashboard',
      'Total',
      null,
      'count',
      'JMeter’s total also counts 5 samples of setUp and tearDown groups, 7 samples',
    ],
    ['dashboard', 'Create user', 'setup', 'p90', 'JMeter estimates between two neighbouring values'],
  ] as const)('of the %s, %s (%s), %s: “%s”', (report, label, kind, name, why) => {
    expect(ofKind(reconciled[report], label, kind, name)?.why).toContain(why);
  });

  it('is the same of the compressed file', async () => {
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 1 }));
    expect(await reconcileWith(`${path}.gz`)).toEqual(reconciled);
  });

  it('is the same of what JMeter could not read itself, and says why it could not', async () => {
    const [header = '', ...rows] = readFileSync(path, 'utf8').split('\n');
    const dated = rows.map((row) => row.replace(/^\d{13}/, (ms) => new Date(Number(ms)).toISOString()));
    const variants: Array<[string, string]> = [
      [[header, ...dated].join('\n'), 'want times in milliseconds'],
      [rows.join('\n'), 'want the columns'],
    ];
    for (const [text, why] of variants) {
      writeFileSync(`${path}.other`, text);
      const { notes, ...tables } = await reconcileWith(`${path}.other`);
      expect({ ...tables, notes: [] }).toEqual(reconciled);
      expect(notes).toEqual([expect.stringContaining(why)]);
    }
  }, 60_000);
});
