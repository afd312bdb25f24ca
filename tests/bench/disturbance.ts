/**
 * Whether the tool disturbs the measurement: the p95 and throughput that JMeter measures against a fixed target, started by
 * hand without the sidecar, and queued in the sidecar with twenty viewers, in turns. The peer is the spread of the runs
 * without it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import { ResultFollower } from '../../backend-sidecar/src/results/result-follower.ts';
import { collectionArguments } from '../../backend-sidecar/src/runners/local/java-abilities.ts';
import { LocalRunner } from '../../backend-sidecar/src/runners/local/local-runner.ts';
import { prepareCopy } from '../../backend-sidecar/src/scripts/prepare-copy.ts';
import { freePort } from '../../scripts/demo/pages-host.ts';
import { startSidecarProcess } from '../../scripts/demo/sidecar-process.ts';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 20);
const USERS = 40;
const RAMP_UP_SECONDS = 2;
const VIEWERS = 20;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = join(ROOT, 'scripts/demo/jmeter-scripts/uid.jmx');
const TARGET = join(ROOT, 'scripts/demo/target.mjs');
const KEY = 'bench-key-of-at-least-16-characters';
const JVM_ARGUMENTS = ['-Xms256m', '-Xmx512m'];

/** Out of the totals, as in the sidecar. */
const setupGroups = prepareCopy({
  xml: readFileSync(SCRIPT, 'utf8'),
  load: null,
  isSmoke: false,
  properties: {},
  placeholders: {},
  secretNames: [],
  keepFailuresIn: null,
}).setUpGroups;

interface Measured {
  p95Ms: number;
  throughputPerSec: number;
}

const directory = await mkdtemp(join(tmpdir(), 'bench-disturbance-'));
const home = await assembleJMeter({ log: () => undefined });
const targetPort = await freePort(0);
const target = fork(TARGET, [String(targetPort)], { stdio: 'ignore' });
const sidecarPort = await freePort(0);
const alone: Measured[] = [];
const watched: Measured[] = [];
try {
  await measureAlone('warm-up');
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await measureAlone(`alone-${round}`));
    watched.push(await measureWatched(round));
  }
} finally {
  target.kill('SIGTERM');
  await once(target, 'exit');
  await rm(directory, { recursive: true, force: true });
}
print();

/** JMeter as it is, nothing beside it; the file is read afterwards. */
async function measureAlone(name: string): Promise<Measured> {
  const own = await mkdtemp(join(directory, `${name}-`));
  const runner = new LocalRunner({
    findHome: () => home,
    java: () => 'java',
    jvmArguments: () => JVM_ARGUMENTS,
    collectionArguments: () => collectionArguments('java'),
    graces: { shutdownMs: 5_000, stopNowMs: 5_000, terminateMs: 5_000 },
    space: () => ({ directory: tmpdir(), minimumFreeMb: 0 }),
  });
  const resultPath = join(own, 'result.csv');
  const execution = await runner.start({
    runId: 1,
    directory: own,
    scriptPath: SCRIPT,
    resultPath,
    userCount: USERS,
    durationSeconds: SECONDS,
    rampUpSeconds: RAMP_UP_SECONDS,
    libraries: [],
    propertyFiles: [],
    files: [],
    properties: { host: '127.0.0.1', port: String(targetPort) },
    secrets: {},
  });
  await execution.ended;
  return readTotal(resultPath);
}

async function readTotal(filePath: string): Promise<Measured> {
  const follower = ResultFollower.start(
    {
      filePath,
      mode: 'read',
      sliceMs: 1_000,
      window: null,
      setupGroups,
      labelFoldings: [],
      excludedLabels: [],
      stopSentAtMs: null,
    },
    () => undefined,
    () => undefined
  );
  const { whole } = await follower.finish();
  await follower.close();
  return toMeasured(whole.total);
}

