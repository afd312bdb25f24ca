import type { RejectedRecord } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import { CSV_REJECTIONS, CsvRecords, MAX_RECORD_BYTES, type CsvRecord, type CsvVisitor } from './csv-records.ts';
import { checkedDelimiter, detectDelimiter } from './delimiter.ts';
import { readFirstRecord, type JtlColumns } from './jtl-columns.ts';
import { SampleRecordParser } from './sample-record-parser.ts';
import type { SampleRecord } from './sample-record.ts';
import { namesZone, timeStampFormats, type TimeStampFormat } from './time-stamp-format.ts';

export interface JtlVisitor {
  /** @param part which of several files of one run it is from, counted from 0 */
  sample(record: SampleRecord, part: number): void;
  /** `recordNumber` counts from 1 behind the header, `lineNumber` from 1 in the file. */
  rejected(rejected: RejectedRecord): void;
}

/** What the file itself may not say. */
export interface ReadOptions {
  /** One character, or `\t`; by default found out from the first line. */
  readonly delimiter?: string;
  /** Names of the columns of a file without a header. */
  readonly columns?: readonly string[];
  /** A pattern of SimpleDateFormat, or `ms`; by default found out from the first row. */
  readonly timestampFormat?: string;
  /** IANA name or offset, for time stamps that name none; by default UTC. */
  readonly timeZone?: string;
}

/** Which of several files of a run is read. */
export interface ReadPlace {
  readonly part: number;
  readonly fileName: string | null;
  /** Added to the start of every sample. */
  readonly clockOffsetMs: number;
}

const ONLY_PART: ReadPlace = { part: 0, fileName: null, clockOffsetMs: 0 };
const LINE_END = /[\r\n]/;
const MAX_NAME_CHARS = 60;
const DEFAULT_TIME_ZONE = 'UTC';
/** Rows whose time stamp is looked at for its format. */
const MAX_LOOKS = 1000;
/** EF BB BF in UTF-8. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * Incremental reader of a JTL in CSV: the first line names the columns, every further record becomes a sample or a
 * rejection with its reason; none is dropped. Throws RESULT_UNREADABLE when the columns cannot be known.
 */
export class JtlReader implements CsvVisitor {
  /** What was assumed. */
  readonly notes: string[] = [];
  private records: CsvRecords | null = null;
  private columns: JtlColumns | null = null;
  private parser: SampleRecordParser | null = null;
  private readonly formats: readonly TimeStampFormat[];
  private isFormatKnown = false;
  private looks = 0;
  private firstLine = Buffer.alloc(0);
  private recordNumber = 0;

  constructor(
    private readonly visitor: JtlVisitor,
    private readonly options: ReadOptions = {},
    private readonly place: ReadPlace = ONLY_PART
  ) {
    this.formats = timeStampFormats(options.timestampFormat, options.timeZone ?? DEFAULT_TIME_ZONE);
  }

  get hasRecords(): boolean {
    return this.recordNumber > 0;
  }

  push(chunk: Buffer): void {
    if (this.records !== null) {
      this.records.push(chunk);
      return;
    }
    this.firstLine = Buffer.concat([this.firstLine, chunk]);
    this.startAtHeader();
  }

  /** To be called once the writer is gone: an unfinished last record is rejected. */
  finish(): void {
    if (this.records !== null) {
      this.records.finish();
      return;
    }
    if (this.firstLine.length > 0) {
      this.malformed(CSV_REJECTIONS.incomplete, this.firstLine.toString('utf8').slice(0, 300));
    }
  }

  record(record: CsvRecord): void {
    if (this.parser !== null) {
      this.take(record, this.parser);
      return;
    }
    const { columns, isHeader, note } = readFirstRecord(cellsOf(record), this.options.columns ?? null);
    this.parser = new SampleRecordParser(columns, this.place.clockOffsetMs);
    this.columns = columns;
    if (note !== null) {
      this.notes.push(note);
    }
    if (!isHeader) {
      this.take(record, this.parser);
    }
  }

  malformed(reason: string, text: string): void {
    this.recordNumber++;
    this.reject(reason, text);
  }

  private take(record: CsvRecord, parser: SampleRecordParser): void {
    this.recordNumber++;
    if (!this.isFormatKnown) {
      this.lookAtTimeStamp(record, parser);
    }
    const rejection = parser.parse(record);
    if (rejection === null) {
      this.visitor.sample(parser.sample, this.place.part);
      return;
    }
    this.reject(rejection, record.text());
  }

  /** The first row that is understood decides; until then rows are tried as epoch milliseconds. */
  private lookAtTimeStamp(record: CsvRecord, parser: SampleRecordParser): void {
    const { columns } = this;
    if (columns === null || record.fieldCount !== columns.count) {
      return;
    }
    const text = record.field(columns.timeStamp);
    const format = this.formats.find(({ epochMs }) => epochMs(text) >= 0);
    this.looks++;
    this.isFormatKnown = format !== undefined || this.looks >= MAX_LOOKS;
    if (format !== undefined) {
      parser.timeStamps = format;
      this.noteFormat(format, text);
    }
  }

  private noteFormat({ name }: TimeStampFormat, text: string): void {
    if (name === 'ms') {
      return;
    }
    const zone = namesZone(name) ? '' : ` in the time zone ${this.options.timeZone ?? DEFAULT_TIME_ZONE}`;
    this.notes.push(`Its time stamps, such as “${text.slice(0, MAX_NAME_CHARS)}”, are read as ${name}${zone}.`);
  }

  private reject(reason: string, text: string): void {
    const { recordNumber, records } = this;
    const lineNumber = records?.lineNumber ?? 1;
    this.visitor.rejected({ recordNumber, lineNumber, fileName: this.place.fileName, reason, text });
  }

  private startAtHeader(): void {
    const mark = this.firstLine.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
    const text = this.firstLine.toString('utf8', mark, MAX_RECORD_BYTES);
    const lineEnd = text.search(LINE_END);
    if (lineEnd >= 0) {
      const read = this.firstLine.subarray(mark);
      this.firstLine = Buffer.alloc(0);
      this.records = new CsvRecords({ delimiter: this.delimiterOf(text.slice(0, lineEnd)) }, this);
      this.records.push(read);
      return;
    }
    if (this.firstLine.length > MAX_RECORD_BYTES) {
      throw new AppError('RESULT_UNREADABLE', 'its first line is longer than 1 MiB, so it is not a CSV result file');
    }
  }

  private delimiterOf(firstLine: string): string {
    const { delimiter } = this.options;
    return delimiter === undefined ? detectDelimiter(firstLine) : checkedDelimiter(delimiter);
  }
}

function cellsOf(record: CsvRecord): string[] {
  return Array.from({ length: record.fieldCount }, (_, index) => record.field(index));
}
