import { describe, expect, it } from 'vitest';

import type { LiveUpdate } from '../contract/live.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import { LiveHub, type LiveReader } from './live-hub.ts';

const ROW: StatisticsRow = {
  label: 'Total',
  kind: 'sample',
  count: 1,
  errors: 0,
  errorRate: 0,
  minMs: 5,
  meanMs: 5,
  medianMs: 5,
  standardDeviationMs: 0,
  p90Ms: 5,
  p95Ms: 5,
  p99Ms: 5,
  maxMs: 5,
  throughputPerSec: null,
  receivedKbPerSec: null,
  sentKbPerSec: null,
  firstStartMs: 0,
  lastEndMs: 5,
};

function update(sequence: number): LiveUpdate {
  const total = {
    ...ROW,
    last60s: { count: 1, errors: 0, p90Ms: 5, throughputPerSec: null },
    baselineP90Ms: null,
    p90ChangeRatio: null,
  };
  const slice = {
    startMs: sequence * 1000,
    count: 1,
    errors: 0,
    meanMs: 5,
    medianMs: 5,
    p90Ms: 5,
    p95Ms: 5,
    maxMs: 5,
    receivedBytes: 10,
    activeThreads: 1,
  };
  return {
    runId: 1,
    status: 'running',
    sequence,
    atMs: sequence * 1000,
    startedAtMs: 0,
    endsAtMs: 60_000,
    progress: 0.1,
    phase: 'steady',
    activeThreads: 1,
    counts: { rows: 1, samples: 1, transactions: 0, interrupted: 0, rejected: 0 },
    total,
    rows: [],
    errors: [],
    sliceMs: 1000,
    lagMs: 0,
    changedSlices: [slice],
    newLog: [{ number: sequence, text: `line ${sequence}` }],
  };
}

interface Event {
  event: string;
  data: { timeline?: Array<{ startMs: number }>; log?: unknown[]; sequence?: number };
}

class RecordingReader implements LiveReader {
  readonly frames: Buffer[] = [];
  isClosed = false;

  send(frame: Buffer): void {
    this.frames.push(frame);
  }

  close(): void {
    this.isClosed = true;
  }

  get events(): Event[] {
    return this.frames.map((frame) => {
      const [, event, data] = /event: (\w+)\ndata: (.*)\n\n$/.exec(frame.toString()) ?? [];
      return { event: event ?? '', data: JSON.parse(data ?? 'null') };
    });
  }
}

function openHub(): LiveHub {
  const hub = new LiveHub();
  hub.open(1);
  return hub;
}

describe('LiveHub', () => {
  it('begins with the whole state for a reader who comes late', () => {
    const hub = openHub();
    hub.publish(1, update(1));
    hub.publish(1, update(2));
    const reader = new RecordingReader();
    hub.subscribe(1, reader);
    const [first] = reader.events;
    expect(first?.event).toBe('snapshot');
    expect(first?.data.timeline?.map(({ startMs }) => startMs)).toEqual([1000, 2000]);
    expect(first?.data.log).toHaveLength(2);
  });

  it('begins with the snapshot also for a reader who came before the first figures', () => {
    const hub = openHub();
    const reader = new RecordingReader();
    hub.subscribe(1, reader);
    expect(reader.events).toEqual([]);
    hub.publish(1, update(1));
    hub.publish(1, update(2));
    expect(reader.events.map(({ event, data }) => [event, data.sequence])).toEqual([
      ['snapshot', 1],
      ['update', 2],
    ]);
  });

  it('makes the bytes of an event once for all readers', () => {
    const hub = openHub();
    const readers = [new RecordingReader(), new RecordingReader()];
    hub.publish(1, update(1));
    readers.forEach((reader) => hub.subscribe(1, reader));
    hub.publish(1, update(2));
    const [a, b] = readers.map((reader) => reader.frames[1]);
    expect(a).toBeDefined();
    expect(a).toBe(b);
  });

  it('goes on for the others when a reader throws', () => {
    const hub = openHub();
    const healthy = new RecordingReader();
    hub.publish(1, update(1));
    hub.subscribe(1, {
      send: () => {
        throw new Error('gone');
      },
      close: () => undefined,
    });
    hub.subscribe(1, healthy);
    hub.publish(1, update(2));
    expect(healthy.frames).toHaveLength(2);
  });

  it('tells every reader the end and closes, also one who never got figures', () => {
    const hub = openHub();
    const reader = new RecordingReader();
    hub.subscribe(1, reader);
    hub.end(1, 'failed');
    expect(reader.events.map(({ event }) => event)).toEqual(['end']);
    expect(reader.isClosed).toBe(true);
    expect(hub.subscribe(1, reader)).toBe(false);
  });

  it('sends nothing more to a reader who left', () => {
    const hub = openHub();
    const reader = new RecordingReader();
    hub.subscribe(1, reader);
    hub.unsubscribe(1, reader);
    hub.publish(1, update(1));
    expect(reader.frames).toEqual([]);
  });
});
