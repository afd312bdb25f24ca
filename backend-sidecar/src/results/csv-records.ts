import { borrowScan, returnScan, type StructureScan } from './structure-scan.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const INCOMPLETE = -1;
const MALFORMED = -2;
const TOO_LONG = -3;
const NO_BYTES = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));
/** Small enough to stay in the processor's cache; more only for a record that does not fit in. */
const USUAL_FILL_BYTES = 256 * 1024;
const MAX_TEXT_CHARS = 300;
/** A character of UTF-8 takes at most four bytes. */
const MAX_TEXT_BYTES = MAX_TEXT_CHARS * 4;

export const MAX_RECORD_BYTES = 1024 * 1024;

export const CSV_REJECTIONS = {
  quoteInside: 'quote inside an unquoted field',
  textAfterQuote: 'text after a closing quote',
  tooLong: 'record longer than 1 MiB',
  unclosedQuote: 'quote never closed',
  incomplete: 'incomplete last record',
} as const;

/**
 * Records that stand one behind another, as positions in `bytes`; valid only while they are visited. Field `i` of record `r`
 * begins behind `ends[firstEnds[r] + i]` and ends at the next of the `ends`, a delimiter or a line end.
 */
export interface CsvRun {
  readonly bytes: Buffer;
  /** Of `bytes`: it reads four of them at once. */
  readonly view: DataView;
  readonly ends: Int32Array;
  /** Of each record, and then where that of a next one would be. */
  readonly firstEnds: Int32Array;
  readonly recordCount: number;
  /** What found them, if they were found many at a time: it can read their numbers, too. */
  readonly scan: StructureScan | null;
  /** The line, counted from 1, in which the first of them begins; each of several has a line of its own. */
  readonly lineNumber: number;
  fieldCount(place: number): number;
  /** The field decoded: without its quotes, doubled quotes single. */
  field(place: number, index: number): string;
  /** The record as it stands in the file, cut to 300 characters. */
  text(place: number): string;
}

export interface CsvVisitor {
  /** One at least. */
  records(run: CsvRun): void;
  malformed(reason: string, text: string): void;
}

export interface CsvRecordsOptions {
  delimiter: string;
  maxRecordBytes?: number;
}

/**
 * Incremental reader of RFC 4180 records as JMeter writes them (CSVSaveService). Records are not lines: a quoted field
 * may hold line ends. A record counts only once its line end (CR, LF or CRLF) was read: JMeter's buffer may cut a row
 * anywhere, even so that it looks complete. Where the quoting is damaged, only the text up to the next line end is given up
 * and reading goes on behind it, so that one cut row never swallows its successors. How the bytes are cut into chunks
 * makes no difference. Memory is bounded by the longest record, and time by the number of bytes, whatever they are.
 */
export class CsvRecords implements CsvRun {
  bytes: Buffer = NO_BYTES;
  view: DataView = NO_VIEW;
  ends: Int32Array;
  firstEnds: Int32Array;
  recordCount = 0;
  scan: StructureScan | null = null;
  /** The line, counted from 1, in which the records begin that are being visited or come next. */
  lineNumber = 1;
  /** The end of what was pushed last, as long as no record could be made of it. */
  private rest = NO_BYTES;
  private filled = 0;
  /** Where the record begins that is being visited. */
  private start = 0;
  /** Of a record that is scanned here, byte by byte. */
  private scannedEnds: Int32Array = new Int32Array(64);
  private scannedFields = 0;
  private readonly scannedFirstEnds = new Int32Array(2);
  /** Line ends inside the quotes of the record that is being scanned. */
  private innerLines = 0;
  private quoteProblem: string = CSV_REJECTIONS.textAfterQuote;
  private isAfterCr = false;
  private isDiscarding = false;
  private readonly delimiter: number;
  private readonly maxRecordBytes: number;
  private readonly visitor: CsvVisitor;

  constructor(options: CsvRecordsOptions, visitor: CsvVisitor) {
    this.delimiter = options.delimiter.charCodeAt(0);
    this.maxRecordBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
    this.visitor = visitor;
    this.ends = this.scannedEnds;
    this.firstEnds = this.scannedFirstEnds;
  }

  /** Whether everything that was pushed has been visited, so that what comes next begins a record. */
  get isAtRecordStart(): boolean {
    return this.rest.length === 0 && !this.isDiscarding && !this.isAfterCr;
  }

  /** The chunk is not kept beyond the call: its unfinished end is copied. */
  push(chunk: Buffer): void {
    this.withScan((scan) => {
      let taken = 0;
      while (taken < chunk.length) {
        const room = this.filled < USUAL_FILL_BYTES / 2 ? USUAL_FILL_BYTES : this.bytes.length;
        const copied = chunk.copy(this.bytes, this.filled, taken, taken + room - this.filled);
        taken += copied;
        this.filled += copied;
        this.keepFrom(this.visitRecords(scan));
      }
    });
  }

