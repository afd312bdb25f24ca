import type { RejectedRecord } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import { CSV_REJECTIONS, CsvRecords, MAX_RECORD_BYTES, type CsvRecord, type CsvVisitor } from './csv-records.ts';
import { detectDelimiter, readJtlColumns } from './jtl-columns.ts';
import { SampleRecordParser, type SampleRecord } from './sample-record.ts';

export interface JtlVisitor {
  sample(record: SampleRecord): void;
  /** `recordNumber` counts from 1 behind the header. */
  rejected(rejected: RejectedRecord): void;
}

const LINE_END = /[\r\n]/;

/**
 * Incremental reader of a JTL in CSV: the first line names the columns, every further record becomes a sample or a
 * rejection with its reason; none is dropped. Throws RESULT_UNREADABLE when the first line is no header.
 */
export class JtlReader implements CsvVisitor {
  private records: CsvRecords | null = null;
  private parser: SampleRecordParser | null = null;
  private firstLine = Buffer.alloc(0);
  private recordNumber = 0;

  constructor(private readonly visitor: JtlVisitor) {}

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
    if (this.parser === null) {
      this.parser = new SampleRecordParser(readJtlColumns(cellsOf(record)));
      return;
    }
    this.recordNumber++;
    const parsed = this.parser.parse(record);
    if (parsed.kind === 'record') {
      this.visitor.sample(parsed);
      return;
    }
    this.reject(parsed.reason, record.text());
  }

  malformed(reason: string, text: string): void {
    this.recordNumber++;
    this.reject(reason, text);
  }

  private reject(reason: string, text: string): void {
    const { recordNumber } = this;
    this.visitor.rejected({ recordNumber, lineNumber: 0, fileName: null, reason, text });
  }

  private startAtHeader(): void {
    const text = this.firstLine.toString('utf8', 0, MAX_RECORD_BYTES);
    const lineEnd = text.search(LINE_END);
    if (lineEnd >= 0) {
      const read = this.firstLine;
      this.firstLine = Buffer.alloc(0);
      this.records = new CsvRecords({ delimiter: detectDelimiter(text.slice(0, lineEnd)) }, this);
      this.records.push(read);
      return;
    }
    if (this.firstLine.length > MAX_RECORD_BYTES) {
      throw new AppError('RESULT_UNREADABLE', 'its first line is longer than 1 MiB, so it is not a CSV result file');
    }
  }
}

function cellsOf(record: CsvRecord): string[] {
  return Array.from({ length: record.fieldCount }, (_, index) => record.field(index));
}
