import type { StatisticsRow } from '../contract/statistics.ts';
import type { Distribution } from './distribution.ts';

type Figure = {
  [Name in keyof StatisticsRow]: StatisticsRow[Name] extends number | null ? Name : never;
}[keyof StatisticsRow];

/**
 * One label over several runs, as if they had been one: exact percentiles of all samples together, never an average of
 * percentiles. Rates are over the time that the runs took, the breaks between them left out.
 *
 * @param rows of one label, at least one @param samples the elapsed times of all of them
 */
export function pooledRow(rows: readonly StatisticsRow[], samples: Distribution): StatisticsRow {
  const [first] = rows;
  const [count, errors] = [sumOf(rows, ({ count }) => count), sumOf(rows, ({ errors }) => errors)];
  return {
    ...{ label: first?.label ?? '', kind: first?.kind ?? 'sample', count, errors },
    errorRate: count === 0 ? null : errors / count,
    ...{ minMs: samples.minMs, meanMs: samples.meanMs, maxMs: samples.maxMs, medianMs: samples.percentile(0.5) },
    ...{ p90Ms: samples.percentile(0.9), p95Ms: samples.percentile(0.95), p99Ms: samples.percentile(0.99) },
    standardDeviationMs: samples.standardDeviationMs,
    ...ratesOf(rows),
    firstStartMs: extremeOf(rows, 'firstStartMs', Math.min),
    lastEndMs: extremeOf(rows, 'lastEndMs', Math.max),
    ...{ apdex: meanOf(rows, 'apdex'), latencyMeanMs: meanOf(rows, 'latencyMeanMs') },
    ...{ connectMeanMs: meanOf(rows, 'connectMeanMs'), idleMeanMs: meanOf(rows, 'idleMeanMs') },
    latencyMaxMs: extremeOf(rows, 'latencyMaxMs', Math.max),
    connectMaxMs: extremeOf(rows, 'connectMaxMs', Math.max),
  };
}

const RATES = ['throughputPerSec', 'receivedKbPerSec', 'sentKbPerSec'] as const;

function ratesOf(rows: readonly StatisticsRow[]): Pick<StatisticsRow, (typeof RATES)[number]> {
  const [throughputPerSec = null, receivedKbPerSec = null, sentKbPerSec = null] = RATES.map((rate) =>
    weighted(rows, rate, spanSeconds)
  );
  return { throughputPerSec, receivedKbPerSec, sentKbPerSec };
}

/** 0 where it is not known: such a run says nothing of a rate. */
function spanSeconds({ count, throughputPerSec }: StatisticsRow): number {
  return throughputPerSec === null || throughputPerSec === 0 ? 0 : count / throughputPerSec;
}

function meanOf(rows: readonly StatisticsRow[], figure: Figure): number | null {
  return weighted(rows, figure, ({ count }) => count);
}

/** Over the runs that have the figure; null where none has. */
function weighted(rows: readonly StatisticsRow[], figure: Figure, weightOf: (row: StatisticsRow) => number) {
  const known = rows.filter((row) => row[figure] !== null);
  const weight = sumOf(known, weightOf);
  return weight === 0 ? null : sumOf(known, (row) => (row[figure] ?? 0) * weightOf(row)) / weight;
}

function extremeOf(rows: readonly StatisticsRow[], figure: Figure, choose: (...values: number[]) => number) {
  const values = rows.map((row) => row[figure]).filter((value) => value !== null);
  return values.length === 0 ? null : choose(...values);
}

function sumOf<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0);
}
