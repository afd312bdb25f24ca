import type { Cell, CellValue, Worksheet } from 'exceljs';

import type { ReportType } from '../../contract/reports.ts';
import type { LabelComparison } from '../../contract/verdict.ts';
import { mostChanged, type ChangedLabel } from '../model/most-changed.ts';
import type { MatrixCell } from '../model/report-matrix.ts';
import type { ReportModel, ReportRun } from '../model/report-model.ts';
import {
  CHANGE_RATIO_FORMAT,
  changeFormat,
  DURATION_FORMAT,
  durationCell,
  fontOf,
  linkCell,
  LINK_FONT,
  MOMENT_FORMAT,
  momentCell,
  numberFormat,
  outcomeLook,
  outcomeText,
  QUIET_FONT,
  textCell,
  toneLook,
} from './cells.ts';
import { colourAboveZero, colourByState, stateTone, writeLegend } from './conditional-formats.ts';
import { sheetLink } from './sheet-names.ts';
import { HEADER_HEIGHT, lineCount, setUpPrint, styleHeader } from './table.ts';

const WIDTHS = [36, 24, 14, 14, 14, 14, 14, 14, 16];
const LAST_COLUMN = WIDTHS.length;
const VERDICT_ROW = 7;
const LINE_HEIGHT = 16;
/** What fits in one line of the cells beside the first. */
const SENTENCE_CHARACTERS = 110;

const KICKERS: Record<ReportType, string> = {
  single: 'Performance report of a run',
  batch: 'Performance report of a release',
  comparison: 'Performance comparison of versions',
  baseline: 'Performance report beside a baseline',
};

export interface SummaryInput {
  model: ReportModel;
  /** Name of each run's sheet, by run id. */
  sheetNames: ReadonlyMap<number, string>;
  /** The other sheets, with what they show. */
  contents: ReadonlyArray<{ sheetName: string; what: string }>;
}

/** Where things stand that the chart of this sheet shows, and where there is room for it. */
export interface SummaryPlaces {
  changed: ChangedLabel[];
  firstChangedRow: number;
  chartRow: number;
}

export const CHANGED_COLUMNS = { label: 1, reference: 3, current: 4 } as const;
export const CHART_ROWS = 17;
/** In points, of the first printed page: the chart goes to the next where it would be cut in two. */
const PAGE_HEIGHT = 540;
const DEFAULT_HEIGHT = 15;

/** What a reader needs first: verdict, findings, key figures, what changed most, and the way to each run. */
export function writeSummary(sheet: Worksheet, input: SummaryInput): SummaryPlaces {
  WIDTHS.forEach((width, index) => (sheet.getColumn(index + 1).width = width));
  writeHead(sheet, input.model);
  let row = writeFindings(sheet, input, VERDICT_ROW + 2);
  row = writeLeftOut(sheet, input.model, row);
  row = writeMatrix(sheet, input, row);
  row = writeKeyFigures(sheet, input, row);
  const { nextRow, ...changed } = writeMostChanged(sheet, input.model, row);
  writeContents(sheet, input, nextRow + CHART_ROWS + 1);
  if (heightOf(sheet, nextRow + CHART_ROWS) > PAGE_HEIGHT) {
    sheet.getRow(nextRow - 1).addPageBreak();
  }
  sheet.views = [{ state: 'frozen', ySplit: 1, showGridLines: false, zoomScale: 90 }];
  setUpPrint(sheet, 0);
  return { ...changed, chartRow: nextRow };
}

function heightOf(sheet: Worksheet, rowCount: number): number {
  const heights = Array.from({ length: rowCount }, (_, index) => sheet.getRow(index + 1).height ?? DEFAULT_HEIGHT);
  return heights.reduce((sum, height) => sum + height, 0);
}

