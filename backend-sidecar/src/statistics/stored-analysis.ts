import type { Estimator } from '../contract/analysis.ts';
import type { ApdexRules } from '../contract/scenarios.ts';
import type { MorePercentiles, StatisticsRow } from '../contract/statistics.ts';
import type { StatisticsTable } from '../results/follow-protocol.ts';
import { ApdexThresholds } from './apdex.ts';
import { Distribution } from './distribution.ts';
import { totalOf, type NamedSummary } from './statistics-table.ts';

/** What is known of some part of a run: the figures of each label, and the counts they come from. */
export interface Measured {
  readonly table: StatisticsTable;
  /** In the order of the table's rows. Of an imported summary there are none. */
  readonly summaries: readonly NamedSummary[];
}

export interface AnalysisChoice {
  readonly estimator: Estimator;
  /** Ranks in (0, 100]. */
  readonly percentiles: readonly number[];
  /** What gets a total of its own; null = nothing. */
  readonly subset: ((row: StatisticsRow) => boolean) | null;
  readonly apdex: ApdexRules;
}

export interface Analysis extends StatisticsTable {
  readonly subset: StatisticsRow | null;
  readonly percentiles: MorePercentiles[];
}

const SUBSET_LABEL = 'Selected labels';

/** The table as somebody wants it: by another estimator, with further percentiles, with the total of some labels. */
export function analyzeStored(
  { table, summaries }: Measured,
  { estimator, percentiles, subset, apdex }: AnalysisChoice
): Analysis {
  const byRow = new Map(summaries.map((named) => [keyOf(named), named]));
  const total = totalTimes(summaries);
  return {
    total: estimator === 'rank' ? table.total : estimated(table.total, total, estimator),
    rows:
      estimator === 'rank'
        ? table.rows
        : table.rows.map((row) => estimated(row, timesOf(byRow.get(keyOf(row))), estimator)),
    subset: subset === null ? null : subsetOf({ rows: table.rows.filter(subset), byRow, apdex, estimator }),
    percentiles: percentiles.length === 0 ? [] : morePercentiles(summaries, { total, percentiles, estimator }),
  };
}

export function keyOf({ label, kind }: Pick<StatisticsRow, 'label' | 'kind'>): string {
  return `${kind} ${label}`;
}

function timesOf(named: NamedSummary | undefined): Distribution {
  return named === undefined ? new Distribution() : Distribution.together(named.summary.ok, named.summary.failed);
}

function totalTimes(summaries: readonly NamedSummary[]): Distribution {
  const total = new Distribution();
  for (const { isInTotal, summary } of summaries) {
    if (isInTotal) {
      total.merge(summary.ok);
      total.merge(summary.failed);
    }
  }
  return total;
}

function estimated(row: StatisticsRow, times: Distribution, estimator: Estimator): StatisticsRow {
  return {
    ...row,
    medianMs: times.percentile(0.5, estimator),
    p90Ms: times.percentile(0.9, estimator),
    p95Ms: times.percentile(0.95, estimator),
    p99Ms: times.percentile(0.99, estimator),
  };
}

interface SubsetInput {
  readonly rows: readonly StatisticsRow[];
  readonly byRow: ReadonlyMap<string, NamedSummary>;
  readonly apdex: ApdexRules;
  readonly estimator: Estimator;
}

function subsetOf({ rows, byRow, apdex, estimator }: SubsetInput): StatisticsRow {
  const summaries = rows.flatMap((row) => byRow.get(keyOf(row)) ?? []);
  const merged = totalOf(summaries, new ApdexThresholds(apdex), estimator);
  return { ...merged, ...partsOfTime(merged, rows), label: SUBSET_LABEL, kind: rows[0]?.kind ?? 'sample' };
}

/**
 * Slices know latencies and such by themselves. The stored counts of a scope do not: there the means of the labels, weighed
 * by their samples, give the mean of all.
 */
function partsOfTime(merged: StatisticsRow, rows: readonly StatisticsRow[]) {
  return {
    latencyMeanMs: merged.latencyMeanMs ?? weighedMean(rows, ({ latencyMeanMs }) => latencyMeanMs),
    latencyMaxMs: merged.latencyMaxMs ?? largest(rows.map(({ latencyMaxMs }) => latencyMaxMs)),
    connectMeanMs: merged.connectMeanMs ?? weighedMean(rows, ({ connectMeanMs }) => connectMeanMs),
    connectMaxMs: merged.connectMaxMs ?? largest(rows.map(({ connectMaxMs }) => connectMaxMs)),
    idleMeanMs: merged.idleMeanMs ?? weighedMean(rows, ({ idleMeanMs }) => idleMeanMs),
  };
}

function weighedMean(rows: readonly StatisticsRow[], meanOf: (row: StatisticsRow) => number | null): number | null {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    const mean = meanOf(row);
    if (mean !== null) {
      sum += mean * row.count;
      count += row.count;
    }
  }
  return count === 0 ? null : sum / count;
}

function largest(values: ReadonlyArray<number | null>): number | null {
  return values.reduce((most, value) => (value !== null && (most === null || value > most) ? value : most), null);
}

interface AskedPercentiles {
  readonly total: Distribution;
  readonly percentiles: readonly number[];
  readonly estimator: Estimator;
}

function morePercentiles(
  summaries: readonly NamedSummary[],
  { total, percentiles, estimator }: AskedPercentiles
): MorePercentiles[] {
  const valuesOf = (times: Distribution) => percentiles.map((percent) => times.percentile(percent / 100, estimator));
  return [
    { label: null, kind: 'sample', valuesMs: valuesOf(total) },
    ...summaries.map((named) => ({ label: named.label, kind: named.kind, valuesMs: valuesOf(timesOf(named)) })),
  ];
}