  /** The writer is gone: what has no line end yet is no record, and it is reported as such. */
  finish(): void {
    this.withScan((scan) => {
      while (this.filled > 0) {
        const lineEnd = this.isDiscarding ? INCOMPLETE : this.lineEndFrom(0, this.filled);
        if (lineEnd === INCOMPLETE) {
          break;
        }
        this.reportMalformed(CSV_REJECTIONS.unclosedQuote, 0, lineEnd);
        this.keepFrom(this.behindLineEnd(lineEnd));
        this.keepFrom(this.visitRecords(scan));
      }
      if (this.filled > 0) {
        this.reportMalformed(CSV_REJECTIONS.incomplete, 0, this.filled);
      }
      this.filled = 0;
    });
  }

  fieldCount(place: number): number {
    return (this.firstEnds[place + 1] ?? 0) - (this.firstEnds[place] ?? 0);
  }

  field(place: number, index: number): string {
    const at = (this.firstEnds[place] ?? 0) + index;
    return decodeField(this.bytes, (this.ends[at] ?? 0) + 1, this.ends[at + 1] ?? 0);
  }

  text(place: number): string {
    return this.textOf(this.startOf(place), this.startOf(place + 1) - 1);
  }

  /** What is read stands in memory that is borrowed; between the calls only the rest is kept. */
  private withScan(work: (scan: StructureScan) => void): void {
    const scan = borrowScan();
    this.bytes = scan.text;
    this.view = scan.view;
    this.filled = this.rest.copy(this.bytes);
    try {
      work(scan);
      this.rest = this.filled === 0 ? NO_BYTES : Buffer.from(this.bytes.subarray(0, this.filled));
    } finally {
      returnScan(scan);
      this.bytes = NO_BYTES;
      this.view = NO_VIEW;
    }
  }

  private keepFrom(consumed: number): void {
    this.bytes.copyWithin(0, consumed, this.filled);
    this.filled -= consumed;
  }

  /** @returns the position of the first byte that belongs to no finished record */
  private visitRecords(scan: StructureScan): number {
    let at = this.skipLfOfCr(this.isDiscarding ? this.discardLine() : 0);
    while (at < this.filled) {
      const next = this.visitNext(at, scan);
      if (next === INCOMPLETE) {
        return this.isDiscarding ? this.filled : this.start;
      }
      at = this.skipLfOfCr(next);
    }
    return at;
  }

  private visitNext(from: number, scan: StructureScan): number {
    const at = this.visitPlainRecords(from, scan);
    return at < this.filled ? this.visitRecordAt(at) : at;
  }

  /** The records up to the first that has a quote or a carriage return, is too long, or is not finished. */
  private visitPlainRecords(from: number, scan: StructureScan): number {
    const { ends, firstEnds } = scan;
    this.scan = scan;
    this.ends = ends;
    this.firstEnds = firstEnds;
    this.recordCount = this.shortRecords(scan.recordsFrom(from, this.filled, this.delimiter), from);
    if (this.recordCount === 0) {
      return from;
    }
    this.visitor.records(this);
    this.lineNumber += this.recordCount;
    return this.startOf(this.recordCount);
  }

  /** How many there are before the first that is too long. */
  private shortRecords(recordCount: number, from: number): number {
    if (this.filled - from <= this.maxRecordBytes) {
      return recordCount;
    }
    let place = 0;
    while (place < recordCount && this.startOf(place + 1) - this.startOf(place) <= this.maxRecordBytes + 1) {
      place++;
    }
    return place;
  }

  private startOf(place: number): number {
    return (this.ends[this.firstEnds[place] ?? 0] ?? 0) + 1;
  }

  private visitRecordAt(start: number): number {
    this.start = start;
    this.scan = null;
    this.ends = this.scannedEnds;
    this.ends[0] = start - 1;
    this.firstEnds = this.scannedFirstEnds;
    this.scannedFields = 0;
    this.innerLines = 0;
    const end = this.scanRecord(start);
    if (end >= 0) {
      this.recordCount = 1;
      this.firstEnds[1] = this.scannedFields;
      this.visitor.records(this);
      this.lineNumber += this.innerLines;
      return this.behindLineEnd(end);
    }
    if (end === INCOMPLETE) {
      return INCOMPLETE;
    }
    return this.giveUpLine(start, end === TOO_LONG ? CSV_REJECTIONS.tooLong : this.quoteProblem);
  }

  /** A line whose end is further than a record may be long is too long, whatever else is wrong with it. */
  private giveUpLine(start: number, reason: string): number {
    const longest = start + this.maxRecordBytes + 1;
    const lineEnd = this.lineEndFrom(start, Math.min(longest, this.filled));
    if (lineEnd !== INCOMPLETE) {
      this.reportMalformed(reason, start, lineEnd);
      return this.behindLineEnd(lineEnd);
    }
    if (this.filled < longest) {
      return INCOMPLETE;
    }
    this.reportMalformed(CSV_REJECTIONS.tooLong, start, longest);
    this.isDiscarding = true;
    const laterEnd = this.lineEndFrom(longest, this.filled);
    if (laterEnd === INCOMPLETE) {
      return INCOMPLETE;
    }
    this.isDiscarding = false;
    return this.behindLineEnd(laterEnd);
  }

