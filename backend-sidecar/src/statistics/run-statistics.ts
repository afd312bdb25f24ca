import type { ErrorGroup, LabelKind, RowCounts, TimelinePoint } from '../contract/statistics.ts';
import type { FollowedRow, LabelDistributions, LabelSlices, StatisticsTable } from '../results/follow-protocol.ts';
import type { AnalysisWindow } from '../runs/analysis-window.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { ErrorGroups } from './error-groups.ts';
import { LabelRules, type LabelRuleSet } from './label-rules.ts';
import { LabelStatistics } from './label-statistics.ts';
import { RecentWindow } from './recent-window.ts';
import { TimeSlices } from './time-slices.ts';

export const TOTAL_LABEL = 'Total';

export interface RunStatisticsOptions extends Partial<LabelRuleSet> {
  readonly sliceMs: number;
  readonly window?: AnalysisWindow | null;
  readonly setupGroups: readonly string[];
  readonly stopSentAtMs?: number | null;
}

/** Everything known of one label and kind. */
interface Followed {
  readonly whole: LabelStatistics;
  readonly recent: RecentWindow;
  readonly slices: TimeSlices;
  inWindow: LabelStatistics | null;
}

/**
 * The statistics of one run, built row by row; live and final figures come from the same object. Outside the total stand
 * transactions, samples of setUp and tearDown groups, and excluded labels; outside everything stand interrupted samples:
 * failures that ended once the stop had been sent. Folded labels are counted as one from the first row on.
 */
export class RunStatistics {
  activeThreads: number | null = null;
  newestEndMs: number | null = null;
  /** With it a stop that becomes known late finds out whether rows already counted were interrupted by it. */
  newestFailureEndMs: number | null = null;
  private readonly counted: RowCounts = { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 };
  private readonly labels: Record<LabelKind, Map<string, Followed>> = {
    sample: new Map(),
    transaction: new Map(),
    setup: new Map(),
  };
  private readonly total: Followed;
  private readonly errorGroups = new ErrorGroups();
  private readonly setupGroups: ReadonlySet<string>;
  private readonly labelRules: LabelRules;
  private stopSentAtMs: number;

  constructor(private readonly options: RunStatisticsOptions) {
    this.setupGroups = new Set(options.setupGroups);
    const { labelFoldings = [], excludedLabels = [] } = options;
    this.labelRules = new LabelRules({ labelFoldings, excludedLabels });
    this.stopSentAtMs = options.stopSentAtMs ?? Infinity;
    this.total = this.newFollowed(TOTAL_LABEL, 'sample');
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
    const kind = this.kindOf(record);
    this.counted[kind === 'transaction' ? 'transactions' : 'samples']++;
    const { label, isExcluded } = this.labelRules.of(record.label);
    this.addTo(this.followedOf(label, kind), record, endMs);
    if (kind === 'sample' && !isExcluded) {
      this.addTo(this.total, record, endMs);
    }
    if (!record.isSuccess) {
      this.errorGroups.add(record, { label, kind });
    }
  }

  countRejected(): void {
    this.counted.rows++;
    this.counted.rejected++;
  }

  counts(): RowCounts {
    return { ...this.counted };
  }

  errors(): ErrorGroup[] {
    return this.errorGroups.list();
  }

  whole(): StatisticsTable {
    return { total: this.total.whole.row(), rows: this.allLabels().map((followed) => followed.whole.row()) };
  }

  /** null without an analysis window. A label without a sample in it has no row. */
  window(): StatisticsTable | null {
    if (this.total.inWindow === null) {
      return null;
    }
    const rows = this.windowLabels().map((statistics) => statistics.row());
    return { total: this.total.inWindow.row(), rows };
  }

  liveTotal(nowMs: number): FollowedRow {
    return this.liveRow(this.total, nowMs);
  }

  liveRows(nowMs: number): FollowedRow[] {
    return this.allLabels().map((followed) => this.liveRow(followed, nowMs));
  }

  totalTimeline(): TimelinePoint[] {
    return this.total.slices.points();
  }

  /** Slices of the total that changed since this was called last. */
  takeChangedSlices(): TimelinePoint[] {
    return this.total.slices.takeChanged();
  }

  /** Empty for a label that has not been seen. */
  labelTimeline(label: string, kind: LabelKind): TimelinePoint[] {
    return this.labels[kind].get(label)?.slices.points() ?? [];
  }

  distributions(): LabelDistributions[] {
    const whole = this.allLabels().map((followed) => encoded(followed.whole, 'run'));
    return [...whole, ...this.windowLabels().map((statistics) => encoded(statistics, 'window'))];
  }

  encodedSlices(): LabelSlices[] {
    return this.allLabels().map(({ whole, slices }) => ({
      label: whole.label,
      kind: whole.kind,
      encoded: slices.encode(),
    }));
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

  /** A transaction stays one in a setUp group too: in both cases it is outside the total. */
  private kindOf(record: SampleRecord): LabelKind {
    if (record.isTransaction) {
      return 'transaction';
    }
    return this.setupGroups.has(record.groupName) ? 'setup' : 'sample';
  }

  private followedOf(label: string, kind: LabelKind): Followed {
    const known = this.labels[kind].get(label);
    if (known !== undefined) {
      return known;
    }
    const followed = this.newFollowed(label, kind);
    this.labels[kind].set(label, followed);
    return followed;
  }

  private newFollowed(label: string, kind: LabelKind): Followed {
    return {
      whole: new LabelStatistics(label, kind),
      recent: new RecentWindow(),
      slices: new TimeSlices(this.options.sliceMs),
      inWindow: this.options.window ? new LabelStatistics(label, kind) : null,
    };
  }

  private addTo(followed: Followed, record: SampleRecord, endMs: number): void {
    followed.whole.add(record);
    followed.recent.add(endMs, record.elapsedMs, record.isSuccess);
    followed.slices.add(record);
    if (followed.inWindow !== null && this.startsInWindow(record.startMs)) {
      followed.inWindow.add(record);
    }
  }

  private startsInWindow(startMs: number): boolean {
    const { window } = this.options;
    return window !== null && window !== undefined && startMs >= window.fromMs && startMs < window.toMs;
  }

  private liveRow(followed: Followed, nowMs: number): FollowedRow {
    const last60s = followed.recent.figures(nowMs, this.total.whole.firstStartMs);
    return { ...followed.whole.row(), last60s };
  }

  private allLabels(): Followed[] {
    const { sample, transaction, setup } = this.labels;
    return [sample, transaction, setup].flatMap((labels) => [...labels.values()].sort(byLabel));
  }

  private windowLabels(): LabelStatistics[] {
    return this.allLabels().flatMap(({ inWindow }) => (inWindow !== null && inWindow.count > 0 ? [inWindow] : []));
  }
}

function encoded(statistics: LabelStatistics, scope: 'run' | 'window'): LabelDistributions {
  const { label, kind, receivedBytes, sentBytes, firstStartMs, lastEndMs } = statistics;
  const times = { ok: statistics.ok.encode(), failed: statistics.failed.encode() };
  return { label, kind, scope, ...times, receivedBytes, sentBytes, firstStartMs, lastEndMs };
}

/** By code units: the same order everywhere, whatever the locale. */
function byLabel(one: Followed, other: Followed): number {
  return one.whole.label < other.whole.label ? -1 : 1;
}
