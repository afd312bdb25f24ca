import type { CellColumn, ChartLine, ChartPlace, ChartSpec } from './chart-spec.ts';
import { cleanText } from './cells.ts';
import { columnLetter, quotedSheetName } from './sheet-names.ts';

const CHART = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
const MAIN = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHEET_DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const CATEGORY_AXIS = 111_111_111;
const VALUE_AXIS = 222_222_222;
const TEXT = '3A3F47';
const GRID = 'D9DDE3';
/** In English Metric Units, 12 700 a point. */
const LINE_WIDTH = 22_225;
const CATEGORY_LABELS = 12;

/** A chart part (ECMA-376 part 1, 21.2), with the cells' values as they are, for programs that do not look them up. */
export function chartXml(chart: ChartSpec): string {
  const group = chart.kind === 'line' ? lineGroup(chart) : columnGroup(chart);
  return `${XML}<c:chartSpace xmlns:c="${CHART}" xmlns:a="${MAIN}" xmlns:r="${RELATIONS}"><c:roundedCorners val="0"/><c:chart>${title(chart.title, 1200)}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${group}${categoryAxis(chart)}${valueAxis(chart)}<c:spPr><a:noFill/></c:spPr></c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/>${textStyle(900)}</c:legend><c:plotVisOnly val="${chart.showsHiddenCells === true ? 0 : 1}"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="${GRID}"/></a:solidFill></a:ln></c:spPr></c:chartSpace>`;
}

function lineGroup({ series, ...chart }: ChartSpec): string {
  const lines = series.map((line, index) => {
    const dash = `<a:prstDash val="${line.dash ?? 'solid'}"/>`;
    const look = `<c:spPr><a:ln w="${LINE_WIDTH}" cap="rnd">${fill(line.color)}${dash}<a:round/></a:ln></c:spPr>`;
    return `<c:ser>${seriesHead(line, index)}${look}<c:marker><c:symbol val="none"/></c:marker>${seriesData(line, chart)}<c:smooth val="0"/></c:ser>`;
  });
  return `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${lines.join('')}<c:marker val="1"/>${axisIds()}</c:lineChart>`;
}

function columnGroup({ series, ...chart }: ChartSpec): string {
  const columns = series.map((line, index) => {
    const look = `<c:spPr>${fill(line.color)}</c:spPr><c:invertIfNegative val="0"/>`;
    return `<c:ser>${seriesHead(line, index)}${look}${seriesData(line, chart)}</c:ser>`;
  });
  return `<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>${columns.join('')}<c:gapWidth val="60"/><c:overlap val="0"/>${axisIds()}</c:barChart>`;
}

function seriesHead({ name }: ChartLine, index: number): string {
  return `<c:idx val="${index}"/><c:order val="${index}"/><c:tx><c:v>${escapeXml(name)}</c:v></c:tx>`;
}

function seriesData(
  { cells }: ChartLine,
  { categories, valueFormat, categoryFormat }: Omit<ChartSpec, 'series'>
): string {
  return `<c:cat>${reference(categories, categoryFormat)}</c:cat><c:val>${reference(cells, valueFormat)}</c:val>`;
}

function axisIds(): string {
  return `<c:axId val="${CATEGORY_AXIS}"/><c:axId val="${VALUE_AXIS}"/>`;
}

/** `auto` would make days of moments, and put a whole run on one point. */
function categoryAxis({ categoryTitle, categoryFormat, categories, kind }: ChartSpec): string {
  const skip = kind === 'line' ? Math.max(1, Math.ceil(categories.values.length / CATEGORY_LABELS)) : 1;
  return `<c:catAx><c:axId val="${CATEGORY_AXIS}"/>${axisHead('b')}${categoryTitle === '' ? '' : title(categoryTitle, 900)}<c:numFmt formatCode="${escapeXml(categoryFormat)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>${axisLine()}${textStyle(900)}<c:crossAx val="${VALUE_AXIS}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="${skip}"/><c:tickMarkSkip val="${skip}"/><c:noMultiLvlLbl val="1"/></c:catAx>`;
}

function valueAxis({ valueTitle, valueFormat, kind }: ChartSpec): string {
  const between = kind === 'line' ? 'midCat' : 'between';
  return `<c:valAx><c:axId val="${VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr><a:ln w="6350">${fill(GRID)}</a:ln></c:spPr></c:majorGridlines>${title(valueTitle, 900)}<c:numFmt formatCode="${escapeXml(valueFormat)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>${textStyle(900)}<c:crossAx val="${CATEGORY_AXIS}"/><c:crosses val="autoZero"/><c:crossBetween val="${between}"/></c:valAx>`;
}

function axisHead(position: 'b' | 'l'): string {
  return `<c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="${position}"/>`;
}

function axisLine(): string {
  return `<c:spPr><a:ln w="9525">${fill(GRID)}</a:ln></c:spPr>`;
}

function title(text: string, size: number): string {
  const properties = `lang="en-US" sz="${size}" b="${size > 1000 ? 1 : 0}"`;
  return `<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="${size}"/></a:pPr><a:r><a:rPr ${properties}>${fill(TEXT)}</a:rPr><a:t>${escapeXml(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`;
}

function textStyle(size: number): string {
  return `<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="${size}">${fill(TEXT)}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>`;
}

function fill(color: string): string {
  return `<a:solidFill><a:srgbClr val="${color}"/></a:solidFill>`;
}

/** Numbers, or names. Absent ones have no point, so that a line has a gap. */
function reference(cells: CellColumn, format: string): string {
  const letter = columnLetter(cells.column);
  const lastRow = cells.firstRow + cells.values.length - 1;
  const formula = `${quotedSheetName(cells.sheetName)}!$${letter}$${cells.firstRow}:$${letter}$${lastRow}`;
  const isText = cells.values.some((value) => typeof value === 'string');
  const points = cells.values
    .map((value, index) => (value === null ? '' : `<c:pt idx="${index}"><c:v>${escapeXml(String(value))}</c:v></c:pt>`))
    .join('');
  const kind = isText ? 'str' : 'num';
  const code = isText ? '' : `<c:formatCode>${escapeXml(format)}</c:formatCode>`;
  return `<c:${kind}Ref><c:f>${escapeXml(formula)}</c:f><c:${kind}Cache>${code}<c:ptCount val="${cells.values.length}"/>${points}</c:${kind}Cache></c:${kind}Ref>`;
}

/** A drawing part: where on its sheet each chart stands. @param places in the order of the relations rId1, rId2 … */
export function drawingXml(places: ReadonlyArray<ChartPlace & { title: string }>): string {
  const anchors = places.map(({ from, to, title: name }, index) => {
    const corner = (tag: string, { column, row }: ChartPlace['from']) =>
      `<xdr:${tag}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${tag}>`;
    const frame = `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${index + 2}" name="Chart ${index + 1}" descr="${escapeXml(name)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="${CHART}"><c:chart xmlns:c="${CHART}" r:id="rId${index + 1}"/></a:graphicData></a:graphic></xdr:graphicFrame>`;
    return `<xdr:twoCellAnchor editAs="oneCell">${corner('from', from)}${corner('to', to)}${frame}<xdr:clientData/></xdr:twoCellAnchor>`;
  });
  return `${XML}<xdr:wsDr xmlns:xdr="${SHEET_DRAWING}" xmlns:a="${MAIN}" xmlns:r="${RELATIONS}">${anchors.join('')}</xdr:wsDr>`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
