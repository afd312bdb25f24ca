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

/** What the kernel's files say, as text; empty where there is no such file. */
export interface CounterTexts {
  /** /proc/stat */
  readonly stat: string;
  /** /proc/meminfo */
  readonly memory: string;
  /** /proc/PID/stat of java */
  readonly own: string;
  /** cpu.max of the control group */
  readonly quota: string;
  /** cpu.stat of the control group */
  readonly usage: string;
}

/** Null where the kernel has no such counters. */
export function parseCounters(
  texts: CounterTexts,
  times: Pick<GeneratorCounters, 'atMs' | 'monotonicMs'>
): GeneratorCounters | null {
  const processors = parseProcessorTicks(texts.stat);
  return processors === null
    ? null
    : {
        ...{ ...times, ...processors },
        jmeterTicks: parseProcessTicks(texts.own),
        memoryRatio: parseMemoryRatio(texts.memory),
        groupUsedUs: numberIn(texts.usage, /^usage_usec (\d+)/m),
        groupProcessors: parseQuota(texts.quota),
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
