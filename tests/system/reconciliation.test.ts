import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ReconciledFigure } from '../../backend-sidecar/src/contract/analysis.ts';
import { DEFAULT_APDEX } from '../../backend-sidecar/src/contract/scenarios.ts';
import { ResultFollower, type FinalResult } from '../../backend-sidecar/src/results/result-follower.ts';
import { runReconciliation, type ReconciledTables } from '../../backend-sidecar/src/workflow/reconciliation-task.ts';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';
import { generatedResult, SETUP_GROUP, STOP_SENT_MS } from '../harness/generated-result.ts';

const run = promisify(execFile);
const ORACLE = fileURLToPath(new URL('../oracle/AggregateReport.java', import.meta.url));
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

function reconcileWith(file: string): Promise<ReconciledTables> {
  return runReconciliation({
    parts: [{ path: file, name: 'result.csv', clockOffsetMs: 0 }],
    ...{ ours: ours.whole, apdex: DEFAULT_APDEX },
    options: { setupGroups: [SETUP_GROUP], stopSentAtMs: STOP_SENT_MS, ...RULES },
  });
}

/** JMeter's figure as the reconciliation has it. */
function theirs(table: readonly ReconciledFigure[], label: string, figure: string): number | null | undefined {
  return table.find((one) => one.label === label && one.figure === figure)?.theirs;
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

describe('JMeter’s Aggregate Report', () => {
  it('has the figures that we reckon by its rules, of every label and of the total', async () => {
    const classPath = ['lib/*', 'lib/ext/*'].map((part) => join(home, part)).join(':');
    const { stdout } = await run('java', ['-cp', classPath, ORACLE, path, home], { maxBuffer: 2 ** 26 });
    // Each label that the file has, Idle too, and the total.
    const lines = stdout.split('\n').filter((one) => /^(TOTAL|label )/.test(one));
    expect(lines).toHaveLength(7);
    for (const line of lines) {
      const [name = '', ...values] = line.split('\t');
      const label = name === 'TOTAL' ? 'Total' : name.replace('label ', '');
      const titles = ['count', 'mean', 'median', 'p90', 'p95', 'p99', 'min', 'max'];
      [...titles, 'error rate', 'throughput', 'received', 'sent'].forEach((figure, index) =>
        expectNear(theirs(reconciled.aggregateReport, label, figure), Number(values[index]), `${label} ${figure}`)
      );
    }
  }, 120_000);
});

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
  const figure = (table: readonly ReconciledFigure[], label: string, kind: string | null, name: string) =>
    table.find((one) => one.label === label && one.kind === kind && one.figure === name);

  it('says why wherever the two differ, and nothing where they do not', () => {
    expect(all().filter(({ isEqual, why }) => isEqual !== (why === ''))).toEqual([]);
    expect(all().filter(({ why }) => why.includes('No known rule'))).toEqual([]);
    expect(all().filter(({ isEqual }) => isEqual).length).toBeGreaterThan(60);
  });

  it('finds equal what no rule touches', () => {
    const same = ['count', 'errors', 'error rate', 'median', 'min', 'max', 'throughput', 'received', 'sent'];
    const once = same.map((name) => figure(reconciled.aggregateReport, 'Once, "quoted"', 'sample', name)?.isEqual);
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
    expect(figure(reconciled[report], label, kind, name)?.why).toContain(why);
  });

  it('is the same of the compressed file', async () => {
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 1 }));
    expect(await reconcileWith(`${path}.gz`)).toEqual(reconciled);
  });
});
