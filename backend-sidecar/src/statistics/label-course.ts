import type { LabelKind } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { RecentWindow } from './recent-window.ts';
import { SliceLog } from './slice-log.ts';
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

/** Everything known of one label and kind. */
export class LabelCourse {
  readonly whole = new Summary();
  /** Its samples within the analysis window, in slices that the window cuts. */
  readonly edge = new Summary();
  readonly recent: RecentWindow | null;
  private readonly log: SliceLog;

  constructor(
    readonly label: string,
    readonly kind: LabelKind,
    /** Excluded labels are part of no total. */
    readonly isExcluded: boolean,
    private readonly options: CourseOptions
  ) {
    const { sliceMs, isLive } = options;
    this.log = isLive ? new SliceLog(sliceMs) : new SliceLog(sliceMs, (slice) => this.addSlice(slice));
    this.recent = isLive ? new RecentWindow() : null;
  }

  /** Part of the total: no transaction, nothing of setUp or tearDown, not excluded. */
  get isInTotal(): boolean {
    return this.kind === 'sample' && !this.isExcluded;
  }

  add(record: SampleRecord, isAtEdge: boolean): void {
    if (this.options.isLive) {
      this.whole.add(record);
    }
    this.log.add(record);
    if (isAtEdge) {
      this.edge.add(record);
    }
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
