import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RowCounts, StatisticsRow } from '../contract/statistics.ts';
import { ResultFollower, type FinalResult, type FollowOptions } from '../results/result-follower.ts';
import { Distribution } from './distribution.ts';

const ORACLE = fileURLToPath(new URL('../../../tests/oracle/statistics.py', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../../tests/fixtures/jmeter/', import.meta.url));
const REPORT_FILE = join(FIXTURES, 'HTMLReportTestFile.csv');
const T0 = 1_700_000_000_000;

type OracleRow = Partial<StatisticsRow> & { count: number };
interface OracleTable {
  total: OracleRow;
  rows: OracleRow[];
}
interface OracleResult {
  counts: RowCounts;
  rejectedByReason: Record<string, number>;
  whole: OracleTable;
  window?: OracleTable;
}

type Choice = Partial<
  Pick<FollowOptions, 'window' | 'setupGroups' | 'labelFoldings' | 'excludedLabels' | 'stopSentAtMs'>
>;

async function askOracle(filePath: string, choice: Choice): Promise<OracleResult> {
  const { window, setupGroups = [], labelFoldings = [], excludedLabels = [], stopSentAtMs } = choice;
  const options = [
    ...(window ? ['--window', `${window.fromMs}`, `${window.toMs}`] : []),
    ...setupGroups.flatMap((name) => ['--setup-group', name]),
    ...labelFoldings.flatMap(({ pattern, label }) => ['--fold', pattern, label]),
    ...excludedLabels.flatMap((label) => ['--exclude-label', label]),
    ...(stopSentAtMs ? ['--stop-sent', `${stopSentAtMs}`] : []),
  ];
  const answer = await promisify(execFile)('python3', [ORACLE, filePath, ...options], { maxBuffer: 2 ** 26 });
  return JSON.parse(answer.stdout) as OracleResult;
}

async function askProduct(filePath: string, choice: Choice = {}): Promise<FinalResult> {
  const defaults = { window: null, setupGroups: [], labelFoldings: [], excludedLabels: [], stopSentAtMs: null };
  const options: FollowOptions = { filePath, mode: 'read', sliceMs: 5000, ...defaults, ...choice };
  const follower = ResultFollower.start(
    options,
    () => undefined,
    () => undefined
  );
  try {
    return await follower.finish();
  } finally {
    await follower.close();
  }
}

/** Whole numbers and texts equal, the rest within 1e-12 of the expected value. */
function expectFigures(actual: object, expected: object): void {
  const figures = new Map<string, unknown>(Object.entries(actual));
  for (const [name, value] of Object.entries(expected)) {
    const figure = figures.get(name);
    if (typeof value !== 'number' || Number.isInteger(value)) {
      expect([name, figure]).toEqual([name, value]);
    } else {
      const distance = Math.abs((Number(figure) - value) / value);
      expect(distance, `${name}: ${String(figure)} against ${value}`).toBeLessThanOrEqual(1e-12);
    }
  }
}

function expectTable(actual: { total: StatisticsRow; rows: StatisticsRow[] } | null, expected: OracleTable): void {
  expectFigures(actual?.total ?? {}, expected.total);
  expect(actual?.rows).toHaveLength(expected.rows.length);
  for (const row of expected.rows) {
    const same = actual?.rows.find(({ label, kind }) => label === row.label && kind === row.kind);
    expectFigures(same ?? {}, row);
  }
}

/** Repeatable numbers in [0, 1) (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MESSAGES = ['OK', '"expected ""x"", got\r\n""y"""', '"a, b"', 'Fehler 😀'];
const BAD_ROWS = ['1,2,3', '', '1700000000000,x,a,200,OK,T 1-1,text,true,,1,2,3,4,null,5,6,7'];

/** 20 000 rows of every sort: transactions, a setUp group, quoted texts, empty cells, unreadable rows, a cut last row. */
function mixedFile(): string {
  const random = randomNumbers(7);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const rows = Array.from({ length: 20_000 }, (_, index) => {
    if (random() < 0.002) {
      return pick(BAD_ROWS);
    }
    const elapsed = Math.floor(Math.exp(4 + 2.5 * random() + (random() < 0.01 ? 5 : 0)));
    const isFailed = random() < 0.07;
    const isTransaction = random() < 0.15;
    const message = isTransaction
      ? '"Number of samples in transaction : 2, number of failing samples : 1"'
      : pick(MESSAGES);
    const group = index < 40 ? '"Set up, first 1-1"' : pick(['Users 1-3', 'Gäste 2-1', 'alone']);
    return [
      T0 + index * 7 - elapsed,
      elapsed,
      pick(['Login', 'Requête HTTP', '"Save, then close"', 'Poll', `/item/${index % 300}`]),
      isFailed ? 500 : 200,
      message,
      group,
      'text',
      !isFailed,
      isFailed ? pick(MESSAGES) : '',
      random() < 0.01 ? '' : Math.floor(random() * 90_000),
      random() < 0.01 ? '' : 300,
      5,
      10,
      'null',
      0,
      0,
      0,
    ].join(',');
  });
  const header = readFileSync(REPORT_FILE, 'utf8').split('\n')[0];
  return `${[header, ...rows].join('\n')}\n${T0},12,Login,200,OK,Users 1-1`;
}

describe('The statistics of a result file', { timeout: 60_000 }, () => {
  let directory: string;
  let mixedPath: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'oracle-'));
    mixedPath = join(directory, 'mixed.csv');
    writeFileSync(mixedPath, mixedFile());
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(['HTMLReportTestFile.csv', 'HTMLReportFalseTestFile.csv'])(
    'equal an independent computation: %s',
    async (name) => {
      const filePath = join(FIXTURES, name);
      const [product, oracle] = await Promise.all([askProduct(filePath), askOracle(filePath, {})]);
      expect(product.counts).toEqual(oracle.counts);
      expect(oracle.counts.samples).toBeGreaterThan(0);
      expectTable(product.whole, oracle.whole);
    }
  );

  it.each<[string, Choice]>([
    ['no options', {}],
    [
      'window, setUp group, excluded label and stop',
      {
        window: { fromMs: T0 + 20_000, toMs: T0 + 90_000 },
        setupGroups: ['Set up, first'],
        excludedLabels: ['Poll'],
        stopSentAtMs: T0 + 120_000,
      },
    ],
    [
      'folded and excluded labels by pattern',
      {
        window: { fromMs: T0 + 20_000, toMs: T0 + 90_000 },
        labelFoldings: [
          { pattern: '/item/1*9', label: 'Login' },
          { pattern: '/item/*', label: 'Items' },
        ],
        excludedLabels: ['P*l', '/item/*'],
        stopSentAtMs: T0 + 120_000,
      },
    ],
  ])('equal an independent computation over rows of every sort, with %s', async (_, choice) => {
    const [product, oracle] = await Promise.all([askProduct(mixedPath, choice), askOracle(mixedPath, choice)]);
    const { rows, samples, transactions, interrupted, rejected } = product.counts;
    expect(product.counts).toEqual(oracle.counts);
    expect(rows).toBe(samples + transactions + interrupted + rejected);
    expect(product.rejectedByReason).toEqual(oracle.rejectedByReason);
    expect(product.rejectedByReason['incomplete last record']).toBe(1);
    expectTable(product.whole, oracle.whole);
    if (oracle.window !== undefined) {
      expect(interrupted).toBeGreaterThan(0);
      expect(oracle.window.total.count).toBeGreaterThan(1000);
      expectTable(product.window, oracle.window);
    }
  });

  it('equal JMeter’s own dashboard where the definitions coincide', async () => {
    const { whole, distributions } = await askProduct(REPORT_FILE);
    // Written by JMeter: its estimator is LEGACY (position p·(n + 1), interpolated), so the order statistics are compared through it.
    const report = JSON.parse(readFileSync(join(FIXTURES, 'HTMLReportExpect.json'), 'utf8')) as Record<
      string,
      Record<string, number | string>
    >;
    for (const row of [whole.total, ...whole.rows]) {
      const { errorPct, ...expected } = report[row.label] ?? {};
      expectFigures(
        {
          transaction: row.label,
          sampleCount: row.count,
          errorCount: row.errors,
          meanResTime: row.meanMs,
          minResTime: row.minMs,
          maxResTime: row.maxMs,
          throughput: row.throughputPerSec,
          receivedKBytesPerSec: row.receivedKbPerSec,
          sentKBytesPerSec: row.sentKbPerSec,
          medianResTime: legacyPercentile(merged(distributions, row.label), 0.5),
          pct1ResTime: legacyPercentile(merged(distributions, row.label), 0.9),
          pct2ResTime: legacyPercentile(merged(distributions, row.label), 0.95),
          pct3ResTime: legacyPercentile(merged(distributions, row.label), 0.99),
        },
        expected
      );
      // JMeter's is a 32-bit float in percent.
      expect(Math.fround((row.errorRate ?? NaN) * 100)).toBeCloseTo(Number(errorPct), 6);
    }
  });

  it('equal the table that was derived by hand from JMeter’s algorithms (tests/fixtures/jmeter/README.md)', async () => {
    const { whole } = await askProduct(REPORT_FILE);
    const lines = [whole.total, ...whole.rows].map((row) => [
      row.label.toUpperCase(),
      row.count,
      Math.trunc(row.meanMs ?? NaN),
      row.medianMs,
      row.p90Ms,
      row.p95Ms,
      row.p99Ms,
      row.minMs,
      row.maxMs,
      row.throughputPerSec?.toFixed(9),
      row.standardDeviationMs?.toFixed(4),
    ]);
    expect(lines).toEqual([
      ['TOTAL', 255, 235, 232, 337, 339, 352, 100, 353, '4.236936114', '79.7705'],
      ['JR-KO', 3, 199, 170, 329, 329, 329, 100, 329, '0.079224655', '95.8135'],
      ['JR-OK', 252, 235, 232, 337, 339, 352, 101, 353, '4.187089806', '79.4629'],
    ]);
  });
});

function merged(distributions: FinalResult['distributions'], label: string): Distribution {
  const all = new Distribution();
  for (const { ok, failed } of distributions.filter((each) => label === 'Total' || each.label === label)) {
    all.merge(Distribution.decode(ok));
    all.merge(Distribution.decode(failed));
  }
  return all;
}

/** commons-math3 Percentile, EstimationType.LEGACY. */
function legacyPercentile(all: Distribution, p: number): number {
  const position = p * (all.count + 1);
  const below = Math.min(Math.max(Math.floor(position), 1), all.count);
  const lower = all.valueAtRank(below) ?? NaN;
  const upper = all.valueAtRank(Math.min(below + 1, all.count)) ?? NaN;
  return position < 1 ? lower : lower + (position - below) * (upper - lower);
}
