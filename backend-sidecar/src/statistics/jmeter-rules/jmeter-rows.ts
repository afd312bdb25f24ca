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
  private columns: Map<Column, number> | null = null;
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
    const wanted: Column[] = [...REQUIRED, ...(cells.includes('sentBytes') ? (['sentBytes'] as const) : [])];
    this.columns = new Map(wanted.map((name) => [name, cells.indexOf(name)]));
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

  private rowOf(cells: readonly string[], columns: ReadonlyMap<Column, number>): JMeterRow | null {
    const cell = (name: Column) => cells[columns.get(name) ?? -1] ?? '';
    const [startMs, elapsedMs] = [wholeOf(cell('timeStamp')), wholeOf(cell('elapsed'))];
    const [receivedBytes, sentBytes] = [wholeOf(cell('bytes')), wholeOf(cell('sentBytes') || '0')];
    const success = cell('success').toLowerCase();
    if (![startMs, elapsedMs, receivedBytes, sentBytes].every(Number.isFinite) || !/^(true|false)$/.test(success)) {
      return null;
    }
    const message = cell('responseMessage');
    return {
      ...{ startMs, elapsedMs, receivedBytes, sentBytes, label: cell('label'), isSuccess: success === 'true' },
      isTransaction: message.startsWith(TRANSACTION),
      isEmptyTransaction: message.startsWith(EMPTY_TRANSACTION),
      groupName: cell('threadName').replace(/(.) [^ ]*$/, '$1'),
    };
  }
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

function wholeOf(text: string): number {
  return /^-?\d+$/.test(text) ? Number(text) : NaN;
}
