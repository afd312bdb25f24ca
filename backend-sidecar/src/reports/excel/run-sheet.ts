import type { Cell, Worksheet } from 'exceljs';

import type { RunStatistics, StatisticsRow } from '../../contract/statistics.ts';
import { STATISTICS_COLUMNS } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { BOLD_FONT, linkCell, LINK_FONT, numberFormat, QUIET_FONT, textCell } from './cells.ts';
import { colourAboveZero, writeLegendCell } from './conditional-formats.ts';
import { FIRST_ROW, LEGEND_ROW, writeHead, writeTable, type SheetColumn } from './table.ts';

interface StatisticsLine {
  scope: string;
  kind: string;
  row: StatisticsRow;
}

const COLUMNS: ReadonlyArray<SheetColumn<StatisticsLine>> = [
  { header: 'Samples of', width: 17, value: ({ scope }) => scope },
  { header: 'Label', width: 38, value: ({ row }) => textCell(row.label), isWrapped: true, style: emphasizeTotal },
  { header: 'Kind', width: 12, value: ({ kind }) => kind },
  ...STATISTICS_COLUMNS.map(({ key, header, format }) => ({
    header,
    width: 13,
    value: ({ row }: StatisticsLine) => row[key],
    numberFormat: numberFormat(format),
    style: emphasizeTotal,
  })),
];
const ERROR_KEYS = ['errors', 'errorRate'] as const;

/** A run's statistics: the analysis window first, which the verdict judged, then the whole run. */
export function writeRun(sheet: Worksheet, { run, link, role, statistics }: ReportRun): void {
  const isReference = role === 'reference' ? 'Here to be compared with. ' : '';
  const sentence = run.verdict?.sentence ?? run.error?.title ?? `The run is ${run.status}.`;
  writeHead(sheet, { title: run.name, note: isReference + sentence });
  sheet.getCell('B3').value = linkCell(link.url === null ? link.path : 'Open this run in Grafana', link.url);
  sheet.getCell('B3').font = link.url === null ? QUIET_FONT : LINK_FONT;
  const rows = [...linesOf(statistics.window, 'analysis window'), ...linesOf(statistics.run, 'whole run')];
  writeTable({ sheet, columns: COLUMNS, rows, frozenColumns: 2 });
  writeLegendCell(sheet.getCell(LEGEND_ROW, 2), 'unsure', 'samples failed: errors above 0');
  for (const key of ERROR_KEYS) {
    const column = 4 + STATISTICS_COLUMNS.findIndex((one) => one.key === key);
    colourAboveZero({ sheet, column, fromRow: FIRST_ROW, toRow: FIRST_ROW + rows.length - 1 });
  }
}

function linesOf(statistics: RunStatistics | null, scope: string): StatisticsLine[] {
  if (statistics === null) {
    return [];
  }
  const rows = statistics.rows.map((row) => ({ scope, kind: row.kind as string, row }));
  return [{ scope, kind: 'total', row: statistics.total }, ...rows];
}

function emphasizeTotal(cell: Cell, { kind }: StatisticsLine): void {
  if (kind === 'total') {
    cell.font = BOLD_FONT;
  }
}
