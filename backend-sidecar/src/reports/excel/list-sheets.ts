import type { CellValue, Worksheet } from 'exceljs';

import type { ErrorGroup } from '../../contract/statistics.ts';
import type { Definition } from '../model/definitions.ts';
import { displayOf } from '../model/figures.ts';
import type { ReportModel, ReportRun } from '../model/report-model.ts';
import { MOMENT_FORMAT, momentCell, numberFormat, textCell } from './cells.ts';
import { writeTable, type SheetColumn } from './table.ts';

interface ErrorLine {
  runName: string;
  error: ErrorGroup;
}

const ERROR_COLUMNS: ReadonlyArray<SheetColumn<ErrorLine>> = [
  { header: 'Run', width: 26, value: ({ runName }) => textCell(runName) },
  { header: 'Label', width: 34, value: ({ error }) => textCell(error.label), isWrapped: true },
  { header: 'Kind', width: 12, value: ({ error }) => error.kind },
  { header: 'Count', width: 10, value: ({ error }) => error.count, numberFormat: numberFormat('count') },
  { header: 'Code', width: 24, value: ({ error }) => textCell(error.responseCode), isWrapped: true },
  { header: 'Message', width: 70, value: ({ error }) => textCell(error.message), isWrapped: true },
  { header: 'First (UTC)', width: 20, value: ({ error }) => momentCell(error.firstMs), numberFormat: MOMENT_FORMAT },
  { header: 'Last (UTC)', width: 20, value: ({ error }) => momentCell(error.lastMs), numberFormat: MOMENT_FORMAT },
];

export function writeErrors(sheet: Worksheet, model: ReportModel): void {
  const rows = model.runs.flatMap(({ run, errors }) => errors.map((error) => ({ runName: run.name, error })));
  writeTable({ sheet, columns: ERROR_COLUMNS, rows, headerRow: 1, frozenColumns: 2 });
}

interface DataLine {
  runName: string;
  group: string;
  name: string;
  value: CellValue;
  numberFormat?: string;
}

const DATA_COLUMNS: ReadonlyArray<SheetColumn<DataLine>> = [
  { header: 'Run', width: 26, value: ({ runName }) => textCell(runName) },
  { header: 'Group', width: 14, value: ({ group }) => group },
  { header: 'Name', width: 34, value: ({ name }) => textCell(name), isWrapped: true },
  {
    header: 'Value',
    width: 90,
    value: ({ value }) => value,
    isWrapped: true,
    style: (cell, { numberFormat: format }) => {
      cell.alignment = { horizontal: 'left', vertical: 'top', wrapText: true };
      cell.numFmt = format ?? 'General';
    },
  },
];

/** How each run was made and what is known about it. */
export function writeRunData(sheet: Worksheet, model: ReportModel): void {
  writeTable({ sheet, columns: DATA_COLUMNS, rows: model.runs.flatMap(dataLines), headerRow: 1, frozenColumns: 1 });
}

function dataLines(reportRun: ReportRun): DataLine[] {
  const lines = [
    ...parameterLines(reportRun),
    ...timeLines(reportRun),
    ...countLines(reportRun),
    ...verdictLines(reportRun),
  ];
  return lines.map((line) => ({ ...line, runName: reportRun.run.name }));
}

type Line = Omit<DataLine, 'runName'>;

function parameterLines({ parameters }: ReportRun): Line[] {
  return parameters.map(({ name, value }) => ({
    group: 'Parameter',
    name,
    value: typeof value === 'number' ? value : textCell(value),
    ...(typeof value === 'number' ? { numberFormat: numberFormat('count') } : {}),
  }));
}

function timeLines({ run, durationMs }: ReportRun): Line[] {
  const moments: Array<[string, number | null]> = [
    ['Started (UTC)', run.startedAtMs],
    ['Completed (UTC)', run.completedAtMs],
    ['Analysis window from (UTC)', run.windowFromMs],
    ['Analysis window to (UTC)', run.windowToMs],
  ];
  const lines = moments.map(([name, atMs]) => ({
    group: 'Time',
    name,
    value: momentCell(atMs),
    numberFormat: MOMENT_FORMAT,
  }));
  return [
    ...lines,
    { group: 'Time', name: 'First to last sample, ms', value: durationMs, numberFormat: numberFormat('count') },
  ];
}

/** rows = samples + transactions + interrupted + rejected */
function countLines({ counts }: ReportRun): Line[] {
  if (counts === null) {
    return [];
  }
  const names = ['rows', 'samples', 'transactions', 'interrupted', 'rejected'] as const;
  return names.map((name) => ({
    group: 'Rows',
    name: name === 'rows' ? 'rows (= the sum of the next four)' : name,
    value: counts[name],
    numberFormat: numberFormat('count'),
  }));
}

function verdictLines({ run }: ReportRun): Line[] {
  const { verdict } = run;
  if (verdict === null) {
    return [
      { group: 'Verdict', name: 'Why there is none', value: textCell(run.error?.title ?? `The run is ${run.status}`) },
    ];
  }
  const validity = verdict.validity.isValid ? 'yes' : verdict.validity.findings.join('; ');
  const reasons = verdict.reasons.map((reason) => ({
    group: 'Verdict',
    name: reason.code,
    value: textCell(reason.text),
  }));
  const slos = verdict.slos.map((result) => ({ group: 'SLO', name: result.state, value: textCell(result.why) }));
  return [
    { group: 'Verdict', name: 'Outcome', value: verdict.outcome },
    ...reasons,
    ...slos,
    { group: 'Validity', name: 'Valid', value: textCell(validity) },
    { group: 'Reference', name: 'Compared with', value: textCell(verdict.reference?.name ?? 'nothing') },
    { group: 'Reference', name: 'Rules', value: verdict.rules },
  ];
}

const METHOD_COLUMNS: ReadonlyArray<SheetColumn<Definition>> = [
  { header: 'Term', width: 40, value: ({ term }) => term, isWrapped: true },
  { header: 'Meaning', width: 120, value: ({ meaning }) => meaning, isWrapped: true },
];

export function writeMethod(sheet: Worksheet, model: ReportModel): void {
  const unit = displayOf('ms').unit;
  const units = { term: 'Units', meaning: `Times in ${unit}; rates are stored as ratios and shown as percentages.` };
  writeTable({ sheet, columns: METHOD_COLUMNS, rows: [...model.definitions, units], headerRow: 1, frozenColumns: 1 });
}
