/**
 * How fast lists and dashboard answer when the history is long: the built sidecar as a process, over HTTP, one request
 * after another, each kind in turn. What counts is the time in the sidecar, from the request to its answer (the header
 * Server-Timing). Beside it stands what this process, as the client on the same cores, saw; how long the sidecar's main
 * thread had a core for the answer; and the same question as plain SQL in this process, on the same file and in the same
 * minute. Fails when a list or a part of the dashboard needs 20 ms or more at p99.
 *
 *   npm run bench:history            RUNS=1000 ROUNDS=50 npm run bench:history   (shorter)
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { constants, cpus, loadavg, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

import Sqlite from 'better-sqlite3';

import { freePort } from '../../scripts/demo/pages-host.ts';
import { startSidecarProcess } from '../../scripts/demo/sidecar-process.ts';
import { builtSidecarRoot } from '../harness/built-sidecar.ts';
import { SidecarApi } from '../harness/sidecar-api.ts';
import { labelName, makeHistory, type HistorySize } from './history-database.ts';

const LIMIT_MS = 20;
const ROUNDS = Number(process.env.ROUNDS ?? 200);
const WARM_UP_ROUNDS = 5;
const SIZE: HistorySize = {
  runs: Number(process.env.RUNS ?? 10_000),
  labels: Number(process.env.LABELS ?? 300),
  wholeRuns: 200,
  waitingRuns: 40,
};
const MIGRATIONS = fileURLToPath(new URL('../../backend-sidecar/migrations', import.meta.url));

interface Question {
  readonly path: string;
  /** Lists and dashboard are held to the limit; the rest is shown. */
  readonly isLimited: boolean;
  /** What of it the database must do at least, as somebody would write it by hand. */
  readonly sql?: string;
}

const NAMES =
  'FROM test_runs r JOIN scenarios s ON s.id = r.scenario_id JOIN test_types t ON t.id = r.test_type_id ' +
  'JOIN versions v ON v.id = r.version_id JOIN environments e ON e.id = r.environment_id';
const RUN_COLUMNS = 'r.*, s.name AS scenario_name, t.name AS type_name, v.version, e.name AS environment_name';

const list = (query: string, sql = "r.kind = 'test' ORDER BY r.id DESC LIMIT 50"): Question => ({
  path: `/tests${query}`,
  isLimited: true,
  sql: `SELECT ${RUN_COLUMNS} ${NAMES} WHERE ${sql}`,
});

function questions(lastId: number, nowMs: number): Question[] {
  const lastPage = Math.floor((SIZE.runs * 0.9) / 50);
  return [
    { path: '/me', isLimited: false, sql: 'SELECT 1' },
    list(''),
    list('?page=60', "r.kind = 'test' ORDER BY r.id DESC LIMIT 50 OFFSET 2950"),
    list(`?page=${lastPage}`, `r.kind = 'test' ORDER BY r.id DESC LIMIT 50 OFFSET ${(lastPage - 1) * 50}`),
    list('?pageSize=200', "r.kind = 'test' ORDER BY r.id DESC LIMIT 200"),
    list('?status=completed&outcome=failed', "r.kind = 'test' AND r.outcome = 'failed' ORDER BY r.id DESC LIMIT 50"),
    list('?scenarioId=3,4&testTypeId=1', 'r.scenario_id IN (3, 4) AND r.test_type_id = 1 ORDER BY r.id DESC LIMIT 50'),
    list('?versionId=30&environmentId=1', 'r.version_id = 30 AND r.environment_id = 1 ORDER BY r.id DESC LIMIT 50'),
    list('?kind=test,smoke', 'true ORDER BY r.id DESC LIMIT 50'),
    list(`?fromMs=${nowMs - 90 * 86_400_000}&toMs=${nowMs}`, `r.created_at_ms >= 0 ORDER BY r.id DESC LIMIT 50`),
    list('?sort=-p90Ms', "r.kind = 'test' ORDER BY r.p90_response_time_ms DESC LIMIT 50"),
    list('?sort=scenarioName&page=20', "r.kind = 'test' ORDER BY s.name LIMIT 50 OFFSET 950"),
    list('?sort=-completedAtMs&page=50', "r.kind = 'test' ORDER BY r.completed_at_ms DESC LIMIT 50 OFFSET 2450"),
    list('?search=payments', "s.name LIKE '%payments%' ORDER BY r.id DESC LIMIT 50"),
    list('?search=ticket%209990', "r.comment LIKE '%ticket 9990%' ORDER BY r.id DESC LIMIT 50"),
    list('?search=nothing%20has%20this', "r.comment LIKE '%nothing has this%' ORDER BY r.id DESC LIMIT 50"),
    {
      path: '/dashboard/stats',
      isLimited: true,
      sql: "SELECT count(*), sum(outcome = 'passed'), sum(outcome = 'failed'), sum(status = 'queued') FROM test_runs",
    },
    { ...list('', "r.kind = 'test' ORDER BY r.id DESC LIMIT 60"), path: '/dashboard/recent-tests' },
    {
      ...list('', "r.kind = 'test' AND r.status = 'completed' ORDER BY r.completed_at_ms DESC LIMIT 500"),
      path: '/dashboard/trends',
    },
    { path: '/batches', isLimited: true, sql: 'SELECT * FROM batches ORDER BY created_at_ms DESC LIMIT 50' },
    { path: '/batches?page=5', isLimited: true, sql: 'SELECT * FROM batches ORDER BY id DESC LIMIT 50 OFFSET 200' },
    { path: '/batches?search=night%2042', isLimited: true, sql: "SELECT * FROM batches WHERE name LIKE '%night 42%'" },
    { ...list('', "r.status = 'queued' ORDER BY r.queue_position"), path: '/queue' },
    { path: '/scenarios', isLimited: true, sql: 'SELECT * FROM scenarios LIMIT 50' },
    {
      path: `/tests/${lastId}`,
      isLimited: false,
      sql: `SELECT verdict FROM run_verdicts WHERE test_run_id = ${lastId}`,
    },
    ...['run', 'window'].map((scope) => ({
      path: `/tests/${lastId}/statistics?scope=${scope}`,
      isLimited: false,
      sql: `SELECT * FROM test_statistics WHERE test_run_id = ${lastId} AND scope = '${scope}'`,
    })),
    { path: `/batches/${Math.floor(SIZE.runs / 20) - 1}`, isLimited: false },
    ...historyQuestions(),
  ];
}

