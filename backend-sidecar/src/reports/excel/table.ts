import type { Cell, CellValue, Worksheet } from 'exceljs';

import { HEADER_FILL, HEADER_FONT, LINK_FONT } from './cells.ts';

export interface SheetColumn<T> {
  header: string;
  width: number;
  value: (row: T) => CellValue;
  /** One format for the column, or one by row. */
  numberFormat?: string | ((row: T) => string);
  isWrapped?: boolean;
  style?: (cell: Cell, row: T) => void;
}

interface TableInput<T> {
  sheet: Worksheet;
  columns: ReadonlyArray<SheetColumn<T>>;
  rows: readonly T[];
  /** Row of the header; what stands above it stays in view too. */
  headerRow: number;
  /** Columns that stay in view. */
  frozenColumns: number;
}

/** The one table of a sheet: header in view and filterable, column widths, and pages to print it on. */
export function writeTable<T>({ sheet, columns, rows, headerRow, frozenColumns }: TableInput<T>): void {
  writeHeader(sheet, columns, headerRow);
  rows.forEach((row, index) =>
    columns.forEach((column, place) => writeCell({ sheet, column, row, at: [headerRow + 1 + index, place + 1] }))
  );
  sheet.views = [{ state: 'frozen', xSplit: frozenColumns, ySplit: headerRow }];
  sheet.autoFilter = {
    from: { row: headerRow, column: 1 },
    to: { row: headerRow + rows.length, column: columns.length },
  };
  setUpPrint(sheet);
  sheet.pageSetup.printTitlesRow = `${headerRow}:${headerRow}`;
}

function writeHeader<T>(sheet: Worksheet, columns: ReadonlyArray<SheetColumn<T>>, headerRow: number): void {
  columns.forEach((column, index) => {
    sheet.getColumn(index + 1).width = column.width;
    const cell = sheet.getCell(headerRow, index + 1);
    cell.value = column.header;
    styleHeader(cell, column.numberFormat !== undefined);
  });
}

export function styleHeader(cell: Cell, isNumber: boolean): void {
  cell.font = HEADER_FONT;
  cell.fill = HEADER_FILL;
  cell.alignment = { horizontal: isNumber ? 'right' : 'left', vertical: 'middle', wrapText: true };
}

interface CellInput<T> {
  sheet: Worksheet;
  column: SheetColumn<T>;
  row: T;
  at: [row: number, column: number];
}

function writeCell<T>({ sheet, column, row, at }: CellInput<T>): void {
  const cell = sheet.getCell(...at);
  const { numberFormat } = column;
  cell.value = column.value(row);
  cell.alignment = { vertical: 'top', wrapText: column.isWrapped ?? false };
  if (numberFormat !== undefined) {
    cell.numFmt = typeof numberFormat === 'string' ? numberFormat : numberFormat(row);
  }
  if (cell.hyperlink) {
    cell.font = LINK_FONT;
  }
  column.style?.(cell, row);
}

/** A4 across, one page wide, numbered. */
export function setUpPrint(sheet: Worksheet): void {
  sheet.pageSetup = {
    ...sheet.pageSetup,
    paperSize: 9,
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
  };
  sheet.headerFooter.oddFooter = '&L&A&RPage &P of &N';
}
