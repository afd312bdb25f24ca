import type { Worksheet } from 'exceljs';

import type { ReportModel } from '../model/report-model.ts';
import { LINK_FONT, linkCell } from './cells.ts';
import type { ChartSpec, PlacedChart } from './chart-spec.ts';
import { comparisonChart, hasCourse, responseTimeChart, throughputChart } from './report-charts.ts';
import { sheetLink } from './sheet-names.ts';
import type { ComparedRows } from './side-by-side-sheet.ts';
import { setUpPrint, writeHead } from './table.ts';
import type { TimelineRows } from './timeline-sheet.ts';

export const CHART_SHEET = 'Charts';
const COLUMN_WIDTH = 11;
/** Of a chart that shares its row with another. */
const HALF_COLUMNS = 7;
const CHART_ROWS = 18;
const FIRST_CHART_ROW = 4;
const BLOCKS_OF_A_PAGE = 2;

export interface ChartSheetInput {
  model: ReportModel;
  compared: readonly ComparedRows[];
  courses: readonly TimelineRows[];
  /** Name of each run's sheet, by run id. */
  sheetNames: ReadonlyMap<number, string>;
}

/** Whether there is anything that a chart can show. */
export function hasCharts({ compared, courses }: Pick<ChartSheetInput, 'compared' | 'courses'>): boolean {
  return compared.some(({ labelCount }) => labelCount > 0) || courses.some(hasCourse);
}

/** Comparisons first, then the course of each run; judged runs before those that they are compared with. */
export function writeChartSheet(sheet: Worksheet, input: ChartSheetInput): PlacedChart[] {
  writeHead(sheet, {
    title: 'Charts',
    note: 'They show cells of the sheets Comparison and Timeline, and can be changed like any chart.',
  });
  for (let column = 1; column <= 2 * HALF_COLUMNS; column += 1) {
    sheet.getColumn(column).width = COLUMN_WIDTH;
  }
  sheet.views = [{ state: 'frozen', ySplit: FIRST_CHART_ROW - 1, showGridLines: false, zoomScale: 90 }];
  setUpPrint(sheet, 0);
  const wide = input.compared
    .filter(({ metric, labelCount }) => metric === 'p90Ms' && labelCount > 0)
    .map((rows, index) => placed(comparisonChart(rows), { block: index, column: 0, columns: 2 * HALF_COLUMNS }));
  const charts = [...wide, ...placeCourses(sheet, input, wide.length)];
  breakPages(sheet, charts);
  return charts;
}

/** So that no chart is cut in two. */
function breakPages(sheet: Worksheet, charts: readonly PlacedChart[]): void {
  const lastRow = Math.max(0, ...charts.map(({ place }) => place.to.row));
  for (let block = BLOCKS_OF_A_PAGE; rowOf(block) < lastRow; block += BLOCKS_OF_A_PAGE) {
    sheet.getRow(rowOf(block) - 1).addPageBreak();
  }
}

function placeCourses(
  sheet: Worksheet,
  { model, courses, sheetNames }: ChartSheetInput,
  blocksBefore: number
): PlacedChart[] {
  const runs = [...model.runs].sort((a, b) => Number(a.role === 'reference') - Number(b.role === 'reference'));
  const shown = runs.flatMap(({ run }) => {
    const rows = courses.find(({ runId }) => runId === run.id);
    return rows !== undefined && hasCourse(rows) ? [{ run, rows }] : [];
  });
  return shown.flatMap(({ run, rows }, index) => {
    const block = blocksBefore + index;
    const sheetName = sheetNames.get(run.id);
    const heading = sheet.getCell(rowOf(block), 1);
    heading.value = linkCell(run.name, sheetName === undefined ? null : sheetLink(sheetName));
    heading.font = { ...LINK_FONT, bold: true };
    return [
      placed(responseTimeChart(rows, run.name), { block, column: 0, columns: HALF_COLUMNS }),
      placed(throughputChart(rows, run.name), { block, column: HALF_COLUMNS, columns: HALF_COLUMNS }),
    ];
  });
}

/** The row of a block's heading; its charts stand below. */
function rowOf(block: number): number {
  return FIRST_CHART_ROW + block * (CHART_ROWS + 2);
}

interface Block {
  block: number;
  column: number;
  columns: number;
}

function placed(chart: ChartSpec, { block, column, columns }: Block): PlacedChart {
  const row = rowOf(block);
  return {
    chart,
    place: {
      sheetName: CHART_SHEET,
      from: { column, row },
      to: { column: column + columns, row: row + CHART_ROWS },
    },
  };
}
