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
  readonly latency: number | null;
  readonly connect: number | null;
  readonly idle: number | null;
  readonly sampleCount: number | null;
  readonly errorCount: number | null;
}

const REQUIRED_COLUMNS = ['timeStamp', 'elapsed', 'label', 'success'] as const;

/** Every column that JMeter 5.6.3 can write, in its order (CSVSaveService.printableFieldNamesToString). */
export const JTL_COLUMN_NAMES: readonly string[] = [
  ...['timeStamp', 'elapsed', 'label', 'responseCode', 'responseMessage', 'threadName', 'dataType', 'success'],
  ...['failureMessage', 'bytes', 'sentBytes', 'grpThreads', 'allThreads', 'URL', 'Filename', 'Latency', 'Encoding'],
  ...['SampleCount', 'ErrorCount', 'Hostname', 'IdleTime', 'Connect'],
];

/** What JMeter writes unless it is told otherwise; a file that existed before the test has no header. */
const DEFAULT_LAYOUTS = [
  {
    name: 'JMeter 5',
    columns: without('Filename', 'Encoding', 'SampleCount', 'ErrorCount', 'Hostname'),
  },
  {
    name: 'JMeter 3.1 to 4',
    columns: without('URL', 'Filename', 'Encoding', 'SampleCount', 'ErrorCount', 'Hostname'),
  },
] as const;

const NUMBERS = ['elapsed', 'bytes', 'sentBytes', 'grpThreads', 'allThreads', 'Latency', 'IdleTime', 'Connect'];
const TIME_STAMP_LOOK = /^\d{13}$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]\d{1,2}:/;

/** What the first record says, and whether it is a row itself. */
export interface FirstRecord {
  readonly columns: JtlColumns;
  readonly isHeader: boolean;
  /** What had to be assumed. */
  readonly note: string | null;
}

/**
 * @param cells of the file's first record
 * @param named the columns of a file without a header, when somebody said them
 * @throws AppError RESULT_UNREADABLE when required columns are missing, or nobody knows what the columns are
 */
export function readFirstRecord(cells: readonly string[], named: readonly string[] | null): FirstRecord {
  if (isHeader(cells)) {
    return { columns: readJtlColumns(cells), isHeader: true, note: null };
  }
  if (named !== null) {
    return { columns: readJtlColumns(named, 'the columns named for it'), isHeader: false, note: null };
  }
  const layout = DEFAULT_LAYOUTS.find(({ columns }) => fitsLayout(cells, columns));
  if (layout === undefined) {
    throw missingColumns(
      REQUIRED_COLUMNS,
      'it has no header, and its first line is no row of JMeter’s default columns',
      cells
    );
  }
  const variables = cells.slice(layout.columns.length).map((_, index) => `variable ${index + 1}`);
  const columns = readJtlColumns([...layout.columns, ...variables]);
  return {
    columns,
    isHeader: false,
    note: `It has no header; its columns are taken to be the default of ${layout.name}.`,
  };
}

/**
 * Maps the columns by name: their order differs between listeners, and sample variables add columns of their own. Of two
 * columns with one name the first counts (a variable may be called like a column, and variables stand last).
 */
export function readJtlColumns(names: readonly string[], where = 'its first line'): JtlColumns {
  const missing = REQUIRED_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw missingColumns(missing, `required columns are missing from ${where}`, names);
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
    latency: optional('Latency'),
    connect: optional('Connect'),
    idle: optional('IdleTime'),
    sampleCount: optional('SampleCount'),
    errorCount: optional('ErrorCount'),
  };
}

/** Two names of JMeter's: a single one may be somebody's label. */
function isHeader(cells: readonly string[]): boolean {
  return cells.filter((cell) => JTL_COLUMN_NAMES.includes(cell)).length >= 2;
}

/** Further cells are sample variables, which stand last. */
export function fitsLayout(cells: readonly string[], columns: readonly string[]): boolean {
  const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
  const hasNumbers = NUMBERS.every((name) => !columns.includes(name) || /^\d{1,12}$/.test(cell(name)));
  const isOutcome = cell('success') === 'true' || cell('success') === 'false';
  return cells.length >= columns.length && hasNumbers && isOutcome && TIME_STAMP_LOOK.test(cell('timeStamp'));
}

/** Whether a row of some default layout stands in these cells. */
export function isDefaultRow(cells: readonly string[]): boolean {
  return DEFAULT_LAYOUTS.some(({ columns }) => fitsLayout(cells, columns));
}

function missingColumns(missing: readonly string[], problem: string, found: readonly string[]): AppError {
  const shown = found.join(', ').slice(0, 300);
  return new AppError('RESULT_UNREADABLE', `${problem}: ${missing.join(', ')} (found: ${shown})`);
}

function without(...names: readonly string[]): string[] {
  return JTL_COLUMN_NAMES.filter((name) => !names.includes(name));
}
