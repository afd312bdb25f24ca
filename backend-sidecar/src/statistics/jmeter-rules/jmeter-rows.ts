import { AppError } from '../../kernel/errors.ts';

/** What JMeter's reports take of a row of a result file. */
export interface JMeterRow {
  readonly startMs: number;
  readonly elapsedMs: number;
  readonly label: string;
  readonly isSuccess: boolean;
  readonly isTransaction: boolean;
  /** A transaction in which nothing ran. */
  readonly isEmptyTransaction: boolean;
  /** Within a transaction of XML: the Aggregate Report takes what stands at the top alone. */
  readonly isNested: boolean;
  /** Of the thread. */
  readonly groupName: string;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

const TRANSACTION = 'Number of samples in transaction';
const EMPTY_TRANSACTION = `${TRANSACTION} : 0`;
const REQUIRED = ['timeStamp', 'elapsed', 'label', 'responseMessage', 'threadName', 'success', 'bytes'] as const;
type Column = (typeof REQUIRED)[number] | 'sentBytes';

/**
 * Reads a result file for the second time and by other means than the engine, so that one does not believe the other: CSV
 * with a header and times in milliseconds, as JMeter's own report generator wants it.
 */
export class JMeterRows {
  /** Rows that could not be read; JMeter's report generator refuses such a file. */
  rejected = 0;
  private rest = '';
  private searched = 0;
  private isQuoted = false;
  private columns: Record<Column, number> | null = null;
  private columnCount = 0;
  private delimiter = ',';

  constructor(private readonly take: (row: JMeterRow) => void) {}

  push(text: string): void {
    this.rest += text;
    let from = 0;
    for (let end = this.lineEnd(); end !== -1; end = this.lineEnd()) {
      this.line(this.rest.slice(from, end).replace(/\r$/, ''));
      from = end + 1;
    }
    this.rest = this.rest.slice(from);
    this.searched -= from;
  }

  /** A record without its line end was not written to its end. */
  finish(): void {
    if (this.columns === null) {
      throw new AppError('RESULT_UNREADABLE', 'JMeter’s reports want a header line, and it has none');
    }
    this.rejected += this.rest === '' ? 0 : 1;
  }

  /** The next line feed outside of quotes, or -1; what was searched is not searched again. */
  private lineEnd(): number {
    for (let end = this.rest.indexOf('\n', this.searched); end !== -1; end = this.rest.indexOf('\n', this.searched)) {
      this.countQuotes(end);
      this.searched = end + 1;
      if (!this.isQuoted) {
        return end;
      }
    }
    this.countQuotes(this.rest.length);
    this.searched = this.rest.length;
    return -1;
  }

  private countQuotes(until: number): void {
    for (let at = this.rest.indexOf('"', this.searched); at !== -1 && at < until; at = this.rest.indexOf('"', at + 1)) {
      this.isQuoted = !this.isQuoted;
    }
  }

  private line(line: string): void {
    if (this.columns === null) {
      this.header(line);
      return;
    }
    const cells = line.includes('"') ? this.quotedCells(line) : line.split(this.delimiter);
    const row = cells.length === this.columnCount ? this.rowOf(cells, this.columns) : null;
    if (row === null) {
      this.rejected++;
    } else {
      this.take(row);
    }
  }

  private header(line: string): void {
    const names = line.replace(/^\uFEFF/, '').replaceAll('"', '');
    this.delimiter = /timeStamp([^A-Za-z0-9_])/.exec(names)?.[1] ?? /([^A-Za-z0-9_])timeStamp/.exec(names)?.[1] ?? ',';
    const cells = names.split(this.delimiter);
    const missing = REQUIRED.filter((name) => !cells.includes(name));
    if (missing.length > 0) {
      throw new AppError('RESULT_UNREADABLE', `JMeter’s reports want the columns ${missing.join(', ')}`);
    }
    const places = [...REQUIRED, 'sentBytes'].map((name) => [name, cells.indexOf(name)]);
    this.columns = Object.fromEntries(places) as Record<Column, number>;
    this.columnCount = cells.length;
  }

  private quotedCells(line: string): string[] {
    const cells: string[] = [];
    for (let at = 0; at <= line.length;) {
      const { cell, next } = line[at] === '"' ? quotedCell(line, at) : this.plainCell(line, at);
      cells.push(cell);
      at = next;
    }
    return cells;
  }

  private plainCell(line: string, at: number): { cell: string; next: number } {
    const end = line.indexOf(this.delimiter, at);
    const until = end === -1 ? line.length : end;
    return { cell: line.slice(at, until), next: until + 1 };
  }

  private rowOf(cells: readonly string[], columns: Record<Column, number>): JMeterRow | null {
    const startMs = wholeOf(cells[columns.timeStamp]);
    const elapsedMs = wholeOf(cells[columns.elapsed]);
    const receivedBytes = wholeOf(cells[columns.bytes]);
    const sentBytes = columns.sentBytes === -1 ? 0 : wholeOf(cells[columns.sentBytes]);
    const isSuccess = FLAGS.get(cells[columns.success] ?? '');
    if (isSuccess === undefined || !Number.isSafeInteger(startMs + elapsedMs + receivedBytes + sentBytes)) {
      return null;
    }
    const label = cells[columns.label] ?? '';
    const message = cells[columns.responseMessage] ?? '';
    const isTransaction = message.startsWith(TRANSACTION);
    const isEmptyTransaction = isTransaction && message.startsWith(EMPTY_TRANSACTION);
    const groupName = groupOf(cells[columns.threadName] ?? '');
    // One by one: this is done for every row of the file.
    return {
      startMs,
      elapsedMs,
      label,
      isSuccess,
      isTransaction,
      isEmptyTransaction,
      isNested: false,
      groupName,
      receivedBytes,
      sentBytes,
    };
  }
}

const FLAGS = new Map([
  ['true', true],
  ['false', false],
  ['TRUE', true],
  ['FALSE', false],
]);

/** Up to the last space: `Users 1-7` belongs to `Users`. */
function groupOf(threadName: string): string {
  const end = threadName.lastIndexOf(' ');
  return end > 0 ? threadName.slice(0, end) : threadName;
}

function quotedCell(line: string, opening: number): { cell: string; next: number } {
  const closing = closingQuote(line, opening);
  const until = closing === -1 ? line.length : closing;
  return { cell: line.slice(opening + 1, until).replaceAll('""', '"'), next: until + 2 };
}

function closingQuote(line: string, opening: number): number {
  for (let at = line.indexOf('"', opening + 1); at !== -1; at = line.indexOf('"', at + 2)) {
    if (line[at + 1] !== '"') {
      return at;
    }
  }
  return -1;
}

/** NaN where it is no whole number. */
function wholeOf(text: string | undefined): number {
  const number = text === undefined || text === '' ? NaN : Number(text);
  return Number.isSafeInteger(number) ? number : NaN;
}
