import type { Estimator, TransactionTree } from '../contract/analysis.ts';
import type { ApdexRules } from '../contract/scenarios.ts';
import type { ErrorGroup, LabelKind, RowCounts, StatisticsRow, TimelinePoint } from '../contract/statistics.ts';
import type { FollowedRow, LabelDistributions, LabelSlices, StatisticsTable } from '../results/follow-protocol.ts';
import type { AnalysisWindow } from '../runs/analysis-window.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { TEXT_SLOTS } from '../results/text-interner.ts';
import { ApdexThresholds } from './apdex.ts';
import { ErrorGroups } from './error-groups.ts';
import { LabelCourse, type CourseOptions } from './label-course.ts';
import { LabelRules, type LabelRuleSet } from './label-rules.ts';
import { OpenSlices } from './open-slices.ts';
import type { PackedStatistics } from './packed-statistics.ts';
import { RecentWindow } from './recent-window.ts';
import type { SliceSums } from './slice-sums.ts';
import { tableOf, type NamedSummary } from './statistics-table.ts';
import { decodeTimeSlices, encodeTimeSlices } from './stored-slices.ts';
import { Summary, type Merging } from './summary.ts';
import { TimeSlices, toTimelinePoint, type TimeSlice } from './time-slices.ts';
import { TransactionTracker } from './transaction-tracker.ts';
import { WindowPart } from './window-part.ts';

type CountedRows = Pick<
  PackedStatistics,
  'counted' | 'aggregatedRows' | 'activeThreads' | 'lastEndMs' | 'lastFailureEndMs'
