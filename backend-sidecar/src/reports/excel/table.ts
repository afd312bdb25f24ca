import type { Cell, CellValue, Worksheet } from 'exceljs';

import { fontOf, HEADER_FILL, HEADER_FONT, LINK_FONT, QUIET_FONT, textCell } from './cells.ts';
import { sheetLink } from './sheet-names.ts';

export interface SheetColumn<T> {
  header: string;
  width: number;
  value: (row: T) => CellValue;
  /** One format for the column, or one by row. */
  numberFormat?: string | ((row: T) => string);
  isWrapped?: boolean;
  /** Words behind a column of numbers, which end where these begin. */
  isIndented?: boolean;
  style?: (cell: Cell, row: T) => void;
}

interface TableInput<T> {
  sheet: Worksheet;
  columns: ReadonlyArray<SheetColumn<T>>;
  rows: readonly T[];
  /** Columns that stay in view. */
  frozenColumns: number;
}

/** Every sheet but the first: title, what it shows, links, legend, then the header of its one table. */
export const HEADER_ROW = 5;
export const FIRST_ROW = HEADER_ROW + 1;
const LINK_ROW = 3;
export const LEGEND_ROW = 4;
/** Two lines. */
export const HEADER_HEIGHT = 32;

interface SheetHead {
  title: string;
  note: string;
}

/** What a sheet is, and the way back. */
export function writeHead(sheet: Worksheet, { title, note }: SheetHead): void {
  sheet.getCell('A1').value = textCell(title);
  sheet.getCell('A1').font = fontOf({ bold: true, size: 14 });
  sheet.getCell('A2').value = textCell(note);
  sheet.getCell('A2').font = QUIET_FONT;
  const back = sheet.getCell(LINK_ROW, 1);
  back.value = { text: 'Back to Summary', hyperlink: sheetLink('Summary') };
  back.font = LINK_FONT;
}

/** The one table of a sheet: header in view and filterable, column widths, and pages to print it on. */
export function writeTable<T>({ sheet, columns, rows, frozenColumns }: TableInput<T>): void {
  writeHeader(sheet, columns);
  rows.forEach((row, index) =>
    columns.forEach((column, place) => writeCell({ sheet, column, row, at: [FIRST_ROW + index, place + 1] }))
  );
  setHeights(sheet, columns, rows.length);
  sheet.views = [{ state: 'frozen', xSplit: frozenColumns, ySplit: HEADER_ROW, zoomScale: 90 }];
  sheet.autoFilter = {
    from: { row: HEADER_ROW, column: 1 },
    to: { row: HEADER_ROW + rows.length, column: columns.length },
  };
  setUpPrint(
    sheet,
    columns.reduce((sum, { width }) => sum + width, 0)
  );
  sheet.pageSetup.printTitlesRow = `${HEADER_ROW}:${HEADER_ROW}`;
}

function writeHeader<T>(sheet: Worksheet, columns: ReadonlyArray<SheetColumn<T>>): void {
  columns.forEach((column, index) => {
    sheet.getColumn(index + 1).width = column.width;
    const cell = sheet.getCell(HEADER_ROW, index + 1);
    cell.value = textCell(column.header);
    styleHeader(cell, column.numberFormat !== undefined);
    Object.assign(cell.alignment, column.isIndented && INDENTED);
  });
  sheet.getRow(HEADER_ROW).height = HEADER_HEIGHT;
}

export function styleHeader(cell: Cell, isNumber: boolean): void {
  cell.font = HEADER_FONT;
  cell.fill = HEADER_FILL;
  cell.alignment = { horizontal: isNumber ? 'right' : 'left', vertical: 'middle', wrapText: true };
}

const INDENTED = { horizontal: 'left', indent: 1 } as const;

interface CellInput<T> {
  sheet: Worksheet;
  column: SheetColumn<T>;
  row: T;
  at: [row: number, column: number];
}

function writeCell<T>({ sheet, column, row, at }: CellInput<T>): void {
  const value = column.value(row);
  if (value === null) {
    return; // 300 labels of ten versions have many cells without a figure.
  }
  const cell = sheet.getCell(...at);
  const { numberFormat } = column;
  cell.value = value;
  cell.alignment = { vertical: 'top', wrapText: column.isWrapped ?? false, ...(column.isIndented && INDENTED) };
  if (numberFormat !== undefined) {
    cell.numFmt = typeof numberFormat === 'string' ? numberFormat : numberFormat(row);
  }
  if (cell.hyperlink) {
    cell.font = LINK_FONT;
  }
  column.style?.(cell, row);
}

const LINE_HEIGHT = 15;
/** More is cut off on the screen; the cell has it all. */
const MOST_LINES = 12;

/** Said outright, because not every program makes rows as high as wrapped text needs. */
function setHeights<T>(sheet: Worksheet, columns: ReadonlyArray<SheetColumn<T>>, rowCount: number): void {
  const wrapped = columns.flatMap(({ isWrapped, width }, index) =>
    isWrapped === true ? [{ place: index + 1, width }] : []
  );
  for (let row = FIRST_ROW; row < FIRST_ROW + rowCount; row += 1) {
    const lines = wrapped.map(({ place, width }) => lineCount(sheet.getCell(row, place).value, width));
    const most = Math.min(MOST_LINES, Math.max(1, ...lines));
    if (most > 1) {
      sheet.getRow(row).height = most * LINE_HEIGHT;
    }
  }
}

/** About as many as a column of this width breaks the text into; characters of Chinese and the like are two digits wide. */
export function lineCount(value: CellValue, width: number): number {
  if (typeof value !== 'string') {
    return 1;
  }
  return value.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(digitsWide(line) / width)), 0);
}

function digitsWide(text: string): number {
  let width = 0;
  for (const character of text) {
    width += (character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
  }
  return width;
}

const A4 = 9;
const A3 = 8;
/** In widths of a digit: more would be too small to read on A4, across. */
const WIDEST_ON_A4 = 220;

/** Across, one page wide, numbered. */
export function setUpPrint(sheet: Worksheet, width: number): void {
  sheet.pageSetup = {
    ...sheet.pageSetup,
    paperSize: (width > WIDEST_ON_A4 ? A3 : A4) as number,
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    margins: { left: 0.4, right: 0.4, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
  };
}

/** On every page: what it is of, which sheet, and which page. */
export function writePageText(sheet: Worksheet, title: string): void {
  sheet.headerFooter.oddHeader = `&L${pageText(title)}`;
  sheet.headerFooter.oddFooter = '&L&A&RPage &P of &N';
}

/** An & begins a code in headers, and all codes and text together hold 255 characters. */
function pageText(text: string): string {
  return [...textCell(text).replace(/\s+/g, ' ')].slice(0, 100).join('').replaceAll('&', '&&');
}
