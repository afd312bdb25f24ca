import type { TimelinePoint } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { Distribution } from './distribution.ts';
import { Summary, type Merging } from './summary.ts';

/** The samples that started in [startMs, startMs + sliceMs). */
export interface TimeSlice {
  readonly startMs: number;
  readonly summary: Summary;
}

export function sliceStart(atMs: number, sliceMs: number): number {
  return Math.floor(atMs / sliceMs) * sliceMs;
}

/** The course of the total in slices of equal length, aligned to multiples of it since the epoch. */
export class TimeSlices {
  private readonly slices = new Map<number, TimeSlice>();
  private readonly changed = new Set<TimeSlice>();
  private newest: TimeSlice | null = null;

  constructor(readonly sliceMs: number) {}

  add(record: SampleRecord): void {
    this.at(record.startMs).add(record);
  }

  merge(others: Iterable<TimeSlice>, merging: Merging): void {
    for (const { startMs, summary } of others) {
      this.at(startMs).merge(summary, merging);
    }
  }

  inOrder(): TimeSlice[] {
    return [...this.slices.values()].sort(byStart);
  }

  points(): TimelinePoint[] {
    return this.inOrder().map(toTimelinePoint);
  }

  /** What changed since it was asked last. */
  takeChanged(): TimelinePoint[] {
    const points = [...this.changed].sort(byStart).map(toTimelinePoint);
    this.changed.clear();
    this.newest = null;
    return points;
  }

  /** To be added to: the slice counts as changed. */
  at(atMs: number): Summary {
    return this.sliceAt(atMs).summary;
  }

  /** Rows come nearly in order of time, so the slice of the row before is mostly the one. */
  private sliceAt(atMs: number): TimeSlice {
    const { newest } = this;
    if (newest !== null && atMs >= newest.startMs && atMs < newest.startMs + this.sliceMs) {
      return newest;
    }
    const startMs = sliceStart(atMs, this.sliceMs);
    const slice = this.slices.get(startMs) ?? { startMs, summary: new Summary() };
    this.slices.set(startMs, slice);
    this.changed.add(slice);
    this.newest = slice;
    return slice;
  }
}

export function toTimelinePoint({ startMs, summary }: TimeSlice): TimelinePoint {
  const all = Distribution.together(summary.ok, summary.failed);
  return {
    startMs,
    count: all.count,
    errors: summary.failed.count,
    meanMs: all.meanMs,
    medianMs: all.percentile(0.5),
    p90Ms: all.percentile(0.9),
    p95Ms: all.percentile(0.95),
    maxMs: all.maxMs,
    receivedBytes: summary.receivedBytes ?? 0,
    activeThreads: summary.activeThreads,
  };
}

export function byStart(one: TimeSlice, other: TimeSlice): number {
  return one.startMs - other.startMs;
}
