/**
 * Computes the statistics of every run of a data directory anew, independently, and compares them with what the sidecar
 * has stored: `npx tsx tests/oracle/check-data-directory.ts data/demo`. Ends with 1 when anything differs.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import Sqlite from 'better-sqlite3';

import { computeIndependently, differences, setUpGroupsOf, type Figures, type Table } from './compare-statistics.ts';

export interface CheckedRun {
  readonly runId: number;
  readonly status: string;
  readonly rows: number;
  readonly differences: readonly string[];
}

interface StoredRun {
  id: number;
  status: string;
  directory: string;
  resultFile: string;
  rows: number;
  transactions: number;
  interrupted: number;
  rejected: number;
  windowFromMs: number | null;
  windowToMs: number | null;
  stopSentAtMs: number | null;
}

const RUNS = `SELECT id, status, directory, result_file AS resultFile, row_count AS rows, transaction_count AS transactions,
  interrupted_count AS interrupted, rejected_count AS rejected, window_from_ms AS windowFromMs,
  window_to_ms AS windowToMs, stop_sent_at_ms AS stopSentAtMs
  FROM test_runs WHERE row_count IS NOT NULL ORDER BY id`;

const STATISTICS = `SELECT is_total AS isTotal, transaction_name AS label, kind, sample_count AS count,
  error_count AS errors, error_rate AS errorRate, min_ms AS minMs, max_ms AS maxMs, mean_ms AS meanMs,
  median_ms AS medianMs, standard_deviation_ms AS standardDeviationMs, p90_ms AS p90Ms, p95_ms AS p95Ms,
  p99_ms AS p99Ms, throughput_per_sec AS throughputPerSec, received_kb_per_sec AS receivedKbPerSec,
  sent_kb_per_sec AS sentKbPerSec, first_start_ms AS firstStartMs, last_end_ms AS lastEndMs
  FROM test_statistics WHERE test_run_id = ? AND scope = ?`;

/** Each run that has a stored result. Looks at the database only; a sidecar may be working on it. */
export function checkDataDirectory(dataDirectory: string): CheckedRun[] {
  const database = new Sqlite(join(dataDirectory, 'db', 'perf-test.db'), { readonly: true });
  try {
    const runs = database.prepare<[], StoredRun>(RUNS).all();
    return runs.map((run) => checkRun(database, dataDirectory, run));
  } finally {
    database.close();
  }
}

function checkRun(database: Sqlite.Database, dataDirectory: string, run: StoredRun): CheckedRun {
  const { id: runId, status, rows, transactions, interrupted, rejected, windowFromMs, windowToMs } = run;
  const samples = rows - transactions - interrupted - rejected;
  const window = windowFromMs === null || windowToMs === null ? null : { fromMs: windowFromMs, toMs: windowToMs };
  const path = join(dataDirectory, run.resultFile);
  if (!existsSync(path)) {
    return { runId, status, rows, differences: [`the result file ${run.resultFile} is not there`] };
  }
  const expected = computeIndependently({
    path,
    window,
    setUpGroups: setUpGroupsOf(join(dataDirectory, run.directory, 'script.jmx')),
    stopSentAtMs: run.stopSentAtMs,
  });
  const actual = {
    counts: { rows, samples, transactions, interrupted, rejected },
    whole: storedTable(database, runId, 'run'),
    window: window === null ? undefined : storedTable(database, runId, 'window'),
  };
  return { runId, status, rows, differences: differences(expected, actual) };
}

function storedTable(database: Sqlite.Database, runId: number, scope: string): Table {
  const rows = database.prepare<[number, string], Figures & { isTotal: number }>(STATISTICS).all(runId, scope);
  return {
    total: rows.find(({ isTotal }) => isTotal === 1) ?? {},
    rows: rows.filter(({ isTotal }) => isTotal === 0),
  };
}

function main([dataDirectory]: string[]): number {
  if (dataDirectory === undefined) {
    console.error('Usage: check-data-directory.ts DATA_DIRECTORY');
    return 2;
  }
  const runs = checkDataDirectory(resolve(dataDirectory));
  for (const { runId, status, rows, differences: found } of runs) {
    console.log(`${found.length === 0 ? '✓' : '✗'} run ${runId} ${status}, ${rows} rows`);
    found.forEach((difference) => console.log(`    ${difference}`));
  }
  const wrong = runs.filter(({ differences: found }) => found.length > 0);
  console.log(`${runs.length} runs compared, ${wrong.length} differ`);
  return wrong.length === 0 ? 0 : 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main(process.argv.slice(2));
}
