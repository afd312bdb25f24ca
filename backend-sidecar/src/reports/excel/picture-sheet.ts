import type { Workbook, Worksheet } from 'exceljs';

import { momentText } from '../model/figures.ts';
import {
  imageOf,
  MOST_SERIES,
  pictureGroups,
  type NamedPicture,
  type PanelPictures,
  type ReportImages,
  sameAxesOf,
  sameAxesText,
  shownText,
} from '../model/picture-groups.ts';
import type { ReportModel, ReportPicture } from '../model/report-model.ts';
import { seriesUnit, shownValue } from '../model/series-figures.ts';
import { BOLD_FONT, fontOf, QUIET_FONT, textCell } from './cells.ts';
import { HEADER_HEIGHT, setUpPrint, styleHeader, writeHead } from './table.ts';

export const PICTURE_SHEET = 'Pictures';
const FIRST_ROW = 5;
const COLUMN_COUNT = 14;
const COLUMN_WIDTH = 11;
/** Two beside each other. */
const PICTURE_COLUMNS = 7;
const WIDTH_PIXELS = 560;
/** Of a row of the default height. */
const ROW_PIXELS = 20;
/** What Grafana's renderer makes at least, where the size is not known. */
const DEFAULT_ASPECT = 0.5;
/** The name of a series takes so many columns, then its unit one. */
const NAME_COLUMNS = 3;

interface Place {
  workbook: Workbook;
  sheet: Worksheet;
  images: ReportImages;
}

/** Panels of Grafana as they looked when the runs had ended; of runs that are compared old beside new. */
export function writePictures(workbook: Workbook, model: ReportModel, images: ReportImages): void {
  const sheet = workbook.addWorksheet(PICTURE_SHEET);
  writeHead(sheet, {
    title: 'Grafana',
    note: `${shownText(model, images)}. Mean and maximum are of the points that are drawn.`,
  });
  for (let column = 1; column <= COLUMN_COUNT; column += 1) {
    sheet.getColumn(column).width = COLUMN_WIDTH;
  }
  let row = FIRST_ROW;
  for (const { title, panels } of pictureGroups(model)) {
    sheet.getCell(row, 1).value = textCell(title);
    sheet.getCell(row, 1).font = fontOf({ bold: true, size: 13 });
    row += 1;
    for (const panel of panels) {
      row = writePanel({ workbook, sheet, images }, panel, row);
    }
  }
  sheet.views = [{ state: 'frozen', ySplit: FIRST_ROW - 2, showGridLines: false, zoomScale: 90 }];
  setUpPrint(sheet, 0);
}

/** @returns the first row below it */
function writePanel(place: Place, { title, dashboardTitle, pictures }: PanelPictures, from: number): number {
  const { sheet, images } = place;
  sheet.getCell(from, 1).value = textCell(`${title} · ${dashboardTitle}`);
  sheet.getCell(from, 1).font = BOLD_FONT;
  const shown = pictures.filter(({ picture }) => imageOf(picture, images) !== undefined);
  const missing = pictures.filter(({ picture }) => imageOf(picture, images) === undefined);
  const drawn = pictures.filter(({ picture }) => sameAxesOf(picture, images) !== undefined);
  let row = from + 1;
  if (drawn.length > 0) {
    sheet.getCell(row, 1).value = sameAxesText(shown);
    sheet.getCell(row, 1).font = QUIET_FONT;
    row = writePairs(place, drawn.map(onSameAxes), row + 1, sameAxesOf);
  }
  row = writePairs(place, shown, row, imageOf);
  for (const { picture, runName } of missing) {
    const why = picture.why ?? 'the picture is no longer there';
    sheet.getCell(row, 1).value = textCell(`${runName}: not captured, because ${why}.`);
    sheet.getCell(row, 1).font = QUIET_FONT;
    row += 1;
  }
  return writeFigures(sheet, pictures, row) + 1;
}

type FindImage = (picture: ReportPicture, images: ReportImages) => string | undefined;

/** As it is drawn: of another size than Grafana's, and not for want of a renderer. */
function onSameAxes({ picture, runName }: NamedPicture): NamedPicture {
  return { runName, picture: { ...picture, widthPixels: null, heightPixels: null, why: null } };
}

function writePairs(place: Place, pictures: readonly NamedPicture[], from: number, find: FindImage): number {
  let row = from;
  for (let first = 0; first < pictures.length; first += 2) {
    row = writePair(place, pictures.slice(first, first + 2), row, find);
  }
  return row;
}

