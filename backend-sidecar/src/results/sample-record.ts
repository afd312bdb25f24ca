import type { CsvRecord } from './csv-records.ts';
import type { JtlColumns } from './jtl-columns.ts';
import { TextInterner } from './text-interner.ts';

/** One readable row of a result file. Values that the file does not have are null. Valid only while it is visited. */
export interface SampleRecord {
  readonly kind: 'record';
  readonly startMs: number;
  readonly elapsedMs: number;
  readonly label: string;
  readonly isSuccess: boolean;
  /** Written by a Transaction Controller. */
  readonly isTransaction: boolean;
  readonly threadName: string;
  /** `threadName` up to its last space: `Users 1-7` belongs to `Users`. */
  readonly groupName: string;
  /** Read for failed rows only. */
  readonly responseCode: string;
  /** The failed assertion, else the response message; read for failed rows only. */
  readonly failureText: string;
  readonly receivedBytes: number | null;
  readonly sentBytes: number | null;
  readonly activeThreads: number | null;
  /** From the start to the first byte of the answer, connecting included. */
  readonly latencyMs: number | null;
  readonly connectMs: number | null;
  readonly idleMs: number | null;
  /** More than 1: the row stands for several samples, and `elapsedMs` is their sum (JMeter's statistical sample mode). */
  readonly sampleCount: number;
  readonly errorCount: number;
}

export interface Rejection {
  readonly kind: 'rejection';
  readonly reason: string;
}

export const RECORD_REJECTIONS = {
  columns: 'wrong number of columns',
  timeStamp: 'timeStamp is not in epoch milliseconds',
  elapsed: 'elapsed is not a whole number',
  success: 'success is neither true nor false',
  bytes: 'bytes is not a whole number',
  sentBytes: 'sentBytes is not a whole number',
  allThreads: 'allThreads is not a whole number',
} as const;

const QUOTE = 0x22;
const SPACE = 0x20;
const DIGIT_0 = 0x30;
/** Up to here a sum of many stays exact; no JMeter counter comes near. */
const MAX_DIGITS = 12;
const NOT_WHOLE = -1;
/**
 * Epoch milliseconds have 13 digits from 2001 to 2286. A row whose front was cut off (a disk that was full for a while)
 * may start with the rest of a time stamp and look complete otherwise; it must not move the run's start to 1970.
 */
const TIME_STAMP_DIGITS = 13;
/** TransactionController writes `Number of samples in transaction : N, number of failing samples : M`; JMeter itself tells transactions by this prefix. */
const TRANSACTION_PREFIX = Buffer.from('Number of samples in transaction');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NOT_THERE = null;

/** Reads the fields that the statistics need from a record's bytes, and decodes no others. */
export class SampleRecordParser {
  private readonly texts = new TextInterner();
  constructor(private readonly columns: JtlColumns) {}

  parse(record: CsvRecord): SampleRecord | Rejection {
    const { columns } = this;
    if (record.fieldCount !== columns.count) {
      return rejection(RECORD_REJECTIONS.columns);
    }
    const startMs = timeStampOf(record, columns.timeStamp);
    if (startMs === NOT_WHOLE) {
      return rejection(RECORD_REJECTIONS.timeStamp);
    }
    const elapsedMs = wholeNumberAt(record, columns.elapsed);
    if (elapsedMs === NOT_WHOLE) {
      return rejection(RECORD_REJECTIONS.elapsed);
    }
    const isSuccess = successOf(record, columns.success);
    return isSuccess === null
      ? rejection(RECORD_REJECTIONS.success)
      : this.withMeasures(record, { startMs, elapsedMs, isSuccess });
  }

