import type { ChartData, ChartSeries } from '../chart/chart-series';
import type { InfluxRow, InfluxRows } from './ds-query';

const PERCENTILE_COLORS = ['green', 'blue', 'purple', 'orange', 'red'];

/**
 * The charts of what InfluxDB answered. Threads are written in every interval: where they are missing, JMeter had not
 * begun or had ended, or nothing was delivered, and there a zero would be a lie. A result file without threads leaves
 * only the requests to tell.
 */
export function toInfluxCharts(rows: InfluxRows, percentiles: readonly string[]): ChartData {
  const threads = (rows.threads ?? []).filter((row) => numberIn(row, 'active threads') !== null);
  const requests = (rows.throughput ?? []).filter((row) => (numberIn(row, 'requests') ?? 0) > 0);
  const written = new Set((threads.length > 0 ? threads : requests).map(timeOf));
  const startsMs = timesBetween(rows.throughput ?? [], written);
  const series = (refId: string, name: string) => valuesAt(startsMs, rows[refId] ?? [], name);
  const counts = (refId: string, name: string) =>
    series(refId, name).map((value, index) => (written.has(startsMs[index] ?? 0) ? value : null));
  return {
    startsMs,
    responseTimes: [
      ...percentiles.map((name, index): ChartSeries => ({
        ...{ name, values: series('times', name) },
        color: PERCENTILE_COLORS[index] ?? 'text',
      })),
      { name: 'mean', values: series('mean', 'mean'), color: 'text', isThin: true },
    ],
    throughput: [{ name: 'requests', values: counts('throughput', 'requests'), color: 'blue', isFilled: true }],
    errors: [{ name: 'errors', values: counts('errors', 'errors'), color: 'red', isFilled: true }],
    threads: [{ name: 'active threads', values: series('threads', 'active threads'), color: 'orange', isFilled: true }],
  };
}

/** From the first to the last point that was written. */
function timesBetween(rows: readonly InfluxRow[], written: ReadonlySet<number>): number[] {
  const [firstMs, lastMs] = [Math.min(...written), Math.max(...written)];
  return rows.map(timeOf).filter((timeMs) => timeMs >= firstMs && timeMs <= lastMs);
}

function valuesAt(startsMs: readonly number[], rows: readonly InfluxRow[], name: string): Array<number | null> {
  const byTime = new Map(rows.map((row) => [timeOf(row), numberIn(row, name)]));
  return startsMs.map((startMs) => byTime.get(startMs) ?? null);
}

function timeOf(row: InfluxRow): number {
  return Number(row.Time);
}

function numberIn(row: InfluxRow, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' ? value : null;
}
