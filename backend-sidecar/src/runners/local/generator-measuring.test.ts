import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { parseCollections } from '../generator/generator-collections.ts';
import { readGenerator } from '../generator/generator-samples.ts';
import { readCounters } from './generator-counters.ts';
import { GeneratorSampler } from './generator-sampler.ts';
import { collectionArguments } from './java-abilities.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'generator-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

describe('readCounters', () => {
  it('reads what the kernel counts', async () => {
    write('proc/stat', 'cpu  100 20 30 700 50 0 5 15 40 0\ncpu0 1 2 3\n');
    write('proc/meminfo', 'MemTotal:       8000 kB\nMemFree:         100 kB\nMemAvailable:    6000 kB\n');
    write('proc/42/stat', `42 (java (x) y) S 1 42 42 0 -1 4194304 9 0 0 0 ${'71 29'} 0 0 20 0 30 0 1 2 3`);
    write('group/cpu.max', '150000 100000\n');
    write('group/cpu.stat', 'usage_usec 123456\nuser_usec 1\n');
    const places = { proc: join(folder, 'proc'), group: join(folder, 'group') };
    // Guests' 40 are within user's 100: 100 + 20 + 30 + 700 + 50 + 0 + 5 + 15.
    expect(await readCounters(42, places)).toMatchObject({
      ...{ totalTicks: 920, busyTicks: 170, jmeterTicks: 100, memoryRatio: 0.25 },
      ...{ groupUsedUs: 123_456, groupProcessors: 1.5 },
    });
    write('group/cpu.max', 'max 100000\n');
    expect(await readCounters(null, places)).toMatchObject({ jmeterTicks: null, groupProcessors: null });
  });

  it('is null where there are no such counters', async () => {
    expect(await readCounters(1, { proc: folder, group: folder })).toBeNull();
  });
});

describe('parseCollections', () => {
  it.each([
    [
      'G1',
      `[1000ms][gc] Using G1
[1010ms][gc,init] Heap Max Capacity: 2G
[2000ms][gc     ] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->5M(254M) 3.5ms
[3000ms][gc     ] GC(1) Concurrent Mark Cycle 11.215ms
[2500ms][gc     ] GC(2) Pause Full (System.gc()) 48M->33M(64M) 6.937ms`,
      2048,
      [
        { atMs: 2000, pauseMs: 3.5, heapAfterMb: 5, heapCapacityMb: 254 },
        { atMs: 2500, pauseMs: 6.937, heapAfterMb: 33, heapCapacityMb: 64 },
        { atMs: 3000, pauseMs: 0, heapAfterMb: null, heapCapacityMb: null },
      ],
    ],
    [
      'Z',
      `[1380ms][gc,init] Max Capacity: 64M
[2476ms][gc     ] Allocation Stall (main) 6.381ms
[2477ms][gc     ] GC(7) Garbage Collection (Allocation Stall) 64M(100%)->46M(72%)`,
      64,
      [{ atMs: 2477, pauseMs: 0, heapAfterMb: 46, heapCapacityMb: null }],
    ],
    [
      'Shenandoah',
      `[1552ms][gc,init] Heap Max Capacity: 65536K
[2097ms][gc     ] GC(20) Pause Final Update Refs 0.008ms
[2098ms][gc     ] GC(20) Concurrent cleanup 32M->31M(64M) 0.007ms`,
      64,
      [
        { atMs: 2097, pauseMs: 0.008, heapAfterMb: null, heapCapacityMb: null },
        { atMs: 2098, pauseMs: 0, heapAfterMb: 31, heapCapacityMb: 64 },
      ],
    ],
  ])('reads what %s writes', (_, text, largestHeapMb, collections) => {
    expect(parseCollections(text)).toMatchObject({ largestHeapMb, collections });
  });

  it('knows nothing where nothing was written', () => {
    expect(parseCollections('')).toEqual({ sinceMs: null, largestHeapMb: null, collections: [] });
  });
});

describe('collectionArguments', () => {
  it('are none for a java that does not know them', async () => {
    const path = join(folder, 'java8');
    writeFileSync(path, '#!/bin/sh\necho "Unrecognized option: -Xlog:disable" >&2\nexit 1\n', { mode: 0o755 });
    expect(await collectionArguments(path)).toEqual([]);
  });

  it('are taken by this java, which then writes its collections and nothing else', async () => {
    const given = await collectionArguments('java');
    expect(given).toHaveLength(1);
    const output = await outputOf('java', [...given, '-Xmx16m', '-version']);
    const plain = await outputOf('java', ['-Xmx16m', '-version']);
    expect(output).toEqual(plain);
    expect(parseCollections(readFileSync(join(folder, 'gc.log'), 'utf8'))).toMatchObject({ largestHeapMb: 16 });
  });
});

function outputOf(program: string, given: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, given, { cwd: folder });
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    child.stderr.on('data', (chunk) => (text += String(chunk)));
    child.once('close', (code) => resolve({ code, text }));
  });
}

describe('GeneratorSampler', () => {
  it('goes on where an earlier one was, and reads a line that was cut', async () => {
    const program = join(folder, 'java');
    // Where java would stand, with the arguments by which a run's java is known; busy, so that its ticks rise.
    writeFileSync(program, '#!/bin/sh\nwhile :; do :; done\n', { mode: 0o755 });
    const child = spawn(program, [join(folder, 'run.properties'), 'bin/ApacheJMeter.jar'], { cwd: folder });
    const lines = () => readFileSync(join(folder, 'generator.jsonl'), 'utf8').split('\n').length - 1;
    try {
      const first = new GeneratorSampler(folder, 1);
      await vi.waitFor(() => expect(lines()).toBe(1), { timeout: 10_000 });
      first.stop();
      const second = new GeneratorSampler(folder, 1);
      await vi.waitFor(() => expect(lines()).toBe(3), { timeout: 20_000 });
      second.stop();
    } finally {
      child.kill('SIGKILL');
    }
    writeFileSync(join(folder, 'generator.jsonl'), '{"atMs":1', { flag: 'a' });
    const measured = await readGenerator(folder);
    expect(measured?.samples.length).toBeGreaterThanOrEqual(1);
    expect(measured?.samples.at(-1)?.jmeterCpuRatio).toBeGreaterThan(0);
    expect(measured?.clockJumpMs).toBeLessThan(500);
  }, 40_000);

  it('measures nothing of a run whose java is gone', async () => {
    const sampler = new GeneratorSampler(folder, 1);
    await vi.waitFor(async () => expect(await readGenerator(folder)).toBeNull());
    sampler.stop();
  });
});
