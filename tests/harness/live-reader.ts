import type { LiveEnd, LiveSnapshot, LiveUpdate } from '../../backend-sidecar/src/contract/live.ts';
import { waitUntil } from '../browser/wait-until.ts';
import type { TestBed } from './test-bed.ts';

export type LiveEvent = { readonly id: number; readonly atMs: number } & (
  | { readonly event: 'snapshot'; readonly data: LiveSnapshot }
  | { readonly event: 'update'; readonly data: LiveUpdate }
  | { readonly event: 'end'; readonly data: LiveEnd }
);

/** One connection to a run's live events, which collects all it gets. */
export class LiveReader {
  readonly events: LiveEvent[] = [];
  /** The connection was closed from the other side. */
  isClosed = false;
  private readonly abort = new AbortController();

  private constructor(private readonly bed: TestBed) {}

  static async connect(bed: TestBed, runId: number): Promise<LiveReader> {
    const reader = new LiveReader(bed);
    const answer = await bed.api.send('GET', `/tests/${runId}/live`, undefined, reader.abort.signal);
    if (!answer.ok || answer.body === null) {
      throw new Error(`/tests/${runId}/live answered ${answer.status}`);
    }
    void reader.collect(answer.body);
    return reader;
  }

  disconnect(): void {
    this.abort.abort();
  }

  async until(what: string, isDone: (events: readonly LiveEvent[]) => boolean): Promise<readonly LiveEvent[]> {
    return waitUntil({ what, timeoutMs: 60_000, read: async () => this.events, isDone });
  }

  async untilClosed(): Promise<void> {
    await waitUntil({
      what: 'the stream is closed',
      timeoutMs: 90_000,
      read: async () => this.isClosed,
      isDone: Boolean,
    });
  }

  /** The slices of time as a page would have them that took every event. */
  timeline(): Map<number, unknown> {
    const slices = new Map<number, unknown>();
    for (const { event, data } of this.events) {
      const changed = event === 'snapshot' ? data.timeline : event === 'update' ? data.changedSlices : [];
      changed.forEach((slice) => slices.set(slice.startMs, slice));
    }
    return slices;
  }

  private async collect(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const bytes of body) {
        const frames = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
        rest = frames.pop() ?? '';
        this.events.push(...frames.flatMap(parseFrame));
      }
      this.isClosed = true;
    } catch {
      this.isClosed = !this.abort.signal.aborted;
    }
  }
}

function parseFrame(frame: string): LiveEvent[] {
  const fields = new Map(
    frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
  );
  const event = fields.get('event');
  if (event === undefined) {
    return [];
  }
  const data = JSON.parse(fields.get('data') ?? 'null') as unknown;
  return [{ id: Number(fields.get('id')), atMs: Date.now(), event, data } as LiveEvent];
}
