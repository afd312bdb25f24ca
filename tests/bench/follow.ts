/**
 * What following a result file costs: the share of a core while it grows, and the main thread's delay while a large file is
 * read. Figures of a machine that does something else besides are worth little: the idle control is printed with them.
 *
 *   npm run bench:follow            ROWS=500000 SECONDS=10 npm run bench:follow   (shorter)
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

import { ResultFollower, type FollowOptions } from '../../backend-sidecar/src/results/result-follower.ts';

const ROWS_PER_SECOND = 5000;
const TICK_MS = 50;
const SECONDS = Number(process.env.SECONDS ?? 20);
const WARM_UP_SECONDS = 5;
const LARGE_ROWS = Number(process.env.ROWS ?? 5_000_000);
const NAIVE_ROWS = Math.min(500_000, LARGE_ROWS);
const LABELS = Array.from({ length: 20 }, (_, index) => `${String(index + 1).padStart(2, '0')} GET /api/items/page`);
const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,' +
  'grpThreads,allThreads,URL,Latency,IdleTime,Connect\n';
const WORKER_SOURCE = fileURLToPath(new URL('../../backend-sidecar/src/results/follow-worker.ts', import.meta.url));

/** Right-skewed times around 150 ms; one row in a hundred failed. */
function row(index: number, atMs: number): string {
  const elapsed = Math.round(Math.exp(5 + 0.8 * (Math.random() + Math.random() + Math.random() - 1.5) * 2));
  const outcome = index % 100 === 0 ? '500,Internal Server Error' : '200,OK';
  const failure = index % 100 === 0 ? 'false,Test failed: code expected to equal /200/' : 'true,';
  const label = LABELS[index % LABELS.length];
  return `${atMs - elapsed},${elapsed},${label},${outcome},Users 1-${index % 50},text,${failure},1834,221,50,50,http://127.0.0.1:8080/api/items?page=3,${elapsed},0,1\n`;
}

function rows(from: number, count: number, atMs: (index: number) => number): string {
  return Array.from({ length: count }, (_, index) => row(from + index, atMs(from + index))).join('');
}

/** The child process: writes as JMeter does with autoflush, paced by the clock. */
async function writeGrowingFile(filePath: string, seconds: number): Promise<void> {
  const file = openSync(filePath, 'w');
  writeSync(file, HEADER);
  const startMs = performance.now();
  let written = 0;
  while (written < ROWS_PER_SECOND * seconds) {
    const due = Math.floor(((performance.now() - startMs) / 1000) * ROWS_PER_SECOND);
    const count = Math.min(due, ROWS_PER_SECOND * seconds) - written;
    writeSync(
      file,
      rows(written, count, () => Date.now())
    );
    written += count;
    await wait(TICK_MS);
  }
  closeSync(file);
}

function writeLargeFile(filePath: string, count: number): void {
  const file = openSync(filePath, 'w');
  writeSync(file, HEADER);
  const startMs = Date.now() - 3_600_000;
  const block = 50_000;
  for (let written = 0; written < count; written += block) {
    // One hour, whatever the number of rows.
    writeSync(
      file,
      rows(written, Math.min(block, count - written), (index) => startMs + Math.floor((index / count) * 3_600_000))
    );
  }
  closeSync(file);
}

