import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parseXml, type XmlElement } from '@rgrove/parse-xml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readSheets, unzip } from '../../backend-sidecar/src/reports/excel/read-xlsx-independently.ts';
import { renderExcel } from '../../backend-sidecar/src/reports/excel/render-excel.ts';
import {
  fixtureBaselineInput,
  fixtureComparisonInput,
  NASTY_NAMES,
} from '../../backend-sidecar/src/reports/model/comparison-fixture.ts';
import { fixturePicture } from '../../backend-sidecar/src/reports/model/picture-fixture.ts';
import { figureText, STATISTICS_COLUMNS } from '../../backend-sidecar/src/reports/model/figures.ts';
import { fixtureBatchInput, fixtureSingleInput } from '../../backend-sidecar/src/reports/model/report-fixture.ts';
import { buildReportModel } from '../../backend-sidecar/src/reports/model/report-model.ts';
import { checkBySchemas } from '../harness/workbook-schemas.ts';

/**
 * Workbooks before programs that are not ours: libxml2 with the standard's schemas, openpyxl, and LibreOffice. (Excel
 * itself is on no machine of this project.)
 */
const VERSIONS = Array.from({ length: 10 }, (_, index) => `14.2.${9 - index}`);
const MODELS = {
  single: buildReportModel(fixtureSingleInput()),
  batch: buildReportModel(fixtureBatchInput()),
  baseline: buildReportModel(fixtureBaselineInput(40)),
  comparison: buildReportModel({
    ...fixtureComparisonInput({ labelCount: 12, versionNames: VERSIONS }),
    pictures: [
      fixturePicture({ testRunId: 100 }),
      fixturePicture({ testRunId: 109, imagePath: null, why: 'no renderer' }),
    ],
  }),
};
/** One pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const TYPES = Object.keys(MODELS) as Array<keyof typeof MODELS>;
const DAY_MS = 86_400_000;
const EPOCH_DAYS = 25_569;

interface Chart {
  kind: string;
  title: string;
  series: Array<{ values: string; categories: string }>;
}

interface SheetAsRead {
  name: string;
  cells: Record<string, { value: unknown; isFormula: boolean; format: string; link: string | null }>;
  frozen: string | null;
  filter: string | null;
  orientation: string;
  fitToWidth: number;
  repeatedRows: string | null;
  header: string;
  footer: string;
  conditionalRanges: string[];
  charts: Chart[];
}

let folder: string;
const files = new Map<string, Buffer>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workbooks-'));
  for (const type of TYPES) {
    const images = MODELS[type].pictures.flatMap(({ imagePath }) =>
      imagePath === null ? [] : [[imagePath, PICTURE] as const]
    );
    const file = await renderExcel(MODELS[type], new Map(images));
    files.set(type, file);
    writeFileSync(join(folder, `${type}.xlsx`), file);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(type: string): Buffer {
  const file = files.get(type);
  if (file === undefined) {
    throw new Error(`There is no workbook ${type}`);
  }
  return file;
}

describe.each(TYPES)('the workbook of a %s report', (type) => {
  it('is valid by the schemas of ECMA-376', () => {
    const { errors, checked, unchecked } = checkBySchemas(fileOf(type));
    expect(errors).toEqual([]);
    expect(checked.filter((part) => part.includes('chart')).length).toBeGreaterThan(2);
    expect(unchecked.filter((part) => !part.endsWith('.png'))).toEqual(['[Content_Types].xml', 'docProps/core.xml']);
  });

  it('names every part and leads to every part that it names', () => {
    const parts = unzip(fileOf(type));
    const types = parts.get('[Content_Types].xml')?.toString() ?? '';
    const named = [...types.matchAll(/PartName="\/([^"]+)"/g)].map(([, name]) => name);
    expect(named.filter((name) => !parts.has(name ?? ''))).toEqual([]);
    const xmlParts = [...parts.keys()].filter((name) => name.endsWith('.xml') && !name.startsWith('['));
    expect(xmlParts.filter((name) => !named.includes(name))).toEqual([]);
    expect(brokenRelations(parts)).toEqual([]);
  });

  it('says to openpyxl what it says to our reader', () => {
    const sheets = readByOpenpyxl(type);
    const ours = readSheets(fileOf(type));
    expect(sheets.map(({ name }) => name)).toEqual([...ours.keys()]);
    for (const { name, cells } of sheets) {
      const present = [...(ours.get(name) ?? [])].filter(([, { value }]) => value !== null && value !== '');
      expect(present.length).toBeGreaterThan(3);
      const seen = present.map(([address]) => [address, asNumber(cells[address]?.value)]);
      expect(seen).toEqual(present.map(([address, { value }]) => [address, rounded(value)]));
      expect(Object.values(cells).filter(({ isFormula }) => isFormula)).toEqual([]);
    }
  });

  it('can be printed, filtered and scrolled, and its charts show cells that hold numbers', () => {
    const sheets = readByOpenpyxl(type);
    expect(sheets.every(({ orientation, fitToWidth }) => orientation === 'landscape' && fitToWidth === 1)).toBe(true);
    expect(sheets.every(({ header, footer }) => header !== '' && footer === '&A')).toBe(true);
    const tables = sheets.filter(({ name }) => !['Summary', 'Charts', 'Pictures'].includes(name));
    expect(tables.every(({ repeatedRows, filter }) => repeatedRows === '$5:$5' && filter !== null)).toBe(true);
    expect(tables.every(({ frozen }) => /^[B-Z]6$/.test(frozen ?? ''))).toBe(true);
    const charts = sheets.flatMap((sheet) => sheet.charts);
    expect(charts.map(({ kind }) => kind)).toContain('lineChart');
    expect(charts.map(({ kind }) => kind)).toContain('barChart');
    const ranges = charts.flatMap(({ series }) => series.flatMap(({ values, categories }) => [values, categories]));
    expect(ranges.filter((range) => filledCells(sheets, range) === 0)).toEqual([]);
  });
});

it('is told by the schemas what is wrong', () => {
  const { errors } = checkBySchemas(fileOf('single'), (name, xml) =>
    name === 'xl/charts/chart1.xml' ? xml.replace('<c:crossBetween', '<c:crossbetween') : xml
  );
  expect(errors.join('\n')).toMatch(/chart1\.xml.*crossbetween/);
});

describe('LibreOffice', () => {
  it('shows every figure with the digits of the other reports, and draws the charts', () => {
    const document = openInLibreOffice('baseline');
    const rows = rowsOf(document, 'prod Load');
    const lines = MODELS.baseline.runs[0]?.statistics.window?.rows ?? [];
    expect(lines.length).toBe(40);
    lines.forEach((row, index) => {
      // The header is row 5, the total row 6.
      const shown = rows[6 + index]?.slice(3, 3 + STATISTICS_COLUMNS.length);
      const expected = STATISTICS_COLUMNS.map(({ key, format }) => figureText(format, row[key]));
      expect(shown?.map((text) => text.replaceAll(',', '').replace('%', ''))).toEqual(
        expected.map((text) => text.replaceAll('\u00a0', ''))
      );
    });
    const labels = rows.map(([, label]) => label);
    expect(NASTY_NAMES.filter((name) => !labels.includes(name))).toEqual([]);
    const charts = elements(document, 'chart:chart').map(({ attributes }) => attributes['chart:class']);
    expect(charts).toEqual(['chart:bar', 'chart:bar', 'chart:line', 'chart:line']);
  });

  it('prints them', () => {
    runLibreOffice('pdf', ['single', 'batch']);
    for (const type of ['single', 'batch']) {
      const pages = readFileSync(join(folder, `${type}.pdf`), 'latin1').match(/\/Type\s*\/Page\b/g) ?? [];
      expect(pages.length).toBeGreaterThan(10);
    }
  });
});

const read = new Map<string, SheetAsRead[]>();

function readByOpenpyxl(type: string): SheetAsRead[] {
  const sheets = read.get(type) ?? runOpenpyxl(type);
  read.set(type, sheets);
  return sheets;
}

function runOpenpyxl(type: string): SheetAsRead[] {
  const program = fileURLToPath(new URL('../oracle/workbook.py', import.meta.url));
  const output = execFileSync('/usr/bin/python3', [program, join(folder, `${type}.xlsx`)], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(output) as SheetAsRead[];
}

/** Moments and lengths of time as the days that the file counts. */
function asNumber(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'durationMs' in value) {
    return rounded(Number(value.durationMs) / DAY_MS);
  }
  const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(value);
  return isMoment ? rounded(Date.parse(`${value}Z`) / DAY_MS + EPOCH_DAYS) : rounded(value);
}

