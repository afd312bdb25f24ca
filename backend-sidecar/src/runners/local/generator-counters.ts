import { readFile } from 'node:fs/promises';

import { type GeneratorCounters, parseCounters } from '../generator/generator-counters.ts';
import { isProcessOfRun, processesOfRun } from './process-files.ts';

/** Where the kernel tells it; a test has files of its own. */
export interface CounterPlaces {
  readonly proc: string;
  readonly group: string;
}

export const COUNTER_PLACES: CounterPlaces = { proc: '/proc', group: '/sys/fs/cgroup' };

/** Reads half a dozen files of a few hundred bytes. Null where the kernel has no such counters. */
export async function readCounters(
  pid: number | null,
  places: CounterPlaces = COUNTER_PLACES
): Promise<GeneratorCounters | null> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const [stat, memory, own, quota, usage] = await Promise.all([
    read(`${places.proc}/stat`),
    read(`${places.proc}/meminfo`),
    pid === null ? '' : read(`${places.proc}/${pid}/stat`),
    read(`${places.group}/cpu.max`),
    read(`${places.group}/cpu.stat`),
  ]);
  // Side by side, so that what lies between them is no jump of the clock.
  const times = { atMs: Date.now(), monotonicMs: Number(process.hrtime.bigint() / 1_000_000n) };
  return parseCounters({ stat, memory, own, quota, usage }, times);
}

/** Finds java among the processes of a run (the others are its launcher's) and remembers it. */
export class JavaProcess {
  private pid: number | null = null;

  constructor(private readonly directory: string) {}

  async find(): Promise<number | null> {
    if (this.pid !== null && (await isProcessOfRun(this.pid, this.directory))) {
      return this.pid;
    }
    const pids = await processesOfRun(this.directory);
    const isJava = await Promise.all(pids.map(runsJava));
    this.pid = pids.find((_, index) => isJava[index]) ?? null;
    return this.pid;
  }
}

async function runsJava(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim().startsWith('java');
}
