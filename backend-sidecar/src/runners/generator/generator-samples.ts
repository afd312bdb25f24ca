import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { MeasuredGenerator } from '../runner.ts';
import { readCollections } from './generator-collections.ts';
import type { GeneratorCounters } from './generator-counters.ts';
import { generatorLoadOf, MAX_SAMPLES } from './generator-load.ts';

/** One line of counters for each sample, so that a sidecar that was not there from the beginning knows them all. */
export const SAMPLES_FILE = 'generator.jsonl';
const SHORTEST_INTERVAL_MS = 2_000;

/** Every 2 s, of long runs as often as gives 900 samples. */
export function samplingIntervalMs(plannedSeconds: number): number {
  return Math.max(SHORTEST_INTERVAL_MS, Math.ceil((plannedSeconds * 1000) / MAX_SAMPLES));
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