/** openpyxl makes whole milliseconds of moments. */
function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(8)) : value;
}

function brokenRelations(parts: ReadonlyMap<string, Buffer>): string[] {
  return [...parts]
    .filter(([name]) => name.endsWith('.rels'))
    .flatMap(([name, part]) => {
      const base = `/${name.replace(/_rels\/[^/]+$/, '')}`;
      const targets = [...part.toString().matchAll(/<Relationship ([^>]*)>/g)].map(([, attributes = '']) => attributes);
      return targets
        .filter((attributes) => !attributes.includes('TargetMode="External"'))
        .map((attributes) =>
          new URL(/Target="([^"]+)"/.exec(attributes)?.[1] ?? '', `file://${base}`).pathname.slice(1)
        )
        .filter((target) => !parts.has(target));
    });
}

/** `'it''s'!$A$6:$A$9` */
function filledCells(sheets: readonly SheetAsRead[], range: string): number {
  const [, quoted = '', column = '', from = '', , to = ''] =
    /^'((?:[^']|'')+)'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)$/.exec(range) ?? [];
  const cells = sheets.find(({ name }) => name === quoted.replaceAll("''", "'"))?.cells ?? {};
  const rows = Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
  return rows.filter((row) => cells[`${column}${row}`] !== undefined).length;
}

