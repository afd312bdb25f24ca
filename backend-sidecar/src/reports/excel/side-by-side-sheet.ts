import type { Worksheet } from 'exceljs';

import { metricName } from '../../comparison/wording.ts';
import type { ComparedMetric } from '../../contract/analysis.ts';
import type { Metric } from '../../contract/verdict.ts';
import { displayOf, metricFormat } from '../model/figures.ts';
import type { ReportModel, SideBySide } from '../model/report-model.ts';
import { CHANGE_RATIO_FORMAT, changeFormat, numberFormat, textCell } from './cells.ts';
import { colourByState, writeLegend } from './conditional-formats.ts';
import { FIRST_ROW, LEGEND_ROW, writeHead, writeTable, type SheetColumn } from './table.ts';

/** The deciding ones first, then as the pages show them. */
const METRICS: readonly Metric[] = [
  ...(['p90Ms', 'errorRate', 'meanMs', 'medianMs', 'p95Ms', 'p99Ms'] as const),
  ...(['maxMs', 'throughputPerSec'] as const),
];
const TOTAL = 'All samples';

/** One metric of one label, or of all samples. */
interface ComparedLine {
  group: SideBySide;
  label: string;
  kind: string;
  isKey: boolean;
  metric: Metric;
  compared: ComparedMetric;
  /** Of the last column against the first; `''`: this metric is not judged. */
  state: string;
  /** Of time and errors together, so beside the first of the two. */
  why: string;
}

const ABOUT: ReadonlyArray<SheetColumn<ComparedLine>> = [
  { header: 'Scenario', width: 16, value: ({ group }) => textCell(group.scenarioName), isWrapped: true },
  { header: 'Test type', width: 11, value: ({ group }) => textCell(group.testTypeName) },
  { header: 'Label', width: 38, value: ({ label }) => textCell(label), isWrapped: true },
  { header: 'Environment', width: 13, value: ({ group }) => textCell(group.environmentName) },
  { header: 'Kind', width: 12, value: ({ kind }) => kind },
  { header: 'Key', width: 6, value: ({ isKey }) => (isKey ? 'key' : null) },
  { header: 'Metric', width: 12, value: ({ metric }) => metricName(metric) },
  { header: 'Unit', width: 6, value: ({ metric }) => displayOf(metricFormat(metric)).unit },
];
export const LABEL_COLUMN = 3;
const FIRST_VALUE_COLUMN = ABOUT.length + 1;

/** Where the rows of one metric of one group stand, for charts that show them. */
export interface ComparedRows {
  group: SideBySide;
  metric: Metric;
  /** Of the first label; the row of all samples stands above it. */
  firstLabelRow: number;
  labelCount: number;
  /** Headers of the value columns of the sheet. */
  names: readonly string[];
}

/** @param index of the column in its group */
export function valueColumnOf({ group, names }: ComparedRows, index: number): number {
  return FIRST_VALUE_COLUMN + names.indexOf(columnNames(group)[index] ?? '');
}

