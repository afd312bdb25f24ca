import type { InfluxRow, InfluxRows } from './ds-query';

export interface InfluxTableRow {
  label: string;
  isTransaction: boolean;
  count: number;
  errorRate: number | null;
  meanMs: number | null;
  maxMs: number | null;
  /** By their names, e.g. `p90`. */
  percentilesMs: Readonly<Record<string, number | null>>;
  ratePerSec: number | null;
}

/** One row for each label, samplers first; what one of the queries did not answer is missing, not zero. */
export function influxTableRows(rows: InfluxRows, transactions: readonly string[]): InfluxTableRow[] {
  const read = (refId: string) => new Map((rows[refId] ?? []).map((row) => [String(row.transaction), row]));
  const [errors, means, rates, times] = [read('errors'), read('mean'), read('rates'), read('times')];
  return [...read('counts')]
    .map(([label, row]) => {
      const count = numberIn(row, 'count') ?? 0;
      return {
        label,
        isTransaction: transactions.includes(label),
        count,
        errorRate: count === 0 ? null : (numberIn(errors.get(label), 'errors') ?? 0) / count,
        meanMs: numberIn(means.get(label), 'mean'),
        maxMs: numberIn(row, 'max'),
        percentilesMs: percentilesIn(times.get(label)),
        ratePerSec: numberIn(rates.get(label), 'rate'),
      };
    })
    .sort((left, right) => Number(left.isTransaction) - Number(right.isTransaction));
}

function percentilesIn(row: InfluxRow | undefined): Record<string, number | null> {
  const names = Object.keys(row ?? {}).filter((name) => /^p\d/.test(name));
  return Object.fromEntries(names.map((name) => [name, numberIn(row, name)]));
}

function numberIn(row: InfluxRow | undefined, name: string): number | null {
  const value = row?.[name];
  return typeof value === 'number' ? value : null;
}
