import type { ErrorGroup, LabelKind, RowCounts } from '../contract/statistics.ts';

export interface PackedCourse {
  readonly label: string;
  readonly kind: LabelKind;
  readonly isExcluded: boolean;
  /** As `Summary.pack` makes them. */
  readonly whole: Uint8Array | null;
  readonly edge: Uint8Array | null;
  /** As `SliceLog.pack` makes it. */
  readonly slices: Uint8Array;
}

/** Statistics of some of the rows of a file, on their way from the thread that read them to the one that joins them. */
export interface PackedStatistics {
  readonly counted: RowCounts;
  readonly aggregatedRows: number;
  /** None of which has to do with a transaction. */
  readonly trackedRows: number;
  readonly activeThreads: number | null;
  readonly lastEndMs: number;
  readonly lastFailureEndMs: number;
  readonly courses: readonly PackedCourse[];
  readonly errors: readonly ErrorGroup[];
  /** As `encodeTimeSlices` makes them. */
  readonly totalSlices: Uint8Array;
}
