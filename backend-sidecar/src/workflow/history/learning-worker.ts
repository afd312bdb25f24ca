import { workerData } from 'node:worker_threads';

import type { NoiseInput } from '../../comparison/history/noise.ts';
import { answerTask } from '../worker-task.ts';
import { learnNoise } from './learn-noise.ts';

await answerTask(() => learnNoise(workerData as NoiseInput));
