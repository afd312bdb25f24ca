import { inflateRawSync } from 'node:zlib';

import { parseXml, type XmlElement } from '@rgrove/parse-xml';

/** A second reader for tests, from the file formats alone: ZIP's central directory and SpreadsheetML's cells. */
export interface RawCell {
  value: number | string | null;
  hasFormula: boolean;
}

export function readSheets(file: Buffer): Map<string, Map<string, RawCell>> {
  const parts = unzip(file);
  const strings = children(xml(parts, 'xl/sharedStrings.xml'), 'si').map((item) => decoded(textOf(item)));
  const targets = new Map(
    children(xml(parts, 'xl/_rels/workbook.xml.rels'), 'Relationship').map(({ attributes }) => [
      attributes.Id ?? '',
      attributes.Target ?? '',
    ])
  );
  return new Map(
    children(xml(parts, 'xl/workbook.xml'), 'sheets')
      .flatMap((sheets) => children(sheets, 'sheet'))
      .map(({ attributes }) => {
        const sheet = xml(parts, `xl/${targets.get(attributes['r:id'] ?? '') ?? ''}`);
        return [attributes.name ?? '', readCells(sheet, strings)];
      })
  );
}

export type Row = Readonly<Record<string, RawCell['value']>>;

/** Where the header of the one table of a sheet stands. */
const HEADER_ROW = 5;

/** Every row of a sheet's table by its headers. */
export function tableOf(sheets: ReadonlyMap<string, ReadonlyMap<string, RawCell>>, sheetName: string): Row[] {
  const cells = sheets.get(sheetName);
  if (cells === undefined) {
    throw new Error(`There is no sheet ${sheetName}: ${[...sheets.keys()].join(', ')}`);
  }
  const headers = new Map<string, string>();
  let lastRow = HEADER_ROW;
  for (const [address, { value }] of cells) {
    const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
    lastRow = Math.max(lastRow, Number(digits));
    if (Number(digits) === HEADER_ROW && value !== null) {
      headers.set(letters, String(value));
    }
  }
  return Array.from({ length: lastRow - HEADER_ROW }, (_, index) =>
    Object.fromEntries(
      [...headers].map(([letters, header]) => [header, cells.get(`${letters}${HEADER_ROW + 1 + index}`)?.value ?? null])
    )
  );
}

function readCells(sheet: XmlElement, strings: readonly string[]): Map<string, RawCell> {
  const cells = children(sheet, 'sheetData')
    .flatMap((data) => children(data, 'row'))
    .flatMap((row) => children(row, 'c'));
  return new Map(cells.map((cell) => [cell.attributes.r ?? '', readCell(cell, strings)]));
}

function readCell(cell: XmlElement, strings: readonly string[]): RawCell {
  const [value] = children(cell, 'v');
  const hasFormula = children(cell, 'f').length > 0;
  if (value === undefined) {
    return { value: null, hasFormula };
  }
  const text = textOf(value);
  return { value: cell.attributes.t === 's' ? (strings[Number(text)] ?? null) : Number(text), hasFormula };
}

function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child): child is XmlElement => 'name' in child && child.name === name);
}

function textOf(element: XmlElement): string {
  return element.text;
}

/** ECMA-376 part 1, 22.9.2.19 ST_Xstring: _xHHHH_ is the character of that number. */
function decoded(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

function xml(parts: ReadonlyMap<string, Buffer>, name: string): XmlElement {
  const part = parts.get(name);
  const root = part === undefined ? null : parseXml(part.toString('utf8')).root;
  if (root === null) {
    throw new Error(`The workbook has no ${name}: ${[...parts.keys()].join(', ')}`);
  }
  return root;
}

/** APPNOTE 4.3.12: the central directory names every part and where its local header begins. */
export function unzip(file: Buffer): Map<string, Buffer> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let at = file.readUInt32LE(end + 16);
  const parts = new Map<string, Buffer>();
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset));
    const name = file.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const isDeflated = file.readUInt16LE(at + 10) === 8;
    const local = file.readUInt32LE(at + 42);
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const body = file.subarray(from, from + file.readUInt32LE(at + 20));
    parts.set(name, isDeflated ? inflateRawSync(body) : body);
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return parts;
}
