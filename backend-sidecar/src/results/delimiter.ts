import { AppError } from '../kernel/errors.ts';
import { isDefaultRow, JTL_COLUMN_NAMES } from './jtl-columns.ts';

/** JMeter's property jmeter.save.saveservice.default_delimiter; the comma is its default and wins a tie. */
const USUAL = [',', '\t', ';', '|'];
/** JMeter refuses letters, digits and the quote; what stands in names of columns cannot part them. */
const REFUSED = /[A-Za-z0-9"\r\n]/;

/**
 * The character between the columns: the one by which the line falls into most names of JMeter's columns; without a
 * header, the one by which it is a row of JMeter's default columns.
 */
export function detectDelimiter(line: string): string {
  const candidates = [...new Set([...USUAL, ...line])].filter((char) => isDelimiter(char));
  const rated = candidates.map((delimiter) => ({ delimiter, names: namesIn(line, delimiter) }));
  const best = rated.reduce((one, other) => (other.names > one.names ? other : one));
  if (best.names > 0) {
    return best.delimiter;
  }
  return candidates.find((delimiter) => isDefaultRow(cellsOf(line, delimiter))) ?? mostFrequent(line);
}

/** @throws AppError RESULT_UNREADABLE for what JMeter would not take, either */
export function checkedDelimiter(given: string): string {
  const delimiter = given === '\\t' ? '\t' : given;
  if (!isDelimiter(delimiter)) {
    throw new AppError(
      'RESULT_UNREADABLE',
      `“${given}” is no delimiter: it is one character, and neither a letter nor a digit nor a quote`
    );
  }
  return delimiter;
}

function isDelimiter(char: string): boolean {
  return char.length === 1 && char.charCodeAt(0) < 0x80 && !REFUSED.test(char);
}

function namesIn(line: string, delimiter: string): number {
  return line.split(delimiter).filter((cell) => JTL_COLUMN_NAMES.includes(unquoted(cell))).length;
}

function mostFrequent(line: string): string {
  const counted = USUAL.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((best, candidate) => (candidate.count > best.count ? candidate : best)).delimiter;
}

/** Good enough to know a row by: a delimiter inside quotes parts no cells. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let open = '';
  for (const piece of line.split(delimiter)) {
    const cell = open === '' ? piece : `${open}${delimiter}${piece}`;
    const isClosed = (cell.split('"').length - 1) % 2 === 0;
    open = isClosed ? '' : cell;
    if (isClosed) {
      cells.push(unquoted(cell));
    }
  }
  return cells;
}

function unquoted(cell: string): string {
  return cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1) : cell;
}
