import type { PlacedChart } from './chart-spec.ts';
import { chartXml, drawingXml, escapeXml } from './chart-xml.ts';
import type { PackageParts } from './package-parts.ts';

const RELATIONSHIP = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE_RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const NO_RELATIONS = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="${PACKAGE_RELATIONS}"></Relationships>`;
const CONTENT_TYPES = '[Content_Types].xml';
/** What may stand behind a sheet's drawing (ECMA-376 part 1, 18.3.1.99: the order is fixed). */
const BEHIND_DRAWING =
  /<(?:legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|<\/worksheet>/;

/** Puts charts on sheets of a workbook that exceljs wrote: it knows none itself. */
export function addCharts(parts: PackageParts, charts: readonly PlacedChart[]): void {
  const paths = sheetPaths(parts);
  const sheetNames = [...new Set(charts.map(({ place }) => place.sheetName))];
  let chartCount = 0;
  sheetNames.forEach((sheetName, index) => {
    const path = paths.get(sheetName);
    if (path === undefined) {
      throw new Error('A chart stands on a sheet that the workbook does not have');
    }
    const own = charts.filter(({ place }) => place.sheetName === sheetName);
    addDrawing(parts, { path, number: index + 1, charts: own, chartsBefore: chartCount });
    chartCount += own.length;
  });
}

interface Drawing {
  path: string;
  number: number;
  charts: readonly PlacedChart[];
  chartsBefore: number;
}

function addDrawing(parts: PackageParts, { path, number, charts, chartsBefore }: Drawing): void {
  const names = charts.map((_, index) => `chart${chartsBefore + index + 1}.xml`);
  const drawing = `charts${number}.xml`;
  charts.forEach(({ chart }, index) => {
    addPart(parts, `xl/charts/${names[index] ?? ''}`, chartXml(chart), 'drawingml.chart');
  });
  const places = charts.map(({ place, chart }) => ({ ...place, title: chart.title }));
  addPart(parts, `xl/drawings/${drawing}`, drawingXml(places), 'drawing');
  names.forEach((name) => addRelation(parts, `xl/drawings/${drawing}`, { type: 'chart', target: `../charts/${name}` }));
  const id = addRelation(parts, path, { type: 'drawing', target: `../drawings/${drawing}` });
  edit(parts, path, (sheet) => {
    if (sheet.includes('<drawing ')) {
      throw new Error('A sheet with pictures takes no charts');
    }
    return sheet.replace(BEHIND_DRAWING, (next) => `<drawing r:id="${id}"/>${next}`);
  });
}

/** Paths of the sheets' parts by the sheets' names. */
function sheetPaths(parts: PackageParts): Map<string, string> {
  const targets = new Map(
    elements(textOf(parts, 'xl/_rels/workbook.xml.rels'), 'Relationship').map(({ Id = '', Target = '' }) => [
      Id,
      Target,
    ])
  );
  return new Map(
    elements(textOf(parts, 'xl/workbook.xml'), 'sheet').map((sheet) => [
      sheet.name ?? '',
      `xl/${targets.get(sheet['r:id'] ?? '') ?? ''}`,
    ])
  );
}

/** Attributes of the elements of a name, in a part that exceljs wrote. */
function elements(xml: string, name: string): Array<Record<string, string>> {
  return [...xml.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, plain(value)])
    )
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

function plain(value: string): string {
  return value.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function addPart(parts: PackageParts, path: string, xml: string, type: string): void {
  parts.set(path, Buffer.from(xml));
  const contentType = `application/vnd.openxmlformats-officedocument.${type}+xml`;
  edit(parts, CONTENT_TYPES, (types) =>
    types.replace('</Types>', `<Override PartName="/${path}" ContentType="${contentType}"/></Types>`)
  );
}

interface Relation {
  type: 'drawing' | 'chart';
  target: string;
}

/** @returns the new relation's id */
function addRelation(parts: PackageParts, path: string, { type, target }: Relation): string {
  const relations = path.replace(/([^/]+)$/, '_rels/$1.rels');
  const present = parts.get(relations)?.toString('utf8') ?? NO_RELATIONS;
  const ids = elements(present, 'Relationship').map(({ Id = '' }) => Number(/^rId(\d+)$/.exec(Id)?.[1] ?? 0));
  const id = `rId${Math.max(0, ...ids) + 1}`;
  const added = `<Relationship Id="${id}" Type="${RELATIONSHIP}/${type}" Target="${escapeXml(target)}"/>`;
  parts.set(relations, Buffer.from(present.replace('</Relationships>', `${added}</Relationships>`)));
  return id;
}

function edit(parts: PackageParts, path: string, change: (xml: string) => string): void {
  parts.set(path, Buffer.from(change(textOf(parts, path))));
}

function textOf(parts: PackageParts, path: string): string {
  const part = parts.get(path);
  if (part === undefined) {
    throw new Error(`The workbook has no ${path}`);
  }
  return part.toString('utf8');
}
