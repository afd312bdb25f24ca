import type { Workbook } from 'exceljs';

import { textCell } from './cells.ts';
import type { PlacedChart } from './chart-spec.ts';

/** Longer names along an axis leave no room for the columns. */
const LONGEST_NAME = 40;
/** Fits below its columns, also where it is one word. */
const SHORT_NAME = 20;
/** Behind everything that a sheet with charts shows. */
const NAME_COLUMN = 26;

/** Where a name is too long, the chart takes shortened ones from a hidden column of its sheet. */
export function withShortNames(workbook: Workbook, { chart, place }: PlacedChart): PlacedChart {
  const { values } = chart.categories;
  const sheet = workbook.getWorksheet(place.sheetName);
  if (sheet === undefined || !values.some((value) => typeof value === 'string' && [...value].length > LONGEST_NAME)) {
    return { chart, place };
  }
  const names = values.map((value) => shortened(String(value ?? '')));
  const firstRow = place.from.row + 1;
  names.forEach((name, index) => (sheet.getCell(firstRow + index, NAME_COLUMN).value = textCell(name)));
  sheet.getColumn(NAME_COLUMN).hidden = true;
  const categories = { sheetName: place.sheetName, column: NAME_COLUMN, firstRow, values: names };
  return { chart: { ...chart, categories, showsHiddenCells: true }, place };
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, SHORT_NAME - 1).join('')}…`;
}