function writeHead(sheet: Worksheet, model: ReportModel): void {
  const against = model.comparedWith === null ? '' : ` against ${model.comparedWith}`;
  const { url, path } = model.link;
  const facts: Array<[string, CellValue]> = [
    [KICKERS[model.type], textCell(`Version ${model.versionName}${against}`)],
    ['Made (UTC)', momentCell(model.generatedAtMs)],
    ['Made by', textCell(model.generatedBy)],
    ['In Grafana', linkCell(url ?? path, url)],
  ];
  sheet.getCell('A1').value = textCell(model.title);
  sheet.getCell('A1').font = fontOf({ bold: true, size: 18 });
  sheet.getRow(1).height = 28;
  facts.forEach(([name, value], index) => {
    sheet.getCell(2 + index, 1).value = name;
    sheet.getCell(2 + index, 1).font = QUIET_FONT;
    sheet.getCell(2 + index, 2).value = value;
    sheet.getCell(2 + index, 2).alignment = { horizontal: 'left' };
  });
  sheet.getCell('B3').numFmt = MOMENT_FORMAT;
  sheet.getCell('B5').font = url === null ? QUIET_FONT : LINK_FONT;
  writeVerdict(sheet, model);
}

function writeVerdict(sheet: Worksheet, { outcome, sentence }: ReportModel): void {
  const verdict = sheet.getCell(VERDICT_ROW, 1);
  verdict.value = outcomeText(outcome);
  verdict.alignment = { vertical: 'middle', horizontal: 'center' };
  const look = outcomeLook(outcome);
  Object.assign(verdict, { ...look, font: { ...look.font, size: 16 } });
  const words = sheet.getCell(VERDICT_ROW, 2);
  words.value = textCell(sentence);
  Object.assign(words, { ...look, font: fontOf({ size: 13, bold: true }) });
  words.alignment = { wrapText: true, vertical: 'middle' };
  sheet.mergeCells(VERDICT_ROW, 2, VERDICT_ROW, LAST_COLUMN);
  sheet.getRow(VERDICT_ROW).height = Math.max(48, linesOf(sentence) * (LINE_HEIGHT + 4));
}

function linesOf(text: string): number {
  return Math.ceil(text.length / SENTENCE_CHARACTERS);
}

/** Each part returns the first row below it. */
function writeFindings(sheet: Worksheet, { model, sheetNames }: SummaryInput, from: number): number {
  if (model.findings.length === 0) {
    return from;
  }
  writeHeading(sheet, from, 'What matters');
  model.findings.forEach(({ runId, text }, index) => {
    const row = from + 1 + index;
    const cell = sheet.getCell(row, 1);
    cell.value = linkCell(text, linkTo(sheetNames.get(runId)));
    cell.font = LINK_FONT;
    cell.alignment = { wrapText: true, vertical: 'top' };
    sheet.mergeCells(row, 1, row, LAST_COLUMN);
    sheet.getRow(row).height = linesOf(text) * LINE_HEIGHT;
  });
  return from + 2 + model.findings.length;
}

function writeLeftOut(sheet: Worksheet, { leftOut }: ReportModel, from: number): number {
  leftOut.forEach((sentence, index) => {
    const row = from + index;
    const cell = sheet.getCell(row, 1);
    cell.value = textCell(`Not in this report: ${sentence}`);
    Object.assign(cell, toneLook('unsure'));
    sheet.mergeCells(row, 1, row, LAST_COLUMN);
  });
  return leftOut.length === 0 ? from : from + leftOut.length + 1;
}

/** Columns that a test type takes: two where there is room. */
function matrixSpan(testTypeCount: number): number {
  return testTypeCount * 2 < LAST_COLUMN ? 2 : 1;
}

function writeMatrix(sheet: Worksheet, { model, sheetNames }: SummaryInput, from: number): number {
  const { matrix } = model;
  if (matrix === null) {
    return from;
  }
  const span = matrixSpan(matrix.testTypes.length);
  const columnAt = (place: number) => 2 + place * span;
  writeHeading(sheet, from, 'Scenarios and test types');
  writeHeader(sheet, from + 1, ['Scenario']);
  matrix.testTypes.forEach((testType, place) => {
    const cell = sheet.getCell(from + 1, columnAt(place));
    cell.value = textCell(testType);
    styleHeader(cell, false);
    mergeAcross(sheet, from + 1, columnAt(place), span);
  });
  matrix.rows.forEach(({ scenario, cells }, index) => {
    const row = from + 2 + index;
    writeScenario(sheet, row, scenario);
    cells.forEach((runs, place) => {
      writeMatrixCell({ sheet, runs, sheetNames, at: [row, columnAt(place)] });
      mergeAcross(sheet, row, columnAt(place), span);
    });
  });
  return from + 3 + matrix.rows.length;
}

