import type { StatisticsRow } from '../contract/statistics.ts';

/** How many labels are key when the scenario names none. */
const DEFAULT_KEY_LABEL_COUNT = 20;

/** A label is compared as what it is: a sampler and a Transaction Controller may share one name. */
export function labelKey(row: Pick<StatisticsRow, 'label' | 'kind'>): string {
  return `${row.kind}\u0000${row.label}`;
}

/** Rows that a comparison may speak of: no setUp or tearDown samples, and nothing without samples. */
export function comparableRows(rows: readonly StatisticsRow[]): StatisticsRow[] {
  return rows.filter((row) => row.kind !== 'setup' && row.count > 0);
}

/**
 * The 20 labels with the largest total time (count · mean), samples and transactions alike. Ties: by name, so that the
 * same rows always give the same labels.
 */
export function defaultKeyLabels(rows: readonly StatisticsRow[]): StatisticsRow[] {
  return comparableRows(rows)
    .sort((a, b) => totalTimeMs(b) - totalTimeMs(a) || a.label.localeCompare(b.label, 'en'))
    .slice(0, DEFAULT_KEY_LABEL_COUNT);
}

function totalTimeMs(row: StatisticsRow): number {
  return row.count * (row.meanMs ?? 0);
}
