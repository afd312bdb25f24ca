import type { SampleRecord } from '../results/sample-record.ts';
import { VarintReader, VarintWriter } from './byte-codec.ts';
import type { SliceSums } from './slice-sums.ts';
import { encodeWritten, type SlicePiece } from './stored-slices.ts';
import { Summary, type Merging } from './summary.ts';
import { byStart, sliceStart, type TimeSlice } from './time-slices.ts';

/** So many of the newest slices are open; rows of earlier ones come late, and rarely. */
const OPEN_SLICES = 3;

/**
 * The course of one label. Only its newest slices are objects; the ones before are bytes, so that many labels over many
 * hours need little room. What comes late for one of these is written behind them, and merged when it is read.
 */
export class SliceLog {
  private readonly open: TimeSlice[] = [];
  private closed = new VarintWriter();
  private newest: TimeSlice | null = null;

  /** @param onClosed is told of each slice when it becomes bytes; what comes late for it is told by itself */
  constructor(
    readonly sliceMs: number,
    private readonly onClosed: (slice: TimeSlice) => void = () => undefined
  ) {}

  add(record: SampleRecord): void {
    this.sliceAt(record.startMs).summary.add(record);
  }

  /** Closes what is open. Rows may come all the same. */
  settle(): void {
    this.open.splice(0).forEach((slice) => this.close(slice));
    this.newest = null;
  }

  /** By their start; each start once. Copies: who merges them changes nothing here. */
  inOrder(): TimeSlice[] {
    return this.piecesByStart().map(([startMs, pieces]) => ({ startMs, summary: togetherOf(startMs, pieces) }));
  }

  /** As they are stored. Nearly all lie in one piece, which is taken as it is. */
  encode(): Uint8Array {
    const slices = this.piecesByStart().map(([startMs, pieces]) => ({ startMs, written: oneOf(startMs, pieces) }));
    return encodeWritten(slices, this.sliceMs);
  }

  merge(others: readonly TimeSlice[], merging: Merging): void {
    const mine = new Map(this.inOrder().map((slice) => [slice.startMs, slice]));
    for (const { startMs, summary } of others) {
      const slice = mine.get(startMs) ?? { startMs, summary: new Summary() };
      slice.summary.merge(summary, merging);
      mine.set(startMs, slice);
    }
    this.open.splice(0);
    this.newest = null;
    this.closed = new VarintWriter();
    mine.forEach((slice) => this.write(slice));
  }

  /** What is closed, to be appended to the log of the same label elsewhere. */
  pack(): Uint8Array {
    return this.closed.finish().slice();
  }

  append(packed: Uint8Array): void {
    this.closed.append(packed);
  }

  private piecesByStart(): Array<[startMs: number, Uint8Array[]]> {
    const byStartMs = new Map<number, Uint8Array[]>();
    for (const { startMs, written } of this.pieces()) {
      const known = byStartMs.get(startMs);
      if (known === undefined) {
        byStartMs.set(startMs, [written]);
      } else {
        known.push(written);
      }
    }
    return [...byStartMs].sort(([one], [other]) => one - other);
  }

  private *pieces(): Generator<SlicePiece> {
    const bytes = this.closed.finish();
    const reader = new VarintReader(bytes);
    while (!reader.isAtEnd) {
      const startMs = reader.read() * this.sliceMs;
      const from = reader.position;
      Summary.skip(reader);
      yield { startMs, written: bytes.subarray(from, reader.position) };
    }
    for (const { startMs, summary } of this.open) {
      yield { startMs, written: writtenOf(summary, startMs) };
    }
  }

  /** Rows come nearly in order of time, so the slice of the row before is mostly the one. */
  private sliceAt(atMs: number): TimeSlice {
    const { newest } = this;
    if (newest !== null && atMs >= newest.startMs && atMs < newest.startMs + this.sliceMs) {
      return newest;
    }
    const startMs = sliceStart(atMs, this.sliceMs);
    const slice = this.open.find((one) => one.startMs === startMs) ?? this.openSlice(startMs);
    this.newest = slice;
    return slice;
  }

  private openSlice(startMs: number): TimeSlice {
    const slice = { startMs, summary: new Summary() };
    this.open.push(slice);
    this.open.sort(byStart);
    if (this.open.length > OPEN_SLICES) {
      const [oldest, next] = this.open;
      const leaving = oldest === slice ? next : oldest;
      if (leaving !== undefined) {
        this.close(leaving);
        this.open.splice(this.open.indexOf(leaving), 1);
      }
    }
    return slice;
  }

  /** What is known of a slice from elsewhere; it may be a part of it. */
  writeSums(startMs: number, sums: SliceSums): void {
    this.closed.write(startMs / this.sliceMs);
    sums.writeTo(this.closed, startMs);
  }

  private close(slice: TimeSlice): void {
    this.write(slice);
    this.onClosed(slice);
  }

  private write({ startMs, summary }: TimeSlice): void {
    this.closed.write(startMs / this.sliceMs);
    summary.writeTo(this.closed, startMs);
  }
}

function togetherOf(startMs: number, pieces: readonly Uint8Array[]): Summary {
  const summary = new Summary();
  pieces.forEach((piece) => summary.mergeFrom(new VarintReader(piece), startMs));
  return summary;
}

function oneOf(startMs: number, pieces: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = pieces;
  return only !== undefined && others.length === 0 ? only : writtenOf(togetherOf(startMs, pieces), startMs);
}

function writtenOf(summary: Summary, startMs: number): Uint8Array {
  const writer = new VarintWriter();
  summary.writeTo(writer, startMs);
  return writer.finish();
}
