import type { Worksheet } from 'exceljs';

import { metricName } from '../../comparison/wording.ts';
import type { LabelComparison } from '../../contract/verdict.ts';
import { displayOf, metricFormat } from '../model/figures.ts';
import type { ReportModel, ReportRun } from '../model/report-model.ts';
import { CHANGE_RATIO_FORMAT, changeFormat, numberFormat, textCell } from './cells.ts';
import { colourByState, colourSeverity, writeLegend } from './conditional-formats.ts';
import { FIRST_ROW, LEGEND_ROW, writeHead, writeTable, type SheetColumn } from './table.ts';

interface JudgedLine {
  reportRun: ReportRun;
  row: LabelComparison;
}

const COLUMNS: ReadonlyArray<SheetColumn<JudgedLine>> = [
  { header: 'Run', width: 28, value: ({ reportRun }) => textCell(reportRun.run.name), isWrapped: true },
  { header: 'Label', width: 38, value: ({ row }) => textCell(row.label), isWrapped: true },
  { header: 'Kind', width: 12, value: ({ row }) => row.kind },
  { header: 'Key', width: 6, value: ({ row }) => (row.isKey ? 'key' : null) },
  { header: 'Metric', width: 12, value: ({ row }) => metricName(row.metric) },
  { header: 'Unit', width: 8, value: ({ row }) => displayOf(metricFormat(row.metric)).unit },
  { header: 'Reference', width: 13, value: ({ row }) => row.reference, numberFormat: formatOf },
  { header: 'Current', width: 13, value: ({ row }) => row.current, numberFormat: formatOf },
  { header: 'Change', width: 13, value: ({ row }) => row.change, numberFormat: changeFormatOf },
  { header: 'Change %', width: 11, value: ({ row }) => row.changeRatio, numberFormat: CHANGE_RATIO_FORMAT },
  { header: 'State', width: 14, value: ({ row }) => row.state, isIndented: true },
  { header: 'Severity', width: 10, value: ({ row }) => row.severity },
  {
    header: 'Reference is',
    width: 26,
    value: ({ reportRun }) => textCell(reportRun.run.verdict?.reference?.name ?? ''),
    isWrapped: true,
  },
  { header: 'Why', width: 90, value: ({ row }) => textCell(row.why), isWrapped: true },
];
const columnOf = (header: string) => COLUMNS.findIndex((column) => column.header === header) + 1;

export interface JudgementInput {
  model: ReportModel;
  title: string;
}

/** Every label and metric of a judged run against its reference; within a run what changed first. */
export function writeJudgement(sheet: Worksheet, { model, title }: JudgementInput): void {
  const rows = model.runs.flatMap((reportRun) =>
    reportRun.comparisons.flatMap((group) => group.all.map((row) => ({ reportRun, row })))
  );
  const note =
    rows.length === 0
      ? 'No run has anything that it could be compared with.'
      : 'Each run against its reference, what changed first. Only the p90 and the error rate of key labels decide.';
  writeHead(sheet, { title, note });
  writeTable({ sheet, columns: COLUMNS, rows, frozenColumns: 2 });
  writeLegend(sheet, LEGEND_ROW, [
    [2, 2],
    [columnOf('Kind'), columnOf('Unit')],
    [columnOf('Reference'), columnOf('Change %')],
  ]);
  const range = { sheet, fromRow: FIRST_ROW, toRow: FIRST_ROW + rows.length - 1 };
  for (const header of ['Change', 'Change %', 'State']) {
    colourByState({ ...range, column: columnOf(header) }, columnOf('State'));
  }
  colourSeverity({ ...range, column: columnOf('Severity') });
}

function formatOf({ row }: JudgedLine): string {
  return numberFormat(metricFormat(row.metric));
}

function changeFormatOf({ row }: JudgedLine): string {
  return changeFormat(metricFormat(row.metric));
}
