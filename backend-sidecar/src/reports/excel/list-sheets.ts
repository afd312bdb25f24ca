import type { Worksheet } from 'exceljs';

import type { ErrorGroup } from '../../contract/statistics.ts';
import type { Definition } from '../model/definitions.ts';
import { displayOf, noErrorsText } from '../model/figures.ts';
import type { ReportComment, ReportModel } from '../model/report-model.ts';
import { MOMENT_FORMAT, momentCell, numberFormat, textCell } from './cells.ts';
import { writeHead, writeTable, type SheetColumn } from './table.ts';

interface ErrorLine {
  runName: string;
  error: ErrorGroup;
}

const ERROR_COLUMNS: ReadonlyArray<SheetColumn<ErrorLine>> = [
  { header: 'Run', width: 30, value: ({ runName }) => textCell(runName), isWrapped: true },
  { header: 'Label', width: 38, value: ({ error }) => textCell(error.label), isWrapped: true },
  { header: 'Kind', width: 12, value: ({ error }) => error.kind },
  { header: 'Count', width: 10, value: ({ error }) => error.count, numberFormat: numberFormat('count') },
  { header: 'Code', width: 24, value: ({ error }) => textCell(error.responseCode), isWrapped: true },
  { header: 'Message', width: 60, value: ({ error }) => textCell(error.message), isWrapped: true },
  { header: 'First message as it was', width: 60, value: ({ error }) => textCell(error.example), isWrapped: true },
  { header: 'First (UTC)', width: 20, value: ({ error }) => momentCell(error.firstMs), numberFormat: MOMENT_FORMAT },
  { header: 'Last (UTC)', width: 20, value: ({ error }) => momentCell(error.lastMs), numberFormat: MOMENT_FORMAT },
];

export function writeErrors(sheet: Worksheet, { runs }: ReportModel): void {
  const rows = runs.flatMap(({ run, errors }) => errors.map((error) => ({ runName: run.name, error })));
  const leftOut = runs.reduce((sum, { errorGroupsLeftOut }) => sum + errorGroupsLeftOut, 0);
  const failed = runs.reduce((sum, { statistics }) => sum + (statistics.run?.total.errors ?? 0), 0);
  const note = rows.length === 0 ? noErrorsText(failed) : 'Failed samples of the whole runs, the most frequent first.';
  writeHead(sheet, { title: 'Errors', note: leftOut === 0 ? note : `${note} ${leftOut} rarer groups are left out.` });
  writeTable({ sheet, columns: ERROR_COLUMNS, rows, frozenColumns: 2 });
}

interface CommentLine extends ReportComment {
  on: string;
}

const COMMENT_COLUMNS: ReadonlyArray<SheetColumn<CommentLine>> = [
  { header: 'On', width: 34, value: ({ on }) => textCell(on), isWrapped: true },
  { header: 'Label', width: 34, value: ({ label }) => (label === null ? null : textCell(label)), isWrapped: true },
  { header: 'Comment', width: 90, value: ({ text }) => textCell(text), isWrapped: true },
  { header: 'By', width: 22, value: ({ by }) => textCell(by) },
  { header: 'At (UTC)', width: 20, value: ({ atMs }) => momentCell(atMs), numberFormat: MOMENT_FORMAT },
];

export function writeComments(sheet: Worksheet, { title, comments, runs }: ReportModel): void {
  const rows = [
    ...comments.map((comment) => ({ ...comment, on: title })),
    ...runs.flatMap((one) => one.comments.map((comment) => ({ ...comment, on: one.run.name }))),
  ];
  const note = rows.length === 0 ? 'Nobody has said anything about these runs.' : 'What people said about these runs.';
  writeHead(sheet, { title: 'Comments', note });
  writeTable({ sheet, columns: COMMENT_COLUMNS, rows, frozenColumns: 1 });
}

const METHOD_COLUMNS: ReadonlyArray<SheetColumn<Definition>> = [
  { header: 'Term', width: 40, value: ({ term }) => textCell(term), isWrapped: true },
  { header: 'Meaning', width: 120, value: ({ meaning }) => textCell(meaning), isWrapped: true },
];

export function writeMethod(sheet: Worksheet, { definitions }: ReportModel): void {
  const units: Definition = {
    term: 'Units in this file',
    meaning: `Times are in ${displayOf('ms').unit}; rates and changes are ratios that are shown as percentages; moments are UTC. Every cell holds the full value, its format only shows fewer digits. No cell holds a formula.`,
  };
  writeHead(sheet, { title: 'Method', note: 'What each figure means and where it comes from.' });
  writeTable({ sheet, columns: METHOD_COLUMNS, rows: [...definitions, units], frozenColumns: 1 });
}
