import type { StatisticsRow } from '../../contract/statistics.ts';
import { readCsvTable, type CsvTable, type CsvTableRow } from './csv-table.ts';
import {
  refuseImpossible,
  refuseTwice,
  summaryRow,
  totalOf,
  totalRow,
  wrong,
  type SummaryReading,
  type SummaryRun,
} from './summary-run.ts';
import { readNumber, readRate, readShare, type ReadNumber } from './table-numbers.ts';

/** Columns by their names in letters and digits alone, so that `sample_count`, `sampleCount` and `Sample count` are one. */
const NAMES = {
  label: ['transactionname', 'transaction', 'transactionlabel', 'label'],
  scenario: ['scenario', 'scenarioname'],
  testType: ['testtype', 'testtypename'],
  version: ['version', 'versionname'],
  startedAt: ['startedat', 'startedatutc'],
  count: ['samplecount', 'samples', 'count'],
  errors: ['errorcount', 'errors'],
  errorPercent: ['errorpercent'],
  min: ['min', 'minms'],
  max: ['max', 'maxms'],
  mean: ['mean', 'meanms', 'average'],
  median: ['median', 'medianms', 'p50'],
  standardDeviation: ['stddev', 'standarddeviation', 'standarddeviationms'],
  p90: ['p90', 'p90ms'],
  p95: ['p95', 'p95ms'],
  p99: ['p99', 'p99ms'],
  throughput: ['throughput', 'throughputpersec'],
  received: ['receivedkbpersec'],
  sent: ['sentkbpersec'],
} as const;
type Column = keyof typeof NAMES;

/** What such a file says of an earlier comparison: it is reckoned anew here. */
const RECKONED_ANEW = new Set(['status', 'regressionseverity', 'baselinep90', 'p90changepercent']);

const STATISTICS = {
  minMs: 'min',
  maxMs: 'max',
  meanMs: 'mean',
  medianMs: 'median',
  standardDeviationMs: 'standardDeviation',
  p90Ms: 'p90',
  p95Ms: 'p95',
  p99Ms: 'p99',
  receivedKbPerSec: 'received',
  sentKbPerSec: 'sent',
} as const satisfies Partial<Record<keyof StatisticsRow, Column>>;

export function isComparisonHeader(header: readonly string[]): boolean {
  const columns = columnsOf(header);
  return columns.label !== undefined && columns.count !== undefined && 'p90' in columns;
}

/**
 * One row per transaction, already reckoned; several versions, scenarios or test types in it are several runs.
 * docs/IMPORT.md has the columns.
 */
