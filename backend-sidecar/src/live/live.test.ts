import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LiveUpdate } from '../contract/live.ts';
import { LiveHub, type LiveReader } from './live-hub.ts';
import { LogTail } from './log-tail.ts';

class Reader implements LiveReader {
  readonly frames: Buffer[] = [];
  isClosed = false;
  send(frame: Buffer): void {
    this.frames.push(frame);
  }
  close(): void {
    this.isClosed = true;
  }
  events() {
    return this.frames.map((frame) => {
      const [, event, data] = /^id: \d+\nevent: (\w+)\ndata: (.*)\n\n$/.exec(frame.toString()) ?? [];
      return { event, data: JSON.parse(data ?? 'null') };
    });
  }
}

function update(sequence: number, more: object = {}): LiveUpdate {
  return { runId: 1, sequence, status: 'running', changedSlices: [], newLog: [], ...more } as unknown as LiveUpdate;
}

const slice = (startMs: number, count: number) => ({ startMs, count });

describe('the live hub', () => {
  it('gives a late reader the whole state first, then what the others get', () => {
    const hub = new LiveHub();
    hub.open(1);
    hub.publish(1, update(1, { changedSlices: [slice(2000, 1)], newLog: [{ number: 1, text: 'a' }] }));
    hub.publish(
      1,
      update(2, { changedSlices: [slice(1000, 4), slice(2000, 3)], newLog: [{ number: 2, text: 'b\nc' }] })
    );
    const late = new Reader();
    expect(hub.subscribe(1, late)).toBe(true);
    hub.publish(1, update(3));
    expect(late.events()).toMatchObject([
      {
        event: 'snapshot',
        data: { sequence: 2, timeline: [slice(1000, 4), slice(2000, 3)], log: [{ text: 'a' }, { text: 'b\nc' }] },
      },
      { event: 'update', data: { sequence: 3 } },
    ]);
  });

  it('makes an event into bytes once for all readers', () => {
    const hub = new LiveHub();
    hub.open(1);
    const readers = [new Reader(), new Reader(), new Reader()];
    hub.publish(1, update(1));
    readers.forEach((reader) => hub.subscribe(1, reader));
    hub.publish(1, update(2));
    expect(new Set(readers.map(({ frames }) => frames.at(-1))).size).toBe(1);
  });

  it('begins with the snapshot also for a reader who came before the first figures', () => {
    const hub = new LiveHub();
    hub.open(1);
    const reader = new Reader();
    hub.subscribe(1, reader);
    expect(reader.events()).toEqual([]);
    hub.publish(1, update(1));
    hub.publish(1, update(2));
    expect(reader.events().map(({ event }) => event)).toEqual(['snapshot', 'update']);
  });

  it('tells the end and closes; afterwards the run is unknown', () => {
    const hub = new LiveHub();
    hub.open(1);
    const reader = new Reader();
    hub.subscribe(1, reader);
    hub.end(1, 'completed');
    hub.publish(1, update(9));
    expect(reader.events()).toEqual([{ event: 'end', data: { runId: 1, status: 'completed' } }]);
    expect([reader.isClosed, hub.subscribe(1, reader), hub.snapshot(1)]).toEqual([true, false, undefined]);
  });

  it('lets no reader that throws hurt the others or the run', () => {
    const hub = new LiveHub();
    hub.open(1);
    hub.publish(1, update(1));
    const broken: LiveReader = {
      send: () => {
        throw new Error('gone');
      },
      close: () => {
        throw new Error('gone');
      },
    };
    const [before, after] = [new Reader(), new Reader()];
    [before, broken, after].forEach((reader) => hub.subscribe(1, reader));
    hub.publish(1, update(2));
    hub.end(1, 'failed');
    expect(before.events().map(({ event }) => event)).toEqual(['snapshot', 'update', 'end']);
    expect(after.events()).toEqual(before.events());
    expect(after.isClosed).toBe(true);
  });

  it('keeps the last 200 lines of the log', () => {
    const hub = new LiveHub();
    hub.open(1);
    for (let number = 1; number <= 250; number += 1) {
      hub.publish(1, update(number, { newLog: [{ number, text: '' }] }));
    }
    expect(hub.snapshot(1)?.log.map(({ number }) => number)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 51)
    );
  });

  it('forgets who left', () => {
    const hub = new LiveHub();
    hub.open(1);
    const reader = new Reader();
    hub.subscribe(1, reader);
    hub.unsubscribe(1, reader);
    hub.publish(1, update(1));
    hub.closeAll();
    expect([reader.frames, reader.isClosed]).toEqual([[], false]);
  });
});

describe('the tail of a log', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'perftest-tail-'));
    path = join(directory, 'jmeter.log');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const texts = async (tail: LogTail) => (await tail.read()).map(({ text }) => text);

  it('waits for the file and for the end of a line', async () => {
    const tail = new LogTail(path);
    expect(await tail.read()).toEqual([]);
    writeFileSync(path, 'one\ntw');
    expect(await tail.read()).toEqual([{ number: 1, text: 'one' }]);
    appendFileSync(path, 'o\n');
    expect(await tail.read()).toEqual([{ number: 2, text: 'two' }]);
  });

  it('keeps a character whose bytes come in two writes', async () => {
    const tail = new LogTail(path);
    const bytes = Buffer.from('příliš 😀\n');
    for (const byte of bytes.subarray(0, -1)) {
      appendFileSync(path, Buffer.from([byte]));
      expect(await tail.read()).toEqual([]);
    }
    appendFileSync(path, '\n');
    expect(await texts(tail)).toEqual(['příliš 😀']);
  });

  it('says what it leaves out of a log that grew by too much', async () => {
    const tail = new LogTail(path);
    writeFileSync(path, `${'x'.repeat(99)}\n`.repeat(1000));
    const lines = await texts(tail);
    expect(lines[0]).toBe(`… ${100_000 - 65_536} bytes left out …`);
    expect(lines.at(-1)).toBe('x'.repeat(99));
  });

  it('begins anew with a log that became shorter', async () => {
    const tail = new LogTail(path);
    writeFileSync(path, 'a long first line\n');
    await tail.read();
    writeFileSync(path, 'new\n');
    expect(await texts(tail)).toEqual(['new']);
  });
});