/** The worker as it ships: one bundled file. */
async function bundleWorker(directory: string): Promise<URL> {
  const outfile = join(directory, 'follow-worker.mjs');
  await build({
    entryPoints: [WORKER_SOURCE],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return pathToFileURL(outfile);
}

function startFollower(filePath: string, mode: FollowOptions['mode'], entry: URL): ResultFollower {
  const window = { fromMs: Date.now() - 3_000_000, toMs: Date.now() + 3_600_000 };
  return ResultFollower.start(
    {
      filePath,
      mode,
      sliceMs: 5000,
      window,
      setupGroups: [],
      labelFoldings: [],
      excludedLabels: [],
      stopSentAtMs: null,
    },
    () => undefined,
    (error) => {
      throw error;
    },
    entry
  );
}

/** Share of one core that this process, its threads included, used while `work` ran. */
async function coreShareOf(work: () => Promise<unknown>): Promise<number> {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await work();
  const used = process.cpuUsage(cpu);
  return (used.user + used.system) / 1000 / (performance.now() - startMs);
}

interface LoopDelay {
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

/** Of the main thread, in milliseconds; the interval of a millisecond at which it is asked is part of it. */
async function loopDelayDuring(work: () => Promise<unknown>): Promise<LoopDelay> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  return {
    p50: ms(delay.percentile(50)),
    p99: ms(delay.percentile(99)),
    p999: ms(delay.percentile(99.9)),
    max: ms(delay.max),
  };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
}

/** What one would write first: lines, split at commas, every value kept and sorted. Not right for quoted fields. */
async function readNaively(filePath: string): Promise<number> {
  const values = new Map<string, number[]>();
  for await (const line of createInterface({ input: createReadStream(filePath) })) {
    const [, elapsed = '', label = ''] = line.split(',');
    const known = values.get(label) ?? [];
    known.push(Number(elapsed));
    values.set(label, known);
  }
  values.forEach((list) => list.sort((a, b) => a - b));
  return values.size;
}

function printDelay(name: string, delay: LoopDelay, remark = ''): void {
  const figures = [delay.p50, delay.p99, delay.p999, delay.max].map((ms) => ms.toFixed(1).padStart(6)).join(' ');
  console.log(`  ${name.padEnd(44)} p50/p99/p99.9/max ms: ${figures}${remark}`);
}

function verdict(isMet: boolean, target: string): string {
  return `   (target ${target}: ${isMet ? 'met' : 'MISSED'})`;
}

async function benchGrowing(directory: string, entry: URL): Promise<void> {
  console.log(`\nA file that grows by ${ROWS_PER_SECOND} rows a second, ${SECONDS} s, ${LABELS.length} labels`);
  const filePath = join(directory, 'growing.csv');
  const idle = await coreShareOf(() => wait(3000));
  const follower = startFollower(filePath, 'follow', entry);
  const writer = fork(fileURLToPath(import.meta.url), ['--write', filePath, String(SECONDS)]);
  const ended = once(writer, 'exit');
  const warmUp = await coreShareOf(() => wait(WARM_UP_SECONDS * 1000));
  const steady = await coreShareOf(() => wait((SECONDS - WARM_UP_SECONDS - 1) * 1000));
  await ended;
  const { counts } = await follower.finish();
  await follower.close();
  const expected = ROWS_PER_SECOND * SECONDS;
  console.log(`  rows read ${counts.rows} of ${expected}, rejected ${counts.rejected}`);
  console.log(`  this process without a follower              ${(idle * 100).toFixed(2)} % of a core`);
  console.log(`  first ${WARM_UP_SECONDS} s, start of the worker included      ${(warmUp * 100).toFixed(2)} %`);
  console.log(
    `  steady                                       ${(steady * 100).toFixed(2)} %${verdict(steady < 0.1, '< 10 %')}`
  );
}

async function readLarge(filePath: string, entry: URL): Promise<void> {
  const follower = startFollower(filePath, 'read', entry);
  const { counts } = await follower.finish();
  console.log(`  rows read ${counts.rows}, rejected ${counts.rejected}`);
  console.log(`  memory of the process at the end             ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`);
  await follower.close();
}

async function benchLarge(directory: string, entry: URL): Promise<void> {
  const filePath = join(directory, 'large.csv');
  const naivePath = join(directory, 'naive.csv');
  writeLargeFile(filePath, LARGE_ROWS);
  writeLargeFile(naivePath, NAIVE_ROWS);
  const megabytes = statSync(filePath).size / 2 ** 20;
  console.log(`\nReading ${LARGE_ROWS} rows (${megabytes.toFixed(0)} MB), window and time slices included`);
  printDelay('main thread, control: nothing runs', await loopDelayDuring(() => wait(5000)));
  const wcSeconds = await secondsOf(() => promisify(execFile)('wc', ['-l', filePath]));
  const naiveSeconds = await secondsOf(() => readNaively(naivePath));
  let seconds = 0;
  let share = 0;
  const delay = await loopDelayDuring(async () => {
    seconds = await secondsOf(async () => {
      share = await coreShareOf(() => readLarge(filePath, entry));
    });
  });
  printDelay('main thread while the worker reads', delay, verdict(delay.p999 < 20, 'p99.9 < 20 ms'));
  const speed = (count: number, taken: number) => `${(count / taken / 1000).toFixed(0).padStart(7)} 000 rows/s`;
  console.log(`  ResultFollower                              ${speed(LARGE_ROWS, seconds)}   ${seconds.toFixed(1)} s`);
  console.log(`  … per second of CPU, all threads            ${speed(LARGE_ROWS, seconds * share)}`);
  console.log(
    `  wc -l of the same file (floor)              ${speed(LARGE_ROWS, wcSeconds)}   ${wcSeconds.toFixed(1)} s`
  );
  console.log(
    `  readline and split, ${String(NAIVE_ROWS).padEnd(7)} rows             ${speed(NAIVE_ROWS, naiveSeconds)}   ${naiveSeconds.toFixed(1)} s`
  );
}

async function bench(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-follow-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  console.log(`Node ${process.version}, load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
  const entry = await bundleWorker(directory);
  await benchGrowing(directory, entry);
  await benchLarge(directory, entry);
  console.log(`\nLoad of the machine after: ${loadavg()[0]?.toFixed(1)}`);
}

const [option, filePath, seconds] = process.argv.slice(2);
const isWriter = option === '--write' && filePath !== undefined;
(isWriter ? writeGrowingFile(filePath, Number(seconds)) : bench()).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
