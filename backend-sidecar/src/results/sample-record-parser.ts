import type { CsvRecord } from './csv-records.ts';
import type { JtlColumns } from './jtl-columns.ts';
import {
  groupNameOfThread,
  RECORD_REJECTIONS,
  TRANSACTION_PREFIX,
  type RecordRejection,
  type SampleRecord,
} from './sample-record.ts';
import { TextInterner } from './text-interner.ts';
import { EPOCH_MS, type TimeStampFormat } from './time-stamp-format.ts';

const QUOTE = 0x22;
const SPACE = 0x20;
const DIGIT_0 = 0x30;
/** Up to here a sum of many stays exact; no JMeter counter comes near. */
const MAX_DIGITS = 12;
/** So many digits fit into the small integers that the engine calculates fastest with. */
const FAST_DIGITS = 9;
const NOT_WHOLE = -1;
/**
 * Epoch milliseconds have 13 digits from 2001 to 2286. A row whose front was cut off (a disk that was full for a while)
 * may start with the rest of a time stamp and look complete otherwise; it must not move the run's start to 1970.
 */
const TIME_STAMP_DIGITS = 13;
const TIME_STAMP_HEAD = 6;
const TIME_STAMP_TAIL_SCALE = 10_000_000;
const TRANSACTION_BYTES = Buffer.from(TRANSACTION_PREFIX);
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NO_RECORD: CsvRecord = {
  bytes: Buffer.alloc(0),
  fieldCount: 0,
  start: 0,
  ends: new Int32Array(0),
  firstEnd: 0,
  fieldStart: () => 0,
  fieldEnd: () => 0,
  field: () => '',
  text: () => '',
};

/** The record that is filled again for each row. Texts that few readers ask for are decoded when they ask. */
class ReadSample implements SampleRecord {
  readonly kind = 'record';
  startMs = 0;
  elapsedMs = 0;
  label = '';
  isSuccess = true;
  isTransaction = false;
  receivedBytes: number | null = null;
  sentBytes: number | null = null;
  activeThreads: number | null = null;
  latencyMs: number | null = null;
  connectMs: number | null = null;
  idleMs: number | null = null;
  sampleCount = 1;
  errorCount = 0;
  source: CsvRecord = NO_RECORD;

  constructor(
    private readonly columns: JtlColumns,
    private readonly texts: TextInterner
  ) {}

  get threadName(): string {
    return this.text(this.columns.threadName);
  }

  get groupName(): string {
    const column = this.columns.threadName;
    if (column === null) {
      return '';
    }
    const { source } = this;
    const start = source.fieldStart(column);
    const end = source.fieldEnd(column);
    if (source.bytes[start] === QUOTE) {
      return groupNameOfThread(source.field(column));
    }
    let at = end - 1;
    while (at > start && source.bytes[at] !== SPACE) {
      at--;
    }
    return this.texts.text(source.bytes, start, at > start ? at : end);
  }

  get responseCode(): string {
    return this.isSuccess ? '' : this.text(this.columns.responseCode);
  }

  get failureText(): string {
    if (this.isSuccess) {
      return '';
    }
    const failureMessage = this.text(this.columns.failureMessage);
    return failureMessage === '' ? this.text(this.columns.responseMessage) : failureMessage;
  }

  text(column: number | null): string {
    const { source } = this;
    return column === null ? '' : this.texts.text(source.bytes, source.fieldStart(column), source.fieldEnd(column));
  }
}

/** Reads the fields that the statistics need from a record's bytes, and decodes no others. */
export class SampleRecordParser {
  timeStamps: TimeStampFormat = EPOCH_MS;
  private readonly read: ReadSample;

  /** @param clockOffsetMs added to the start of every sample */
  constructor(
    private readonly columns: JtlColumns,
    private readonly clockOffsetMs = 0
  ) {
    this.read = new ReadSample(columns, new TextInterner());
  }

  /** What the last call of {@link parse} has read. */
  get sample(): SampleRecord {
    return this.read;
  }

  /** @returns why the record is none, or null: then {@link sample} is the record */
  parse(record: CsvRecord): RecordRejection | null {
    const { columns, read } = this;
    if (record.fieldCount !== columns.count) {
      return RECORD_REJECTIONS.columns;
    }
    read.source = record;
    const startMs = this.startOf(record);
    if (startMs < 0) {
      return this.timeStamps === EPOCH_MS ? RECORD_REJECTIONS.timeStamp : RECORD_REJECTIONS.datedTimeStamp;
    }
    read.startMs = startMs + this.clockOffsetMs;
    read.elapsedMs = wholeNumberAt(record, columns.elapsed);
    if (read.elapsedMs < 0) {
      return RECORD_REJECTIONS.elapsed;
    }
    const rejection = this.parseOutcome(record) ?? this.parseMeasures(record);
    if (rejection === null) {
      read.label = read.text(columns.label);
      read.isTransaction = isTransaction(record, columns.responseMessage);
    }
    return rejection;
  }