  private withMeasures(
    record: CsvRecord,
    times: { startMs: number; elapsedMs: number; isSuccess: boolean }
  ): SampleRecord | Rejection {
    const { columns } = this;
    const receivedBytes = optionalNumberAt(record, columns.receivedBytes);
    if (receivedBytes === NOT_WHOLE) {
      return rejection(RECORD_REJECTIONS.bytes);
    }
    const sentBytes = optionalNumberAt(record, columns.sentBytes);
    if (sentBytes === NOT_WHOLE) {
      return rejection(RECORD_REJECTIONS.sentBytes);
    }
    const activeThreads = optionalNumberAt(record, columns.allThreads);
    if (activeThreads === NOT_WHOLE) {
      return rejection(RECORD_REJECTIONS.allThreads);
    }
    return {
      kind: 'record',
      startMs: times.startMs,
      elapsedMs: times.elapsedMs,
      label: this.textAt(record, columns.label),
      isSuccess: times.isSuccess,
      isTransaction: isTransaction(record, columns.responseMessage),
      groupName: this.groupNameOf(record),
      responseCode: times.isSuccess ? '' : this.textAt(record, columns.responseCode),
      failureText: times.isSuccess ? '' : this.failureTextOf(record),
      receivedBytes,
      sentBytes,
      activeThreads,
      threadName: '',
      latencyMs: null,
      connectMs: null,
      idleMs: null,
      sampleCount: 1,
      errorCount: times.isSuccess ? 0 : 1,
    };
  }

  private textAt(record: CsvRecord, column: number | null): string {
    return column === null ? '' : this.texts.text(record.bytes, record.fieldStart(column), record.fieldEnd(column));
  }

  private failureTextOf(record: CsvRecord): string {
    const failureMessage = this.textAt(record, this.columns.failureMessage);
    return failureMessage === '' ? this.textAt(record, this.columns.responseMessage) : failureMessage;
  }

  private groupNameOf(record: CsvRecord): string {
    const column = this.columns.threadName;
    if (column === null) {
      return '';
    }
    const start = record.fieldStart(column);
    const end = record.fieldEnd(column);
    if (record.bytes[start] === QUOTE) {
      return groupNameOfThread(record.field(column));
    }
    let at = end - 1;
    while (at > start && record.bytes[at] !== SPACE) {
      at--;
    }
    return this.texts.text(record.bytes, start, at > start ? at : end);
  }
}

/** A thread name without a space is its own group. */
function groupNameOfThread(threadName: string): string {
  const lastSpace = threadName.lastIndexOf(' ');
  return lastSpace > 0 ? threadName.slice(0, lastSpace) : threadName;
}

function rejection(reason: string): Rejection {
  return { kind: 'rejection', reason };
}

function timeStampOf(record: CsvRecord, column: number): number {
  const start = record.fieldStart(column);
  const end = record.fieldEnd(column);
  return end - start === TIME_STAMP_DIGITS ? wholeNumber(record.bytes, start, end) : NOT_WHOLE;
}

function wholeNumberAt(record: CsvRecord, column: number): number {
  const start = record.fieldStart(column);
  const end = record.fieldEnd(column);
  return end - start > MAX_DIGITS ? NOT_WHOLE : wholeNumber(record.bytes, start, end);
}

/** An empty cell is "no data", as a missing column is. */
function optionalNumberAt(record: CsvRecord, column: number | null): number | null {
  if (column === null || record.fieldStart(column) === record.fieldEnd(column)) {
    return NOT_THERE;
  }
  return wholeNumberAt(record, column);
}

function wholeNumber(bytes: Buffer, start: number, end: number): number {
  if (start === end) {
    return NOT_WHOLE;
  }
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) {
      return NOT_WHOLE;
    }
    value = value * 10 + digit;
  }
  return value;
}

function successOf(record: CsvRecord, column: number): boolean | null {
  const start = record.fieldStart(column);
  const length = record.fieldEnd(column) - start;
  if (length === TRUE.length && startsWith(record.bytes, start, TRUE)) {
    return true;
  }
  return length === FALSE.length && startsWith(record.bytes, start, FALSE) ? false : null;
}

function isTransaction(record: CsvRecord, column: number | null): boolean {
  if (column === null) {
    return false;
  }
  const start = record.fieldStart(column);
  const textStart = record.bytes[start] === QUOTE ? start + 1 : start;
  const fits = record.fieldEnd(column) - textStart >= TRANSACTION_PREFIX.length;
  return fits && startsWith(record.bytes, textStart, TRANSACTION_PREFIX);
}

function startsWith(bytes: Buffer, start: number, prefix: Buffer): boolean {
  for (let index = 0; index < prefix.length; index++) {
    if (bytes[start + index] !== prefix[index]) {
      return false;
    }
  }
  return true;
}
