import { JtlReader, type JtlVisitor, type ReadOptions, type ReadPlace } from './jtl-reader.ts';
import { KIND_BYTES, resultFormatOf, type ResultFormat } from './result-kind.ts';
import { XmlReader } from './xml-reader.ts';

interface RecordReader {
  readonly notes: readonly string[];
  readonly hasRecords: boolean;
  push(chunk: Buffer): void;
  finish(): void;
}

/** Reads one complete result file of either format, which its first bytes tell. */
export class ContentReader {
  format: ResultFormat | null = null;
  private head = Buffer.alloc(0);
  private reader: RecordReader | null = null;

  constructor(
    private readonly visitor: JtlVisitor,
    private readonly options: ReadOptions,
    private readonly place: ReadPlace
  ) {}

  get notes(): readonly string[] {
    return this.reader?.notes ?? [];
  }

  /** Whether a record was visited, or rejected. */
  get hasRecords(): boolean {
    return this.reader?.hasRecords ?? false;
  }

  /** Once it is known to be one of CSV. */
  get csv(): JtlReader | null {
    return this.reader instanceof JtlReader ? this.reader : null;
  }

  push(chunk: Buffer): void {
    if (this.reader !== null) {
      this.reader.push(chunk);
      return;
    }
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length >= KIND_BYTES) {
      this.begin();
    }
  }

  finish(): void {
    (this.reader ?? this.begin()).finish();
  }

  private begin(): RecordReader {
    this.format = resultFormatOf(this.head.subarray(0, KIND_BYTES));
    const reader = this.readerOf(this.format);
    this.reader = reader;
    const { head } = this;
    this.head = Buffer.alloc(0);
    reader.push(head);
    return reader;
  }

  private readerOf(format: ResultFormat): RecordReader {
    if (format === 'jtl xml') {
      return new XmlReader(this.visitor, this.place);
    }
    return new JtlReader(this.visitor, this.options, this.place);
  }
}