/** Scenario 5 has only passed runs, in environment 2: every history of it is full. */
const OF_SCENARIO = 'scenarioId=5&testTypeId=1&environmentId=2';
const WHERE_SCENARIO =
  "r.scenario_id = 5 AND r.test_type_id = 1 AND r.environment_id = 2 AND r.kind = 'test' AND r.status = 'completed'";
const NEWEST_OF_SCENARIO = `SELECT r.id FROM test_runs r WHERE ${WHERE_SCENARIO} ORDER BY r.completed_at_ms DESC`;

function historyQuestions(): Question[] {
  const total = `SELECT test_run_id, p90_ms FROM test_statistics WHERE is_total AND scope = 'window'`;
  return [
    {
      path: `/history?${OF_SCENARIO}`,
      isLimited: true,
      sql: `SELECT test_run_id, transaction_name, sample_count, error_count, p90_ms FROM test_statistics
        WHERE scope = 'window' AND NOT is_total AND test_run_id IN (${NEWEST_OF_SCENARIO} LIMIT 20)`,
    },
    {
      path: `/trends?${OF_SCENARIO}`,
      isLimited: true,
      sql: `${total} AND test_run_id IN (${NEWEST_OF_SCENARIO} LIMIT 100)`,
    },
    { path: `/trends?${OF_SCENARIO}&limit=500`, isLimited: true },
    {
      path: `/trends?${OF_SCENARIO}&label=${encodeURIComponent(labelName(7))}`,
      isLimited: true,
      sql: `SELECT test_run_id, p90_ms FROM test_statistics WHERE transaction_name = '${labelName(7)}'
        AND scope = 'window' AND kind = 'sample' AND NOT is_total AND test_run_id IN (${NEWEST_OF_SCENARIO} LIMIT 100)`,
    },
    {
      path: '/trends/matrix',
      isLimited: true,
      sql: `SELECT max(completed_at_ms), id, outcome, verdict_sentence FROM test_runs r
        WHERE kind = 'test' AND status = 'completed' AND version_id > 40 GROUP BY scenario_id, test_type_id, version_id`,
    },
    // No list: all figures of all labels of two runs, and what changed between them.
    { path: `/compare?runIds=${SIZE.runs - 98},${SIZE.runs - 26}`, isLimited: false },
    { path: '/comments?runId=1', isLimited: true, sql: 'SELECT * FROM comments WHERE test_run_id = 1' },
  ];
}

interface Measured {
  readonly question: Question;
  /** From request to answer in the sidecar. */
  readonly timesMs: number[];
  /** As the client sees it: transfer, and this process reading it on the same cores, included. */
  readonly clientTimesMs: number[];
  /** Of the sidecar's main thread. */
  readonly coreTimesMs: number[];
  readonly sqlTimesMs: number[];
  sizeBytes: number;
}

/** The least time that at least this part of the times does not exceed. */
function rank(timesMs: readonly number[], part: number): number {
  const sorted = [...timesMs].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** How long the main thread of a process has had a core so far; null where the system does not tell. */
function coreTimeMs(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return null;
  }
}

/** What the sidecar says that it took. */
function sidecarTimeMs(answer: Response, path: string): number {
  const durationMs = Number(/^sidecar;dur=([\d.]+)$/.exec(answer.headers.get('server-timing') ?? '')?.[1]);
  if (!answer.ok || !Number.isFinite(durationMs)) {
    throw new Error(`${path}: ${answer.status}, Server-Timing ${answer.headers.get('server-timing')}`);
  }
  return durationMs;
}

