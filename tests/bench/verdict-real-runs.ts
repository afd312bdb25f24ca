/** Short real runs of JMeter against the demo target: the same again and again, and some with one label made slower. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { GeneratorEvidence } from '../../backend-sidecar/src/comparison/generator-findings.ts';
import { comparableRows, labelKey } from '../../backend-sidecar/src/comparison/key-labels.ts';
import type { StatisticsRow } from '../../backend-sidecar/src/contract/statistics.ts';
import { JtlReader } from '../../backend-sidecar/src/results/jtl-reader.ts';
import { readGenerator } from '../../backend-sidecar/src/runners/generator/generator-samples.ts';
import { LocalRunner } from '../../backend-sidecar/src/runners/local/local-runner.ts';
import { analysisWindow, type AnalysisWindow } from '../../backend-sidecar/src/runs/analysis-window.ts';
import { prepareCopy, type PreparedCopy } from '../../backend-sidecar/src/scripts/prepare-copy.ts';
import { RunStatistics } from '../../backend-sidecar/src/statistics/run-statistics.ts';
import { DEMO_REFERENCE_VERSION, startDemoTarget, type DemoTarget } from '../../scripts/demo/target.mjs';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';

const SCRIPT = fileURLToPath(new URL('../../scripts/demo/jmeter-scripts/prod-rev-trans.jmx', import.meta.url));
const RAMP_UP_SECONDS = 2;
/** In all three thread groups: about 250 samples of each label in ten seconds, the generator far from its limits. */
const USERS = 45;
const JVM_ARGUMENTS = ['-Xms256m', '-Xmx512m'];
const META_FILE = 'run.json';
const RESULT_FILE = 'result.csv';
/** The sidecar's own, unless it is set otherwise. */
const CPU_LIMIT_RATIO = 0.9;

interface Change {
  label: string;
  /** Ratio of the time that the target takes. */
  slowerBy: number;
}

/** Of long enough times that a tenth of their p90 is more than the floor of 10 ms. */
const SLOWED = [
  { label: 'Search', path: '/prod/search' },
  { label: 'Write review', path: '/rev/review' },
  { label: 'Login', path: '/trans/login' },
  { label: 'Statement', path: '/trans/statement' },
  { label: 'Add to cart', path: '/prod/cart' },
  { label: 'Transfer', path: '/trans/transfer' },
];
export const PLANTED_RATIOS = [0.1, 0.2, 0.5];

export interface RealRun {
  /** In the order in which they ran. */
  index: number;
  /** null: the same as all others without one. */
  planted: Change | null;
  loadAverage: number;
  generator: GeneratorEvidence;
  /** The analysis window's: samples and transactions. */
  total: StatisticsRow;
  rows: readonly StatisticsRow[];
  /** By `labelKey`, of the same window. */
  elapsedMs: ReadonlyMap<string, readonly number[]>;
}

interface Meta {
  planted: Change | null;
  loadAverage: number;
}

interface Size {
  sameRuns: number;
  /** Of each planted ratio. */
  plantedRuns: number;
  /** Runs that come before the first planted one, so that there is a history. */
  runsBefore: number;
  /** Of the load, ramp-up included. */
  seconds: number;
}

/** @param directory what it has already is not run again */
export async function carryOutRuns(directory: string, size: Size): Promise<RealRun[]> {
  const changes = changesInOrder(size);
  const missing = changes.some((_, index) => !existsSync(join(directoryOf(directory, index), META_FILE)));
  if (missing) {
    await runMissing(directory, changes, size.seconds);
  }
  return Promise.all(changes.map((_, index) => readRun(directoryOf(directory, index), index, size.seconds)));
}

/** The planted runs lie evenly among the others, their ratios and labels in turns. */
function changesInOrder({ sameRuns, plantedRuns, runsBefore }: Size): Array<Change | null> {
  const planted = Array.from({ length: plantedRuns * PLANTED_RATIOS.length }, (_, index) => plantedChange(index));
  const between = Math.max(0, sameRuns - runsBefore) / Math.max(1, planted.length);
  const same = Array.from({ length: sameRuns }, (_, index) => ({ change: null, place: index }));
  const placed = planted.map((change, index) => ({ change, place: runsBefore + (index + 0.5) * between }));
  return [...same, ...placed].sort((one, other) => one.place - other.place).map(({ change }) => change);
}

function plantedChange(index: number): Change {
  const turn = Math.floor(index / PLANTED_RATIOS.length);
  const slowerBy = PLANTED_RATIOS[index % PLANTED_RATIOS.length] ?? 0;
  return { label: SLOWED[turn % SLOWED.length]?.label ?? '', slowerBy };
}

function directoryOf(directory: string, index: number): string {
  return join(directory, `run-${String(index).padStart(3, '0')}`);
}