function writeScenario(sheet: Worksheet, row: number, scenario: string): void {
  const cell = sheet.getCell(row, 1);
  cell.value = textCell(scenario);
  cell.alignment = { vertical: 'top', wrapText: true };
}

function mergeAcross(sheet: Worksheet, row: number, column: number, span: number): void {
  if (span > 1) {
    sheet.mergeCells(row, column, row, column + span - 1);
  }
}

interface MatrixCellInput {
  sheet: Worksheet;
  runs: readonly MatrixCell[];
  sheetNames: ReadonlyMap<number, string>;
  at: [row: number, column: number];
}

/** A cell leads to the latest of its runs. */
function writeMatrixCell({ sheet, runs, sheetNames, at }: MatrixCellInput): void {
  const last = runs.at(-1);
  if (last === undefined) {
    return;
  }
  const cell = sheet.getCell(...at);
  const text = runs.map(matrixText).join('\n');
  cell.value = linkCell(text, linkTo(sheetNames.get(last.runId)));
  cell.alignment = { wrapText: true, vertical: 'top' };
  Object.assign(cell, outcomeLook(last.outcome));
  const height = lineCount(text, 34) * LINE_HEIGHT;
  sheet.getRow(at[0]).height = Math.max(sheet.getRow(at[0]).height ?? 0, height);
}

function matrixText({ outcome, status, worst }: MatrixCell): string {
  return outcomeText(outcome, status) + (worst === null ? '' : ` · ${worst}`);
}

const KEY_FIGURES = ['Run', 'Verdict', 'Samples', 'Errors %', 'p50 ms', 'p90 ms', 'p95 ms', 'Throughput /s'] as const;
const KEY_FORMATS = ['count', 'rate', 'ms', 'ms', 'ms', 'perSec'] as const;

/** The same cells as the total of each run's sheet. */
function writeKeyFigures(sheet: Worksheet, { model, sheetNames }: SummaryInput, from: number): number {
  writeHeading(sheet, from, 'Key figures of all samples, in the analysis window');
  writeHeader(sheet, from + 1, [...KEY_FIGURES, 'Duration h:mm:ss'], 3);
  model.runs.forEach((reportRun, index) => writeKeyRow(sheet, { reportRun, sheetNames, row: from + 2 + index }));
  const toRow = from + 1 + model.runs.length;
  colourAboveZero({ sheet, column: 4, fromRow: from + 2, toRow });
  return toRow + 2;
}

interface KeyRowInput {
  reportRun: ReportRun;
  sheetNames: ReadonlyMap<number, string>;
  row: number;
}

function writeKeyRow(sheet: Worksheet, { reportRun, sheetNames, row }: KeyRowInput): void {
  const { run, role, judged, durationMs } = reportRun;
  const outcome = run.verdict?.outcome ?? null;
  const name = sheet.getCell(row, 1);
  name.value = linkCell(run.name, linkTo(sheetNames.get(run.id)));
  Object.assign(name, { font: LINK_FONT, alignment: { wrapText: true, vertical: 'top' } });
  const verdict = sheet.getCell(row, 2);
  verdict.value = role === 'reference' ? 'to be compared with' : outcomeText(outcome, run.status);
  Object.assign(verdict, role === 'reference' ? { font: QUIET_FONT } : outcomeLook(outcome));
  const { count, errorRate, medianMs, p90Ms, p95Ms, throughputPerSec } = judged?.total ?? {};
  [count, errorRate, medianMs, p90Ms, p95Ms, throughputPerSec].forEach((value, place) => {
    writeFigure(sheet.getCell(row, 3 + place), value, numberFormat(KEY_FORMATS[place] ?? 'count'));
  });
  writeFigure(sheet.getCell(row, LAST_COLUMN), durationCell(durationMs), DURATION_FORMAT);
}

function writeFigure(cell: Cell, value: number | null | undefined, format: string): void {
  cell.value = value ?? null;
  cell.numFmt = format;
  cell.alignment = { vertical: 'top' };
}

const CHANGED_HEADERS = [
  ...['Label', 'Run', 'p90 reference ms', 'p90 now ms', 'Change ms', 'Change %'],
  ...['Errors % reference', 'Errors % now', 'State'],
];

