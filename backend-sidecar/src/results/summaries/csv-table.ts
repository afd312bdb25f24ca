import { wrong } from './summary-run.ts';

/** A small table as people and GUIs save it; read as a whole. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly CsvTableRow[];
}

export interface CsvTableRow {
  readonly lineNumber: number;
  readonly cells: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'];
const CELL = /"(?:[^"]|"")*"|[^"]*?/.source;

/** Blank lines are left out. Every row must have as many cells as the header. @throws AppError RESULT_UNREADABLE */
export function readCsvTable(text: string): CsvTable {
  const plain = text.replace(/^\uFEFF/, '');
  const [header, ...rows] = recordsOf(plain, delimiterOf(firstLine(plain)));
  if (header === undefined) {
    throw wrong('it is empty');
  }
  const names = header.cells.map((cell) => cell.trim());
  for (const { lineNumber, cells } of rows) {
    if (cells.length !== names.length) {
      throw wrong(`line ${lineNumber} has ${cells.length} columns, its header has ${names.length}`);
    }
  }
  return { header: names, rows };
}

/** The header's cells alone, of the beginning of a file; none where it is no table. */
export function headerCells(head: string): string[] {
  const line = firstLine(head.replace(/^\uFEFF/, ''));
  try {
    return (recordsOf(line, delimiterOf(line))[0]?.cells ?? []).map((cell) => cell.trim());
  } catch {
    return [];
  }
}

function firstLine(text: string): string {
  return /[^\r\n]+/.exec(text)?.[0] ?? '';
}

function delimiterOf(line: string): string {
  const unquoted = line.replace(/"(?:[^"]|"")*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: unquoted.split(delimiter).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

function recordsOf(text: string, delimiter: string): CsvTableRow[] {
  const records: CsvTableRow[] = [];
  let cells: string[] = [];
  let startsAt = 1;
  let lineNumber = 1;
  for (const { content, end, isLast, lines } of cellsOf(text, delimiter)) {
    if (content === null) {
      throw wrong(`line ${startsAt} is badly quoted`);
    }
    cells.push(content);
    lineNumber += lines;
    if (end !== delimiter || isLast) {
      // A delimiter at the very end has an empty cell behind it.
      records.push({ lineNumber: startsAt, cells: end === delimiter ? [...cells, ''] : cells });
      cells = [];
      startsAt = lineNumber;
    }
  }
  return records.filter((record) => record.cells.length > 1 || record.cells[0] !== '');
}

interface Cell {
  /** null: badly quoted. */
  content: string | null;
  end: string;
  isLast: boolean;
  /** Line ends in it and behind it. */
  lines: number;
}

function* cellsOf(text: string, delimiter: string): Generator<Cell> {
  const cell = new RegExp(`(${CELL})(${delimiter === '|' ? '\\|' : delimiter}|\\r\\n|\\n|\\r|$)`, 'y');
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    const [whole = '', content, end = ''] = match ?? [];
    yield {
      content: content === undefined ? null : unquoted(content),
      end,
      isLast: cell.lastIndex === text.length,
      lines: lineEnds(whole),
    };
  }
}

function unquoted(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
