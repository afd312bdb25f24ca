import type { LabelKind } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { RecentWindow } from './recent-window.ts';
import { SliceLog } from './slice-log.ts';
import { Summary, type Merging } from './summary.ts';
import type { TimeSlice } from './time-slices.ts';

export interface CourseOptions {
  readonly sliceMs: number;
  /** Live figures speak of the last 60 s, too. */
  readonly isLive: boolean;
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
    { sliceMs, isLive }: CourseOptions
  ) {
    this.log = new SliceLog(sliceMs);
    this.recent = isLive ? new RecentWindow() : null;
  }

  /** Part of the total: no transaction, nothing of setUp or tearDown, not excluded. */
  get isInTotal(): boolean {
    return this.kind === 'sample' && !this.isExcluded;
  }

  add(record: SampleRecord, isAtEdge: boolean): void {
    this.whole.add(record);
    this.log.add(record);
    if (isAtEdge) {
      this.edge.add(record);
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
}
