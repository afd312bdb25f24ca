import type { StatisticsRow } from '../contract/statistics.ts';
import { csvText } from '../kernel/csv.ts';

const COLUMNS = [
  ...['label', 'kind', 'count', 'errors', 'errorRate'],
  ...['minMs', 'meanMs', 'medianMs', 'standardDeviationMs', 'p90Ms', 'p95Ms', 'p99Ms', 'maxMs'],
  ...['throughputPerSec', 'receivedKbPerSec', 'sentKbPerSec', 'firstStartMs', 'lastEndMs', 'apdex'],
  ...['latencyMeanMs', 'latencyMaxMs', 'connectMeanMs', 'connectMaxMs', 'idleMeanMs'],
] as ReadonlyArray<keyof StatisticsRow>;

/** Columns behind those that every table has. */
export interface MoreColumns {
  readonly names: readonly string[];
  /** Of a label, or of the total (null). */
  readonly valuesOf: (row: StatisticsRow | null) => ReadonlyArray<number | null>;
}

const NO_MORE: MoreColumns = { names: [], valuesOf: () => [] };

/**
 * The table as CSV (RFC 4180, lines end in CRLF): the columns have the names of the API's fields; the total is the last row
 * and of the kind `total`; no data is an empty cell. Names that a table program would take as formulas get an apostrophe
 * before them.
 */
export function statisticsCsv(total: StatisticsRow, rows: readonly StatisticsRow[], more = NO_MORE): string {
  const lines = [
    [...COLUMNS, ...more.names],
    ...rows.map((row) => [...COLUMNS.map((name) => row[name]), ...more.valuesOf(row)]),
    [...COLUMNS.map((name) => (name === 'kind' ? 'total' : total[name])), ...more.valuesOf(null)],
  ];
  return csvText(lines);
}
