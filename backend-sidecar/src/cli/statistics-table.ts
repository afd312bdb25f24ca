import type { StatisticsRow } from '../contract/statistics.ts';
import { figureText, type FigureFormat } from '../reports/model/figures.ts';
import type { AskedPercentiles } from './percentiles.ts';
import { textTable, type TextColumn } from './text-table.ts';

interface FigureColumn extends TextColumn {
  readonly key:
    'count' | 'errorRate' | 'meanMs' | 'medianMs' | 'p90Ms' | 'p95Ms' | 'p99Ms' | 'maxMs' | 'throughputPerSec';
  readonly format: FigureFormat;
}

/** Times in milliseconds. */
const FIGURES: readonly FigureColumn[] = [
  { key: 'count', header: 'Samples', format: 'count', align: 'right', spare: 0 },
  { key: 'errorRate', header: 'Err %', format: 'rate', align: 'right', spare: 0 },
  { key: 'meanMs', header: 'Mean', format: 'ms', align: 'right', spare: 3 },
  { key: 'medianMs', header: 'Median', format: 'ms', align: 'right', spare: 4 },
  { key: 'p90Ms', header: 'p90', format: 'ms', align: 'right', spare: 0 },
  { key: 'p95Ms', header: 'p95', format: 'ms', align: 'right', spare: 0 },
  { key: 'p99Ms', header: 'p99', format: 'ms', align: 'right', spare: 2 },
  { key: 'maxMs', header: 'Max', format: 'ms', align: 'right', spare: 1 },
  { key: 'throughputPerSec', header: '/s', format: 'perSec', align: 'right', spare: 0 },
];

interface TableInput {
  readonly total: StatisticsRow;
  readonly rows: readonly StatisticsRow[];
  readonly percents: readonly number[];
  readonly percentiles: AskedPercentiles;
  readonly width: number;
}

const MARKS: Record<StatisticsRow['kind'], string> = { sample: '', transaction: 'T ', setup: 'S ' };

/** Samples and the total first, then what is no part of it. */
export function statisticsLines(input: TableInput): string[] {
  const { rows, total, percents, percentiles, width } = input;
  const columns: TextColumn[] = [
    { header: 'Label', align: 'left', spare: 0 },
    ...FIGURES,
    ...percents.map((percent) => ({ header: `p${percent}`, align: 'right', spare: 0 }) as const),
  ];
  const samples = rows.filter(({ kind }) => kind === 'sample');
  const others = rows.filter(({ kind }) => kind !== 'sample');
  const cells = [
    ...samples.map((row) => cellsOf(row, percentiles.of(row.label, row.kind))),
    cellsOf(total, percentiles.of(null)),
    ...others.map((row) => cellsOf(row, percentiles.of(row.label, row.kind))),
  ];
  const legend = [
    others.some(({ kind }) => kind === 'transaction') ? 'T transaction' : null,
    others.some(({ kind }) => kind === 'setup') ? 'S set-up or tear-down' : null,
  ].filter((one) => one !== null);
  return [
    ...textTable(columns, cells, width),
    ...(legend.length === 0 ? [] : [`${legend.join(', ')}: no part of the total`]),
  ];
}

function cellsOf(row: StatisticsRow, asked: ReturnType<AskedPercentiles['of']>): string[] {
  return [
    `${MARKS[row.kind]}${row.label}`,
    ...FIGURES.map(({ key, format }) => plainSpaces(figureText(format, row[key]))),
    ...asked.map(({ valueMs }) => plainSpaces(figureText('ms', valueMs))),
  ];
}

/** Figures are grouped by a space that no terminal breaks; scripts that cut columns know only the other one. */
function plainSpaces(text: string): string {
  return text.replaceAll('\u00a0', '');
}