function runLibreOffice(format: 'fods' | 'pdf', types: readonly string[]): void {
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  const paths = types.map((type) => join(folder, `${type}.xlsx`));
  execFileSync('soffice', ['--headless', profile, '--convert-to', format, '--outdir', folder, ...paths], {
    stdio: 'ignore',
    timeout: 120_000,
  });
}

/** As LibreOffice has understood it, with its charts. */
function openInLibreOffice(type: string): XmlElement {
  runLibreOffice('fods', [type]);
  const { root } = parseXml(readFileSync(join(folder, `${type}.fods`), 'utf8'));
  if (root === null) {
    throw new Error('LibreOffice wrote nothing');
  }
  return root;
}

/** The texts that a sheet shows, row by row. */
function rowsOf(document: XmlElement, sheetName: string): string[][] {
  const table = elements(document, 'table:table').find(({ attributes }) => attributes['table:name'] === sheetName);
  return (table === undefined ? [] : elements(table, 'table:table-row')).map((row) =>
    row.children
      .filter((child): child is XmlElement => 'name' in child && child.name === 'table:table-cell')
      .flatMap((cell) =>
        repeated(
          cell,
          elements(cell, 'text:p')
            .map(({ text }) => text)
            .join('\n')
        )
      )
  );
}

/** Equal cells beside each other are written once; the empty ones behind a row by the thousand. */
function repeated({ attributes }: XmlElement, text: string): string[] {
  const count = Number(attributes['table:number-columns-repeated'] ?? 1);
  return Array<string>(Math.min(count, 50)).fill(text);
}

function elements(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.flatMap((child) => {
    if (!('name' in child)) {
      return [];
    }
    const element = child as XmlElement;
    return element.name === name ? [element, ...elements(element, name)] : elements(element, name);
  });
}
