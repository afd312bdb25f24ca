/**
 * From a result file of millions of rows to complete statistics (labels, totals, time slices of each label, error groups),
 * whole processes side by side: ours, DuckDB with the same statistics, csv-parse in front of our statistics, and JMeter's
 * own dashboard. Peers are installed beside a temporary directory, so that they are no dependency; one that cannot be had
 * is left out with a message.
 *
 *   npm run bench:results            ROWS=500000 LABELS=20 PEERS=ours,duckdb REPEATS=1 npm run bench:results
 */
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { StatisticsTable } from '../../backend-sidecar/src/results/follow-protocol.ts';
import type { SampleRecord } from '../../backend-sidecar/src/results/sample-record.ts';
import { RunStatistics } from '../../backend-sidecar/src/statistics/run-statistics.ts';
import { analyseFiles } from '../../backend-sidecar/src/workflow/analysis/analyse-files.ts';
import { writeResult } from './result-file.ts';

const ROWS = Number(process.env.ROWS ?? 5_000_000);
const LABEL_COUNT = Number(process.env.LABELS ?? 300);
const REPEATS = Number(process.env.REPEATS ?? 3);
const PEERS = (process.env.PEERS ?? 'ours,duckdb,csv-parse,jmeter').split(',');
/** csv-parse takes minutes for all of them. */
const CSV_PARSE_ROWS = Math.min(ROWS, 500_000);
const SLICE_MS = 5_000;
const START_MS = 1_700_000_000_000;
const POLL_MS = 20;
const TICKS_PER_SECOND = 100;
const DUCKDB_VERSION = '1.5.6-r.1';
const CSV_PARSE_VERSION = '7.0.3';

/** What each must agree on, whatever its estimator of percentiles. */
interface Answer {
  readonly rows: number;
  readonly errors: number;
  readonly minMs: number | null;
  readonly maxMs: number | null;
  readonly labels: number;
  readonly slices: number;
  readonly errorGroups: number;
}

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly answer: Answer | null;
}

function answerOf({ total, rows }: StatisticsTable, counts: Pick<Answer, 'errorGroups' | 'slices'>): Answer {
  return {
    rows: total.count,
    errors: total.errors,
    minMs: total.minMs,
    maxMs: total.maxMs,
    labels: rows.length,
    slices: counts.slices,
    errorGroups: counts.errorGroups,
  };
}

async function runOurs(path: string, threads: number): Promise<Answer> {
  const rules = { sliceMs: SLICE_MS, window: null, setupGroups: [] };
  const parts = [{ path, name: 'bench', clockOffsetMs: 0 }];
  const { result } = await analyseFiles({ parts, read: {}, rules, threads, isToBeStored: false }, () => undefined);
  const { whole, errors, timeline } = result;
  return answerOf(whole, { errorGroups: errors.length, slices: timeline.length });
}

async function runCsvParse(path: string, packages: string): Promise<Answer> {
  const { parse } = createRequire(join(packages, 'package.json'))('csv-parse') as {
    parse: (options: object) => NodeJS.ReadWriteStream & AsyncIterable<string[]>;
  };
  const counted = new RunStatistics({ sliceMs: SLICE_MS, window: null, setupGroups: [], isLive: false });
  for await (const cells of createReadStream(path).pipe(parse({ from_line: 2 }))) {
    counted.add(recordOf(cells));
  }
  counted.distributions();
  counted.encodedSlices();
  return answerOf(counted.whole(), {
    errorGroups: counted.errors().length,
    slices: counted.totalTimeline().length,
  });
}

function recordOf(cells: readonly string[]): SampleRecord {
  const isSuccess = cells[7] === 'true';
  const threadName = cells[5] ?? '';
  return {
    kind: 'record',
    startMs: Number(cells[0]),
    elapsedMs: Number(cells[1]),
    label: cells[2] ?? '',
    isSuccess,
    isTransaction: cells[4]?.startsWith('Number of samples in transaction') ?? false,
    threadName,
    groupName: threadName.slice(0, threadName.lastIndexOf(' ')),
    responseCode: isSuccess ? '' : (cells[3] ?? ''),
    failureText: isSuccess ? '' : cells[8] || (cells[4] ?? ''),
    receivedBytes: Number(cells[9]),
    sentBytes: Number(cells[10]),
    activeThreads: Number(cells[12]),
    latencyMs: Number(cells[14]),
    idleMs: Number(cells[15]),
    connectMs: Number(cells[16]),
    sampleCount: 1,
    errorCount: isSuccess ? 0 : 1,
  };
}

