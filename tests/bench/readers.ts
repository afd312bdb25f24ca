/**
 * What live readers cost: the server's share of a core while a file grows by 5 000 rows a second, with one reader and
 * with fifty. The server is a process of its own, so that the readers' own work is not counted.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import Fastify from 'fastify';

import type { App } from '../../backend-sidecar/src/http/app.ts';
import { registerLiveRoutes } from '../../backend-sidecar/src/http/routes/live.ts';
import { LiveHub } from '../../backend-sidecar/src/live/live-hub.ts';
import type { RunStore } from '../../backend-sidecar/src/persistence/run-store.ts';
import { LiveSession } from '../../backend-sidecar/src/workflow/runs/live-session.ts';

const ROWS_PER_SECOND = 5_000;
const SECONDS = Number(process.env.SECONDS ?? 15);
const WARM_UP_SECONDS = 6;
const THIS_FILE = fileURLToPath(import.meta.url);
const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,bytes,sentBytes,grpThreads,allThreads\n';

/** Writes whole rows, paced by the clock, for ever. */
async function grow(path: string): Promise<never> {
  const file = openSync(path, 'w');
  writeSync(file, HEADER);
  const startMs = Date.now();
  for (let written = 0; ;) {
    const due = Math.floor(((Date.now() - startMs) / 1000) * ROWS_PER_SECOND);
    const lines = Array.from({ length: due - written }, (_, index) => {
      const elapsed = 20 + ((written + index) % 400);
      return `${Date.now() - elapsed},${elapsed},label ${(written + index) % 20},200,OK,Users 1-${index % 50},true,900,200,50,50\n`;
    });
    writeSync(file, lines.join(''));
    written = due;
    await wait(50);
  }
}

/** The sidecar's live part alone: one session, its hub, its route. Reports its CPU time when asked. */
async function serve(path: string): Promise<void> {
  const hub = new LiveHub();
  const app = Fastify({ forceCloseConnections: true });
  const runs = { get: () => ({ status: 'running' }), find: () => ({ status: 'running' }) };
  registerLiveRoutes(app as unknown as App, { runs: runs as unknown as RunStore, hub });
  new LiveSession(
    {
      id: 1,
      resultPath: path,
      logPath: `${path}.log`,
      mode: 'follow',
      sliceMs: 5_000,
      durationSeconds: 3_600,
      rampUpSeconds: 0,
      loadStartedAtMs: Date.now(),
      stopSentAtMs: null,
      setUpGroups: [],
      analysis: null,
      referenceRows: [],
    },
    hub,
    () => Date.now()
  );
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  process.on('message', () => process.send?.(process.cpuUsage()));
  process.send?.(address);
}

/** Reads and counts events until it is told to stop. */
class Reader {
  events = 0;
  private readonly stopping = new AbortController();

  async read(url: string): Promise<void> {
    try {
      const answer = await fetch(url, { signal: this.stopping.signal });
      for await (const chunk of answer.body ?? []) {
        this.events += Buffer.from(chunk).toString().split('event: ').length - 1;
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        throw error;
      }
    }
  }

  stop(): void {
    this.stopping.abort();
  }
}

async function cpuMs(server: ChildProcess): Promise<number> {
  server.send('cpu');
  const [usage] = (await once(server, 'message')) as [NodeJS.CpuUsage];
  return (usage.user + usage.system) / 1000;
}

async function measure(server: ChildProcess, url: string, count: number): Promise<{ share: number; events: number }> {
  const readers = Array.from({ length: count }, () => new Reader());
  const reading = readers.map((reader) => reader.read(url));
  await wait(1_000);
  const startMs = Date.now();
  const before = await cpuMs(server);
  await wait(SECONDS * 1000);
  const share = ((await cpuMs(server)) - before) / (Date.now() - startMs);
  readers.forEach((reader) => reader.stop());
  await Promise.all(reading);
  return { share, events: Math.min(...readers.map((reader) => reader.events)) };
}

async function bench(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-readers-'));
  const path = join(directory, 'result.csv');
  const writer = fork(THIS_FILE, ['--grow', path]);
  const server = fork(THIS_FILE, ['--serve', path]);
  try {
    const [address] = (await once(server, 'message')) as [string];
    await wait(WARM_UP_SECONDS * 1000);
    console.log(`\nLive readers of a file that grows by ${ROWS_PER_SECOND} rows a second, ${SECONDS} s each`);
    for (const count of [0, 1, 20, 50, 1]) {
      const { share, events } = await measure(server, `${address}/api/tests/1/live`, count);
      const seen = count === 0 ? '' : `, each got ${events} events`;
      console.log(`  ${String(count).padStart(3)} readers: ${(share * 100).toFixed(2)} % of a core${seen}`);
    }
  } finally {
    writer.kill('SIGKILL');
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
}

const [mode, path = ''] = process.argv.slice(2);
await (mode === '--grow' ? grow(path) : mode === '--serve' ? serve(path) : bench());
