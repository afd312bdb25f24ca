import { Worker } from 'node:worker_threads';

import { workerEntry } from '../kernel/worker-entry.ts';
import type { RangeResult, RangeTask } from './range-reading.ts';

/** Ranges of a file that are being read elsewhere. */
export interface RangesAtWork {
  /** In their order; null is a range that must be read one record after another behind those before it. */
  readonly results: ReadonlyArray<Promise<RangeResult | null>>;
  /** Nobody waits any more. */
  stop(): Promise<void>;
}

/** A thread for each range. */
export function readInThreads(tasks: readonly RangeTask[]): RangesAtWork {
  const workers = tasks.map(
    (task) => new Worker(workerEntry('range-worker', import.meta.url), { workerData: task, name: 'range-worker' })
  );
  const results = workers.map(resultOf);
  // Who asks for the first may wait while another fails; it is asked for in its turn.
  results.forEach((result) => void result.catch(() => undefined));
  const stop = async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  return { results, stop };
}

function resultOf(worker: Worker): Promise<RangeResult | null> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread that reads a range ended (code ${code})`)));
  });
}
