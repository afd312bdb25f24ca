import type { StatisticsRow } from '../../contract/statistics.ts';
import { statisticsRow } from '../statistics-row-fixture.ts';
import type { HistoryRun } from './history-run.ts';

/** p90 of each label in each run, oldest first; null = the run does not have the label. */
export type TimesOfLabels = Readonly<Record<string, ReadonlyArray<number | null>>>;

/** Versions of the runs, oldest first; by default each run has its own. */
interface HistoryShape {
  versions?: readonly number[];
  /** Changes to the row of every label of a run. */
  row?: (label: string, runIndex: number) => Partial<StatisticsRow>;
  changed?: (runIndex: number) => readonly string[];
}

/** A history for tests, newest first as `judgeRun` wants it: run 1 of version 1 is the oldest. */
export function historyOf(times: TimesOfLabels, shape: HistoryShape = {}): HistoryRun[] {
  const count = Math.max(...Object.values(times).map((values) => values.length));
  const { versions, row = () => ({}), changed = () => [] } = shape;
  return Array.from({ length: count }, (_, index) => ({
    runId: index + 1,
    versionId: versions?.[index] ?? index + 1,
    versionName: `v${versions?.[index] ?? index + 1}`,
    changed: new Set(changed(index)),
    rows: Object.entries(times).flatMap(([label, values]) => {
      const p90Ms = values[index] ?? null;
      return p90Ms === null ? [] : [rowOf(label, p90Ms, row(label, index))];
    }),
  })).reverse();
}

/** A row with all its times alike: what p90 is judged to be, the median is as well. */
export function rowOf(label: string, p90Ms: number, changes: Partial<StatisticsRow> = {}): StatisticsRow {
  return statisticsRow({ label, p90Ms, medianMs: p90Ms, meanMs: p90Ms, p95Ms: p90Ms, p99Ms: p90Ms, ...changes });
}
