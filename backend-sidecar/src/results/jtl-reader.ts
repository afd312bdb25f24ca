import type { RejectedRecord } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import { CSV_REJECTIONS, CsvRecords, MAX_RECORD_BYTES, type CsvRun, type CsvVisitor } from './csv-records.ts';
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

/** The line that comes next, counted from 1, and the number of the last record behind the header. */
export interface JtlPosition {
  readonly lineNumber: number;
  readonly recordNumber: number;
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
  private csv: CsvRecords | null = null;
  private columns: JtlColumns | null = null;
  private parser: SampleRecordParser | null = null;
  private readonly formats: readonly TimeStampFormat[];
  private isFormatKnown = false;
  /** Of the records that are being visited, the first is the header. */
  private isHeaderNext = false;
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

  /** Whether what comes next begins a record, and nothing before it decides any more how it is read. */
  get canBeContinuedElsewhere(): boolean {
    return this.isFormatKnown && this.csv !== null && this.csv.isAtRecordStart;
  }

  get position(): JtlPosition {
    return { lineNumber: this.csv?.lineNumber ?? 1, recordNumber: this.recordNumber };
  }

  /** Of records that were read elsewhere. */
  passOver({ lineNumber, recordNumber }: JtlPosition): void {
    this.recordNumber += recordNumber;
    if (this.csv !== null) {
      this.csv.lineNumber += lineNumber;
    }
  }

  push(chunk: Buffer): void {
    if (this.csv !== null) {
      this.csv.push(chunk);
      return;
    }
    this.firstLine = Buffer.concat([this.firstLine, chunk]);
    this.startAtHeader();
  }

  /** To be called once the writer is gone: an unfinished last record is rejected. */
  finish(): void {
    if (this.csv !== null) {
      this.csv.finish();
      return;
    }
    if (this.firstLine.length > 0) {
      this.malformed(CSV_REJECTIONS.incomplete, this.firstLine.toString('utf8').slice(0, 300));
    }
  }

  records(run: CsvRun): void {
    const parser = this.parser ?? this.parserOf(run);
    const from = this.isHeaderNext ? 1 : 0;
    for (let place = from; place < run.recordCount; place++) {
      this.recordNumber++;
      const isOtherFormat = !this.isFormatKnown && this.lookAtTimeStamp(run, place, parser);
      if (place === from || isOtherFormat) {
        parser.begin(run);
      }
      this.take(run, place, parser);
    }
    this.isHeaderNext = false;
  }

  malformed(reason: string, text: string): void {
    this.recordNumber++;
    this.reject(reason, text, this.position.lineNumber);
  }

  private parserOf(run: CsvRun): SampleRecordParser {
    const { columns, isHeader, note } = readFirstRecord(cellsOf(run), this.options.columns ?? null);
    const parser = new SampleRecordParser(columns, this.place.clockOffsetMs);
    this.parser = parser;
    this.columns = columns;
    this.isHeaderNext = isHeader;
    if (note !== null) {
      this.notes.push(note);
    }
    return parser;
  }

  private take(run: CsvRun, place: number, parser: SampleRecordParser): void {
    const rejection = parser.parse(run, place);
    if (rejection === null) {
      this.visitor.sample(parser.sample, this.place.part);
    } else {
      this.reject(rejection, run.text(place), run.lineNumber + place);
    }
  }

  /**
   * The first row that is understood decides; until then rows are tried as epoch milliseconds.
   *
   * @returns whether it is another format than before
   */
  private lookAtTimeStamp(run: CsvRun, place: number, parser: SampleRecordParser): boolean {
    const { columns } = this;
    if (columns === null || run.fieldCount(place) !== columns.count) {
      return false;
    }
    const text = run.field(place, columns.timeStamp);
    const format = this.formats.find(({ epochMs }) => epochMs(text) >= 0);
    this.looks++;
    this.isFormatKnown = format !== undefined || this.looks >= MAX_LOOKS;
    if (format === undefined || format === parser.timeStamps) {
      return false;
    }
    parser.timeStamps = format;
    this.noteFormat(format, text);
    return true;
  }

  private noteFormat({ name }: TimeStampFormat, text: string): void {
    if (name === 'ms') {
      return;
    }
    const zone = namesZone(name) ? '' : ` in the time zone ${this.options.timeZone ?? DEFAULT_TIME_ZONE}`;
    this.notes.push(`Its time stamps, such as “${text.slice(0, MAX_NAME_CHARS)}”, are read as ${name}${zone}.`);
  }

  private reject(reason: string, text: string, lineNumber: number): void {
    const { recordNumber } = this;
    this.visitor.rejected({ recordNumber, lineNumber, fileName: this.place.fileName, reason, text });
  }

  private startAtHeader(): void {
    const mark = this.firstLine.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
    const text = this.firstLine.toString('utf8', mark, MAX_RECORD_BYTES);
    const lineEnd = text.search(LINE_END);
    if (lineEnd >= 0) {
      const read = this.firstLine.subarray(mark);
      this.firstLine = Buffer.alloc(0);
      this.csv = new CsvRecords({ delimiter: this.delimiterOf(text.slice(0, lineEnd)) }, this);
      this.csv.push(read);
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

/** Of the first record. */
function cellsOf(run: CsvRun): string[] {
  return Array.from({ length: run.fieldCount(0) }, (_, index) => run.field(0, index));
}
