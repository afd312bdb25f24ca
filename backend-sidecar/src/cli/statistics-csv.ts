import type { StatisticsRow } from '../contract/statistics.ts';
import type { AskedPercentiles } from './percentiles.ts';

const COLUMNS = [
  'label',
  'kind',
  'count',
  'errors',
  'errorRate',
  'minMs',
  'meanMs',
  'medianMs',
  'standardDeviationMs',
  'p90Ms',
  'p95Ms',
  'p99Ms',
  'maxMs',
  'throughputPerSec',
  'receivedKbPerSec',
  'sentKbPerSec',
  'firstStartMs',
  'lastEndMs',
] as const satisfies ReadonlyArray<keyof StatisticsRow>;

interface CsvInput {
  readonly total: StatisticsRow;
  readonly rows: readonly StatisticsRow[];
  readonly percents: readonly number[];
  readonly percentiles: AskedPercentiles;
}

/** RFC 4180, lines end in LF; the total is the last row and has the kind `total`. No data is an empty cell. */
export function statisticsCsv({ total, rows, percents, percentiles }: CsvInput): string {
  const header = [...COLUMNS, ...percents.map((percent) => `p${percent}Ms`)];
  const lines = rows.map((row) => [
    ...COLUMNS.map((name) => row[name]),
    ...percentiles.of(row.label, row.kind).map(({ valueMs }) => valueMs),
  ]);
  const last = [
    ...COLUMNS.map((name) => (name === 'kind' ? 'total' : total[name])),
    ...percentiles.of(null).map(({ valueMs }) => valueMs),
  ];
  return [header, ...lines, last].map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
}

function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
