import { durationText, displayOf, metricFormat } from '../model/figures.ts';
import { FIGURE_COLORS, SERIES_COLORS } from '../model/chart-palette.ts';
import type { ChangedLabel } from '../model/most-changed.ts';
import type { TimelineSlice } from '../model/timeline-slices.ts';
import { durationCell, numberFormat } from './cells.ts';
import type { CellColumn, ChartLine, ChartSpec } from './chart-spec.ts';
import { columnNames, LABEL_COLUMN, valueColumnOf, type ComparedRows } from './side-by-side-sheet.ts';
import { CHANGED_COLUMNS } from './summary-sheet.ts';
import { TIMELINE_COLUMNS, type TimelineRows } from './timeline-sheet.ts';

/** More columns beside each other are no picture any more. */
const LABEL_LIMIT = 12;
const SERIES_LIMIT = SERIES_COLORS.length;

/** A course of one point is no line. */
export function hasCourse({ slices }: TimelineRows): boolean {
  return slices.length > 1;
}

export function responseTimeChart(rows: TimelineRows, runName: string): ChartSpec {
  const line = (
    name: 'p50' | 'p90' | 'p95',
    dash: ChartLine['dash'],
    read: (slice: TimelineSlice) => number | null
  ) => ({
    ...{ name, dash, color: FIGURE_COLORS[name] },
    cells: courseColumn(rows, TIMELINE_COLUMNS[name], read),
  });
  return {
    ...courseAxis(rows),
    title: `Response times: ${shortened(runName)}`,
    valueTitle: `ms, per ${durationText(rows.sliceMs)}`,
    valueFormat: numberFormat('ms'),
    series: [
      line('p95', 'sysDash', ({ p95Ms }) => p95Ms),
      line('p90', 'solid', ({ p90Ms }) => p90Ms),
      line('p50', 'dash', ({ medianMs }) => medianMs),
    ],
  };
}

export function throughputChart(rows: TimelineRows, runName: string): ChartSpec {
  return {
    ...courseAxis(rows),
    title: `Throughput: ${shortened(runName)}`,
    valueTitle: 'per second',
    valueFormat: rateFormat(rows),
    series: [
      {
        ...{ name: 'Samples /s', color: FIGURE_COLORS.samples },
        cells: courseColumn(rows, TIMELINE_COLUMNS.samplesPerSec, ({ samplesPerSec }) => samplesPerSec),
      },
      {
        ...{ name: 'Errors /s', color: FIGURE_COLORS.errors, dash: 'sysDash' },
        cells: courseColumn(rows, TIMELINE_COLUMNS.errorsPerSec, ({ errorsPerSec }) => errorsPerSec),
      },
    ],
  };
}

/** Optional decimals (`0.##`) would leave a point behind whole numbers. */
function rateFormat({ slices }: TimelineRows): string {
  return Math.max(...slices.map(({ samplesPerSec }) => samplesPerSec ?? 0)) < 10 ? '0.0' : '#,##0';
}

/** Below it, minutes alone would stand under many points. */
const LONG_COURSE_MS = 15 * 60_000;

function courseAxis(rows: TimelineRows): Pick<ChartSpec, 'kind' | 'categoryTitle' | 'categoryFormat' | 'categories'> {
  const isLong = (rows.slices.at(-1)?.sinceStartMs ?? 0) >= LONG_COURSE_MS;
  return {
    kind: 'line',
    categoryTitle: `since the first sample, ${isLong ? 'h:mm' : 'm:ss'}`,
    categoryFormat: isLong ? '[h]:mm' : '[m]:ss',
    categories: courseColumn(rows, TIMELINE_COLUMNS.sinceStart, ({ sinceStartMs }) => durationCell(sinceStartMs)),
  };
}

function courseColumn(
  { slices, firstRow }: TimelineRows,
  column: number,
  read: (slice: TimelineSlice) => number | null
): CellColumn {
  return { sheetName: 'Timeline', column, firstRow, values: slices.map(read) };
}

/** Versions beside each other, by label: key labels first, then what takes the most time. */
export function comparisonChart(compared: ComparedRows): ChartSpec {
  const { group, metric, firstLabelRow, labelCount } = compared;
  const labels = group.labels.slice(0, LABEL_LIMIT);
  const rows = { sheetName: 'Comparison', firstRow: firstLabelRow };
  const unit = displayOf(metricFormat(metric)).unit;
  const names = columnNames(group);
  const left = labelCount > labels.length ? `, the ${labels.length} heaviest of ${labelCount} labels` : '';
  return {
    kind: 'column',
    title: `p90 by version: ${shortened(`${group.scenarioName} · ${group.testTypeName}`)}${left}`,
    categoryTitle: '',
    categoryFormat: 'General',
    valueTitle: unit,
    valueFormat: numberFormat(metricFormat(metric)),
    categories: { ...rows, column: LABEL_COLUMN, values: labels.map(({ label }) => label) },
    series: shownColumns(names.length).map((index, place) => ({
      name: names[index] ?? '',
      color: SERIES_COLORS[place] ?? '3274D9',
      cells: {
        ...{ ...rows, column: valueColumnOf(compared, index) },
        values: labels.map(({ metrics }) => metrics[metric].values[index] ?? null),
      },
    })),
  };
}

/** Of more than eight the first, which all are compared with, and the newest. */
function shownColumns(count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  return count <= SERIES_LIMIT ? all : [0, ...all.slice(-(SERIES_LIMIT - 1))];
}

/** The rows of “What changed most” as columns. */
export function changedChart(changed: readonly ChangedLabel[], firstRow: number): ChartSpec {
  const column = (number: number, values: CellColumn['values']) => ({
    ...{ sheetName: 'Summary', column: number, firstRow, values },
  });
  return {
    kind: 'column',
    title: 'p90 of what changed most',
    categoryTitle: '',
    categoryFormat: 'General',
    valueTitle: 'ms',
    valueFormat: numberFormat('ms'),
    categories: column(
      CHANGED_COLUMNS.label,
      changed.map(({ group }) => group.label)
    ),
    series: [
      {
        ...{ name: 'reference', color: SERIES_COLORS[0] },
        cells: column(
          CHANGED_COLUMNS.reference,
          changed.map(({ group }) => group.time?.reference ?? null)
        ),
      },
      {
        ...{ name: 'now', color: SERIES_COLORS[1] },
        cells: column(
          CHANGED_COLUMNS.current,
          changed.map(({ group }) => group.time?.current ?? null)
        ),
      },
    ],
  };
}

/** A title of one line. */
function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= 60 ? text : `${characters.slice(0, 59).join('')}…`;
}
