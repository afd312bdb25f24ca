import type { Worksheet } from 'exceljs';

import { durationText } from '../model/figures.ts';
import type { MatrixCell } from '../model/report-matrix.ts';
import type { ReportModel } from '../model/report-model.ts';
import { linkCell, LINK_FONT, MOMENT_FORMAT, momentCell, numberFormat, outcomeLook, textCell } from './cells.ts';
import { sheetLink } from './sheet-names.ts';
import { setUpPrint, styleHeader } from './table.ts';

const OUTCOME_WORDS = { passed: '✓ Passed', failed: '✗ Failed', inconclusive: '? Inconclusive' } as const;
const WIDTHS = [26, 22, 26, 26, 26, 26, 26];

export interface SummaryInput {
  model: ReportModel;
  /** Name of each run's sheet, by run id. */
  sheetNames: ReadonlyMap<number, string>;
}

/** What a reader needs first: verdict, findings, matrix, and the way to each run. */
export function writeSummary(sheet: Worksheet, { model, sheetNames }: SummaryInput): void {
  WIDTHS.forEach((width, index) => (sheet.getColumn(index + 1).width = width));
  let row = writeHead(sheet, model);
  row = writeFindings(sheet, { model, sheetNames }, row + 1);
  row = writeMatrix(sheet, { model, sheetNames }, row + 1);
  writeRuns(sheet, { model, sheetNames }, row + 1);
  sheet.views = [{ state: 'frozen', ySplit: 1 }];
  setUpPrint(sheet);
}

/** Each part returns the first row below it. */
function writeHead(sheet: Worksheet, model: ReportModel): number {
  sheet.getCell('A1').value = textCell(model.title);
  sheet.getCell('A1').font = { bold: true, size: 18 };
  const facts: Array<[string, string | Date | null]> = [
    ['Version', textCell(model.versionName)],
    ['Made (UTC)', momentCell(model.generatedAtMs)],
    ['Made by', textCell(model.generatedBy)],
  ];
  facts.forEach(([name, value], index) => {
    sheet.getCell(2 + index, 1).value = name;
    sheet.getCell(2 + index, 2).value = value;
    sheet.getCell(2 + index, 2).alignment = { horizontal: 'left' };
  });
  sheet.getCell('B3').numFmt = MOMENT_FORMAT;
  sheet.getCell('A5').value = 'In Grafana';
  sheet.getCell('B5').value = linkCell(model.link.url ?? model.link.path, model.link.url);
  sheet.getCell('B5').font = model.link.url === null ? {} : LINK_FONT;
  writeVerdict(sheet, model);
  return 8;
}

function writeVerdict(sheet: Worksheet, { outcome, sentence }: ReportModel): void {
  const verdict = sheet.getCell('A7');
  verdict.value = outcome === null ? 'No verdict' : OUTCOME_WORDS[outcome];
  verdict.alignment = { vertical: 'middle', horizontal: 'center' };
  Object.assign(verdict, outcomeLook(outcome) ?? {});
  sheet.getCell('B7').value = textCell(sentence);
  sheet.getCell('B7').font = { bold: true, size: 12 };
  sheet.getCell('B7').alignment = { wrapText: true, vertical: 'middle' };
  sheet.mergeCells('B7:G7');
  sheet.getRow(7).height = 48;
}

function writeFindings(sheet: Worksheet, { model, sheetNames }: SummaryInput, from: number): number {
  if (model.findings.length === 0) {
    return from;
  }
  writeHeading(sheet, from, 'What matters');
  model.findings.forEach((finding, index) => {
    const name = sheetNames.get(finding.runId);
    sheet.getCell(from + 1 + index, 1).value = linkCell(finding.text, name === undefined ? null : sheetLink(name));
    sheet.getCell(from + 1 + index, 1).font = LINK_FONT;
  });
  return from + 1 + model.findings.length;
}

function writeMatrix(sheet: Worksheet, { model, sheetNames }: SummaryInput, from: number): number {
  const { matrix } = model;
  if (matrix === null) {
    return from;
  }
  writeHeading(sheet, from, 'Scenarios and test types');
  ['Scenario', ...matrix.testTypes].forEach((header, index) => {
    sheet.getCell(from + 1, index + 1).value = textCell(header);
    styleHeader(sheet.getCell(from + 1, index + 1), false);
  });
  matrix.rows.forEach(({ scenario, cells }, index) => {
    sheet.getCell(from + 2 + index, 1).value = textCell(scenario);
    cells.forEach((runs, place) => writeMatrixCell({ sheet, runs, sheetNames, at: [from + 2 + index, place + 2] }));
  });
  return from + 2 + matrix.rows.length;
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
  const name = sheetNames.get(last.runId);
  cell.value = linkCell(runs.map(matrixText).join('\n'), name === undefined ? null : sheetLink(name));
  cell.alignment = { wrapText: true, vertical: 'top' };
  Object.assign(cell, outcomeLook(last.outcome) ?? {});
  sheet.getRow(at[0]).height = Math.max(sheet.getRow(at[0]).height ?? 0, 34 * runs.length);
}

function matrixText({ outcome, status, durationMs, worst }: MatrixCell): string {
  const verdict = outcome === null ? `No verdict: run ${status}` : OUTCOME_WORDS[outcome];
  const duration = durationMs === null ? '' : ` · ${durationText(durationMs)}`;
  return verdict + duration + (worst === null ? '' : `\n${worst}`);
}

/** Key figures of each run: the same cells as the total of its sheet. */
function writeRuns(sheet: Worksheet, { model, sheetNames }: SummaryInput, from: number): void {
  writeHeading(sheet, from, 'Runs');
  ['Run', 'Verdict', 'Samples', 'Error rate', 'p90 ms', 'p95 ms', 'Throughput /s'].forEach((header, index) => {
    sheet.getCell(from + 1, index + 1).value = header;
    styleHeader(sheet.getCell(from + 1, index + 1), index > 1);
  });
  model.runs.forEach(({ run, judged }, index) => {
    const name = sheetNames.get(run.id);
    const outcome = run.verdict?.outcome ?? null;
    const cells = [1, 2, 3, 4, 5, 6, 7].map((column) => sheet.getCell(from + 2 + index, column));
    const total = judged?.total;
    const values = [
      linkCell(run.name, name === undefined ? null : sheetLink(name)),
      outcome === null ? `No verdict: run ${run.status}` : OUTCOME_WORDS[outcome],
      total?.count ?? null,
      total?.errorRate ?? null,
      total?.p90Ms ?? null,
      total?.p95Ms ?? null,
      total?.throughputPerSec ?? null,
    ];
    const formats = [null, null, 'count', 'rate', 'ms', 'ms', 'perSec'] as const;
    cells.forEach((cell, place) => {
      cell.value = values[place] ?? null;
      const format = formats[place] ?? null;
      cell.numFmt = format === null ? 'General' : numberFormat(format);
    });
    cells[0] && (cells[0].font = LINK_FONT);
    cells[1] && Object.assign(cells[1], outcomeLook(outcome) ?? {});
  });
}

function writeHeading(sheet: Worksheet, row: number, text: string): void {
  sheet.getCell(row, 1).value = text;
  sheet.getCell(row, 1).font = { bold: true, size: 13 };
}
