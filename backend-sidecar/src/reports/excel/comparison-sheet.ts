import type { Worksheet } from 'exceljs';

import { metricName } from '../../comparison/wording.ts';
import type { LabelComparison } from '../../contract/verdict.ts';
import { displayOf, metricFormat } from '../model/figures.ts';
import type { ReportModel, ReportRun } from '../model/report-model.ts';
import { CHANGE_RATIO_FORMAT, changeFormat, linkCell, numberFormat, stateLook, textCell } from './cells.ts';
import { sheetLink } from './sheet-names.ts';
import { writeTable, type SheetColumn } from './table.ts';

interface ComparisonLine {
  reportRun: ReportRun;
  row: LabelComparison;
  sheetName: string | undefined;
}

const COLUMNS: ReadonlyArray<SheetColumn<ComparisonLine>> = [
  { header: 'Run', width: 26, value: ({ reportRun, sheetName }) => linkCell(reportRun.run.name, linkTo(sheetName)) },
  { header: 'Label', width: 34, value: ({ row }) => textCell(row.label), isWrapped: true },
  { header: 'Kind', width: 12, value: ({ row }) => row.kind },
  { header: 'Key', width: 6, value: ({ row }) => (row.isKey ? 'key' : null) },
  { header: 'Metric', width: 12, value: ({ row }) => metricName(row.metric) },
  { header: 'Unit', width: 7, value: ({ row }) => displayOf(metricFormat(row.metric)).unit },
  { header: 'Reference', width: 13, value: ({ row }) => row.reference, numberFormat: formatOf },
  { header: 'Current', width: 13, value: ({ row }) => row.current, numberFormat: formatOf },
  { header: 'Change', width: 13, value: ({ row }) => row.change, numberFormat: changeFormatOf },
  { header: 'Change %', width: 11, value: ({ row }) => row.changeRatio, numberFormat: CHANGE_RATIO_FORMAT },
  {
    header: 'State',
    width: 14,
    value: ({ row }) => row.state,
    style: (cell, { row }) => Object.assign(cell, stateLook(row.state) ?? {}),
  },
  { header: 'Severity', width: 10, value: ({ row }) => row.severity },
  {
    header: 'Reference is',
    width: 26,
    value: ({ reportRun }) => textCell(reportRun.run.verdict?.reference?.name ?? ''),
  },
  { header: 'Why', width: 110, value: ({ row }) => textCell(row.why), isWrapped: true },
];

/** Every label and metric against its reference; within a run what changed first. */
export function writeComparison(sheet: Worksheet, model: ReportModel, sheetNames: ReadonlyMap<number, string>): void {
  const rows = model.runs.flatMap((reportRun) =>
    reportRun.comparisons.flatMap((group) =>
      group.all.map((row) => ({ reportRun, row, sheetName: sheetNames.get(reportRun.run.id) }))
    )
  );
  writeTable({ sheet, columns: COLUMNS, rows, headerRow: 1, frozenColumns: 2 });
}

function formatOf({ row }: ComparisonLine): string {
  return numberFormat(metricFormat(row.metric));
}

function changeFormatOf({ row }: ComparisonLine): string {
  return changeFormat(metricFormat(row.metric));
}

function linkTo(sheetName: string | undefined): string | null {
  return sheetName === undefined ? null : sheetLink(sheetName);
}
