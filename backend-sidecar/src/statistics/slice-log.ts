import type { SampleRecord } from '../results/sample-record.ts';
import { VarintReader, VarintWriter } from './byte-codec.ts';
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
  private closedCount = 0;
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

  /** By their start; each start once. */
  inOrder(): TimeSlice[] {
    const byStartMs = new Map<number, TimeSlice>();
    for (const slice of this.all()) {
      const known = byStartMs.get(slice.startMs);
      if (known === undefined) {
        byStartMs.set(slice.startMs, slice);
      } else {
        known.summary.merge(slice.summary);
      }
    }
    return [...byStartMs.values()].sort(byStart);
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
    this.closedCount = 0;
    mine.forEach((slice) => this.write(slice));
  }

  /** Copies: who merges them changes nothing here. */
  private *all(): Generator<TimeSlice> {
    const reader = new VarintReader(this.closed.finish());
    for (let index = 0; index < this.closedCount; index++) {
      const startMs = reader.read() * this.sliceMs;
      yield { startMs, summary: Summary.readFrom(reader, startMs) };
    }
    for (const { startMs, summary } of this.open) {
      const copy = new Summary();
      copy.merge(summary);
      yield { startMs, summary: copy };
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

  private close(slice: TimeSlice): void {
    this.write(slice);
    this.onClosed(slice);
  }

  private write({ startMs, summary }: TimeSlice): void {
    this.closed.write(startMs / this.sliceMs);
    summary.writeTo(this.closed, startMs);
    this.closedCount++;
  }
}