async function ask({ api, pid }: Bed, measured: Measured): Promise<void> {
  const coreBeforeMs = coreTimeMs(pid);
  const startMs = performance.now();
  const answer = await api.send('GET', measured.question.path);
  const body = await answer.arrayBuffer();
  measured.clientTimesMs.push(performance.now() - startMs);
  measured.timesMs.push(sidecarTimeMs(answer, measured.question.path));
  const coreAfterMs = coreTimeMs(pid);
  if (coreBeforeMs !== null && coreAfterMs !== null) {
    measured.coreTimesMs.push(coreAfterMs - coreBeforeMs);
  }
  measured.sizeBytes = body.byteLength;
}

function askPlainly(db: Sqlite.Database, { question, sqlTimesMs }: Measured): void {
  if (question.sql === undefined) {
    return;
  }
  const startMs = performance.now();
  db.prepare(question.sql).all();
  sqlTimesMs.push(performance.now() - startMs);
}

interface Bed {
  readonly api: SidecarApi;
  readonly pid: number;
  readonly db: Sqlite.Database;
}

async function measure(bed: Bed, all: readonly Question[]): Promise<Measured[]> {
  const measured: Measured[] = all.map((question) => ({
    ...{ question, timesMs: [], clientTimesMs: [], coreTimesMs: [], sqlTimesMs: [], sizeBytes: 0 },
  }));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const one of measured) {
      await ask(bed, one);
      askPlainly(bed.db, one);
    }
    if (round === -1) {
      measured.forEach(forget);
    }
  }
  return measured;
}

function forget({ timesMs, clientTimesMs, coreTimesMs, sqlTimesMs }: Measured): void {
  [timesMs, clientTimesMs, coreTimesMs, sqlTimesMs].forEach((times) => times.splice(0));
}

const PATH_WIDTH = 46;

function figures(timesMs: readonly number[]): string {
  const texts = timesMs.length === 0 ? ['–', '–'] : [0.5, 0.99].map((part) => rank(timesMs, part).toFixed(1));
  return texts.map((text) => text.padStart(7)).join('');
}

function print(measured: readonly Measured[]): void {
  const heads = ['in sidecar, ms', 'at client', 'on a core', 'plain SQL'].map((head) => head.padStart(14)).join('');
  console.log(`\n${''.padEnd(PATH_WIDTH)}${heads}`);
  console.log(`${'GET /api…'.padEnd(PATH_WIDTH)}${'    p50    p99'.repeat(4)}     KB`);
  for (const { question, timesMs, clientTimesMs, coreTimesMs, sqlTimesMs, sizeBytes } of measured) {
    const path = question.path.replace(/\d{12,}/g, '…').padEnd(PATH_WIDTH);
    const all = [timesMs, clientTimesMs, coreTimesMs, sqlTimesMs].map(figures).join('');
    console.log(`${path}${all}${(sizeBytes / 1024).toFixed(0).padStart(7)}${remark({ question, timesMs })}`);
  }
}

function remark(measured: Pick<Measured, 'question' | 'timesMs'>): string {
  if (!measured.question.isLimited) {
    return '  no limit';
  }
  return isSlow(measured) ? '  too slow' : '';
}

function isSlow({ question, timesMs }: Pick<Measured, 'question' | 'timesMs'>): boolean {
  return question.isLimited && !(rank(timesMs, 0.99) < LIMIT_MS);
}

/** The newest run with a verdict. */
function lastCompleted(db: Sqlite.Database): number {
  return (db.prepare('SELECT max(test_run_id) AS id FROM run_verdicts').get() as { id: number }).id;
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-history-'));
  const path = join(folder, 'db', 'perf-test.db');
  const nowMs = Date.now();
  try {
    makeHistory({ path, migrationsDirectory: MIGRATIONS, nowMs }, SIZE);
    const seconds = ((Date.now() - nowMs) / 1000).toFixed(0);
    const sizeMb = (statSync(path).size / 2 ** 20).toFixed(0);
    console.log(`${SIZE.runs} runs, ${SIZE.labels} labels each: ${sizeMb} MB, made in ${seconds} s`);
    const port = await freePort(0);
    const key = randomBytes(16).toString('hex');
    const environment = { ...process.env, LOG_LEVEL: 'warn' };
    const sidecar = await startSidecarProcess({
      root: builtSidecarRoot(),
      dataDirectory: folder,
      port,
      key,
      environment,
    });
    // This process asks; whenever both want the same core it is the sidecar's.
    setPriority(constants.priority.PRIORITY_LOW);
    const db = new Sqlite(path, { readonly: true });
    try {
      const api = new SidecarApi(sidecar.url, key);
      const pid = sidecar.child.pid ?? 0;
      const measured = await measure({ api, pid, db }, questions(lastCompleted(db), nowMs));
      print(measured);
      console.log(
        `\n${ROUNDS} rounds; ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; load ${loadavg()[0]?.toFixed(2)}`
      );
      const slow = measured.filter(isSlow).map(({ question }) => question.path);
      if (slow.length > 0) {
        console.error(`Not under ${LIMIT_MS} ms at p99: ${slow.join(', ')}`);
        process.exitCode = 1;
      }
    } finally {
      db.close();
      await sidecar.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await bench();
