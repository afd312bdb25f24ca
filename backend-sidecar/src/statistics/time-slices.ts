import type { TimelinePoint } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { seal, unseal, VarintReader, VarintWriter } from './byte-codec.ts';
import { Distribution } from './distribution.ts';

/** The samples that started in [startMs, startMs + sliceMs). */
export interface TimeSlice {
  readonly startMs: number;
  readonly ok: Distribution;
  readonly failed: Distribution;
  receivedBytes: number;
  /** Largest `allThreads` of its samples. */
  activeThreads: number | null;
}

/** The course of one label (or of the total) in slices of equal length, aligned to multiples of it since the epoch. */
export class TimeSlices {
  private readonly slices = new Map<number, TimeSlice>();
  private readonly changed = new Set<TimeSlice>();
  private newest: TimeSlice | null = null;

  constructor(readonly sliceMs: number) {}

  add(record: SampleRecord): void {
    const slice = this.sliceAt(record.startMs);
    (record.isSuccess ? slice.ok : slice.failed).add(record.elapsedMs);
    slice.receivedBytes += record.receivedBytes ?? 0;
    if (record.activeThreads !== null && record.activeThreads > (slice.activeThreads ?? -1)) {
      slice.activeThreads = record.activeThreads;
    }
    this.changed.add(slice);
  }

  points(): TimelinePoint[] {
    return this.inOrder().map(toTimelinePoint);
  }

  /** What changed since it was asked last. */
  takeChanged(): TimelinePoint[] {
    const points = [...this.changed].sort(byStart).map(toTimelinePoint);
    this.changed.clear();
    return points;
  }

  encode(): Uint8Array {
    const ordered = this.inOrder();
    const writer = new VarintWriter();
    writer.write(this.sliceMs);
    writer.write(ordered.length);
    let previousIndex = 0;
    for (const slice of ordered) {
      const index = slice.startMs / this.sliceMs;
      writer.write(index - previousIndex);
      previousIndex = index;
      writeSlice(writer, slice);
    }
    return seal(writer.finish());
  }

  private inOrder(): TimeSlice[] {
    return [...this.slices.values()].sort(byStart);
  }

  /** Rows come nearly in order of time, so the slice of the row before is mostly the one. */
  private sliceAt(atMs: number): TimeSlice {
    const { newest } = this;
    if (newest !== null && atMs >= newest.startMs && atMs < newest.startMs + this.sliceMs) {
      return newest;
    }
    const startMs = Math.floor(atMs / this.sliceMs) * this.sliceMs;
    const slice = this.slices.get(startMs) ?? emptySlice(startMs);
    this.slices.set(startMs, slice);
    this.newest = slice;
    return slice;
  }
}

/** @param sliceMs the length they were made with; another is an error */
export function decodeTimeSlices(encoded: Uint8Array, sliceMs: number): TimeSlice[] {
  const reader = new VarintReader(unseal(encoded));
  const storedSliceMs = reader.read();
  if (storedSliceMs !== sliceMs) {
    throw new Error(`The stored time slices are ${storedSliceMs} ms long, not ${sliceMs} ms`);
  }
  const slices: TimeSlice[] = [];
  const count = reader.read();
  let sliceIndex = 0;
  for (let read = 0; read < count; read++) {
    sliceIndex += reader.read();
    slices.push(readSlice(reader, sliceIndex * sliceMs));
  }
  reader.expectEnd();
  return slices;
}

export function decodeSlices(encoded: Uint8Array, sliceMs: number): TimelinePoint[] {
  return decodeTimeSlices(encoded, sliceMs).map(toTimelinePoint);
}

export function toTimelinePoint(slice: TimeSlice): TimelinePoint {
  const all = Distribution.together(slice.ok, slice.failed);
  return {
    startMs: slice.startMs,
    count: all.count,
    errors: slice.failed.count,
    meanMs: all.meanMs,
    medianMs: all.percentile(0.5),
    p90Ms: all.percentile(0.9),
    p95Ms: all.percentile(0.95),
    maxMs: all.maxMs,
    receivedBytes: slice.receivedBytes,
    activeThreads: slice.activeThreads,
  };
}

function writeSlice(writer: VarintWriter, slice: TimeSlice): void {
  writer.write(slice.receivedBytes);
  writer.write(slice.activeThreads === null ? 0 : slice.activeThreads + 1);
  slice.ok.writeTo(writer);
  slice.failed.writeTo(writer);
}

function readSlice(reader: VarintReader, startMs: number): TimeSlice {
  const receivedBytes = reader.read();
  const threadsPlusOne = reader.read();
  const ok = Distribution.readFrom(reader);
  const failed = Distribution.readFrom(reader);
  return { startMs, ok, failed, receivedBytes, activeThreads: threadsPlusOne === 0 ? null : threadsPlusOne - 1 };
}

function emptySlice(startMs: number): TimeSlice {
  return { startMs, ok: new Distribution(), failed: new Distribution(), receivedBytes: 0, activeThreads: null };
}

function byStart(one: TimeSlice, other: TimeSlice): number {
  return one.startMs - other.startMs;
}