>;

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
  private lastEndMs = -Infinity;
  private lastFailureEndMs = -Infinity;
  private readonly counted: RowCounts = { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 };
  private aggregatedRows = 0;
  private readonly labels: Record<LabelKind, Map<string, LabelCourse>> = {
    sample: new Map(),
    transaction: new Map(),
    setup: new Map(),
  };
  private courseCount = 0;
  /** By the slot of a label: its course, so that nothing needs to be looked up by text. */
  private readonly seen = new Array<{ label: string; course: LabelCourse } | undefined>(TEXT_SLOTS).fill(undefined);
  private readonly totalSlices: TimeSlices;
  /** null while somebody looks. */
  private readonly openSlices: OpenSlices | null;
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

  constructor(options: RunStatisticsOptions) {
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
    this.openSlices = isLive
      ? null
      : new OpenSlices(sliceMs, (course, startMs, sums) => this.addSums(course, startMs, sums));
  }

  get newestEndMs(): number | null {
    return finiteOrNull(this.lastEndMs);
  }

  /** With it a stop that becomes known late finds out whether rows already counted were interrupted by it. */
  get newestFailureEndMs(): number | null {
    return finiteOrNull(this.lastFailureEndMs);
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
    this.countKind(course);
    this.addTimes(course, record);
    if (this.windowPart !== null && this.windowPart.isAtEdge(record.startMs)) {
      course.edge.add(record);
    }
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
    this.addCounts(other.countedRows());
    for (const theirs of other.courses()) {
      this.courseNamed(theirs.label, theirs).merge(theirs, merging);
    }
    this.totalSlices.merge(other.totalSlices.inOrder(), merging);
    this.errorGroups.merge(other.errorGroups);
    this.tracker.merge(other.tracker, merging === 'same generator');
  }

  /** To be joined in another thread; null where these rows cannot be understood without those before them. */
  pack(): PackedStatistics | null {
    const trackedRows = this.tracker.rowsWithoutAny;
    if (trackedRows === null || this.errorGroups.isFull) {
      return null;
    }
    const courses = this.courses().map((course) => course.pack());
    return {
      ...this.countedRows(),
      ...{ trackedRows, courses },
      errors: this.errorGroups.pack(),
      totalSlices: encodeTimeSlices(this.totalSlices.inOrder(), this.totalSlices.sliceMs),
    };
  }

  /** Not once there was a transaction: it may reach into rows that are read elsewhere. */
  get canJoin(): boolean {
    return this.tracker.hasNone;
  }

  /**
   * Adds rows that another thread has read behind these, with the same options.
   *
   * @returns false where that cannot be; then nothing is added
   */
  join(packed: PackedStatistics): boolean {
    if (!this.canJoin) {
      return false;
    }
    this.settle();
    this.addCounts(packed);
    packed.courses.forEach((theirs) => this.courseNamed(theirs.label, theirs).join(theirs));
    this.totalSlices.merge(decodeTimeSlices(packed.totalSlices, this.totalSlices.sliceMs), 'same generator');
    this.errorGroups.merge(ErrorGroups.unpack(packed.errors));
    this.tracker.passOver(packed.trackedRows);
    return true;
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
    return this.courses().map((course) => ({
      label: course.label,
      kind: course.kind,
      encoded: course.encodedSlices(),
    }));
  }

  private countedRows(): CountedRows {
    const { counted, aggregatedRows, activeThreads, lastEndMs, lastFailureEndMs } = this;
    return { counted, aggregatedRows, activeThreads, lastEndMs, lastFailureEndMs };
  }

  private addCounts(other: CountedRows): void {
    for (const name of ['rows', 'samples', 'transactions', 'interrupted', 'rejected'] as const) {
      this.counted[name] += other.counted[name];
    }
    this.aggregatedRows += other.aggregatedRows;
    this.activeThreads = other.activeThreads ?? this.activeThreads;
    this.lastEndMs = Math.max(this.lastEndMs, other.lastEndMs);
    this.lastFailureEndMs = Math.max(this.lastFailureEndMs, other.lastFailureEndMs);
  }

  private windowSummaries(part: WindowPart): NamedSummary[] {
    return this.courses()
      .map((course) => ({ ...named(course), summary: part.summaryOf(course.slices(), course.edge) }))
      .filter(({ summary }) => summary.count > 0);
  }

  private countKind({ kind }: LabelCourse): void {
    if (kind === 'transaction') {
      this.counted.transactions++;
    } else {
      this.counted.samples++;
    }
  }

  private noteNewest(record: SampleRecord, endMs: number): void {
    this.activeThreads = record.activeThreads ?? this.activeThreads;
    this.lastEndMs = Math.max(this.lastEndMs, endMs);
    if (!record.isSuccess) {
      this.lastFailureEndMs = Math.max(this.lastFailureEndMs, endMs);
    }
  }

  private addTimes(course: LabelCourse, record: SampleRecord): void {
    const isAggregated = record.sampleCount !== 1;
    this.aggregatedRows += isAggregated ? 1 : 0;
    if (this.openSlices === null || isAggregated) {
      course.add(record);
    } else {
      this.openSlices.add(course, record);
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

  private addSums(course: LabelCourse, startMs: number, sums: SliceSums): void {
    course.addSums(startMs, sums);
    if (course.isInTotal) {
      sums.addTo(this.totalSlices.at(startMs));
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
    const { label, labelSlot = 0 } = record;
    const kind = this.kindOf(record);
    const seen = this.seen[labelSlot];
    if (seen !== undefined && seen.label === label && seen.course.kind === kind) {
      return seen.course;
    }
    const rule = this.labelRules.of(label);
    const course = this.courseNamed(rule.label, { kind, isExcluded: rule.isExcluded });
    this.seen[labelSlot] = { label, course };
    return course;
  }

  private courseNamed(label: string, { kind, isExcluded }: Pick<LabelCourse, 'kind' | 'isExcluded'>): LabelCourse {
    const known = this.labels[kind].get(label);
    if (known !== undefined) {
      return known;
    }
    const course = new LabelCourse({ label, kind, isExcluded, index: this.courseCount++ }, this.courseOptions);
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
    this.openSlices?.settle();
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

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** By code units: the same order everywhere, whatever the locale. */
function byLabel(one: LabelCourse, other: LabelCourse): number {
  return one.label < other.label ? -1 : 1;
}
