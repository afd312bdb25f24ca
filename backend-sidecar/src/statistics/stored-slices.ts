import type { TimelinePoint } from '../contract/statistics.ts';
import { seal, unseal, VarintReader, VarintWriter } from './byte-codec.ts';
import { Distribution } from './distribution.ts';
import { Summary } from './summary.ts';
import { toTimelinePoint, type TimeSlice } from './time-slices.ts';

/** Samples that start in `[fromMs, toMs)`; an open border is −∞ or ∞. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** No slice is this long: the first format began with the length. */
const NOT_THE_FIRST_FORMAT = 0;
const FORMAT = 2;

/** A slice, or a part of one: what {@link Summary.writeTo} made of it. */
export interface SlicePiece {
  readonly startMs: number;
  readonly written: Uint8Array;
}

/** @param slices by their start, each start once */
export function encodeTimeSlices(slices: readonly TimeSlice[], sliceMs: number): Uint8Array {
  return encoded(slices, sliceMs, (writer, { startMs, summary }) => summary.writeTo(writer, startMs));
}

/** The same, where their bytes are there already. */
export function encodeWritten(slices: readonly SlicePiece[], sliceMs: number): Uint8Array {
  return encoded(slices, sliceMs, (writer, { written }) => writer.append(written));
}

function encoded<Slice extends { startMs: number }>(
  slices: readonly Slice[],
  sliceMs: number,
  write: (writer: VarintWriter, slice: Slice) => void
): Uint8Array {
  const writer = new VarintWriter();
  writer.write(NOT_THE_FIRST_FORMAT);
  writer.write(FORMAT);
  writer.write(sliceMs);
  writer.write(slices.length);
  let previousIndex = 0;
  for (const slice of slices) {
    const index = slice.startMs / sliceMs;
    writer.write(index - previousIndex);
    previousIndex = index;
    write(writer, slice);
  }
  return seal(writer.finish());
}

/** @param sliceMs the length they were made with; another is an error */
export function decodeTimeSlices(encoded: Uint8Array, sliceMs: number): TimeSlice[] {
  const slices: TimeSlice[] = [];
  forEachStored(encoded, sliceMs, (startMs, reader, isFirstFormat) => {
    const summary = isFirstFormat ? readFirstFormat(reader) : Summary.readFrom(reader, startMs);
    slices.push({ startMs, summary });
  });
  return slices;
}

/**
 * What a label did within a span, straight from its stored slices; null where the span cuts one of them. A border before the
 * first sample of a slice cuts nothing of it: slices are aligned to the clock, the begin of a run is not.
 */
export function storedSummaryWithin(encoded: Uint8Array, sliceMs: number, span: TimeSpan): Summary | null {
  const within = new Summary();
  let isCut = false;
  forEachStored(encoded, sliceMs, (startMs, reader, isFirstFormat) => {
    const hasBorder = isBetween(span.fromMs, startMs, sliceMs) || isBetween(span.toMs, startMs, sliceMs);
    const isWithin = startMs >= span.fromMs && startMs < span.toMs;
    if (isFirstFormat || hasBorder) {
      const summary = isFirstFormat ? readFirstFormat(reader) : Summary.readFrom(reader, startMs);
      const begin = summary.firstStartMs ?? startMs;
      isCut ||= isAfter(span.fromMs, begin, startMs + sliceMs) || isAfter(span.toMs, begin, startMs + sliceMs);
      mergeIf(begin >= span.fromMs && begin < span.toMs, within, summary);
    } else if (isWithin) {
      within.mergeFrom(reader, startMs);
    } else {
      Summary.skip(reader);
    }
  });
  return isCut ? null : within;
}

function isBetween(borderMs: number, startMs: number, sliceMs: number): boolean {
  return borderMs > startMs && borderMs < startMs + sliceMs;
}

function isAfter(borderMs: number, beginMs: number, endMs: number): boolean {
  return borderMs > beginMs && borderMs < endMs;
}

function mergeIf(isWithin: boolean, within: Summary, summary: Summary): void {
  if (isWithin) {
    within.merge(summary);
  }
}

/** @param visit reads one slice, or passes over it */
function forEachStored(
  encoded: Uint8Array,
  sliceMs: number,
  visit: (startMs: number, reader: VarintReader, isFirstFormat: boolean) => void
): void {
  const reader = new VarintReader(unseal(encoded));
  const first = reader.read();
  const isFirstFormat = first !== NOT_THE_FIRST_FORMAT;
  expectEqual('format', isFirstFormat ? FORMAT : reader.read(), FORMAT);
  expectEqual('length in ms', isFirstFormat ? first : reader.read(), sliceMs);
  const count = reader.read();
  let sliceIndex = 0;
  for (let read = 0; read < count; read++) {
    sliceIndex += reader.read();
    visit(sliceIndex * sliceMs, reader, isFirstFormat);
  }
  reader.expectEnd();
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