/** The same run queued in a sidecar of its own, watched by twenty viewers. */
async function measureWatched(round: number): Promise<Measured> {
  const sidecar = await startSidecarProcess({
    root: ROOT,
    dataDirectory: join(directory, `data-${round}`),
    port: sidecarPort,
    key: KEY,
    environment: { ...process.env, JMETER_HOME: home, JMETER_JVM_ARGS: JVM_ARGUMENTS.join(' ') },
  });
  try {
    const run = await queueRun();
    await Promise.all(Array.from({ length: VIEWERS }, () => view(run.id)));
    const statistics = await call<RunStatistics>('GET', `/tests/${run.id}/statistics?scope=run`);
    return toMeasured(statistics.total);
  } finally {
    await sidecar.stop();
  }
}

async function queueRun(): Promise<Run> {
  const form = new FormData();
  form.append('file', new Blob([readFileSync(SCRIPT)]), 'uid.jmx');
  const script = await call<{ id: number }>('POST', '/scripts/upload', form);
  const environment = await call<{ id: number }>('POST', '/environments', {
    name: 'bench',
    properties: { host: '127.0.0.1', port: String(targetPort) },
  });
  const [load] = await call<Array<{ id: number }>>('GET', '/test-types');
  const version = await call<{ id: number }>('POST', '/versions', { version: '14.2.2' });
  const scenario = await call<{ id: number }>('POST', '/scenarios', {
    name: 'uid',
    displayName: 'uid',
    description: '',
    testType: 'standalone',
    scriptId: script.id,
    environmentId: environment.id,
    enabledThreadGroups: null,
    loads: [],
    cooldownSeconds: 0,
    minimumSamples: 0,
    properties: {},
    slos: [],
    keyLabels: null,
    isActive: true,
  });
  return call<Run>('POST', '/tests', {
    scenarioId: scenario.id,
    testTypeId: load?.id,
    versionId: version.id,
    userCount: USERS,
    durationSeconds: SECONDS,
    rampUpSeconds: RAMP_UP_SECONDS,
    start: true,
  });
}

/** Reads events until the run has ended. */
async function view(runId: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${sidecarPort}/api/tests/${runId}/live`, { headers: headers() });
  let events = 0;
  for await (const chunk of answer.body ?? []) {
    events += Buffer.from(chunk).toString().split('event: ').length - 1;
  }
  if (events < SECONDS / 2) {
    throw new Error(`A viewer got only ${events} events`);
  }
}

function headers(): Record<string, string> {
  const context = { OrgID: 1, OrgRole: 'Admin', Login: 'bench', Name: 'bench', IsAnonymous: false };
  return { 'x-sidecar-key': KEY, 'x-grafana-context': JSON.stringify(context) };
}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const isForm = body instanceof FormData;
  const answer = await fetch(`http://127.0.0.1:${sidecarPort}/api${path}`, {
    method,
    headers: { ...headers(), ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : isForm ? body : JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}

function toMeasured(total: { p95Ms: number | null; throughputPerSec: number | null }): Measured {
  return { p95Ms: total.p95Ms ?? Number.NaN, throughputPerSec: total.throughputPerSec ?? Number.NaN };
}

function print(): void {
  console.log(`\nWhat JMeter measures (${USERS} users, ${SECONDS} s), ${ROUNDS} runs each, in turns`);
  for (const key of ['p95Ms', 'throughputPerSec'] as const) {
    const without = alone.map((run) => run[key]);
    const withIt = watched.map((run) => run[key]);
    console.log(`  ${key.padEnd(17)} without the sidecar:          ${describe(without)}`);
    console.log(`  ${''.padEnd(17)} with it and ${VIEWERS} viewers:      ${describe(withIt)}`);
    console.log(
      `  ${''.padEnd(17)} difference of the means: ${welch(without, withIt).toFixed(2)} standard errors (chance: below 2.3)`
    );
  }
}

function describe(values: number[]): string {
  return `mean ${mean(values).toFixed(2)}, from ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
}

/** Difference of the means in units of its standard error (Welch). */
function welch(a: number[], b: number[]): number {
  const difference = mean(b) - mean(a);
  return difference === 0 ? 0 : difference / Math.sqrt(variance(a) / a.length + variance(b) / b.length);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: number[]): number {
  return values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
}
