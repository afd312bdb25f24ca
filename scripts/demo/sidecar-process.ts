import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface SidecarProcess {
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

interface SidecarProcessOptions {
  root: string;
  dataDirectory: string;
  port: number;
  key: string;
  environment: NodeJS.ProcessEnv;
}

/** A start takes seconds; on a machine that is busy with other things many times as long. */
const START_LIMIT_MS = 120_000;

/** Starts the built sidecar as a process of its own, as a user's machine runs it; its log goes to a file. */
export async function startSidecarProcess(options: SidecarProcessOptions): Promise<SidecarProcess> {
  const { root, dataDirectory, port, key } = options;
  mkdirSync(dataDirectory, { recursive: true });
  const child = spawn(process.execPath, ['--v8-pool-size=1', join(root, 'backend-sidecar/dist/main.js')], {
    cwd: dataDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...options.environment, DATA_DIR: dataDirectory, SIDECAR_PORT: String(port), SIDECAR_KEY: key },
  });
  const log = createWriteStream(join(dataDirectory, 'sidecar.log'), { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const url = `http://127.0.0.1:${port}`;
  if (!(await becomesReady(url, child))) {
    child.kill('SIGKILL');
    throw new Error(`The sidecar did not start; see ${join(dataDirectory, 'sidecar.log')}`);
  }
  return { url, child, stop: () => stopProcess(child) };
}

async function becomesReady(url: string, child: ChildProcess): Promise<boolean> {
  const endMs = Date.now() + START_LIMIT_MS;
  while (Date.now() < endMs && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(new URL('/readyz', url)).catch(() => undefined);
    if (answer?.ok === true) {
      return true;
    }
    await wait(100);
  }
  return false;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
