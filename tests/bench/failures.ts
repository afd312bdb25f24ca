/**
 * What keeping failed requests costs: JMeter at its maximal rate against a local target of which one answer in a hundred
 * fails, with and without the keeper, in turns. The rate is what counts, and is as restless as the machine; the processor
 * time of java for each sample hardly depends on neighbours and is printed beside it. Then a test in which everything
 * fails: how large the raw file becomes, and whether the result file is whole.
 *
 *   npm run bench:failures            ROUNDS=3 SECONDS=15 npm run bench:failures   (shorter)
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { DataDirectory } from '../../backend-sidecar/src/config/data-directory.ts';
import { FailureWatch } from '../../backend-sidecar/src/results/failures/failure-watch.ts';
import { KeptFile } from '../../backend-sidecar/src/results/failures/kept-file.ts';
import { LocalRunner } from '../../backend-sidecar/src/runners/local/local-runner.ts';
import { prepareCopy } from '../../backend-sidecar/src/scripts/prepare-copy.ts';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';
import { header, plan, request, threadGroup } from '../harness/plans.ts';
import { javaBelow } from '../harness/processes.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 6);
const SECONDS = Number(process.env.SECONDS ?? 24);
/** Java compiles what is hot; samples before that are not counted. */
const WARM_UP_SECONDS = 10;
const USERS = 8;
const LARGEST_LOSS = 0.02;
const EMPTY_AFTER_BYTES = 32 * 1024 * 1024;
const TICKS_PER_SECOND = 100;
const JVM_ARGUMENTS = ['-Xms512m', '-Xmx512m'];
const BODY = JSON.stringify({ error: 'out of stock', padding: 'x'.repeat(1000) });

interface Measured {
  readonly samplesPerSec: number;
  /** Of java. */
  readonly cpuMicrosPerSample: number;
  /** Of this process, in which the watch reads. */
  readonly watchMicrosPerSample: number;
}

interface Carried extends Measured {
  readonly directory: string;
  readonly largestRawBytes: number;
}