/** What our engine keeps of a label, of the total, and of a slice of either. */
const FIGURES = `count(*) AS n, count(*) FILTER (NOT success) AS errors, min(elapsed) AS shortest, max(elapsed) AS longest,
  avg(elapsed), stddev_pop(elapsed), quantile_disc(elapsed, [0.5, 0.9, 0.95, 0.99]), sum(bytes), sum(sentBytes),
  min(timeStamp), max(timeStamp + elapsed), max(allThreads), avg(Latency), max(Latency), avg(Connect), max(Connect),
  avg(IdleTime)`;

interface DuckDb {
  DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<{ connect(): Promise<DuckConnection> }>;
  };
}

interface DuckConnection {
  runAndReadAll(sql: string): Promise<{ getRowObjects(): Array<Record<string, unknown>> }>;
}

async function runDuckDb(path: string, packages: string, threads: number): Promise<Answer> {
  const { DuckDBInstance } = createRequire(join(packages, 'package.json'))('@duckdb/node-api') as DuckDb;
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects();
  const slice = `timeStamp // ${SLICE_MS}`;
  await ask(`CREATE TABLE t AS SELECT timeStamp, elapsed, label, responseCode, responseMessage, success, failureMessage,
    bytes, sentBytes, allThreads, Latency, IdleTime, Connect FROM read_csv('${path}', header = true, delim = ',', quote = '"')`);
  const [total = {}] = await ask(`SELECT ${FIGURES} FROM t`);
  const labels = await ask(`SELECT label, ${FIGURES} FROM t GROUP BY label`);
  const slices = await ask(`SELECT ${slice} AS slice, ${FIGURES} FROM t GROUP BY slice ORDER BY slice`);
  await ask(`SELECT label, ${slice} AS slice, ${FIGURES} FROM t GROUP BY label, slice ORDER BY label, slice`);
  const errors = await ask(`SELECT label, responseCode, coalesce(failureMessage, responseMessage) AS message, count(*),
    min(timeStamp), max(timeStamp) FROM t WHERE NOT success GROUP BY ALL ORDER BY 4 DESC`);
  return {
    rows: Number(total.n),
    errors: Number(total.errors),
    minMs: Number(total.shortest),
    maxMs: Number(total.longest),
    labels: labels.length,
    slices: slices.length,
    errorGroups: errors.length,
  };
}

/** Wall clock from start to exit; processor time and the largest resident memory as /proc had them last. */
async function measure(command: readonly string[], options: { cwd: string }): Promise<Measured> {
  const [program = '', ...args] = command;
  const startMs = performance.now();
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let last = { cpuSeconds: 0, peakMb: 0 };
  const timer = setInterval(() => (last = usageOf(child.pid ?? 0) ?? last), POLL_MS);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) {
    throw new Error(`${command.join(' ')} ended with code ${code}: ${output}`);
  }
  const line = output.split('\n').find((text) => text.startsWith('{'));
  const answer = line === undefined ? null : (JSON.parse(line) as Answer);
  return { seconds: (performance.now() - startMs) / 1000, ...last, answer };
}

function usageOf(pid: number): { cpuSeconds: number; peakMb: number } | null {
  try {
    const peakKb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // Fields 14 and 15 of proc(5), counted behind the name, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return peakKb === undefined ? null : { cpuSeconds: ticks / TICKS_PER_SECOND, peakMb: Number(peakKb) / 1024 };
  } catch {
    return null;
  }
}

/** One core: the first that this process may use. */
function onCores(cores: 'one' | 'all', command: readonly string[]): string[] {
  return cores === 'one' ? ['taskset', '-c', firstCore(), ...command] : [...command];
}

function firstCore(): string {
  const allowed = /Cpus_allowed_list:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return allowed ?? '0';
}

function installPeers(directory: string): string | null {
  const packages = join(directory, 'peers');
  mkdirSync(packages, { recursive: true });
  const wanted = [`@duckdb/node-api@${DUCKDB_VERSION}`, `csv-parse@${CSV_PARSE_VERSION}`];
  const result = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', packages, ...wanted]);
  return result.status === 0 ? packages : null;
}

async function jmeterHome(): Promise<string | null> {
  const { assembleJMeter } = (await import('../../scripts/jmeter/assemble-jmeter.mjs' as string)) as {
    assembleJMeter: () => Promise<string>;
  };
  return assembleJMeter().catch(() => null);
}

interface Contender {
  readonly name: string;
  readonly rows: number;
  readonly repeats: number;
  command(cores: 'one' | 'all'): string[];
}

