import type { LabelKind } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import type { PackedCourse } from './packed-statistics.ts';
import { RecentWindow } from './recent-window.ts';
import { SliceLog } from './slice-log.ts';
import type { SliceSums } from './slice-sums.ts';
import { Summary, type Merging } from './summary.ts';
import type { TimeSlice } from './time-slices.ts';

export interface CourseOptions {
  readonly sliceMs: number;
  /**
   * Somebody looks while the rows are read: figures are kept up to date with each row, and of the last 60 s, too. Otherwise
   * they are added up slice by slice, which takes a fraction of the time.
   */
  readonly isLive: boolean;
  /** Where rows are added up slice by slice: a slice of this label is complete, or what came late for one. */
  readonly onSlice: (course: LabelCourse, slice: TimeSlice) => void;
}

export interface CourseKey {
  readonly label: string;
  readonly kind: LabelKind;
  /** Excluded labels are part of no total. */
  readonly isExcluded: boolean;
  /** Its place among the courses of a run, from 0. */
  readonly index: number;
}

/** Everything known of one label and kind. */
export class LabelCourse implements CourseKey {
  readonly label: string;
  readonly kind: LabelKind;
  readonly isExcluded: boolean;
  readonly index: number;
  readonly whole = new Summary();
  /** Its samples within the analysis window, in slices that the window cuts. */
  readonly edge = new Summary();
  readonly recent: RecentWindow | null;
  private readonly log: SliceLog;

  constructor(
    { label, kind, isExcluded, index }: CourseKey,
    private readonly options: CourseOptions
  ) {
    this.label = label;
    this.kind = kind;
    this.isExcluded = isExcluded;
    this.index = index;
    const { sliceMs, isLive } = options;
    this.log = isLive ? new SliceLog(sliceMs) : new SliceLog(sliceMs, (slice) => this.addSlice(slice));
    this.recent = isLive ? new RecentWindow() : null;
  }

  /** Part of the total: no transaction, nothing of setUp or tearDown, not excluded. */
  get isInTotal(): boolean {
    return this.kind === 'sample' && !this.isExcluded;
  }

  add(record: SampleRecord): void {
    if (this.options.isLive) {
      this.whole.add(record);
    }
    this.log.add(record);
  }

  /** A slice that was added up elsewhere, or a part of one. */
  addSums(startMs: number, sums: SliceSums): void {
    sums.addTo(this.whole);
    this.log.writeSums(startMs, sums);
  }

  /** Adds up what is not yet. */
  settle(): void {
    if (!this.options.isLive) {
      this.log.settle();
    }
  }

  slices(): TimeSlice[] {
    return this.log.inOrder();
  }

  encodedSlices(): Uint8Array {
    return this.log.encode();
  }

  pack(): PackedCourse {
    const { label, kind, isExcluded, whole, edge, log } = this;
    return { label, kind, isExcluded, whole: whole.pack(), edge: edge.pack(), slices: log.pack() };
  }

  /** What was read elsewhere of the same generator. */
  join({ whole, edge, slices }: PackedCourse): void {
    this.whole.mergePacked(whole);
    this.edge.mergePacked(edge);
    this.log.append(slices);
  }

  merge(other: LabelCourse, merging: Merging): void {
    this.whole.merge(other.whole, merging);
    this.edge.merge(other.edge, merging);
    this.log.merge(other.slices(), merging);
  }

  private addSlice(slice: TimeSlice): void {
    this.whole.merge(slice.summary);
    this.options.onSlice(this, slice);
  }
}
