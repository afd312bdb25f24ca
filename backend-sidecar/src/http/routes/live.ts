import type { ServerResponse } from 'node:http';

import { IdParams } from '../../contract/common.ts';
import { frameOf, type LiveHub, type LiveReader } from '../../live/live-hub.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import { isEnded } from '../../runs/run-states.ts';
import type { App } from '../app.ts';

interface Deps {
  runs: RunStore;
  hub: LiveHub;
}

const HEARTBEAT_MS = 15_000;
/** A reader that takes nothing for so long is dropped; it comes back and gets the whole state. */
const LARGEST_BACKLOG_BYTES = 8 * 1024 * 1024;
const WAIT_FOR_RUN_MS = 1_000;

/** GET /api/tests/:id/live: events `snapshot`, `update` and `end`; see contract/live.ts. */
export function registerLiveRoutes(app: App, { runs, hub }: Deps): void {
  app.get('/api/tests/:id/live', { schema: { params: IdParams } }, (request, reply) => {
    const { id } = request.params;
    runs.get(id);
    reply.hijack();
    const stream = new EventStream(reply.raw);
    stream.open();
    subscribeWhenRunning({ id, runs, hub, stream });
  });
}

/** A run that waits has no live state yet: the connection stays open until it has, or until it ends. */
function subscribeWhenRunning(input: { id: number; runs: RunStore; hub: LiveHub; stream: EventStream }): void {
  const { id, runs, hub, stream } = input;
  if (stream.isClosed) {
    return;
  }
  if (hub.subscribe(id, stream)) {
    stream.onClose(() => hub.unsubscribe(id, stream));
    return;
  }
  const run = runs.find(id);
  if (run === undefined || isEnded(run.status)) {
    stream.send(frameOf('end', { runId: id, status: run?.status ?? 'failed' }, 0));
    stream.close();
    return;
  }
  setTimeout(() => subscribeWhenRunning(input), WAIT_FOR_RUN_MS).unref();
}

class EventStream implements LiveReader {
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly response: ServerResponse) {
    this.heartbeat = setInterval(() => this.send(Buffer.from(': alive\n\n')), HEARTBEAT_MS);
    this.heartbeat.unref();
    response.on('close', () => clearInterval(this.heartbeat));
    response.on('error', () => response.destroy());
  }

  get isClosed(): boolean {
    return this.response.closed || this.response.destroyed;
  }

  open(): void {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.response.write(': connected\n\n');
  }

  onClose(listener: () => void): void {
    this.response.on('close', listener);
  }

  send(frame: Buffer): void {
    if (this.isClosed) {
      return;
    }
    if (this.response.writableLength > LARGEST_BACKLOG_BYTES) {
      this.response.destroy();
      return;
    }
    this.response.write(frame);
  }

  close(): void {
    this.response.end();
  }
}
