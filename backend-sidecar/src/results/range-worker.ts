import { parentPort, workerData } from 'node:worker_threads';

import { readRange, type RangeResult, type RangeTask } from './range-reading.ts';

const result = await readRange(workerData as RangeTask);
parentPort?.postMessage(result, result === null ? [] : buffersOf(result));

/** Handed over, not copied. */
function buffersOf({ statistics }: RangeResult): ArrayBuffer[] {
  const packed = statistics.courses.flatMap(({ whole, edge, slices }) => [whole, edge, slices]);
  return [...packed, statistics.totalSlices].flatMap((bytes) => (bytes === null ? [] : [bytes.buffer as ArrayBuffer]));
}
