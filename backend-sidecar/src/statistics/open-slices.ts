import type { SampleRecord } from '../results/sample-record.ts';
import type { LabelCourse } from './label-course.ts';
import { SliceBatch } from './slice-batch.ts';
import type { SliceSums } from './slice-sums.ts';
import { sliceStart } from './time-slices.ts';

/** A row stands where it ended, and goes where it began: long ones belong to slices before the newest. */
const MOST_OPEN = 8;

export type OnSums = (course: LabelCourse, startMs: number, sums: SliceSums) => void;

/** The slices of time whose rows are being read. The one that had no row for the longest makes room for another. */
export class OpenSlices {
  /** By the row that they had last. */
  private readonly open: SliceBatch[] = [];
  private newest: SliceBatch | null = null;

  /** @param onSums is told of each label in a slice that is complete; what comes late for one is told by itself */
  constructor(
    private readonly sliceMs: number,
    private readonly onSums: OnSums
  ) {}

  add(course: LabelCourse, record: SampleRecord): void {
    const batch = this.batchAt(record.startMs);
    batch.add(course, record);
    if (batch.isFull) {
      this.close(batch);
    }
  }

  /** Closes what is open. Rows may come all the same. */
  settle(): void {
    this.open.splice(0).forEach((batch) => this.close(batch));
    this.newest = null;
  }

  /** Mostly the slice of the row before. */
  private batchAt(atMs: number): SliceBatch {
    const { newest } = this;
    if (newest !== null && atMs >= newest.startMs && atMs < newest.startMs + this.sliceMs) {
      return newest;
    }
    const startMs = sliceStart(atMs, this.sliceMs);
    const known = this.open.findIndex((batch) => batch.startMs === startMs);
    const [batch = this.opened(startMs)] = known < 0 ? [] : this.open.splice(known, 1);
    this.open.push(batch);
    this.newest = batch;
    return batch;
  }

  private opened(startMs: number): SliceBatch {
    if (this.open.length >= MOST_OPEN) {
      this.open.splice(0, 1).forEach((batch) => this.close(batch));
    }
    return new SliceBatch(startMs);
  }

  private close(batch: SliceBatch): void {
    batch.close((course, sums) => this.onSums(course, batch.startMs, sums));
  }
}