function writePair(
  { workbook, sheet, images }: Place,
  pair: readonly NamedPicture[],
  from: number,
  find: FindImage
): number {
  const heights = pair.map(({ picture, runName }, index) => {
    const column = 1 + index * PICTURE_COLUMNS;
    const { fromMs, toMs, widthPixels, heightPixels, why } = picture;
    const made = `${runName}: ${momentText(fromMs)} to ${momentText(toMs)}${why === null ? '' : `. ${why}`}`;
    sheet.getCell(from, column).value = textCell(made);
    sheet.getCell(from, column).font = QUIET_FONT;
    const aspect = widthPixels === null || heightPixels === null ? DEFAULT_ASPECT : heightPixels / widthPixels;
    const height = Math.round(WIDTH_PIXELS * aspect);
    const base64 = find(picture, images) ?? '';
    const id = workbook.addImage({ base64, extension: 'png' });
    sheet.addImage(id, { tl: { col: column - 1, row: from }, ext: { width: WIDTH_PIXELS, height } });
    return height;
  });
  return from + 2 + Math.ceil(Math.max(...heights) / ROW_PIXELS);
}

/** Mean and maximum of each series, of the pictures beside each other. */
function writeFigures(sheet: Worksheet, pictures: readonly NamedPicture[], from: number): number {
  const withData = pictures.filter(({ picture }) => picture.figures.length > 0);
  const names = [...new Set(withData.flatMap(({ picture }) => picture.figures.map(({ name }) => name)))];
  if (names.length === 0) {
    return writeWhyNoData(sheet, pictures, from);
  }
  writeFigureHeader(sheet, withData, from);
  names.slice(0, MOST_SERIES).forEach((name, index) => writeSeries(sheet, { withData, name, row: from + 1 + index }));
  const left = names.length - MOST_SERIES;
  const nextRow = from + 1 + Math.min(names.length, MOST_SERIES);
  if (left > 0) {
    sheet.getCell(nextRow, 1).value = `${left} more series are in the evidence pack.`;
    sheet.getCell(nextRow, 1).font = QUIET_FONT;
  }
  return nextRow + (left > 0 ? 1 : 0);
}

function writeWhyNoData(sheet: Worksheet, pictures: readonly NamedPicture[], row: number): number {
  const why = pictures.find(({ picture }) => picture.imagePath !== null)?.picture.whyNoData ?? null;
  if (why === null) {
    return row;
  }
  sheet.getCell(row, 1).value = textCell(`Data not kept, because ${why}.`);
  sheet.getCell(row, 1).font = QUIET_FONT;
  return row + 1;
}

function writeFigureHeader(sheet: Worksheet, withData: readonly NamedPicture[], row: number): void {
  const isCompared = withData.length > 1;
  const figures = withData.flatMap(({ runName }) =>
    ['Mean', 'Maximum'].map((figure) => (isCompared ? `${figure}, ${runName}` : figure))
  );
  ['Series', 'Unit', ...figures].forEach((header, index) => {
    const cell = sheet.getCell(row, index === 0 ? 1 : NAME_COLUMNS + index);
    cell.value = textCell(header);
    styleHeader(cell, index > 1);
  });
  sheet.mergeCells(row, 1, row, NAME_COLUMNS);
  sheet.getRow(row).height = isCompared ? 1.5 * HEADER_HEIGHT : HEADER_HEIGHT;
}

interface Series {
  withData: readonly NamedPicture[];
  name: string;
  row: number;
}

function writeSeries(sheet: Worksheet, { withData, name, row }: Series): void {
  const found = withData.map(({ picture }) => picture.figures.find((figures) => figures.name === name));
  const unit = found.find((figures) => figures !== undefined)?.unit ?? null;
  sheet.getCell(row, 1).value = textCell(name);
  sheet.getCell(row, 1).alignment = { wrapText: true, vertical: 'top' };
  sheet.mergeCells(row, 1, row, NAME_COLUMNS);
  sheet.getCell(row, NAME_COLUMNS + 1).value = textCell(seriesUnit(unit));
  found.forEach((figures, index) => {
    [figures?.mean, figures?.max].forEach((value, place) => {
      const cell = sheet.getCell(row, NAME_COLUMNS + 2 + index * 2 + place);
      cell.value = value === undefined || value === null ? null : shownValue(value, unit);
      cell.numFmt = '#,##0.0##';
    });
  });
}
