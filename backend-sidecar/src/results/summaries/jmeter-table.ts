import type { StatisticsRow } from '../../contract/statistics.ts';
import { readCsvTable, type CsvTableRow } from './csv-table.ts';
import { columnNamed, isTotalLabel, type JMeterColumn, type NamedColumn } from './jmeter-column-names.ts';
import {
  refuseImpossible,
  refuseTwice,
  summaryRow,
  totalOf,
  totalRow,
  wrong,
  type SummaryFormat,
  type SummaryReading,
} from './summary-run.ts';
import { readNumber, readRate, readShare, type ReadNumber, type Share } from './table-numbers.ts';

const REQUIRED: readonly JMeterColumn[] = ['label', 'count', 'mean', 'errors'];
const WRITTEN_AS: Partial<Record<JMeterColumn, string>> = {
  label: 'Label',
  count: '# Samples',
  mean: 'Average',
  errors: 'Error %',
};
const KEPT_PERCENTS = { 90: 'p90Ms', 95: 'p95Ms', 99: 'p99Ms' } as const;

/** Which of the two tables a header belongs to; null where it is neither's. */
export function jmeterTableFormat(header: readonly string[]): SummaryFormat | null {
  const columns = header.length < 4 ? [] : namedColumns(header).map((named) => named?.column);
  if (!REQUIRED.every((column) => columns.includes(column))) {
    return null;
  }
  return columns.includes('median') || columns.includes('percentile') ? 'aggregate report' : 'summary report';
}

/**
 * What "Save Table Data" of JMeter's Aggregate Report or Summary Report wrote. Means are cut to whole milliseconds there;
 * shares and rates have few digits; neither says what was a transaction, or when the run was.
 */
export function readJMeterTable(text: string, format: SummaryFormat): SummaryReading {
  const { header, rows } = readCsvTable(text);
  const columns = namedColumns(header);
  const missing = REQUIRED.filter((column) => !columns.some((named) => named?.column === column));
  if (missing.length > 0) {
    throw wrong(`its header has no column ${missing.map((column) => `“${WRITTEN_AS[column]}”`).join(', ')}`);
  }
  const read = rows.map((row) => new RowReader(header, columns, row).read());
  if (read.length === 0) {
    throw wrong('it has a header and no rows');
  }
  refuseTwice(read.map(({ row }) => row));
  const last = read.at(-1);
  const hasTotal = last !== undefined && isTotalLabel(last.row.label);
  const labels = (hasTotal ? read.slice(0, -1) : read).map(({ row }) => row);
  const table = { rows: labels, total: hasTotal ? totalRow(last.row) : totalOf(labels) };
  const nobody = { scenarioName: null, testTypeName: null, versionName: null, startedAtMs: null };
  const notes = notesOf({ format, columns, header, hasTotal, isExact: read.every(({ isExact }) => isExact) });
  return { format, runs: [{ table, ...nobody }], notes };
}

function namedColumns(header: readonly string[]): Array<NamedColumn | null> {
  const taken = new Set<JMeterColumn>();
  return header.map((name) => {
    const named = columnNamed(name, taken);
    if (named !== null) {
      taken.add(named.column);
    }
    return named;
  });
}

/** One row: its cells by what their columns say, and complaints that name line and column. */
class RowReader {
  constructor(
    private readonly header: readonly string[],
    private readonly columns: ReadonlyArray<NamedColumn | null>,
    private readonly line: CsvTableRow
  ) {}

  /** `isExact`: the number of errors follows from the share with certainty. */
  read(): { row: StatisticsRow; isExact: boolean } {
    const label = this.text('label');
    const count = this.wholeNumber('count');
    const share = this.share();
    if (label === '' || share === null) {
      throw wrong(`line ${this.line.lineNumber} has no ${label === '' ? 'label' : 'share of errors'}`);
    }
    const isExact = share.uncertainty * count < 0.5;
    const errors = Math.round(share.ratio * count);
    const row = summaryRow(label, { count, errors }, { ...this.told(count), errorRate: isExact ? null : share.ratio });
    refuseImpossible(row, `line ${this.line.lineNumber}`);
    return { row, isExact };
  }

