import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { MeasuredGenerator } from '../runner.ts';
import { readCollections } from './generator-collections.ts';
import { JavaProcess, readCounters, type GeneratorCounters } from './generator-counters.ts';
import { generatorLoadOf, MAX_SAMPLES } from './generator-load.ts';

/** One line of counters for each sample, so that a sidecar that was not there from the beginning knows them all. */
const SAMPLES_FILE = 'generator.jsonl';
const SHORTEST_INTERVAL_MS = 2_000;

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
    void this.sample(Math.max(SHORTEST_INTERVAL_MS, Math.ceil((plannedSeconds * 1000) / MAX_SAMPLES)));
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

/** What was measured in a run's directory; null where nothing was. */
export async function readGenerator(directory: string): Promise<MeasuredGenerator | null> {
  const text = await readFile(join(directory, SAMPLES_FILE), 'utf8').catch(() => '');
  // The last line may be cut.
  const counters = text.split('\n').slice(0, -1).flatMap(parseLine);
  return counters.length === 0 ? null : generatorLoadOf(counters, await readCollections(directory));
}

function parseLine(line: string): GeneratorCounters[] {
  try {
    return [JSON.parse(line) as GeneratorCounters];
  } catch {
    return [];
  }
}