/** The child process: answers at once, and every n-th time with an error. */
function serve(failEvery: number): void {
  let count = 0;
  const server = createServer((incoming, response) => {
    incoming.resume();
    count += 1;
    const isFailure = count % failEvery === 0;
    response.writeHead(isFailure ? 500 : 200, { 'content-type': 'application/json' });
    response.end(isFailure ? BODY : '{"status":"ok"}');
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

async function withTarget<T>(failEvery: number, work: (port: number) => Promise<T>): Promise<T> {
  const target: ChildProcess = fork(fileURLToPath(import.meta.url), ['--target', String(failEvery)]);
  try {
    const [port] = (await once(target, 'message')) as [number];
    return await work(port);
  } finally {
    target.kill('SIGTERM');
    await once(target, 'exit');
  }
}

class Bench {
  private count = 0;

  constructor(
    private readonly home: string,
    readonly folder: string
  ) {}

  async carryOut(port: number, isKept: boolean): Promise<Carried> {
    const files = new DataDirectory(join(this.folder, 'data'));
    const runId = ++this.count;
    const directory = files.runDirectory(runId);
    mkdirSync(directory, { recursive: true });
    const rawPath = isKept ? files.failuresPath(runId) : null;
    const watch = rawPath === null ? null : startWatch(rawPath, directory);
    try {
      const execution = await this.start({ runId, directory, rawPath, port });
      const measured = await measure(directory, rawPath, execution.ended);
      await watch?.finish();
      return { ...measured, directory };
    } finally {
      await watch?.close();
      files.removeFailures(runId);
    }
  }

  private start(run: { runId: number; directory: string; rawPath: string | null; port: number }) {
    const scriptPath = join(run.directory, 'script.jmx');
    writeFileSync(scriptPath, copyOf(run.rawPath));
    const runner = new LocalRunner({
      findHome: () => this.home,
      java: () => 'java',
      jvmArguments: () => JVM_ARGUMENTS,
      graces: { shutdownMs: 5_000, stopNowMs: 5_000, terminateMs: 5_000 },
    });
    return runner.start({
      ...{ runId: run.runId, directory: run.directory, scriptPath, resultPath: join(run.directory, 'result.csv') },
      ...{
        userCount: USERS,
        durationSeconds: SECONDS,
        rampUpSeconds: 0,
        libraries: [],
        propertyFiles: [],
        secrets: {},
      },
      ...(run.rawPath === null ? {} : { failuresPath: run.rawPath }),
      properties: { port: String(run.port) },
    });
  }
}

function copyOf(keepFailuresIn: string | null): string {
  const asked = [header('X-Customer', 'bench'), request('Ask', '/ask')];
  return prepareCopy({
    ...{ xml: plan([threadGroup('users', asked)]), load: null, isSmoke: false, properties: {}, placeholders: {} },
    ...{ secretNames: [], keepFailuresIn },
  }).xml;
}

function startWatch(rawPath: string, directory: string): FailureWatch {
  return FailureWatch.start({
    ...{ rawPath, keptPath: join(directory, 'failures.jsonl'), secrets: ['a secret of the bench'] },
    ...{ maskPatterns: [], labelFoldings: [], emptyAfterBytes: EMPTY_AFTER_BYTES, pollMs: 500 },
  });
}

/** Between the end of the warm-up and a moment shortly before the load ends. */
async function measure(
  directory: string,
  rawPath: string | null,
  ended: Promise<unknown>
): Promise<Measured & { largestRawBytes: number }> {
  let largestRawBytes = 0;
  const watching = setInterval(() => (largestRawBytes = Math.max(largestRawBytes, roomOf(rawPath))), 100);
  await untilFirstRow(directory);
  await wait(WARM_UP_SECONDS * 1000);
  const [from, to] = [
    snapshot(directory),
    await wait((SECONDS - WARM_UP_SECONDS - 2) * 1000).then(() => snapshot(directory)),
  ];
  await ended;
  clearInterval(watching);
  const samples = endedBetween(directory, from.atMs, to.atMs);
  return {
    samplesPerSec: samples / ((to.atMs - from.atMs) / 1000),
    cpuMicrosPerSample: (to.javaMicros - from.javaMicros) / samples,
    watchMicrosPerSample: (to.ownMicros - from.ownMicros) / samples,
    largestRawBytes,
  };
}

async function untilFirstRow(directory: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if ((statSync(join(directory, 'result.csv'), { throwIfNoEntry: false })?.size ?? 0) > 1000) {
      return;
    }
    await wait(100);
  }
  throw new Error(`JMeter made no load, see ${directory}`);
}

function snapshot(directory: string): { atMs: number; javaMicros: number; ownMicros: number } {
  const [pid] = javaBelow(directory);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Behind the name in parentheses: state is field 3, user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const own = process.cpuUsage();
  return { atMs: Date.now(), javaMicros: (ticks / TICKS_PER_SECOND) * 1e6, ownMicros: own.user + own.system };
}

function rowsOf(directory: string): string[] {
  return readFileSync(join(directory, 'result.csv'), 'utf8').trimEnd().split('\n').slice(1);
}

function endedBetween(directory: string, fromMs: number, toMs: number): number {
  return rowsOf(directory).filter((row) => {
    const [startMs, elapsedMs] = row.split(',', 2).map(Number);
    const endMs = (startMs ?? 0) + (elapsedMs ?? 0);
    return endMs >= fromMs && endMs < toMs;
  }).length;
}

/** What the file takes: its length also counts what was emptied. */
function roomOf(path: string | null): number {
  return path === null ? 0 : (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

const percent = (ratio: number) => `${(ratio * 100).toFixed(2)} %`;

function printPairs(name: string, losses: readonly number[]): void {
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  console.log(
    `  ${name.padEnd(38)} median ${percent(median(losses))}, pairs from ${percent(least)} to ${percent(most)}`
  );
}

/** @returns the loss of rate, the median of the pairs */
async function benchFewErrors(bench: Bench): Promise<number> {
  console.log(`\n1 % errors, ${USERS} users without pauses, ${SECONDS} s each, ${ROUNDS} pairs in turns`);
  const pairs = await withTarget(100, async (port) => {
    const found: Array<{ without: Measured; kept: Measured }> = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Either goes first as often as the other: what drifts is the same for both.
      const first = await bench.carryOut(port, round % 2 === 1);
      const second = await bench.carryOut(port, round % 2 === 0);
      const pair = round % 2 === 0 ? { without: first, kept: second } : { without: second, kept: first };
      found.push(pair);
      printPair(pair);
    }
    return found;
  });
  const losses = pairs.map(({ without, kept }) => 1 - kept.samplesPerSec / without.samplesPerSec);
  printPairs('loss of samples/s', losses);
  printPairs(
    'more processor time of java per sample',
    pairs.map(({ without, kept }) => kept.cpuMicrosPerSample / without.cpuMicrosPerSample - 1)
  );
  return median(losses);
}

function printPair({ without, kept }: { without: Measured; kept: Measured }): void {
  const texts = [without, kept].map(
    ({ samplesPerSec, cpuMicrosPerSample, watchMicrosPerSample }) =>
      `${samplesPerSec.toFixed(0).padStart(6)}/s  java ${cpuMicrosPerSample.toFixed(1)} µs  this process ${watchMicrosPerSample.toFixed(2)} µs`
  );
  console.log(`  without ${texts[0]}   |   with ${texts[1]}`);
}

async function benchAllFailing(bench: Bench): Promise<boolean> {
  console.log(`\nEverything fails, ${SECONDS} s`);
  const carried = await withTarget(1, (port) => bench.carryOut(port, true));
  const rows = rowsOf(carried.directory).length;
  const console_ = readFileSync(join(carried.directory, 'console.log'), 'utf8');
  const counted = Number([...console_.matchAll(/^summary =\s+(\d+) in/gm)].at(-1)?.[1] ?? NaN);
  const { failures, isComplete } = new KeptFile(join(carried.directory, 'failures.jsonl')).read();
  const megabytes = carried.largestRawBytes / 2 ** 20;
  console.log(
    `  ${carried.samplesPerSec.toFixed(0)} samples/s, java ${carried.cpuMicrosPerSample.toFixed(1)} µs per sample`
  );
  console.log(
    `  raw file at most ${megabytes.toFixed(1)} MB (of ${((rows * 2_300) / 2 ** 20).toFixed(0)} MB written, about)`
  );
  console.log(`  rows ${rows}, counted by JMeter ${counted}; kept ${failures.length}, complete: ${isComplete}`);
  return rows === counted && failures.length === 20 && megabytes < 256;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-failures-'));
  try {
    console.log(
      `Node ${process.version}, load of the machine before: ${loadavg()[0]?.toFixed(1)}; raw files in ${dirname(dirname(new DataDirectory(join(folder, 'data')).failuresPath(0)))}`
    );
    new DataDirectory(join(folder, 'data')).removeFailures(0);
    const bench = new Bench(await assembleJMeter({ log: () => undefined }), folder);
    const loss = await benchFewErrors(bench);
    const isWhole = await benchAllFailing(bench);
    console.log(`\nLoad of the machine after: ${loadavg()[0]?.toFixed(1)}`);
    console.log(
      `Loss at 1 % errors ${percent(loss)} (allowed below ${percent(LARGEST_LOSS)}): ${loss < LARGEST_LOSS ? 'met' : 'MISSED'}`
    );
    process.exitCode = loss < LARGEST_LOSS && isWhole ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [option, failEvery] = process.argv.slice(2);
if (option === '--target') {
  serve(Number(failEvery));
} else {
  await main();
}