  private told(count: number): Partial<StatisticsRow> {
    // Without samples JMeter writes the largest and the smallest number there are.
    if (count === 0) {
      return {};
    }
    return {
      meanMs: this.number('mean'),
      medianMs: this.number('median'),
      minMs: this.number('min'),
      maxMs: this.number('max'),
      standardDeviationMs: this.number('standardDeviation'),
      throughputPerSec: this.number('throughput', readRate),
      receivedKbPerSec: this.number('received'),
      sentKbPerSec: this.number('sent'),
      ...this.percentiles(),
    };
  }

  private percentiles(): Partial<StatisticsRow> {
    const found = this.columns.flatMap((named, index) => {
      const name = KEPT_PERCENTS[named?.percent as keyof typeof KEPT_PERCENTS];
      return name === undefined ? [] : [[name, this.numberAt(index, readNumber)] as const];
    });
    return Object.fromEntries(found);
  }

  private wholeNumber(column: JMeterColumn): number {
    const value = this.number(column);
    if (value === null || !Number.isSafeInteger(value)) {
      throw this.complaint(this.indexOf(column), 'is no whole number');
    }
    return value;
  }

  private share(): Share | null {
    const index = this.indexOf('errors');
    const share = readShare(this.cell(index), false);
    if (share === undefined) {
      throw this.complaint(index, 'is no share between 0 % and 100 %');
    }
    return share;
  }

  private number(column: JMeterColumn, read = readNumber): number | null {
    const index = this.indexOf(column);
    return index < 0 ? null : this.numberAt(index, read);
  }

  private numberAt(index: number, read: (text: string) => ReadNumber): number | null {
    const value = read(this.cell(index));
    if (value === undefined || (value !== null && value < 0)) {
      throw this.complaint(index, 'is no number of that column');
    }
    return value;
  }

  private text(column: JMeterColumn): string {
    return this.cell(this.indexOf(column));
  }

  private indexOf(column: JMeterColumn): number {
    return this.columns.findIndex((named) => named?.column === column);
  }

  private cell(index: number): string {
    return this.line.cells[index] ?? '';
  }

  private complaint(index: number, what: string): Error {
    return wrong(
      `line ${this.line.lineNumber}, column “${this.header[index]}”: “${this.cell(index).slice(0, 60)}” ${what}`
    );
  }
}

interface NotesInput {
  format: SummaryFormat;
  columns: ReadonlyArray<NamedColumn | null>;
  header: readonly string[];
  hasTotal: boolean;
  isExact: boolean;
}

function notesOf({ format, columns, header, hasTotal, isExact }: NotesInput): string[] {
  const leftOut = header.filter((_, index) => isLeftOut(columns[index] ?? null));
  const name = format === 'aggregate report' ? 'an Aggregate Report' : 'a Summary Report';
  return [
    `Read from ${name}: the samples themselves are not there, nor times, time lines, error messages and APDEX`,
    'It does not say which labels are transactions: all are taken for samples, and its total counts them all',
    'Its averages are cut to whole milliseconds',
    ...(format === 'summary report' ? ['A Summary Report has no median and no percentiles'] : []),
    ...(hasTotal ? [] : ['It has no row for the total: what follows from the rows with certainty is told']),
    ...(isExact ? [] : ['Its share of errors has too few digits: the number of errors is rounded']),
    ...(leftOut.length === 0 ? [] : [`Columns that were not taken over: ${leftOut.join(', ')}`]),
  ];
}

/** The mean number of bytes follows from rate and throughput. */
function isLeftOut(named: NamedColumn | null): boolean {
  return named === null || (named.percent !== null && !(named.percent in KEPT_PERCENTS));
}
