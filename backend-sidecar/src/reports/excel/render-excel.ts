import ExcelJS from 'exceljs';

import type { ReportModel } from '../model/report-model.ts';
import { textCell } from './cells.ts';
import { writeComparison } from './comparison-sheet.ts';
import { writeErrors, writeMethod, writeRunData } from './list-sheets.ts';
import { writeRun } from './run-sheet.ts';
import { uniqueSheetNames } from './sheet-names.ts';
import { writeSummary } from './summary-sheet.ts';

const FIXED_SHEETS = ['Summary', 'Comparison', 'Errors', 'Run data', 'Method'] as const;

/** The report as a workbook of real numbers: every cell holds the stored value, its format only shows fewer digits. */
export async function renderExcel(model: ReportModel): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = model.generatedBy;
  workbook.created = new Date(model.generatedAtMs);
  workbook.modified = new Date(model.generatedAtMs);
  workbook.title = model.title;
  const sheetNames = runSheetNames(model);
  const summary = workbook.addWorksheet('Summary');
  writeComparison(workbook.addWorksheet('Comparison'), model, sheetNames);
  for (const run of model.runs) {
    writeRun(workbook.addWorksheet(sheetNames.get(run.run.id)), run);
  }
  writeErrors(workbook.addWorksheet('Errors'), model);
  writeRunData(workbook.addWorksheet('Run data'), model);
  writeMethod(workbook.addWorksheet('Method'), model);
  writeSummary(summary, { model, sheetNames });
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function runSheetNames({ runs }: ReportModel): Map<number, string> {
  const names = uniqueSheetNames(
    runs.map(({ run }) => textCell(`${run.scenarioName} ${run.testTypeName}`)),
    FIXED_SHEETS
  );
  return new Map(runs.map(({ run }, index) => [run.id, names[index] ?? `Run ${run.id}`]));
}
