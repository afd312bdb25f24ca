import type { LiveEnd, LiveLogLine, LiveSnapshot, LiveUpdate } from '../contract/live.ts';

/** One connection that reads a run's live events. `send` gets bytes that are ready for the wire. */
export interface LiveReader {
  send(frame: Buffer): void;
  close(): void;
}

/** How many lines of the log a new reader gets. */
const LOG_LINES = 200;

/**
 * Keeps the live state of each run and hands its events to any number of readers. An event is turned into bytes once,
 * whatever the number of readers; every connection begins with the whole state, so a reader that reconnects misses
 * nothing.
 */
export class LiveHub {
  private readonly channels = new Map<number, Channel>();

  open(runId: number): void {
    if (!this.channels.has(runId)) {
      this.channels.set(runId, new Channel());
    }
  }

  publish(runId: number, update: LiveUpdate): void {
    this.channels.get(runId)?.publish(update);
  }

  /** Tells every reader that the run has ended, and closes their connections. */
  end(runId: number, status: LiveEnd['status']): void {
    this.channels.get(runId)?.end({ runId, status });
    this.channels.delete(runId);
  }

  /** False when no state of this run is kept: it is not running here. */
  subscribe(runId: number, reader: LiveReader): boolean {
    const channel = this.channels.get(runId);
    channel?.add(reader);
    return channel !== undefined;
  }

  unsubscribe(runId: number, reader: LiveReader): void {
    this.channels.get(runId)?.remove(reader);
  }

  snapshot(runId: number): LiveSnapshot | undefined {
    return this.channels.get(runId)?.snapshot();
  }

  /** The total of all samples so far; undefined while there is none. */
  total(runId: number): LiveUpdate['total'] | undefined {
    return this.channels.get(runId)?.total();
  }

  /** Closes every connection: the sidecar stops, the runs go on. */
  closeAll(): void {
    for (const channel of this.channels.values()) {
      channel.close();
    }
  }
}

class Channel {
  private readonly readers = new Set<LiveReader>();
  /** Readers who came before there was anything to tell: their first event is the snapshot, too. */
  private readonly early = new Set<LiveReader>();
  private readonly slices = new Map<number, LiveSnapshot['timeline'][number]>();
  private log: LiveLogLine[] = [];
  private latest: LiveUpdate | undefined;

  publish(update: LiveUpdate): void {
    this.latest = update;
    for (const slice of update.changedSlices) {
      this.slices.set(slice.startMs, slice);
    }
    this.log = [...this.log, ...update.newLog].slice(-LOG_LINES);
    this.send(frameOf('update', update, update.sequence));
    const welcomed = [...this.early];
    this.early.clear();
    welcomed.forEach((reader) => this.add(reader));
  }

  add(reader: LiveReader): void {
    const snapshot = this.snapshot();
    if (snapshot === undefined) {
      this.early.add(reader);
      return;
    }
    this.readers.add(reader);
    const frame = frameOf('snapshot', snapshot, snapshot.sequence);
    this.attempt(reader, () => reader.send(frame));
  }

  remove(reader: LiveReader): void {
    this.readers.delete(reader);
    this.early.delete(reader);
  }

  end(event: LiveEnd): void {
    this.early.forEach((reader) => this.readers.add(reader));
    this.send(frameOf('end', event, (this.latest?.sequence ?? 0) + 1));
    this.close();
  }

  close(): void {
    for (const reader of [...this.readers, ...this.early]) {
      this.attempt(reader, () => reader.close());
    }
    this.readers.clear();
    this.early.clear();
  }

  total(): LiveUpdate['total'] | undefined {
    return this.latest?.total;
  }

  snapshot(): LiveSnapshot | undefined {
    if (this.latest === undefined) {
      return undefined;
    }
    const { changedSlices: _changedSlices, newLog: _newLog, ...state } = this.latest;
    const timeline = [...this.slices.values()].sort((a, b) => a.startMs - b.startMs);
    return { ...state, timeline, log: this.log };
  }

  private send(frame: Buffer): void {
    for (const reader of this.readers) {
      this.attempt(reader, () => reader.send(frame));
    }
  }

  /** A reader that fails loses its place; the others and the run do not notice. */
  private attempt(reader: LiveReader, action: () => void): void {
    try {
      action();
    } catch {
      this.readers.delete(reader);
    }
  }
}

/** One server-sent event. JSON has no raw line end, so one `data:` line is enough. */
export function frameOf(event: 'snapshot' | 'update' | 'end', data: unknown, id: number): Buffer {
  return Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
