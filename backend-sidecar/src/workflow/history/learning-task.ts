import type { NoiseInput } from '../../comparison/history/noise.ts';
import { workerEntry } from '../../kernel/worker-entry.ts';
import { runTask } from '../worker-task.ts';
import { learnNoise, type Learnt } from './learn-noise.ts';

/** Of fewer labels, over all runs, it takes some milliseconds, less than a thread to begin. */
const MOST_HERE = 200;

/** Of 20 runs with 300 labels it takes as long as a hundred other answers: then in a thread of its own. */
export async function learnAside(input: NoiseInput): Promise<Learnt> {
  const count = input.history.reduce((sum, { rows }) => sum + rows.length, 0);
  return count <= MOST_HERE
    ? learnNoise(input)
    : runTask<Learnt>(workerEntry('learning-worker', import.meta.url), input);
}
