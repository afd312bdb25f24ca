import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { SAMPLES_FILE, samplingIntervalMs } from '../generator/generator-samples.ts';
import { JavaProcess, readCounters } from './generator-counters.ts';

/**
 * Samples the generator while a run's JMeter lives: every 2 s, of long runs as often as gives 900 samples. The counters
 * are cumulative, so that nothing between two samples is missed.
 */
export class GeneratorSampler {
  private readonly java: JavaProcess;
  private hasEnded = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly directory: string,
    plannedSeconds: number
  ) {
    this.java = new JavaProcess(directory);
    void this.sample(samplingIntervalMs(plannedSeconds));
  }

  stop(): void {
    this.hasEnded = true;
    this.stopping.abort();
  }

  private async sample(intervalMs: number): Promise<void> {
    while (!this.hasEnded) {
      await this.append();
      await wait(intervalMs, undefined, { ref: false, signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** What cannot be measured or written is not known; the run goes on. */
  private async append(): Promise<void> {
    const pid = await this.java.find();
    const counters = pid === null ? null : await readCounters(pid);
    if (counters !== null && !this.hasEnded) {
      await appendFile(join(this.directory, SAMPLES_FILE), `${JSON.stringify(counters)}\n`).catch(() => undefined);
    }
  }
}
