/**
 * From a result file of millions of rows to complete statistics (labels, totals, time slices of each label, error groups),
 * whole processes side by side: ours, DuckDB with the same statistics, csv-parse in front of our statistics, and JMeter's
 * own dashboard. Peers are installed beside a temporary directory, so that they are no dependency; one that cannot be had
 * is left out with a message.
 *
 *   npm run bench:results            ROWS=500000 LABELS=20 PEERS=ours,duckdb REPEATS=1 npm run bench:results
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readResultFiles } from '../../backend-sidecar/src/results/read-result-files.ts';
import type { SampleRecord } from '../../backend-sidecar/src/results/sample-record.ts';
import { RunStatistics } from '../../backend-sidecar/src/statistics/run-statistics.ts';

const ROWS = Number(process.env.ROWS ?? 5_000_000);
const LABEL_COUNT = Number(process.env.LABELS ?? 300);
const REPEATS = Number(process.env.REPEATS ?? 3);
const PEERS = (process.env.PEERS ?? 'ours,duckdb,csv-parse,jmeter').split(',');
/** csv-parse takes minutes for all of them. */
const CSV_PARSE_ROWS = Math.min(ROWS, 500_000);
const SLICE_MS = 5_000;
const HOUR_MS = 3_600_000;
const START_MS = 1_700_000_000_000;
const POLL_MS = 20;
const TICKS_PER_SECOND = 100;
const DUCKDB_VERSION = '1.5.6-r.1';
const CSV_PARSE_VERSION = '7.0.3';
const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,' +
  'grpThreads,allThreads,URL,Latency,IdleTime,Connect\n';

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

/** The same file each time (linear congruential generator of Numerical Recipes). */
class Random {
  private state = 20_260_101;

  next(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 2 ** 32;
  }
}

/** One hour of right-skewed times around 150 ms; one row in a hundred failed, in one of two ways. */
function writeResult(path: string, rowCount: number): void {
  const random = new Random();
  const labels = Array.from(
    { length: LABEL_COUNT },
    (_, index) => `${String(index + 1).padStart(3, '0')} GET /api/items`
  );
  const file = openSync(path, 'w');
  writeSync(file, HEADER);
  for (let written = 0; written < rowCount;) {
    const count = Math.min(50_000, rowCount - written);
    const rows = Array.from({ length: count }, (_, index) => row(random, labels, (written + index) / rowCount));
    writeSync(file, rows.join(''));
    written += count;
  }
  closeSync(file);
}

function row(random: Random, labels: readonly string[], progress: number): string {
  const elapsed = Math.round(Math.exp(5 + 1.6 * (random.next() + random.next() + random.next() - 1.5)));
  const startMs = START_MS + Math.floor(progress * HOUR_MS) - elapsed;
  const label = labels[Math.floor(random.next() * labels.length)] ?? '';
  const thread = `Users 1-${1 + Math.floor(random.next() * 50)}`;
  const luck = random.next();
  const [code, message, success, failure] =
    luck >= 0.01
      ? ['200', 'OK', true, '']
      : luck >= 0.005
        ? ['500', 'Internal Server Error', false, '']
        : ['200', 'OK', false, 'Test failed: text expected to contain /ok/'];
  const bytes = 1_000 + Math.floor(random.next() * 1_000);
  return `${startMs},${elapsed},${label},${code},${message},${thread},text,${success},${failure},${bytes},221,50,50,http://127.0.0.1/,${elapsed},0,1\n`;
}

function statistics(): RunStatistics {
  return new RunStatistics({ sliceMs: SLICE_MS, window: null, setupGroups: [], isLive: false });
}

/** Everything that is stored and shown of a run. */
function answerOf(counted: RunStatistics): Answer {
  const { total, rows } = counted.whole();
  const errorGroups = counted.errors().length;
  counted.distributions();
  counted.encodedSlices();
  const slices = counted.totalTimeline().length;
  return {
    rows: total.count,
    errors: total.errors,
    minMs: total.minMs,
    maxMs: total.maxMs,
    labels: rows.length,
    slices,
    errorGroups,
  };
}

async function runOurs(path: string): Promise<Answer> {
  const counted = statistics();
  await readResultFiles(
    [{ path, name: 'bench', clockOffsetMs: 0 }],
    {},
    {
      sample: (record) => counted.add(record),
      rejected: () => counted.countRejected(),
    }
  );
  return answerOf(counted);
}

async function runCsvParse(path: string, packages: string): Promise<Answer> {
  const { parse } = createRequire(join(packages, 'package.json'))('csv-parse') as {
    parse: (options: object) => NodeJS.ReadWriteStream & AsyncIterable<string[]>;
  };
  const counted = statistics();
  for await (const cells of createReadStream(path).pipe(parse({ from_line: 2 }))) {
    counted.add(recordOf(cells));
  }
  return answerOf(counted);
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
  const program = join(directory, 'bench.mjs');
  const packages = PEERS.some((peer) => peer === 'duckdb' || peer === 'csv-parse') ? installPeers(directory) : null;
  const home = PEERS.includes('jmeter') ? await jmeterHome() : null;
  const cores = (which: 'one' | 'all') => (which === 'one' ? 1 : availableParallelism());
  const node = (...args: string[]) => [process.execPath, program, ...args];
  const all: Array<Contender & { isThere: boolean }> = [
    { name: 'ours', rows: ROWS, repeats: REPEATS, isThere: true, command: () => node('--ours', files.whole) },
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
  writeResult(files.whole, ROWS);
  writeResult(files.short, CSV_PARSE_ROWS);
  // Asked for here, so that the bundle does without it.
  const { build } = await import('esbuild');
  await build({
    entryPoints: [fileURLToPath(import.meta.url)],
    outfile: join(directory, 'bench.mjs'),
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
      return console.log(JSON.stringify(await runOurs(path)));
    case '--duckdb':
      return console.log(JSON.stringify(await runDuckDb(path, packages, Number(threads))));
    case '--csv-parse':
      return console.log(JSON.stringify(await runCsvParse(path, packages)));
    default:
      return bench();
  }
}

await main(process.argv.slice(2));
