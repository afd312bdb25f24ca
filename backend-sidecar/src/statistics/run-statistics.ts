import type { Estimator, TransactionTree } from '../contract/analysis.ts';
import type { ApdexRules } from '../contract/scenarios.ts';
import type { ErrorGroup, LabelKind, RowCounts, StatisticsRow, TimelinePoint } from '../contract/statistics.ts';
import type { FollowedRow, LabelDistributions, LabelSlices, StatisticsTable } from '../results/follow-protocol.ts';
import type { AnalysisWindow } from '../runs/analysis-window.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { ApdexThresholds } from './apdex.ts';
import { ErrorGroups } from './error-groups.ts';
import { LabelCourse, type CourseOptions } from './label-course.ts';
import { LabelRules, type LabelRuleSet } from './label-rules.ts';
import { RecentWindow } from './recent-window.ts';
import { tableOf, type NamedSummary } from './statistics-table.ts';
import { encodeTimeSlices } from './stored-slices.ts';
import { Summary, type Merging } from './summary.ts';
import { TimeSlices, toTimelinePoint, type TimeSlice } from './time-slices.ts';
import { TransactionTracker } from './transaction-tracker.ts';
import { WindowPart } from './window-part.ts';

export const TOTAL_LABEL = 'Total';

export interface RunStatisticsOptions extends Partial<LabelRuleSet> {
  readonly sliceMs: number;
  readonly window?: AnalysisWindow | null;
  readonly setupGroups: readonly string[];
  readonly stopSentAtMs?: number | null;
  readonly apdex?: ApdexRules | undefined;
  /** false: nobody looks while the rows are read; then it is faster, and there are no figures of the last 60 s. */
  readonly isLive?: boolean;
}

/**
 * The statistics of one run, built row by row; live and final figures come from the same object, and those of several
 * parts of a result can be merged. Outside the total stand transactions, samples of setUp and tearDown groups, and excluded
 * labels; outside everything stand interrupted samples: failures that ended once the stop had been sent. Folded labels are
 * counted as one from the first row on.
 */
export class RunStatistics {
  activeThreads: number | null = null;
  newestEndMs: number | null = null;
  /** With it a stop that becomes known late finds out whether rows already counted were interrupted by it. */
  newestFailureEndMs: number | null = null;
  private readonly counted: RowCounts = { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 };
  private aggregatedRows = 0;
  private readonly labels: Record<LabelKind, Map<string, LabelCourse>> = {
    sample: new Map(),
    transaction: new Map(),
    setup: new Map(),
  };
  private readonly totalSlices: TimeSlices;
  private readonly totalRecent: RecentWindow | null;
  private totalFirstStartMs: number | null = null;
  private readonly errorGroups = new ErrorGroups();
  private readonly tracker = new TransactionTracker();
  private readonly setupGroups: ReadonlySet<string>;
  private readonly labelRules: LabelRules;
  private readonly apdex: ApdexThresholds;
  private readonly windowPart: WindowPart | null;
  private readonly isLive: boolean;
  private readonly courseOptions: CourseOptions;
  private stopSentAtMs: number;

  constructor(private readonly options: RunStatisticsOptions) {
    this.setupGroups = new Set(options.setupGroups);
    const { labelFoldings = [], excludedLabels = [], isLive = true, window, sliceMs } = options;
    this.labelRules = new LabelRules({ labelFoldings, excludedLabels });
    this.apdex = new ApdexThresholds(options.apdex);
    this.stopSentAtMs = options.stopSentAtMs ?? Infinity;
    this.isLive = isLive;
    this.windowPart = window ? new WindowPart(window, sliceMs) : null;
    this.totalSlices = new TimeSlices(sliceMs);
    this.courseOptions = { sliceMs, isLive, onSlice: (course, slice) => this.addSlice(course, slice) };
    this.totalRecent = isLive ? new RecentWindow() : null;
  }

  /** For the rows to come; see {@link newestFailureEndMs} for those already counted. */
  markStop(atMs: number): void {
    this.stopSentAtMs = atMs;
  }

