import type { ResultFormat } from '../../contract/imports.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import type { StatisticsTable } from '../follow-protocol.ts';

/** What somebody else reckoned from the samples of one run. What it does not say is null everywhere. */
export interface SummaryRun {
  readonly table: StatisticsTable;
  readonly scenarioName: string | null;
  readonly testTypeName: string | null;
  readonly versionName: string | null;
  readonly startedAtMs: number | null;
}

export type SummaryFormat = Exclude<ResultFormat, 'jtl csv' | 'jtl xml'>;

export interface SummaryReading {
  readonly format: SummaryFormat;
  /** One, but for comparison files, which hold as many as they tell versions, scenarios and test types apart. */
  readonly runs: readonly SummaryRun[];
  /** What was assumed, and what the source cannot say. */
  readonly notes: readonly string[];
}

/** The name of the total's row in every table. */
const TOTAL = 'Total';

const NOTHING_TOLD = {
  errorRate: null,
  minMs: null,
  meanMs: null,
  medianMs: null,
  standardDeviationMs: null,
  p90Ms: null,
  p95Ms: null,
  p99Ms: null,
  maxMs: null,
  throughputPerSec: null,
  receivedKbPerSec: null,
  sentKbPerSec: null,
  firstStartMs: null,
  lastEndMs: null,
  apdex: null,
  latencyMeanMs: null,
  latencyMaxMs: null,
  connectMeanMs: null,
  connectMaxMs: null,
  idleMeanMs: null,
} satisfies Partial<StatisticsRow>;

type Told = Partial<Omit<StatisticsRow, 'label' | 'kind' | 'count' | 'errors'>>;

/** A row in which everything that is not told is "no data". A summary does not say what was a transaction. */
export function summaryRow(label: string, counted: { count: number; errors: number }, told: Told): StatisticsRow {
  const { count, errors } = counted;
  return {
    ...NOTHING_TOLD,
    ...told,
    errorRate: told.errorRate ?? ratio(errors, count),
    label,
    kind: 'sample',
    count,
    errors,
  };
}

export function totalRow(row: StatisticsRow): StatisticsRow {
  return { ...row, label: TOTAL };
}

/**
 * Of a table that has no row for the total: only what follows from its rows with certainty. Percentiles do not, nor does
 * the throughput (the rows need not have begun and ended together).
 */
export function totalOf(rows: readonly StatisticsRow[]): StatisticsRow {
  const count = sum(rows.map((row) => row.count));
  const errors = sum(rows.map((row) => row.errors));
  const counted = rows.filter((row) => row.count > 0);
  const means = counted.map((row) => (row.meanMs === null ? null : row.meanMs * row.count));
  return summaryRow(
    TOTAL,
    { count, errors },
    {
      minMs: extreme(
        counted.map((row) => row.minMs),
        Math.min
      ),
      maxMs: extreme(
        counted.map((row) => row.maxMs),
        Math.max
      ),
      meanMs: means.length === 0 || means.includes(null) ? null : sum(means.map((one) => one ?? 0)) / count,
    }
  );
}

/** The figures of one row must be possible together; a file in which they are not was damaged or mistaken. */
export function refuseImpossible(row: StatisticsRow, where: string): void {
  const { minMs, maxMs, count, errors } = row;
  if (errors > count) {
    throw wrong(`${where}: ${errors} errors among ${count} samples`);
  }
  const low = minMs ?? 0;
  const high = maxMs ?? Infinity;
  const times = { mean: row.meanMs, median: row.medianMs, p90: row.p90Ms, p95: row.p95Ms, p99: row.p99Ms };
  for (const [name, value] of Object.entries(times)) {
    // A mean that was cut to whole milliseconds may lie just below a minimum that was not.
    if (value !== null && (Math.ceil(value) < Math.floor(low) || Math.floor(value) > Math.ceil(high))) {
      throw wrong(`${where}: its ${name} of ${value} ms lies outside its minimum and maximum (${low} to ${high} ms)`);
    }
  }
}

export function refuseTwice(rows: readonly StatisticsRow[]): void {
  const seen = new Set<string>();
  for (const { label } of rows) {
    if (seen.has(label)) {
      throw wrong(`the label “${label}” stands in it twice`);
    }
    seen.add(label);
  }
}

export function wrong(detail: string): AppError {
  return new AppError('RESULT_UNREADABLE', detail);
}

function ratio(errors: number, count: number): number | null {
  return count === 0 ? null : errors / count;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function extreme(values: ReadonlyArray<number | null>, choose: (...values: number[]) => number): number | null {
  const told = values.filter((value) => value !== null);
  return told.length === values.length && told.length > 0 ? choose(...told) : null;
}
