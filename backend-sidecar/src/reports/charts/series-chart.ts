import type { KeptSeries } from '../../contract/pictures.ts';
import { linePaths, niceTicks, timeTicks } from '../model/chart-geometry.ts';
import { groupedDigits } from '../model/figures.ts';
import { seriesUnit, shownValue } from '../model/series-figures.ts';
import { CHART_THEMES, DASHES, type ChartTheme } from './palette.ts';
import { signRuns, type Signs } from './signs.ts';
import { topSeries } from './top-series.ts';

export interface SeriesChart {
  readonly title: string;
  readonly series: readonly KeptSeries[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly theme: 'light' | 'dark';
  /** The same for charts that are compared. */
  readonly extent?: Extent;
  /** The fonts of all its texts; what shows the SVG by itself has fonts of its own. */
  readonly signs?: Signs;
}

/** Of values as they are kept; 0 lies between them. */
export interface Extent {
  readonly smallest: number;
  readonly largest: number;
}

const EDGE = 16;
const TITLE_HEIGHT = 34;
const AXIS_WIDTH = 84;
const AXIS_HEIGHT = 30;
const ROW_HEIGHT = 22;
const FONT_PIXELS = 15;
/** Larger, not bolder: for signs that Inter has not, a font of the same weight would be looked for. */
const TITLE_PIXELS = 18;
const LINE_SIGN_PIXELS = 34;
const LEGEND_GAP = 24;
/** Half as wide again as the lines. */
const DOT_RADIUS = 3;

interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface LegendEntry {
  readonly text: string;
  readonly index: number;
  readonly x: number;
  readonly row: number;
}

/** A chart of lines over time as SVG, with all its text as text; times are UTC. */
export function seriesChart(chart: SeriesChart): string {
  const { widthPixels, heightPixels, title, fromMs, toMs } = chart;
  const theme = CHART_THEMES[chart.theme];
  const series = topSeries(chart.series);
  const legend = placeLegend(series, widthPixels - 2 * EDGE, chart.signs);
  const rows = (legend.at(-1)?.row ?? 0) + 1;
  const plot = {
    ...{ left: AXIS_WIDTH, top: EDGE + TITLE_HEIGHT, width: widthPixels - AXIS_WIDTH - EDGE },
    height: heightPixels - EDGE - TITLE_HEIGHT - AXIS_HEIGHT - rows * ROW_HEIGHT - EDGE,
  };
  const unit = series[0]?.unit ?? null;
  const { smallest, largest } = chart.extent ?? extentOf(series);
  const ticks = niceTicks(shownValue(largest, unit), shownValue(smallest, unit));
  const scale = { toX: scaleX(plot, fromMs, toMs), toY: scaleY(plot, ticks) };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="${widthPixels}" height="${heightPixels}">`,
    `<rect width="100%" height="100%" fill="${theme.page}"/>`,
    textAt(
      { x: EDGE, y: EDGE + 14, fill: theme.text, size: TITLE_PIXELS, signs: chart.signs },
      fitting(title, (widthPixels - 2 * EDGE) / TITLE_PIXELS, chart.signs)
    ),
    ...valueAxis(ticks, seriesUnit(unit), plot, theme),
    ...timeAxis({ fromMs, toMs }, scale.toX, plot, theme),
    ...series.flatMap((one, index) => lines(one, index, scale, theme)),
    ...legend.flatMap((entry) => legendEntry(entry, plot, theme, chart.signs)),
    '</svg>',
  ].join('\n');
}

export function extentOf(series: readonly KeptSeries[]): Extent {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  return values.reduce(
    ({ smallest, largest }, value) => ({ smallest: Math.min(smallest, value), largest: Math.max(largest, value) }),
    { smallest: 0, largest: 0 }
  );
}

interface Scale {
  readonly toX: (timeMs: number) => number;
  readonly toY: (value: number) => number;
}

function scaleX({ left, width }: Plot, fromMs: number, toMs: number): Scale['toX'] {
  return (timeMs) => left + ((timeMs - fromMs) / Math.max(1, toMs - fromMs)) * width;
}

function scaleY({ top, height }: Plot, ticks: readonly number[]): Scale['toY'] {
  const [lowest = 0, highest = 1] = [ticks[0], ticks.at(-1)];
  return (value) => top + height - ((value - lowest) / (highest - lowest)) * height;
}

function lines(series: KeptSeries, index: number, { toX, toY }: Scale, theme: ChartTheme): string[] {
  const { xs, values } = withoutSmallGaps(series);
  const shown = values.map((value) => (value === null ? null : shownValue(value, series.unit)));
  const dash = DASHES[index] === '' ? '' : ` stroke-dasharray="${DASHES[index] ?? ''}"`;
  const colour = theme.series[index] ?? theme.quiet;
  const look = `fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"${dash}`;
  const dots = lonePoints(shown).map(({ value, at }) => {
    const [x, y] = [toX(xs[at] ?? 0).toFixed(2), toY(value).toFixed(1)];
    return `<circle cx="${x}" cy="${y}" r="${DOT_RADIUS}" fill="${colour}"/>`;
  });
  return [...linePaths({ xs, values: shown, toX, toY }).map((path) => `<path d="${path}" ${look}/>`), ...dots];
}

/** Between gaps: a line without a length is not drawn. */
function lonePoints(values: ReadonlyArray<number | null>): Array<{ value: number; at: number }> {
  return values.flatMap((value, at) => {
    const isAlone = (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
    return value !== null && isAlone ? [{ value, at }] : [];
  });
}

/** A line breaks where points are missing, not where they are written less often than they were asked for. */
function withoutSmallGaps({ timesMs, values }: KeptSeries): { xs: number[]; values: Array<number | null> } {
  const known = timesMs.flatMap((x, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [{ x, value }];
  });
  const gaps = known.slice(1).map(({ x }, index) => x - (known[index]?.x ?? x));
  const usual = [...gaps].sort((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? 0;
  const points = known.flatMap((point, index) =>
    index > 0 && (gaps[index - 1] ?? 0) > LARGEST_GAP * usual ? [{ x: point.x, value: null }, point] : [point]
  );
  return { xs: points.map(({ x }) => x), values: points.map(({ value }) => value) };
}

/** In usual distances of points. */
const LARGEST_GAP = 3;

function valueAxis(ticks: readonly number[], unit: string, plot: Plot, theme: ChartTheme): string[] {
  const toY = scaleY(plot, ticks);
  return ticks.flatMap((tick) => {
    const y = toY(tick);
    const text = [groupedDigits(String(tick)), unit].filter((part) => part !== '').join('\u00a0');
    return [
      `<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${y}" y2="${y}" stroke="${theme.grid}"/>`,
      textAt({ x: plot.left - 10, y: y + 5, fill: theme.quiet, anchor: 'end' as const }, text),
    ];
  });
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function timeAxis(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  toX: Scale['toX'],
  plot: Plot,
  theme: ChartTheme
): string[] {
  const [, step = toMs - fromMs] = timeTicks(toMs - fromMs);
  const firstMs = Math.ceil(fromMs / step) * step;
  const y = plot.top + plot.height + 22;
  const times: string[] = [];
  for (let timeMs = firstMs; timeMs <= toMs; timeMs += step) {
    const x = toX(timeMs);
    const isAtEdge = x > plot.left + plot.width - 40;
    times.push(
      `<line x1="${x}" x2="${x}" y1="${plot.top}" y2="${plot.top + plot.height}" stroke="${theme.grid}"/>`,
      ...(isAtEdge ? [] : [textAt({ x, y, fill: theme.quiet, anchor: 'middle' }, clock(timeMs, step))])
    );
  }
  const end = { x: plot.left + plot.width, y, fill: theme.quiet, anchor: 'end' as const };
  return [...times, textAt(end, 'UTC')];
}

function clock(timeMs: number, stepMs: number): string {
  const text = new Date(timeMs).toISOString();
  if (stepMs >= DAY_MS) {
    return text.slice(5, 10);
  }
  return text.slice(11, stepMs < MINUTE_MS ? 19 : 16);
}

/** In rows from left to right. */
function placeLegend(series: readonly KeptSeries[], width: number, signs: Signs | undefined): LegendEntry[] {
  let [x, row] = [0, 0];
  return series.map(({ name }, index) => {
    const text = fitting(name, (width - LINE_SIGN_PIXELS) / FONT_PIXELS, signs);
    const needed = LINE_SIGN_PIXELS + widthOf(text, signs) + LEGEND_GAP;
    if (x > 0 && x + needed > width) {
      x = 0;
      row++;
    }
    const entry = { text, index, x: EDGE + x, row };
    x += needed;
    return entry;
  });
}

function legendEntry(
  { text, index, x, row }: LegendEntry,
  plot: Plot,
  theme: ChartTheme,
  signs: Signs | undefined
): string[] {
  const y = plot.top + plot.height + AXIS_HEIGHT + (row + 1) * ROW_HEIGHT - 4;
  const look = `stroke="${theme.series[index] ?? theme.quiet}" stroke-width="3" stroke-dasharray="${DASHES[index] ?? ''}"`;
  return [
    `<line x1="${x}" x2="${x + LINE_SIGN_PIXELS - 8}" y1="${y - 5}" y2="${y - 5}" ${look}/>`,
    textAt({ x: x + LINE_SIGN_PIXELS, y, fill: theme.text, signs }, text),
  ];
}

function widthOf(text: string, signs: Signs | undefined): number {
  return signRuns(text, signs).reduce((sum, { width }) => sum + width * FONT_PIXELS, 0);
}

/** By so much pairs of signs can be wider than the two of them are: W in Inter by 2.3 %. */
const KERNING = 1.03;

/** As much of it as has room, in parts of the font's size: a Chinese sign is twice as wide as a Latin one. */
function fitting(text: string, room: number, signs: Signs | undefined): string {
  const widthOfAll = (part: string) => KERNING * signRuns(part, signs).reduce((sum, { width }) => sum + width, 0);
  if (widthOfAll(text) <= room) {
    return text;
  }
  let left = room - widthOfAll('…');
  let kept = '';
  for (const sign of text) {
    left -= widthOfAll(sign);
    if (left < 0) {
      break;
    }
    kept += sign;
  }
  return `${kept}…`;
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly fill: string;
  readonly anchor?: 'middle' | 'end';
  readonly size?: number;
  readonly signs?: Signs | undefined;
}

/** Each font's part stands at a place of its own. */
function textAt({ x, y, fill, anchor, size = FONT_PIXELS, signs }: TextPlace, text: string): string {
  const more = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
  let at = x;
  const parts = signRuns(text, signs).map(({ family, text: part, width }) => {
    const start = `<text x="${at.toFixed(1)}" y="${y}" fill="${fill}" font-family="${family}" font-size="${size}"${more}>`;
    at += width * size;
    return `${start}${escaped(part)}</text>`;
  });
  return parts.join('');
}

/** Signs that XML 1.0 does not know are left out. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
