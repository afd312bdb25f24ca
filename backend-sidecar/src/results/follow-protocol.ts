import type { ErrorCode } from '../kernel/errors.ts';
import type { TransactionTree } from '../contract/analysis.ts';
import type { LiveRow } from '../contract/live.ts';
import type { ApdexRules, LabelFolding } from '../contract/scenarios.ts';
import type {
  ErrorGroup,
  LabelKind,
  RejectedRecord,
  RowCounts,
  StatisticsRow,
  StatisticsScope,
  TimelinePoint,
} from '../contract/statistics.ts';
import type { AnalysisWindow } from '../runs/analysis-window.ts';
import type { ReadOptions } from './jtl-reader.ts';
import type { ResultPart } from './read-result-files.ts';

export interface FollowOptions {
  readonly filePath: string;
  /** `follow`: the file grows and may not exist yet. `read`: it is complete, and plain, compressed or an archive. */
  readonly mode: 'follow' | 'read';
  /** In mode `read`: all files of the run, in place of `filePath` alone. */
  readonly parts?: readonly ResultPart[];
  /** In mode `read`: what the files themselves may not say. */
  readonly reading?: ReadOptions;
  readonly sliceMs: number;
  readonly window: AnalysisWindow | null;
  /** Names of the script's setUp and tearDown thread groups. */
  readonly setupGroups: readonly string[];
  readonly labelFoldings: readonly LabelFolding[];
  /** Patterns of labels that the scenario leaves out of the total. */
  readonly excludedLabels: readonly string[];
  /** Left out: JMeter's thresholds. */
  readonly apdex?: ApdexRules | undefined;
  /** A failure that ended at or after it is an interrupted sample. */
  readonly stopSentAtMs: number | null;
}

/** A row with the figures of the samples that ended in the last 60 s (whole seconds and the one that runs: 59 to 60 s). */
export type FollowedRow = StatisticsRow & Pick<LiveRow, 'last60s'>;

/** Everything that is shown while the file grows. */
export interface FollowUpdate {
  readonly atMs: number;
  readonly counts: RowCounts;
  readonly total: FollowedRow;
  readonly rows: FollowedRow[];
  readonly errors: ErrorGroup[];
  /** Slices of the total that changed since the update before; all of them in a snapshot. */
  readonly changedSlices: TimelinePoint[];
  /** `allThreads` of the newest row. */
  readonly activeThreads: number | null;
  readonly newestEndMs: number | null;
  /** Counts the updates; a snapshot has the number of the update before it. */
  readonly sequence: number;
}

export interface StatisticsTable {
  readonly total: StatisticsRow;
  readonly rows: StatisticsRow[];
}

/** To be stored: every percentile of the label can be had from it later. */
export interface LabelDistributions {
  readonly label: string;
  readonly kind: LabelKind;
  readonly scope: StatisticsScope;
  readonly ok: Uint8Array;
  readonly failed: Uint8Array;
  readonly receivedBytes: number | null;
  readonly sentBytes: number | null;
  readonly firstStartMs: number | null;
  readonly lastEndMs: number | null;
}

/** All time slices of a label; `decodeSlices` of statistics/time-slices.ts reads them. */
export interface LabelSlices {
  readonly label: string;
  readonly kind: LabelKind;
  readonly encoded: Uint8Array;
}

export interface FinalResult {
  readonly counts: RowCounts;
  readonly whole: StatisticsTable;
  readonly window: StatisticsTable | null;
  readonly errors: ErrorGroup[];
  /** The first hundred; `rejectedByReason` counts all. */
  readonly rejected: RejectedRecord[];
  readonly rejectedByReason: Record<string, number>;
  readonly timeline: TimelinePoint[];
  readonly distributions: LabelDistributions[];
  readonly slices: LabelSlices[];
  /** What was assumed in reading, and what the file cannot say. */
  readonly notes: string[];
  readonly transactions: TransactionTree;
  /** Of a compressed file: after decompression. */
  readonly bytesRead: number;
}

/** What can be asked of the worker, and what it answers. */
export interface FollowCalls {
  markStop: { input: { atMs: number }; output: null };
  setWindow: { input: { window: AnalysisWindow | null }; output: null };
  timeline: { input: { label: string | null; kind: LabelKind }; output: TimelinePoint[] };
  snapshot: { input: null; output: FollowUpdate };
  finish: { input: null; output: FinalResult };
}

export type FollowCallName = keyof FollowCalls;

export type FollowRequest = {
  [Name in FollowCallName]: { readonly id: number; readonly name: Name; readonly input: FollowCalls[Name]['input'] };
}[FollowCallName];

export interface SentFault {
  readonly code: ErrorCode | null;
  readonly message: string;
}

export type FollowMessage =
  | { readonly type: 'update'; readonly update: FollowUpdate }
  | { readonly type: 'answer'; readonly id: number; readonly output: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly fault: SentFault }
  | { readonly type: 'fault'; readonly fault: SentFault };
