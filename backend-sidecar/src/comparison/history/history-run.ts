import type { StatisticsRow } from '../../contract/statistics.ts';

/** One run as one observation of each of its labels: the statistics of its analysis window. */
export interface HistoryStatistics {
  runId: number;
  /** Runs of one batch share the day; null or absent: of none. */
  batchId?: number | null;
  rows: readonly StatisticsRow[];
}

/** A run of the history: accepted, valid, comparable, of another version than the one that is judged. */
export interface HistoryRun extends HistoryStatistics {
  versionId: number;
  versionName: string;
  /** `labelKey` of the labels whose centre begins anew with this run. */
  changed: ReadonlySet<string>;
}