async function contenders(directory: string, files: { whole: string; short: string }): Promise<Contender[]> {
  const program = join(directory, 'bench.js');
  const packages = PEERS.some((peer) => peer === 'duckdb' || peer === 'csv-parse') ? installPeers(directory) : null;
  const home = PEERS.includes('jmeter') ? await jmeterHome() : null;
  const cores = (which: 'one' | 'all') => (which === 'one' ? 1 : availableParallelism());
  const node = (...args: string[]) => [process.execPath, program, ...args];
  const all: Array<Contender & { isThere: boolean }> = [
    {
      name: 'ours',
      rows: ROWS,
      repeats: REPEATS,
      isThere: true,
      command: (which) => node('--ours', files.whole, '', String(cores(which))),
    },
    {
      ...{ name: 'duckdb', rows: ROWS, repeats: REPEATS, isThere: packages !== null },
      command: (which) => node('--duckdb', files.whole, packages ?? '', String(cores(which))),
    },
    {
      ...{ name: 'csv-parse', rows: CSV_PARSE_ROWS, repeats: 1, isThere: packages !== null },
      command: () => node('--csv-parse', files.short, packages ?? ''),
    },
    {
      ...{ name: 'jmeter', rows: ROWS, repeats: 1, isThere: home !== null },
      command: () => jmeterCommand(home ?? '', files.whole, directory),
    },
  ];
  const chosen = all.filter(({ name }) => PEERS.includes(name));
  chosen
    .filter(({ isThere }) => !isThere)
    .forEach(({ name }) => console.log(`${name} cannot be had here and is left out`));
  return chosen.filter(({ isThere }) => isThere);
}

function jmeterCommand(home: string, path: string, directory: string): string[] {
  const output = mkdtempSync(join(directory, 'dashboard-'));
  const options = ['-g', path, '-o', join(output, 'report'), '-j', join(output, 'jmeter.log')];
  return ['java', '-Xmx1g', '-jar', join(home, 'bin', 'ApacheJMeter.jar'), ...options];
}

async function best(contender: Contender, which: 'one' | 'all', cwd: string): Promise<Measured> {
  const runs: Measured[] = [];
  for (let repeat = 0; repeat < contender.repeats; repeat++) {
    runs.push(await measure(onCores(which, contender.command(which)), { cwd }));
  }
  return runs.reduce((one, other) => (other.seconds < one.seconds ? other : one));
}

function report(contender: Contender, which: string, measured: Measured): void {
  const { seconds, cpuSeconds, peakMb } = measured;
  const perRow = (seconds / contender.rows) * 1e9;
  const figures = [
    seconds.toFixed(2).padStart(8),
    cpuSeconds.toFixed(2).padStart(8),
    perRow.toFixed(0).padStart(8),
    peakMb.toFixed(0).padStart(7),
  ];
  console.log(`| ${contender.name.padEnd(9)} | ${which.padEnd(5)} | ${figures.join(' | ')} |`);
}

async function bench(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-results-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  const files = { whole: join(directory, 'whole.jtl'), short: join(directory, 'short.jtl') };
  writeResult(files.whole, { rowCount: ROWS, labelCount: LABEL_COUNT, startMs: START_MS });
  writeResult(files.short, { rowCount: CSV_PARSE_ROWS, labelCount: LABEL_COUNT, startMs: START_MS });
  // Asked for here, so that the bundle does without it.
  const { build } = await import('esbuild');
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  const rangeWorker = new URL('../../backend-sidecar/src/results/range-worker.ts', import.meta.url);
  await build({
    entryPoints: { bench: fileURLToPath(import.meta.url), 'range-worker': fileURLToPath(rangeWorker) },
    outdir: directory,
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' },
    external: ['esbuild'],
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
  });
  const megabytes = statSync(files.whole).size / 2 ** 20;
  const model = cpus()[0]?.model ?? 'unknown processor';
  console.log(
    `${ROWS} rows, ${LABEL_COUNT} labels, ${megabytes.toFixed(0)} MB; ${model}, ${availableParallelism()} cores`
  );
  console.log(
    `Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, load before: ${loadavg()[0]?.toFixed(1)}\n`
  );
  console.log('|           | cores | seconds  | CPU s    | ns/row   | peak MB |\n|---|---|--:|--:|--:|--:|');
  const answers = new Set<string>();
  for (const contender of await contenders(directory, files)) {
    for (const which of ['one', 'all'] as const) {
      const measured = await best(contender, which, directory);
      report(contender, which, measured);
      if (measured.answer !== null && contender.rows === ROWS) {
        answers.add(JSON.stringify(measured.answer));
      }
    }
  }
  console.log(
    `\nLoad after: ${loadavg()[0]?.toFixed(1)}. ${answers.size === 1 ? 'All agree: ' : 'THEY DIFFER: '}`,
    ...answers
  );
}

async function main([mode, path = '', packages = '', threads = '1']: readonly string[]): Promise<void> {
  switch (mode) {
    case '--ours':
      return console.log(JSON.stringify(await runOurs(path, Number(threads))));
    case '--duckdb':
      return console.log(JSON.stringify(await runDuckDb(path, packages, Number(threads))));
    case '--csv-parse':
      return console.log(JSON.stringify(await runCsvParse(path, packages)));
    default:
      return bench();
  }
}

await main(process.argv.slice(2));
