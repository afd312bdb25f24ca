import type { TimelinePoint } from '../contract/statistics.ts';
import { seal, unseal, VarintReader, VarintWriter } from './byte-codec.ts';
import { Distribution } from './distribution.ts';
import { Summary } from './summary.ts';
import { toTimelinePoint, type TimeSlice } from './time-slices.ts';

/** No slice is this long: the first format began with the length. */
const NOT_THE_FIRST_FORMAT = 0;
const FORMAT = 2;

/** @param slices by their start, each start once */
export function encodeTimeSlices(slices: readonly TimeSlice[], sliceMs: number): Uint8Array {
  const writer = new VarintWriter();
  writer.write(NOT_THE_FIRST_FORMAT);
  writer.write(FORMAT);
  writer.write(sliceMs);
  writer.write(slices.length);
  let previousIndex = 0;
  for (const { startMs, summary } of slices) {
    const index = startMs / sliceMs;
    writer.write(index - previousIndex);
    previousIndex = index;
    summary.writeTo(writer, startMs);
  }
  return seal(writer.finish());
}

/** @param sliceMs the length they were made with; another is an error */
export function decodeTimeSlices(encoded: Uint8Array, sliceMs: number): TimeSlice[] {
  const reader = new VarintReader(unseal(encoded));
  const first = reader.read();
  const isFirstFormat = first !== NOT_THE_FIRST_FORMAT;
  expectEqual('format', isFirstFormat ? FORMAT : reader.read(), FORMAT);
  expectEqual('length in ms', isFirstFormat ? first : reader.read(), sliceMs);
  const slices: TimeSlice[] = [];
  const count = reader.read();
  let sliceIndex = 0;
  for (let read = 0; read < count; read++) {
    sliceIndex += reader.read();
    const startMs = sliceIndex * sliceMs;
    const summary = isFirstFormat ? readFirstFormat(reader) : Summary.readFrom(reader, startMs);
    slices.push({ startMs, summary });
  }
  reader.expectEnd();
  return slices;
}

export function decodeSlices(encoded: Uint8Array, sliceMs: number): TimelinePoint[] {
  return decodeTimeSlices(encoded, sliceMs).map(toTimelinePoint);
}

/** Before 0.2: received bytes, threads, and the two distributions; when its samples began and ended is not known. */
function readFirstFormat(reader: VarintReader): Summary {
  const summary = new Summary();
  summary.receivedBytes = reader.read();
  const threadsPlusOne = reader.read();
  summary.activeThreads = threadsPlusOne === 0 ? null : threadsPlusOne - 1;
  summary.ok = Distribution.readFrom(reader);
  summary.failed = Distribution.readFrom(reader);
  return summary;
}

function expectEqual(what: string, found: number, expected: number): void {
  if (found !== expected) {
    throw new Error(`The stored time slices have the ${what} ${found}, not ${expected}`);
  }
}