export function readComparisonCsv(text: string): SummaryReading {
  const table = readCsvTable(text);
  const columns = columnsOf(table.header);
  refuseMissing(columns);
  if (table.rows.length === 0) {
    throw wrong('it has a header and no rows');
  }
  const groups = new Map<string, CsvTableRow[]>();
  for (const row of table.rows) {
    const key = JSON.stringify(IDENTITY.map((column) => cellOf(row, columns, column)));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const runs = [...groups.values()].map((rows) => toRun(rows, columns));
  return { format: 'comparison csv', runs, notes: notesOf(table, columns) };
}

const IDENTITY: readonly Column[] = ['scenario', 'testType', 'version', 'startedAt'];

type Columns = Partial<Record<Column, number>>;

function columnsOf(header: readonly string[]): Columns {
  const names = header.map(folded);
  const found = Object.entries(NAMES).flatMap(([column, written]) => {
    const index = names.findIndex((name) => (written as readonly string[]).includes(name));
    return index < 0 ? [] : [[column, index] as const];
  });
  return Object.fromEntries(found);
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function refuseMissing(columns: Columns): void {
  const missing = [
    columns.label === undefined ? 'transaction_name' : null,
    columns.count === undefined ? 'sample_count' : null,
    columns.errors === undefined && columns.errorPercent === undefined ? 'error_count or error_percent' : null,
  ].filter((name) => name !== null);
  if (missing.length > 0) {
    throw wrong(`its header has no column ${missing.join(', ')}`);
  }
}

function toRun(lines: readonly CsvTableRow[], columns: Columns): SummaryRun {
  const rows = lines.map((line) => toRow(line, columns));
  refuseTwice(rows);
  const total = rows.find(({ label }) => /^total$/i.test(label));
  const labels = rows.filter((row) => row !== total);
  const [first] = lines;
  const named = (column: Column) => (first === undefined ? null : cellOf(first, columns, column) || null);
  return {
    table: { rows: labels, total: total === undefined ? totalOf(labels) : totalRow(total) },
    scenarioName: named('scenario'),
    testTypeName: named('testType'),
    versionName: named('version'),
    startedAtMs: first === undefined ? null : timeOf(first, columns),
  };
}

function toRow(line: CsvTableRow, columns: Columns): StatisticsRow {
  const label = cellOf(line, columns, 'label');
  const count = required(line, columns, 'count');
  if (label === '') {
    throw wrong(`line ${line.lineNumber} has no transaction_name`);
  }
  const told = Object.entries(STATISTICS).map(([name, column]) => [name, numberOf(line, columns, column)] as const);
  const throughputPerSec = numberOf(line, columns, 'throughput', readRate);
  const row = summaryRow(label, errorsOf(line, columns, count), { ...Object.fromEntries(told), throughputPerSec });
  refuseImpossible(row, `line ${line.lineNumber}`);
  return row;
}

function errorsOf(line: CsvTableRow, columns: Columns, count: number): { count: number; errors: number } {
  if (columns.errors !== undefined) {
    return { count, errors: required(line, columns, 'errors') };
  }
  const share = readShare(cellOf(line, columns, 'errorPercent'), true);
  if (share === undefined || share === null) {
    throw complaint(line, 'error_percent', cellOf(line, columns, 'errorPercent'));
  }
  return { count, errors: Math.round(share.ratio * count) };
}

function required(line: CsvTableRow, columns: Columns, column: Column): number {
  const value = numberOf(line, columns, column);
  if (value === null || !Number.isSafeInteger(value)) {
    throw complaint(line, column, cellOf(line, columns, column));
  }
  return value;
}

function numberOf(
  line: CsvTableRow,
  columns: Columns,
  column: Column,
  read: (text: string) => ReadNumber = readNumber
): number | null {
  const value = columns[column] === undefined ? null : read(cellOf(line, columns, column));
  if (value === undefined || (value !== null && value < 0)) {
    throw complaint(line, column, cellOf(line, columns, column));
  }
  return value;
}

function timeOf(line: CsvTableRow, columns: Columns): number | null {
  const text = cellOf(line, columns, 'startedAt');
  if (text === '') {
    return null;
  }
  const atMs = /^\d{13}$/.test(text)
    ? Number(text)
    : Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  if (!Number.isFinite(atMs)) {
    throw complaint(line, 'started_at', text);
  }
  return atMs;
}

function cellOf(line: CsvTableRow, columns: Columns, column: Column): string {
  const index = columns[column];
  return index === undefined ? '' : (line.cells[index] ?? '').trim();
}

function complaint(line: CsvTableRow, column: string, cell: string): Error {
  return wrong(`line ${line.lineNumber}, column ${column}: “${cell.slice(0, 60)}” is no value of that column`);
}

function notesOf({ header }: CsvTable, columns: Columns): string[] {
  const taken = new Set(Object.values(columns));
  const others = header.filter((_, index) => !taken.has(index));
  const reckoned = others.filter((name) => RECKONED_ANEW.has(folded(name)));
  const unknown = others.filter((name) => !RECKONED_ANEW.has(folded(name)));
  return [
    'Read from a comparison file: the samples themselves are not there, nor time lines, error messages and APDEX',
    'Percentiles are those of the file; how they were reckoned it does not say',
    ...(columns.errors === undefined ? ['Numbers of errors follow from error_percent and are rounded'] : []),
    ...(reckoned.length === 0 ? [] : [`Reckoned anew here: ${reckoned.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`Columns that were not taken over: ${unknown.join(', ')}`]),
  ];
}
