import type { Worksheet } from 'exceljs';

import type { RunStatistics, StatisticsRow } from '../../contract/statistics.ts';
import { STATISTICS_COLUMNS } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { linkCell, LINK_FONT, numberFormat, textCell } from './cells.ts';
import { sheetLink } from './sheet-names.ts';
import { writeTable, type SheetColumn } from './table.ts';

export const RUN_SHEET_HEADER_ROW = 5;

interface StatisticsLine {
  scope: string;
  kind: string;
  row: StatisticsRow;
}

const COLUMNS: ReadonlyArray<SheetColumn<StatisticsLine>> = [
  { header: 'Samples of', width: 17, value: ({ scope }) => scope },
  { header: 'Label', width: 36, value: ({ row }) => textCell(row.label), isWrapped: true, style: emphasizeTotal },
  { header: 'Kind', width: 12, value: ({ kind }) => kind },
  ...STATISTICS_COLUMNS.map(({ key, header, format }) => ({
    header,
    width: 12,
    value: ({ row }: StatisticsLine) => row[key],
    numberFormat: numberFormat(format),
    style: emphasizeTotal,
  })),
];

/** A run's statistics: the analysis window first, which the verdict judged, then the whole run. */
export function writeRun(sheet: Worksheet, { run, link, statistics }: ReportRun): void {
  sheet.getCell('A1').value = textCell(run.name);
  sheet.getCell('A1').font = { bold: true, size: 14 };
  sheet.getCell('A2').value = textCell(run.verdict?.sentence ?? run.error?.title ?? `The run is ${run.status}.`);
  sheet.getCell('A3').value = { text: 'Summary', hyperlink: sheetLink('Summary') };
  sheet.getCell('A3').font = LINK_FONT;
  sheet.getCell('B3').value = linkCell(link.url === null ? link.path : 'Open in Grafana', link.url);
  sheet.getCell('B3').font = link.url === null ? {} : LINK_FONT;
  const rows = [...linesOf(statistics.window, 'analysis window'), ...linesOf(statistics.run, 'whole run')];
  writeTable({ sheet, columns: COLUMNS, rows, headerRow: RUN_SHEET_HEADER_ROW, frozenColumns: 2 });
}

function linesOf(statistics: RunStatistics | null, scope: string): StatisticsLine[] {
  if (statistics === null) {
    return [];
  }
  const rows = statistics.rows.map((row) => ({ scope, kind: row.kind as string, row }));
  return [{ scope, kind: 'total', row: statistics.total }, ...rows];
}

function emphasizeTotal(cell: { font: object }, { kind }: StatisticsLine): void {
  if (kind === 'total') {
    cell.font = { bold: true };
  }
}