/** Labels whose p90 or error rate changed, the worst first; the chart below shows these very cells. */
function writeMostChanged(sheet: Worksheet, { runs }: ReportModel, from: number) {
  const changed = mostChanged(runs);
  if (changed.length === 0) {
    return { changed, firstChangedRow: from, nextRow: from };
  }
  writeHeading(sheet, from, 'What changed most');
  writeHeader(sheet, from + 1, CHANGED_HEADERS, 3, LAST_COLUMN - 1);
  sheet.getCell(from + 1, LAST_COLUMN).alignment = { vertical: 'middle', horizontal: 'left', indent: 1 };
  const firstChangedRow = from + 2;
  changed.forEach((one, index) => writeChanged(sheet, one, firstChangedRow + index));
  const range = { sheet, fromRow: firstChangedRow, toRow: firstChangedRow + changed.length - 1 };
  colourByState({ ...range, column: LAST_COLUMN }, LAST_COLUMN);
  writeLegend(sheet, range.toRow + 1, [
    [1, 1],
    [2, 3],
    [4, 5],
  ]);
  return { changed, firstChangedRow, nextRow: range.toRow + 3 };
}

function writeChanged(sheet: Worksheet, { reportRun, group }: ChangedLabel, row: number): void {
  const { time, errorRate } = group;
  const texts = [textCell(group.label), textCell(`${reportRun.run.scenarioName} · ${reportRun.run.testTypeName}`)];
  texts.forEach((text, index) => {
    const cell = sheet.getCell(row, 1 + index);
    cell.value = text;
    cell.alignment = { wrapText: true, vertical: 'top' };
  });
  const figures: Array<[number | null | undefined, string]> = [
    [time?.reference, numberFormat('ms')],
    [time?.current, numberFormat('ms')],
    [time?.change, changeFormat('ms')],
    [time?.changeRatio, CHANGE_RATIO_FORMAT],
    [errorRate?.reference, numberFormat('rate')],
    [errorRate?.current, numberFormat('rate')],
  ];
  figures.forEach(([value, format], index) => writeFigure(sheet.getCell(row, 3 + index), value, format));
  tint(sheet.getCell(row, 5), time);
  tint(sheet.getCell(row, 6), time);
  tint(sheet.getCell(row, 8), errorRate);
  sheet.getRow(row).height = Math.max(...texts.map((text, index) => lineCount(text, WIDTHS[index] ?? 1))) * LINE_HEIGHT;
  const state = sheet.getCell(row, LAST_COLUMN);
  state.value = group.state;
  state.alignment = { vertical: 'top', horizontal: 'left', indent: 1 };
}

/** Each of the two by its own state: a label may be faster because it fails. */
function tint(cell: Cell, comparison: LabelComparison | null): void {
  const tone = stateTone(comparison?.state);
  if (tone !== undefined && comparison?.change !== null) {
    Object.assign(cell, toneLook(tone));
  }
}

function writeContents(sheet: Worksheet, { contents }: SummaryInput, from: number): void {
  writeHeading(sheet, from, 'In this file');
  contents.forEach(({ sheetName, what }, index) => {
    const link = sheet.getCell(from + 1 + index, 1);
    link.value = linkCell(sheetName, sheetLink(sheetName));
    link.font = LINK_FONT;
    sheet.getCell(from + 1 + index, 2).value = textCell(what);
  });
}

function linkTo(sheetName: string | undefined): string | null {
  return sheetName === undefined ? null : sheetLink(sheetName);
}

function writeHeading(sheet: Worksheet, row: number, text: string): void {
  sheet.getCell(row, 1).value = text;
  sheet.getCell(row, 1).font = fontOf({ bold: true, size: 13 });
}

/** @param numbersFrom the first column of numbers, whose headers stand at the right as they do */
function writeHeader(
  sheet: Worksheet,
  row: number,
  headers: readonly string[],
  numbersFrom = Infinity,
  numbersTo = Infinity
): void {
  headers.forEach((header, index) => {
    const cell = sheet.getCell(row, index + 1);
    cell.value = header;
    styleHeader(cell, index + 1 >= numbersFrom && index + 1 <= numbersTo);
  });
  sheet.getRow(row).height = HEADER_HEIGHT;
}
