import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parseCounters, type GeneratorCounters } from '../generator/generator-counters.ts';
import { SAMPLES_FILE, samplingIntervalMs } from '../generator/generator-samples.ts';
import { REMOTE_FILES } from './launch.ts';
import { shellCommand } from './shell-words.ts';
import type { SshConnection } from './ssh-connection.ts';

/** $1 the run's directory. Each part behind a line of its own; the clocks side by side, at the end. */
const SAMPLE = `pid=$(cat "$1/${REMOTE_FILES.java}" 2> /dev/null)
part() { echo "== $1"; cat "$2" 2> /dev/null; }
part stat /proc/stat
part memory /proc/meminfo
part own "/proc/$pid/stat"
part quota /sys/fs/cgroup/cpu.max
part usage /sys/fs/cgroup/cpu.stat
part uptime /proc/uptime
echo '== now'; date +%s%3N`;

/** JMeter takes a moment to start. */
const RETRY_MS = 500;

/** Samples another host while a run's JMeter lives; the samples lie here, beside those of a local run. */
export class RemoteSampler {
  private nextAtMs = 0;
  private readonly intervalMs: number;

  constructor(
    private readonly directories: { readonly here: string; readonly there: string },
    plannedSeconds: number
  ) {
    this.intervalMs = samplingIntervalMs(plannedSeconds);
  }

  /** If it is time. What cannot be measured or written is not known; the run goes on. */
  async sample(connection: SshConnection, nowMs: number): Promise<void> {
    if (nowMs < this.nextAtMs) {
      return;
    }
    const { here, there } = this.directories;
    const counters = await connection.run(shellCommand(SAMPLE, there)).then(
      ({ stdout }) => parseSample(stdout),
      () => null
    );
    // Without java's own counters it does not run yet, or no longer.
    const isThere = counters !== null && counters.jmeterTicks !== null;
    this.nextAtMs = nowMs + (isThere ? this.intervalMs : RETRY_MS);
    if (isThere) {
      await appendFile(join(here, SAMPLES_FILE), `${JSON.stringify(counters)}\n`).catch(() => undefined);
    }
  }
}

export function parseSample(text: string): GeneratorCounters | null {
  const parts = new Map(
    text.split(/^== /m).map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)])
  );
  const of = (name: string) => parts.get(name) ?? '';
  const atMs = Number(of('now').trim() || Number.NaN);
  const monotonicMs = Math.round(Number(of('uptime').split(' ')[0] || Number.NaN) * 1000);
  if (!Number.isFinite(atMs) || !Number.isFinite(monotonicMs)) {
    return null;
  }
  const texts = { stat: of('stat'), memory: of('memory'), own: of('own'), quota: of('quota'), usage: of('usage') };
  return parseCounters(texts, { atMs, monotonicMs });
}
