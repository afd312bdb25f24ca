const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const NO_BYTES = Buffer.alloc(0);
const INCOMPLETE = -1;
const MALFORMED = -2;
const TOO_LONG = -3;
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

/** The fields of one record as positions in `bytes`, valid only while it is visited. */
export interface CsvRecord {
  readonly bytes: Buffer;
  readonly fieldCount: number;
  fieldStart(index: number): number;
  fieldEnd(index: number): number;
  /** The field decoded: without its quotes, doubled quotes single. */
  field(index: number): string;
  /** The record as it stands in the file, cut to 300 characters. */
  text(): string;
}

export interface CsvVisitor {
  record(record: CsvRecord): void;
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
 * makes no difference.
 */
export class CsvRecords implements CsvRecord {
  bytes: Buffer = NO_BYTES;
  fieldCount = 0;
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);
  private recordStart = 0;
  private recordEnd = 0;
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
  }

  /** The chunk is not kept beyond the call, apart from a copy of its unfinished end. */
  push(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    const consumed = this.visitRecords();
    this.bytes = consumed === this.bytes.length ? NO_BYTES : Buffer.from(this.bytes.subarray(consumed));
  }

  /** The writer is gone: what has no line end yet is no record, and it is reported as such. */
  finish(): void {
    while (this.bytes.length > 0) {
      const lineEnd = this.isDiscarding ? INCOMPLETE : this.lineEndFrom(0);
      if (lineEnd === INCOMPLETE) {
        break;
      }
      this.reportMalformed(CSV_REJECTIONS.unclosedQuote, 0, lineEnd);
      const rest = this.bytes.subarray(this.behindLineEnd(lineEnd));
      this.bytes = NO_BYTES;
      this.push(rest);
    }
    if (this.bytes.length > 0) {
      this.reportMalformed(CSV_REJECTIONS.incomplete, 0, this.bytes.length);
    }
    this.bytes = NO_BYTES;
  }

  fieldStart(index: number): number {
    return this.starts[index] ?? 0;
  }

  fieldEnd(index: number): number {
    return this.ends[index] ?? 0;
  }

  field(index: number): string {
    return decodeField(this.bytes, this.fieldStart(index), this.fieldEnd(index));
  }

  text(): string {
    return this.textOf(this.recordStart, this.recordEnd);
  }

  /** @returns the position of the first byte that belongs to no finished record */
  private visitRecords(): number {
    let at = this.isDiscarding ? this.discardLine() : 0;
    at = this.skipLfOfCr(at);
    while (at < this.bytes.length) {
      const next = this.visitRecordAt(at);
      if (next === INCOMPLETE) {
        return this.isDiscarding ? this.bytes.length : at;
      }
      at = this.skipLfOfCr(next);
    }
    return at;
  }

  private visitRecordAt(start: number): number {
    const end = this.scanRecord(start);
    if (end >= 0) {
      this.recordStart = start;
      this.recordEnd = end;
      this.visitor.record(this);
      return this.behindLineEnd(end);
    }
    if (end === INCOMPLETE) {
      return INCOMPLETE;
    }
    return this.giveUpLine(start, end === TOO_LONG ? CSV_REJECTIONS.tooLong : this.quoteProblem);
  }

  private giveUpLine(start: number, reason: string): number {
    const lineEnd = this.lineEndFrom(start);
    // The same text, whether the rest of the line is there already or comes with a later chunk.
    const longest = reason === CSV_REJECTIONS.tooLong ? start + this.maxRecordBytes + 1 : this.bytes.length;
    if (lineEnd !== INCOMPLETE) {
      this.reportMalformed(reason, start, Math.min(lineEnd, longest));
      return this.behindLineEnd(lineEnd);
    }
    if (reason === CSV_REJECTIONS.tooLong) {
      this.reportMalformed(reason, start, longest);
      this.isDiscarding = true;
    }
    return INCOMPLETE;
  }

  /** The rest of a line that was too long for us to keep. */
  private discardLine(): number {
    const lineEnd = this.lineEndFrom(0);
    if (lineEnd === INCOMPLETE) {
      return this.bytes.length;
    }
    this.isDiscarding = false;
    return this.behindLineEnd(lineEnd);
  }

  private reportMalformed(reason: string, start: number, end: number): void {
    this.visitor.malformed(reason, this.textOf(start, end));
  }

  /** @returns the position of the record's line end, or why there is none */
  private scanRecord(start: number): number {
    const scanEnd = Math.min(this.bytes.length, start + this.maxRecordBytes + 1);
    let at = start;
    this.fieldCount = 0;
    for (;;) {
      const end = this.fieldEndFrom(at, scanEnd);
      if (end < 0) {
        return this.isTooLong(end, scanEnd - start) ? TOO_LONG : end;
      }
      this.addField(at, end);
      if (this.bytes[end] !== this.delimiter) {
        return end;
      }
      at = end + 1;
    }
  }

  private fieldEndFrom(start: number, scanEnd: number): number {
    return this.bytes[start] === QUOTE ? this.quotedFieldEnd(start, scanEnd) : this.plainFieldEnd(start, scanEnd);
  }

  private isTooLong(end: number, scannedBytes: number): boolean {
    return end === INCOMPLETE && scannedBytes > this.maxRecordBytes;
  }

  private plainFieldEnd(start: number, scanEnd: number): number {
    const { bytes, delimiter } = this;
    for (let at = start; at < scanEnd; at++) {
      const byte = bytes[at];
      if (byte === delimiter || byte === LF || byte === CR) {
        return at;
      }
      if (byte === QUOTE) {
        this.quoteProblem = CSV_REJECTIONS.quoteInside;
        return MALFORMED;
      }
    }
    return INCOMPLETE;
  }

  private quotedFieldEnd(start: number, scanEnd: number): number {
    let at = start + 1;
    for (;;) {
      const quoteAt = this.bytes.indexOf(QUOTE, at);
      if (quoteAt === -1 || quoteAt + 1 >= scanEnd) {
        return INCOMPLETE;
      }
      if (this.bytes[quoteAt + 1] !== QUOTE) {
        return this.endAfterQuote(quoteAt + 1);
      }
      at = quoteAt + 2;
    }
  }

  private endAfterQuote(at: number): number {
    const byte = this.bytes[at];
    if (byte === this.delimiter || byte === LF || byte === CR) {
      return at;
    }
    this.quoteProblem = CSV_REJECTIONS.textAfterQuote;
    return MALFORMED;
  }

  private addField(start: number, end: number): void {
    if (this.fieldCount === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    this.starts[this.fieldCount] = start;
    this.ends[this.fieldCount] = end;
    this.fieldCount++;
  }

  private lineEndFrom(start: number): number {
    const lf = this.bytes.indexOf(LF, start);
    const line = lf === -1 ? this.bytes : this.bytes.subarray(0, lf);
    const cr = line.indexOf(CR, start);
    return cr === -1 ? lf : cr;
  }

  private behindLineEnd(lineEnd: number): number {
    this.isAfterCr = this.bytes[lineEnd] === CR;
    return lineEnd + 1;
  }

  /** CRLF is one line end, also where a chunk ends between the two. */
  private skipLfOfCr(at: number): number {
    if (!this.isAfterCr || at >= this.bytes.length) {
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

function doubled(positions: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(positions.length * 2);
  larger.set(positions);
  return larger;
}