  add(record: SampleRecord): void {
    const endMs = record.startMs + record.elapsedMs;
    this.counted.rows++;
    this.noteNewest(record, endMs);
    if (!record.isSuccess && endMs >= this.stopSentAtMs) {
      this.counted.interrupted++;
      return;
    }
    const course = this.courseOf(record);
    this.counted[course.kind === 'transaction' ? 'transactions' : 'samples']++;
    this.aggregatedRows += record.sampleCount === 1 ? 0 : 1;
    course.add(record, this.windowPart !== null && this.windowPart.isAtEdge(record.startMs));
    if (this.isLive) {
      this.addLive(course, record, endMs);
    }
    if (!record.isSuccess || record.errorCount > 0) {
      this.errorGroups.add(record, course);
    }
    this.tracker.add(record, course);
  }

  countRejected(): void {
    this.counted.rows++;
    this.counted.rejected++;
  }

  /** Those of another part of the same run, read with the same options. `other` must not be used afterwards. */
  merge(other: RunStatistics, merging: Merging): void {
    this.settle();
    for (const name of ['rows', 'samples', 'transactions', 'interrupted', 'rejected'] as const) {
      this.counted[name] += other.counted[name];
    }
    this.aggregatedRows += other.aggregatedRows;
    for (const theirs of other.courses()) {
      this.courseNamed(theirs.label, theirs).merge(theirs, merging);
    }
    this.totalSlices.merge(other.totalSlices.inOrder(), merging);
    this.errorGroups.merge(other.errorGroups);
    this.tracker.merge(other.tracker, merging === 'same generator');
    this.activeThreads = other.activeThreads ?? this.activeThreads;
    this.newestEndMs = later(this.newestEndMs, other.newestEndMs);
    this.newestFailureEndMs = later(this.newestFailureEndMs, other.newestFailureEndMs);
  }

  counts(): RowCounts {
    return { ...this.counted };
  }

  errors(): ErrorGroup[] {
    return this.errorGroups.list();
  }

  transactions(): TransactionTree {
    return this.tracker.tree();
  }

  /** What the rows themselves cannot say exactly. */
  notes(): string[] {
    return this.aggregatedRows === 0
      ? []
      : [
          `${this.aggregatedRows} rows stand for several samples each (JMeter’s statistical sample mode): their counts and means are exact, their percentiles and deviations are those of means`,
        ];
  }

  whole(estimator: Estimator = 'rank'): StatisticsTable {
    return tableOf(this.courses().map(named), this.apdex, estimator);
  }

  /** null without an analysis window. A label without a sample in it has no row. */
  window(estimator: Estimator = 'rank'): StatisticsTable | null {
    return this.windowPart === null ? null : tableOf(this.windowSummaries(this.windowPart), this.apdex, estimator);
  }

  /** Figures so far, and of the last 60 s. */
  live(nowMs: number): { total: FollowedRow; rows: FollowedRow[] } {
    const courses = this.courses();
    const { total, rows } = this.whole();
    return {
      total: this.liveRow(total, this.totalRecent, nowMs),
      rows: rows.map((row, index) => this.liveRow(row, courses[index]?.recent ?? null, nowMs)),
    };
  }

  totalTimeline(): TimelinePoint[] {
    this.settle();
    return this.totalSlices.points();
  }

  /** Slices of the total that changed since this was called last. */
  takeChangedSlices(): TimelinePoint[] {
    this.settle();
    return this.totalSlices.takeChanged();
  }

  /** Empty for a label that has not been seen. */
  labelTimeline(label: string, kind: LabelKind): TimelinePoint[] {
    return this.slicesOf(label, kind).map(toTimelinePoint);
  }

  slicesOf(label: string, kind: LabelKind): TimeSlice[] {
    return this.labels[kind].get(label)?.slices() ?? [];
  }