  private startOf(record: CsvRecord): number {
    const column = this.columns.timeStamp;
    return this.timeStamps === EPOCH_MS ? timeStampOf(record, column) : this.timeStamps.epochMs(record.field(column));
  }

  private parseOutcome(record: CsvRecord): RecordRejection | null {
    const { columns, read } = this;
    const isSuccess = successOf(record, columns.success);
    if (isSuccess === null) {
      return RECORD_REJECTIONS.success;
    }
    read.isSuccess = isSuccess;
    read.sampleCount = countAt(record, columns.sampleCount, 1);
    if (read.sampleCount < 0) {
      return RECORD_REJECTIONS.sampleCount;
    }
    read.errorCount = countAt(record, columns.errorCount, isSuccess ? 0 : 1);
    return read.errorCount < 0 ? RECORD_REJECTIONS.errorCount : null;
  }

  private parseMeasures(record: CsvRecord): RecordRejection | null {
    const { columns, read } = this;
    read.receivedBytes = optionalNumberAt(record, columns.receivedBytes);
    if (read.receivedBytes === NOT_WHOLE) {
      return RECORD_REJECTIONS.bytes;
    }
    read.sentBytes = optionalNumberAt(record, columns.sentBytes);
    if (read.sentBytes === NOT_WHOLE) {
      return RECORD_REJECTIONS.sentBytes;
    }
    read.activeThreads = optionalNumberAt(record, columns.allThreads);
    return read.activeThreads === NOT_WHOLE ? RECORD_REJECTIONS.allThreads : this.parseParts(record);
  }

  /** The times that are part of `elapsed`, or that it leaves out. */
  private parseParts(record: CsvRecord): RecordRejection | null {
    const { columns, read } = this;
    read.latencyMs = optionalNumberAt(record, columns.latency);
    if (read.latencyMs === NOT_WHOLE) {
      return RECORD_REJECTIONS.latency;
    }
    read.connectMs = optionalNumberAt(record, columns.connect);
    if (read.connectMs === NOT_WHOLE) {
      return RECORD_REJECTIONS.connect;
    }
    read.idleMs = optionalNumberAt(record, columns.idle);
    return read.idleMs === NOT_WHOLE ? RECORD_REJECTIONS.idle : null;
  }
}

/** In two parts, because the whole is more than the engine's small integers hold. */
function timeStampOf(record: CsvRecord, column: number): number {
  const start = record.fieldStart(column);
  const end = record.fieldEnd(column);
  if (end - start !== TIME_STAMP_DIGITS) {
    return NOT_WHOLE;
  }
  const head = digits(record.bytes, start, start + TIME_STAMP_HEAD);
  const tail = digits(record.bytes, start + TIME_STAMP_HEAD, end);
  return head < 0 || tail < 0 ? NOT_WHOLE : head * TIME_STAMP_TAIL_SCALE + tail;
}

function wholeNumberAt(record: CsvRecord, column: number): number {
  return wholeNumber(record.bytes, record.fieldStart(column), record.fieldEnd(column));
}

/** An empty cell is "no data", as a missing column is. */
function optionalNumberAt(record: CsvRecord, column: number | null): number | null {
  if (column === null) {
    return null;
  }
  const start = record.fieldStart(column);
  const end = record.fieldEnd(column);
  return start === end ? null : wholeNumber(record.bytes, start, end);
}

function countAt(record: CsvRecord, column: number | null, without: number): number {
  return optionalNumberAt(record, column) ?? without;
}

function wholeNumber(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length === 0 || length > MAX_DIGITS) {
    return NOT_WHOLE;
  }
  if (length <= FAST_DIGITS) {
    return digits(bytes, start, end);
  }
  const head = digits(bytes, start, end - FAST_DIGITS);
  const tail = digits(bytes, end - FAST_DIGITS, end);
  return head < 0 || tail < 0 ? NOT_WHOLE : head * 10 ** FAST_DIGITS + tail;
}

/** Of at most {@link FAST_DIGITS} bytes. */
function digits(bytes: Buffer, start: number, end: number): number {
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
  const fits = record.fieldEnd(column) - textStart >= TRANSACTION_BYTES.length;
  return fits && startsWith(record.bytes, textStart, TRANSACTION_BYTES);
}

function startsWith(bytes: Buffer, start: number, prefix: Buffer): boolean {
  for (let index = 0; index < prefix.length; index++) {
    if (bytes[start + index] !== prefix[index]) {
      return false;
    }
  }
  return true;
}
