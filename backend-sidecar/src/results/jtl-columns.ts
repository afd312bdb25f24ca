import { AppError } from '../kernel/errors.ts';

/** Where the columns that we read stand in the file; null where the file has none of that name. */
export interface JtlColumns {
  readonly count: number;
  readonly timeStamp: number;
  readonly elapsed: number;
  readonly label: number;
  readonly success: number;
  readonly responseCode: number | null;
  readonly responseMessage: number | null;
  readonly failureMessage: number | null;
  readonly threadName: number | null;
  readonly receivedBytes: number | null;
  readonly sentBytes: number | null;
  readonly allThreads: number | null;
}

const REQUIRED_COLUMNS = ['timeStamp', 'elapsed', 'label', 'success'] as const;
/** JMeter's property jmeter.save.saveservice.default_delimiter; the comma is its default and wins a tie. */
const DELIMITERS = [',', '\t', ';', '|'] as const;
const BYTE_ORDER_MARK = '\uFEFF';

/** The candidate that occurs most often in the header line. */
export function detectDelimiter(headerLine: string): string {
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: headerLine.split(delimiter).length }));
  return counted.reduce((best, candidate) => (candidate.count > best.count ? candidate : best)).delimiter;
}

/**
 * Maps the columns by name: their order differs between listeners, and sample variables add columns of their own. Of two
 * columns with one name the first counts (a variable may be called like a column, and variables stand last).
 */
export function readJtlColumns(headerCells: readonly string[]): JtlColumns {
  const names = headerCells.map((cell, index) => (index === 0 ? withoutByteOrderMark(cell) : cell));
  const missing = REQUIRED_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new AppError(
      'RESULT_UNREADABLE',
      `required columns are missing from its first line: ${missing.join(', ')} (found: ${names.join(', ').slice(0, 300)})`
    );
  }
  const optional = (name: string) => (names.includes(name) ? names.indexOf(name) : null);
  return {
    count: names.length,
    timeStamp: names.indexOf('timeStamp'),
    elapsed: names.indexOf('elapsed'),
    label: names.indexOf('label'),
    success: names.indexOf('success'),
    responseCode: optional('responseCode'),
    responseMessage: optional('responseMessage'),
    failureMessage: optional('failureMessage'),
    threadName: optional('threadName'),
    receivedBytes: optional('bytes'),
    sentBytes: optional('sentBytes'),
    allThreads: optional('allThreads'),
  };
}

function withoutByteOrderMark(cell: string): string {
  return cell.startsWith(BYTE_ORDER_MARK) ? cell.slice(1) : cell;
}
