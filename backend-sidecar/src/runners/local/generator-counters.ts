import { readFile } from 'node:fs/promises';

import { isProcessOfRun, processesOfRun } from './process-files.ts';

/** What the counters of the host and of JMeter said at one time. Processor times are in ticks since they began. */
export interface GeneratorCounters {
  readonly atMs: number;
  /** Of the clock that nobody sets; the same one for every process of the host. */
  readonly monotonicMs: number;
  readonly busyTicks: number;
  readonly totalTicks: number;
  /** User and system time of java. */
  readonly jmeterTicks: number | null;
  readonly memoryRatio: number | null;
  /** In a container that may not use all processors: what it used, in µs, and how many it may use. */
  readonly groupUsedUs: number | null;
  readonly groupProcessors: number | null;
}

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
  const processors = parseProcessorTicks(stat);
  // Side by side, so that what lies between them is no jump of the clock.
  const [atMs, monotonicMs] = [Date.now(), Number(process.hrtime.bigint() / 1_000_000n)];
  return processors === null
    ? null
    : {
        ...{ atMs, monotonicMs, ...processors },
        jmeterTicks: parseProcessTicks(own),
        memoryRatio: parseMemoryRatio(memory),
        groupUsedUs: numberIn(usage, /^usage_usec (\d+)/m),
        groupProcessors: parseQuota(quota),
      };
}

/**
 * First line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal; guests are within user. Time that
 * the hypervisor gave to others is busy: the generator could not have it.
 */
function parseProcessorTicks(stat: string): { busyTicks: number; totalTicks: number } | null {
  const fields = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number).slice(0, 8);
  if (fields === undefined || fields.length < 4 || fields.some((ticks) => !Number.isFinite(ticks))) {
    return null;
  }
  const totalTicks = fields.reduce((sum, ticks) => sum + ticks, 0);
  return { totalTicks, busyTicks: totalTicks - (fields[3] ?? 0) - (fields[4] ?? 0) };
}

/** The name of a process may hold spaces and parentheses; what counts comes behind its last one. */
function parseProcessTicks(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return stat !== '' && Number.isFinite(ticks) ? ticks : null;
}

function parseMemoryRatio(meminfo: string): number | null {
  const [total, available] = [numberIn(meminfo, /^MemTotal: +(\d+)/m), numberIn(meminfo, /^MemAvailable: +(\d+)/m)];
  return total === null || available === null || total === 0 ? null : 1 - available / total;
}

/** `max 100000`: as many as there are. */
function parseQuota(text: string): number | null {
  const parts = /^(\d+) (\d+)/.exec(text);
  return parts === null ? null : Number(parts[1]) / Number(parts[2]);
}

function numberIn(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
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