async function runMissing(directory: string, changes: ReadonlyArray<Change | null>, seconds: number): Promise<void> {
  const home = await assembleJMeter({ log: () => undefined });
  const target = await startDemoTarget({ differences: differences() });
  try {
    await carryOut({ home, target, directory: join(directory, 'warm-up'), change: null, seconds });
    for (const [index, change] of changes.entries()) {
      const own = directoryOf(directory, index);
      if (!existsSync(join(own, META_FILE))) {
        console.error(`run ${index + 1} of ${changes.length}: ${versionOf(change)}`);
        await carryOut({ home, target, directory: own, change, seconds });
      }
    }
  } finally {
    await target.close();
  }
}

function differences() {
  return PLANTED_RATIOS.flatMap((slowerBy) =>
    SLOWED.map(({ label, path }) => ({ version: versionOf({ label, slowerBy }), path, slowerBy, errorRate: 0 }))
  );
}

/** By which the target knows what to do. */
function versionOf(change: Change | null): string {
  return change === null ? DEMO_REFERENCE_VERSION : `${change.label} +${Math.round(change.slowerBy * 100)} %`;
}

interface Execution {
  home: string;
  target: DemoTarget;
  directory: string;
  change: Change | null;
  seconds: number;
}

async function carryOut({ home, target, directory, change, seconds }: Execution): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const scriptPath = join(directory, 'prepared.jmx');
  writeFileSync(scriptPath, prepared(seconds).xml);
  const execution = await runner(home).start({
    ...{ runId: 1, directory, scriptPath, resultPath: join(directory, RESULT_FILE) },
    ...{ userCount: USERS, durationSeconds: seconds, rampUpSeconds: RAMP_UP_SECONDS },
    ...{ libraries: [], propertyFiles: [], files: [], secrets: {} },
    properties: { host: '127.0.0.1', port: String(target.port), version: versionOf(change) },
  });
  const exited = await execution.ended;
  if (exited.exitCode !== 0) {
    throw new Error(`JMeter ended with ${exited.exitCode}: see ${directory}`);
  }
  const meta: Meta = { planted: change, loadAverage: loadavg()[0] ?? 0 };
  writeFileSync(join(directory, META_FILE), JSON.stringify(meta));
}

function runner(home: string): LocalRunner {
  return new LocalRunner({
    findHome: () => home,
    java: () => 'java',
    jvmArguments: () => JVM_ARGUMENTS,
    collectionArguments: async () => [],
    graces: { shutdownMs: 5_000, stopNowMs: 5_000, terminateMs: 5_000 },
    space: () => ({ directory: tmpdir(), minimumFreeMb: 0 }),
  });
}

/** As the sidecar prepares a run's copy: without parent mode, which would hide the samples of a transaction. */
function prepared(seconds: number): PreparedCopy {
  return prepareCopy({
    xml: readFileSync(SCRIPT, 'utf8'),
    load: { userCount: USERS, durationSeconds: seconds, rampUpSeconds: RAMP_UP_SECONDS },
    ...{ isSmoke: false, properties: {}, placeholders: {}, secretNames: [], keepFailuresIn: null },
  });
}

async function readRun(directory: string, index: number, seconds: number): Promise<RealRun> {
  const meta = JSON.parse(readFileSync(join(directory, META_FILE), 'utf8')) as Meta;
  const bytes = readFileSync(join(directory, RESULT_FILE));
  const { setUpGroups } = prepared(seconds);
  const window = windowOf(bytes, setUpGroups, seconds);
  const statistics = new RunStatistics({ sliceMs: 1_000, window, setupGroups: setUpGroups });
  const elapsedMs = new Map<string, number[]>();
  const reader = new JtlReader({
    sample(record) {
      statistics.add(record);
      if (record.startMs >= window.fromMs && record.startMs < window.toMs) {
        const key = labelKey({ label: record.label, kind: record.isTransaction ? 'transaction' : 'sample' });
        elapsedMs.set(key, [...(elapsedMs.get(key) ?? []), record.elapsedMs]);
      }
    },
    rejected: () => statistics.countRejected(),
  });
  reader.push(bytes);
  reader.finish();
  const table = statistics.window();
  if (table === null) {
    throw new Error(`Nothing was measured: see ${directory}`);
  }
  const { samples } = (await readGenerator(directory)) ?? { samples: [] };
  const generator = { samples, window, cpuLimitRatio: CPU_LIMIT_RATIO };
  return { index, ...meta, generator, total: table.total, rows: comparableRows(table.rows), elapsedMs };
}

/** Without the ramp-up, from the first sample of a user on. */
function windowOf(bytes: Buffer, setUpGroups: readonly string[], durationSeconds: number): AnalysisWindow {
  let firstStartMs = Infinity;
  const reader = new JtlReader({
    sample({ groupName, startMs }) {
      if (!setUpGroups.includes(groupName)) {
        firstStartMs = Math.min(firstStartMs, startMs);
      }
    },
    rejected: () => undefined,
  });
  reader.push(bytes);
  reader.finish();
  const window = analysisWindow(firstStartMs, { durationSeconds, rampUpSeconds: RAMP_UP_SECONDS });
  if (window === null) {
    throw new Error(`${durationSeconds} s are no more than the ramp-up`);
  }
  return window;
}
