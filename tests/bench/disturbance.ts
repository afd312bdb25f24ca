/**
 * Whether the tool disturbs the measurement: the p95 and throughput that JMeter measures against a fixed target, without
 * the sidecar and with it and twenty viewers, in turns. The peer is the spread of the runs without it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { ResultFollower } from '../../backend-sidecar/src/results/result-follower.ts';
import { LocalRunner } from '../../backend-sidecar/src/runners/local/local-runner.ts';
import type { Execution, ExecutionPlan } from '../../backend-sidecar/src/runners/runner.ts';
import { LiveHub } from '../../backend-sidecar/src/live/live-hub.ts';
import { LiveSession } from '../../backend-sidecar/src/workflow/live-session.ts';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 20);
const USERS = 40;
const VIEWERS = 20;
const SCRIPT = fileURLToPath(new URL('../../scripts/demo/jmeter-scripts/uid.jmx', import.meta.url));
const TARGET = fileURLToPath(new URL('../../scripts/demo/target.mjs', import.meta.url));
const PORT = 18_099;

interface Measured {
  p95Ms: number;
  throughputPerSec: number;
}

async function runOnce(home: string, name: string, follow: boolean): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  mkdirSync(directory, { recursive: true });
  const runner = new LocalRunner({
    findHome: () => home,
    java: () => 'java',
    jvmArguments: () => ['-Xms256m', '-Xmx512m'],
    graces: { shutdownMs: 5_000, stopNowMs: 5_000, terminateMs: 5_000 },
  });
  const plan: ExecutionPlan = {
    runId: 1,
    directory,
    scriptPath: SCRIPT,
    resultPath: join(directory, 'result.csv'),
    userCount: USERS,
    durationSeconds: SECONDS,
    rampUpSeconds: 1,
    properties: { host: '127.0.0.1', port: String(PORT) },
    secrets: {},
  };
  try {
    const execution = await runner.start(plan);
    await (follow ? followed(plan, execution) : execution.ended);
    return await read(plan.resultPath);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As the sidecar does it: a session that follows, and viewers that get every event. */
async function followed(plan: ExecutionPlan, execution: Execution): Promise<void> {
  const hub = new LiveHub();
  const session = new LiveSession(
    {
      id: 1,
      resultPath: plan.resultPath,
      logPath: join(plan.directory, 'jmeter.log'),
      mode: 'follow',
      sliceMs: 1_000,
      durationSeconds: SECONDS,
      rampUpSeconds: 1,
      loadStartedAtMs: Date.now(),
      stopSentAtMs: null,
      setUpGroups: [],
      referenceRows: [],
    },
    hub,
    () => Date.now()
  );
  let bytes = 0;
  for (let viewer = 0; viewer < VIEWERS; viewer += 1) {
    hub.subscribe(1, { send: (frame) => (bytes += frame.length), close: () => undefined });
  }
  await execution.ended;
  await session.finish('analyzing');
  await session.close();
  if (bytes === 0) {
    throw new Error('no viewer got an event');
  }
}

async function read(filePath: string): Promise<Measured> {
  const follower = ResultFollower.start(
    { filePath, mode: 'read', sliceMs: 1_000, window: null, setupGroups: [], excludedLabels: [], stopSentAtMs: null },
    () => undefined,
    () => undefined
  );
  const { whole } = await follower.finish();
  await follower.close();
  return { p95Ms: whole.total.p95Ms ?? Number.NaN, throughputPerSec: whole.total.throughputPerSec ?? Number.NaN };
}

function describe(values: number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `mean ${mean.toFixed(2)}, from ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
}

/** Difference of the means in units of its standard error (Welch). */
function welch(a: number[], b: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: number[]) =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
  return (mean(b) - mean(a)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length);
}

const home = await assembleJMeter({ log: () => undefined });
const target = fork(TARGET, [String(PORT)], { stdio: 'ignore' });
await wait(1_000);
const alone: Measured[] = [];
const watched: Measured[] = [];
try {
  await runOnce(home, 'warm-up', false);
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await runOnce(home, 'alone', false));
    watched.push(await runOnce(home, 'watched', true));
  }
} finally {
  target.kill('SIGTERM');
  await once(target, 'exit');
}
console.log(`\nWhat JMeter measures (${USERS} users, ${SECONDS} s), ${ROUNDS} runs each, in turns`);
for (const key of ['p95Ms', 'throughputPerSec'] as const) {
  const a = alone.map((run) => run[key]);
  const b = watched.map((run) => run[key]);
  console.log(`  ${key.padEnd(17)} without: ${describe(a)}`);
  console.log(`  ${''.padEnd(17)} with ${VIEWERS} viewers: ${describe(b)}`);
  console.log(
    `  ${''.padEnd(17)} difference: ${welch(a, b).toFixed(2)} standard errors (|d| < 2.3 is what chance does)`
  );
}
