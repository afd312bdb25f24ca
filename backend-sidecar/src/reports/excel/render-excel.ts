import ExcelJS from 'exceljs';

import type { ReportImages } from '../model/picture-groups.ts';
import type { ReportModel } from '../model/report-model.ts';
import { addCharts } from './add-charts.ts';
import { cleanText } from './cells.ts';
import { withShortNames } from './chart-names.ts';
import { CHART_SHEET, hasCharts, writeChartSheet } from './chart-sheet.ts';
import type { ChartSpec, PlacedChart } from './chart-spec.ts';
import { writeJudgement } from './judgement-sheet.ts';
import { writeComments, writeErrors, writeMethod } from './list-sheets.ts';
import { readParts, writeParts } from './package-parts.ts';
import { PICTURE_SHEET, writePictures } from './picture-sheet.ts';
import { repairAnchors } from './repair-parts.ts';
import { changedChart, hasCourse, responseTimeChart } from './report-charts.ts';
import { writeRunData } from './run-data-sheet.ts';
import { writeRun } from './run-sheet.ts';
import { uniqueSheetNames } from './sheet-names.ts';
import { writeSideBySide } from './side-by-side-sheet.ts';
import { CHART_ROWS, writeSummary, type SummaryInput, type SummaryPlaces } from './summary-sheet.ts';
import { writePageText } from './table.ts';
import { writeTimeline, type TimelineRows } from './timeline-sheet.ts';

/** In every file, or in some: no run's sheet takes one of these names. */
const FIXED_SHEETS = [
  ...['Summary', CHART_SHEET, 'Comparison', 'Judgement', 'Errors', 'Timeline', PICTURE_SHEET],
  ...['Run data', 'Comments', 'Method'],
];

/** The report as a workbook of real numbers: every cell holds the stored value, its format only shows fewer digits. */
export async function renderExcel(model: ReportModel, images: ReportImages = new Map()): Promise<Buffer> {
  const workbook = newWorkbook(model);
  const charts = writeSheets(workbook, model, images);
  // Nothing is compressed before the charts are in.
  const written = await workbook.xlsx.writeBuffer({ zip: { compression: 'STORE' } } as object);
  const parts = await readParts(Buffer.from(written));
  repairAnchors(parts);
  addCharts(parts, charts);
  return writeParts(parts, workbook.created);
}

function newWorkbook({ title, generatedBy, generatedAtMs }: ReportModel): ExcelJS.Workbook {
  const workbook = new ExcelJS.Workbook();
  const madeAt = new Date(generatedAtMs);
  Object.assign(workbook, { creator: cleanText(generatedBy), lastModifiedBy: cleanText(generatedBy) });
  return Object.assign(workbook, { created: madeAt, modified: madeAt, title: cleanText(title) });
}

function writeSheets(workbook: ExcelJS.Workbook, model: ReportModel, images: ReportImages): PlacedChart[] {
  const sheetNames = runSheetNames(model);
  const hasVersions = model.comparisons.length > 0;
  const summary = workbook.addWorksheet('Summary');
  const chartSheet = workbook.addWorksheet(CHART_SHEET);
  const compared = hasVersions ? writeSideBySide(workbook.addWorksheet('Comparison'), model) : [];
  const judgement = hasVersions ? 'Judgement' : 'Comparison';
  writeJudgement(workbook.addWorksheet(judgement), { model, title: JUDGEMENT_TITLE });
  for (const run of model.runs) {
    writeRun(workbook.addWorksheet(sheetNames.get(run.run.id)), run);
  }
  writeErrors(workbook.addWorksheet('Errors'), model);
  const courses = writeTimeline(workbook.addWorksheet('Timeline'), model);
  if (model.pictures.length > 0) {
    writePictures(workbook, model, images);
  }
  writeRunData(workbook.addWorksheet('Run data'), model);
  writeComments(workbook.addWorksheet('Comments'), model);
  writeMethod(workbook.addWorksheet('Method'), model);
  const charts = hasCharts({ compared, courses })
    ? writeChartSheet(chartSheet, { model, compared, courses, sheetNames })
    : [];
  if (charts.length === 0) {
    workbook.removeWorksheet(chartSheet.id);
  }
  const places = writeSummary(summary, { model, sheetNames, contents: contentsOf(workbook, model) });
  workbook.worksheets.forEach((sheet) => writePageText(sheet, model.title));
  return [...summaryCharts(places, courses, model), ...charts].map((placed) => withShortNames(workbook, placed));
}

const JUDGEMENT_TITLE = 'Each run against its reference';

function contentsOf({ worksheets }: ExcelJS.Workbook, model: ReportModel): SummaryInput['contents'] {
  const runNames = new Map([...runSheetNames(model)].map(([id, name]) => [name, id]));
  const whatOf = (name: string) => {
    const run = model.runs.find(({ run: { id } }) => id === runNames.get(name));
    return run === undefined ? (CONTENTS[name] ?? '') : `Statistics of every label: ${run.run.name}`;
  };
  return worksheets
    .filter(({ name }) => name !== 'Summary')
    .map(({ name }) => ({
      sheetName: name,
      what: name === 'Comparison' && model.comparisons.length === 0 ? JUDGEMENT_TITLE : whatOf(name),
    }));
}

const CONTENTS: Readonly<Record<string, string>> = {
  [CHART_SHEET]: 'Response times and throughput over time, and versions beside each other',
  Comparison: 'Every label and metric of all versions, side by side',
  Judgement: JUDGEMENT_TITLE,
  Errors: 'What failed, how often, and with which message',
  Timeline: 'The course of each run, slice by slice',
  [PICTURE_SHEET]: 'Panels of Grafana as they looked when the runs had ended',
  'Run data': 'Parameters, script, environment, validity, verdict, where the rows of the file went',
  Comments: 'What people said about these runs',
  Method: 'What each figure means',
};

/** One picture on the first page: what changed, else how the run went. */
function summaryCharts(
  { changed, firstChangedRow, chartRow }: SummaryPlaces,
  courses: readonly TimelineRows[],
  { runs }: ReportModel
): PlacedChart[] {
  const course = courses.find(hasCourse);
  const ofCourse = (rows: TimelineRows): ChartSpec =>
    responseTimeChart(rows, runs.find(({ run }) => run.id === rows.runId)?.run.name ?? '');
  const hasTimes = changed.some(({ group }) => group.time !== null);
  const chart = hasTimes ? changedChart(changed, firstChangedRow) : course && ofCourse(course);
  const from = { column: 0, row: chartRow - 1 };
  const to = { column: 9, row: chartRow - 1 + CHART_ROWS };
  return chart === undefined ? [] : [{ chart, place: { sheetName: 'Summary', from, to } }];
}

function runSheetNames({ runs }: ReportModel): Map<number, string> {
  const versions = new Set(runs.map(({ run }) => run.versionName));
  const names = runs.map(({ run }) =>
    cleanText([...(versions.size > 1 ? [run.versionName] : []), run.scenarioName, run.testTypeName].join(' '))
  );
  const unique = uniqueSheetNames(names, FIXED_SHEETS);
  return new Map(runs.map(({ run }, index) => [run.id, unique[index] ?? `Run ${run.id}`]));
}