  distributions(): LabelDistributions[] {
    const inWindow = this.windowPart === null ? [] : this.windowSummaries(this.windowPart);
    return [
      ...this.courses().map((course) => encoded(named(course), 'run')),
      ...inWindow.map((summary) => encoded(summary, 'window')),
    ];
  }

  encodedSlices(): LabelSlices[] {
    const { sliceMs } = this.options;
    return this.courses().map((course) => ({
      label: course.label,
      kind: course.kind,
      encoded: encodeTimeSlices(course.slices(), sliceMs),
    }));
  }

  private windowSummaries(part: WindowPart): NamedSummary[] {
    return this.courses()
      .map((course) => ({ ...named(course), summary: part.summaryOf(course.slices(), course.edge) }))
      .filter(({ summary }) => summary.count > 0);
  }

  private noteNewest(record: SampleRecord, endMs: number): void {
    this.activeThreads = record.activeThreads ?? this.activeThreads;
    if (this.newestEndMs === null || endMs > this.newestEndMs) {
      this.newestEndMs = endMs;
    }
    if (!record.isSuccess && endMs > (this.newestFailureEndMs ?? -Infinity)) {
      this.newestFailureEndMs = endMs;
    }
  }

  private addLive(course: LabelCourse, record: SampleRecord, endMs: number): void {
    course.recent?.add(endMs, record.elapsedMs, record.isSuccess);
    if (course.isInTotal) {
      this.totalSlices.add(record);
      this.totalRecent?.add(endMs, record.elapsedMs, record.isSuccess);
      if (this.totalFirstStartMs === null || record.startMs < this.totalFirstStartMs) {
        this.totalFirstStartMs = record.startMs;
      }
    }
  }

  private addSlice(course: LabelCourse, slice: TimeSlice): void {
    if (course.isInTotal) {
      this.totalSlices.merge([slice], 'same generator');
    }
  }

  /** A transaction stays one in a setUp group too: in both cases it is outside the total. */
  private kindOf(record: SampleRecord): LabelKind {
    if (record.isTransaction) {
      return 'transaction';
    }
    return this.setupGroups.size > 0 && this.setupGroups.has(record.groupName) ? 'setup' : 'sample';
  }

  private courseOf(record: SampleRecord): LabelCourse {
    const { label, isExcluded } = this.labelRules.of(record.label);
    return this.courseNamed(label, { kind: this.kindOf(record), isExcluded });
  }

  private courseNamed(label: string, { kind, isExcluded }: Pick<LabelCourse, 'kind' | 'isExcluded'>): LabelCourse {
    const known = this.labels[kind].get(label);
    if (known !== undefined) {
      return known;
    }
    const course = new LabelCourse(label, kind, isExcluded, this.courseOptions);
    this.labels[kind].set(label, course);
    return course;
  }

  private liveRow(row: StatisticsRow, recent: RecentWindow | null, nowMs: number): FollowedRow {
    const figures = (recent ?? new RecentWindow()).figures(nowMs, this.totalFirstStartMs);
    return { ...row, last60s: figures };
  }

  private courses(): LabelCourse[] {
    this.settle();
    const { sample, transaction, setup } = this.labels;
    return [sample, transaction, setup].flatMap((labels) => [...labels.values()].sort(byLabel));
  }

  private settle(): void {
    Object.values(this.labels).forEach((labels) => labels.forEach((course) => course.settle()));
  }
}

function named({ label, kind, isInTotal, whole }: LabelCourse): NamedSummary {
  return { label, kind, isInTotal, summary: whole };
}

function encoded({ label, kind, summary }: NamedSummary, scope: 'run' | 'window'): LabelDistributions {
  const { receivedBytes, sentBytes, firstStartMs, lastEndMs } = summary;
  const times = { ok: summary.ok.encode(), failed: summary.failed.encode() };
  return { label, kind, scope, ...times, receivedBytes, sentBytes, firstStartMs, lastEndMs };
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

/** By code units: the same order everywhere, whatever the locale. */
function byLabel(one: LabelCourse, other: LabelCourse): number {
  return one.label < other.label ? -1 : 1;
}
