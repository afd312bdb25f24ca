import type { VarintWriter } from './byte-codec.ts';

/** Up to here insertion is the fastest: a slice of time holds some dozen times of a label. */
const FEW_TIMES = 48;

/** Ascending, from one index up to another, in place. */
export function sortTimes(timesMs: Float64Array, from: number, to: number): void {
  if (to - from > FEW_TIMES) {
    timesMs.subarray(from, to).sort();
    return;
  }
  for (let index = from + 1; index < to; index++) {
    const timeMs = timesMs[index] ?? 0;
    let at = index - 1;
    while (at >= from && (timesMs[at] ?? 0) > timeMs) {
      timesMs[at + 1] = timesMs[at] ?? 0;
      at--;
    }
    timesMs[at + 1] = timeMs;
  }
}

/** Number of distinct times, then for each the gap to the one before and its count; as `Distribution.writeTo` does. */
export function writeSortedTimes(writer: VarintWriter, timesMs: Float64Array, from: number, to: number): void {
  let distinct = 0;
  for (let index = from; index < to; index++) {
    distinct += index === from || timesMs[index] !== timesMs[index - 1] ? 1 : 0;
  }
  writer.write(distinct);
  let previousMs = 0;
  for (let index = from; index < to;) {
    const timeMs = timesMs[index] ?? 0;
    const first = index;
    while (index < to && timesMs[index] === timeMs) {
      index++;
    }
    writer.write(timeMs - previousMs);
    writer.write(index - first);
    previousMs = timeMs;
  }
}