/** Headers of the value columns: the versions, numbered where one stands twice; a baseline says that it is one. */
export function columnNames(group: SideBySide): string[] {
  const names = group.columns.map(({ versionName, runId }) =>
    runId === null ? `${versionName} (baseline)` : versionName
  );
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

/** Every label and metric of all versions beside each other, by scenario and test type. */
export function writeSideBySide(sheet: Worksheet, model: ReportModel): ComparedRows[] {
  const { comparisons } = model;
  const names = [...new Set(comparisons.flatMap(columnNames))];
  const lines = comparisons.flatMap((group) => METRICS.flatMap((metric) => linesOf(group, metric)));
  const columns = [...ABOUT, ...names.map(valueColumn), ...changeColumns(comparisons, names), ...STATE_COLUMNS];
  writeHead(sheet, {
    title: 'Comparison, side by side',
    note: 'The oldest or the baseline first; changes are against the first. The state is that of the last against the first.',
  });
  writeTable({ sheet, columns, rows: lines, frozenColumns: 3 });
  colourStates(sheet, { columns, rowCount: lines.length, isOfTwo: names.length === 2 });
  return placesOf(comparisons, names);
}

function linesOf(group: SideBySide, metric: Metric): ComparedLine[] {
  const total = { label: TOTAL, kind: 'total', isKey: false, state: '', why: '', compared: group.total[metric] };
  const labels = group.labels.map(({ label, kind, isKey, metrics, states }) => ({
    ...{ label, kind, isKey, compared: metrics[metric] },
    ...stateOf(states.at(-1), metric),
  }));
  return [total, ...labels].map((line) => ({ ...line, group, metric }));
}

/** Only the p90 and the error rate have a state. */
function stateOf(last: SideBySide['labels'][number]['states'][number] | undefined, metric: Metric) {
  if (last === undefined || (metric !== 'p90Ms' && metric !== 'errorRate')) {
    return { state: '', why: '' };
  }
  return metric === 'p90Ms' ? { state: last.p90, why: last.why } : { state: last.errorRate, why: '' };
}

function valueColumn(name: string): SheetColumn<ComparedLine> {
  return {
    header: name,
    width: 13,
    value: ({ group, compared }) => compared.values[columnNames(group).indexOf(name)] ?? null,
    numberFormat: ({ metric }) => numberFormat(metricFormat(metric)),
  };
}

/** Of two both the difference and the ratio; of more the ratios, for a row to be read at one glance. */
function changeColumns(comparisons: readonly SideBySide[], names: readonly string[]): Array<SheetColumn<ComparedLine>> {
  const [, second = ''] = names;
  const later = names.filter((name) => comparisons.some((group) => columnNames(group).indexOf(name) > 0));
  const ratios = later.map((name) => ratioColumn(name));
  return names.length > 2 ? ratios : [differenceColumn(second), ...ratios];
}

function ratioColumn(name: string): SheetColumn<ComparedLine> {
  return {
    header: `${name} change %`,
    width: 13,
    value: ({ group, compared }) => compared.changeRatios[columnNames(group).indexOf(name)] ?? null,
    numberFormat: CHANGE_RATIO_FORMAT,
  };
}

function differenceColumn(name: string): SheetColumn<ComparedLine> {
  return {
    header: `${name} change`,
    width: 15,
    value: ({ group, compared }) => compared.changes[columnNames(group).indexOf(name)] ?? null,
    numberFormat: ({ metric }) => changeFormat(metricFormat(metric)),
  };
}

const STATE_COLUMNS: ReadonlyArray<SheetColumn<ComparedLine>> = [
  { header: 'State', width: 14, value: ({ state }) => state || null, isIndented: true },
  { header: 'Why', width: 92, value: ({ why }) => (why === '' ? null : textCell(why)), isWrapped: true },
];

interface Colouring {
  columns: ReadonlyArray<SheetColumn<ComparedLine>>;
  rowCount: number;
  /** Then the change is what the state speaks of. */
  isOfTwo: boolean;
}

function colourStates(sheet: Worksheet, { columns, rowCount, isOfTwo }: Colouring): void {
  const state = columns.length - 1;
  const range = { sheet, fromRow: FIRST_ROW, toRow: FIRST_ROW + rowCount - 1 };
  for (const column of isOfTwo ? [state - 2, state - 1, state] : [state]) {
    colourByState({ ...range, column }, state);
  }
  writeLegend(sheet, LEGEND_ROW, [
    [3, 3],
    [4, 7],
    [FIRST_VALUE_COLUMN, FIRST_VALUE_COLUMN + 2],
  ]);
}

function placesOf(comparisons: readonly SideBySide[], names: readonly string[]): ComparedRows[] {
  let row = FIRST_ROW;
  return comparisons.flatMap((group) =>
    METRICS.map((metric) => {
      const place = { group, metric, names, firstLabelRow: row + 1, labelCount: group.labels.length };
      row += group.labels.length + 1;
      return place;
    })
  );
}