  /** The rest of a line that was too long for us to keep. */
  private discardLine(): number {
    const lineEnd = this.lineEndFrom(0, this.filled);
    if (lineEnd === INCOMPLETE) {
      return this.filled;
    }
    this.isDiscarding = false;
    return this.behindLineEnd(lineEnd);
  }

  private reportMalformed(reason: string, start: number, end: number): void {
    this.visitor.malformed(reason, this.textOf(start, end));
  }

  /** @returns the position of the record's line end, or why there is none */
  private scanRecord(start: number): number {
    const scanEnd = Math.min(this.filled, start + this.maxRecordBytes + 1);
    let at = this.scanPlain(start, scanEnd);
    while (at >= 0 && at < scanEnd && this.bytes[at] === QUOTE) {
      at = this.scanQuoted(at, scanEnd);
    }
    if (at >= 0 && at < scanEnd) {
      this.endField(at);
      return at;
    }
    return at !== MALFORMED && scanEnd - start > this.maxRecordBytes ? TOO_LONG : Math.min(at, INCOMPLETE);
  }

  /** Over a quoted field and the plain ones behind it. */
  private scanQuoted(from: number, scanEnd: number): number {
    if (from !== (this.ends[this.scannedFields] ?? 0) + 1) {
      this.quoteProblem = CSV_REJECTIONS.quoteInside;
      return MALFORMED;
    }
    const end = this.quotedFieldEnd(from, scanEnd);
    return end < 0 ? end : this.scanPlain(end, scanEnd);
  }

  /** Over fields without quotes. */
  private scanPlain(from: number, scanEnd: number): number {
    const { bytes, delimiter } = this;
    for (let at = from; at < scanEnd; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === delimiter) {
        this.endField(at);
      } else if (isRecordEndOrQuote(byte)) {
        return at;
      }
    }
    return scanEnd;
  }

  /** @returns the position behind the closing quote, where a delimiter or a line end stands */
  private quotedFieldEnd(start: number, scanEnd: number): number {
    const quoteAt = this.closingQuoteFrom(start + 1, scanEnd);
    if (quoteAt === INCOMPLETE) {
      return INCOMPLETE;
    }
    this.innerLines += this.lineEndsBetween(start, quoteAt);
    return this.endAfterQuote(quoteAt + 1);
  }

  /** A quote counts only when the byte behind it is known: it may be doubled. */
  private closingQuoteFrom(start: number, scanEnd: number): number {
    const { bytes } = this;
    for (let at = start; at + 1 < scanEnd; at++) {
      if (bytes[at] !== QUOTE) {
        continue;
      }
      if (bytes[at + 1] !== QUOTE) {
        return at;
      }
      at++;
    }
    return INCOMPLETE;
  }

  private lineEndsBetween(start: number, end: number): number {
    const { bytes } = this;
    let lineEnds = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) {
        lineEnds++;
      }
    }
    return lineEnds;
  }

  private endAfterQuote(at: number): number {
    const byte = this.bytes[at];
    if (byte === this.delimiter || byte === LF || byte === CR) {
      return at;
    }
    this.quoteProblem = CSV_REJECTIONS.textAfterQuote;
    return MALFORMED;
  }

  private endField(end: number): void {
    this.scannedFields++;
    const ends = this.scannedFields < this.ends.length ? this.ends : this.moreEnds();
    ends[this.scannedFields] = end;
  }

  private moreEnds(): Int32Array {
    const larger = new Int32Array(this.ends.length * 2);
    larger.set(this.ends);
    this.scannedEnds = larger;
    this.ends = larger;
    return larger;
  }

  private lineEndFrom(start: number, scanEnd: number): number {
    const { bytes } = this;
    for (let at = start; at < scanEnd; at++) {
      const byte = bytes[at];
      if (byte === LF || byte === CR) {
        return at;
      }
    }
    return INCOMPLETE;
  }

  private behindLineEnd(lineEnd: number): number {
    this.lineNumber++;
    this.isAfterCr = this.bytes[lineEnd] === CR;
    return lineEnd + 1;
  }

  /** CRLF is one line end, also where a chunk ends between the two. */
  private skipLfOfCr(at: number): number {
    if (!this.isAfterCr || at >= this.filled) {
      return at;
    }
    this.isAfterCr = false;
    return this.bytes[at] === LF ? at + 1 : at;
  }

  private textOf(start: number, end: number): string {
    return this.bytes.toString('utf8', start, Math.min(end, start + MAX_TEXT_BYTES)).slice(0, MAX_TEXT_CHARS);
  }
}

/** A quoted field without its quotes and with doubled quotes single; any other as it is. */
export function decodeField(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] !== QUOTE || end - start < 2) {
    return bytes.toString('utf8', start, end);
  }
  return bytes.toString('utf8', start + 1, end - 1).replaceAll('""', '"');
}

function isRecordEndOrQuote(byte: number): boolean {
  return byte === LF || byte === CR || byte === QUOTE;
}
