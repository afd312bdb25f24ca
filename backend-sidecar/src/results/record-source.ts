import { JtlReader, type JtlVisitor, type ReadOptions } from './jtl-reader.ts';
import { ResultFilesReading, type ResultPart } from './read-result-files.ts';
import { GrowingFile } from './result-content.ts';

/** Where the rows of a run come from, read step by step. */
export interface RecordSource {
  readonly bytesRead: number;
  readonly notes: readonly string[];
  /** `waiting`: there is nothing more at present; `end`: and never will be. */
  step(): Promise<'read' | 'waiting' | 'end'>;
  /** The writer is gone, and everything was read. */
  complete(): void;
  close(): void;
}

/** The CSV file that a running test writes. */
export class GrowingSource implements RecordSource {
  bytesRead = 0;
  private readonly file: GrowingFile;
  private readonly reader: JtlReader;

  constructor(filePath: string, visitor: JtlVisitor) {
    this.file = new GrowingFile(filePath);
    this.reader = new JtlReader(visitor);
  }

  get notes(): readonly string[] {
    return this.reader.notes;
  }

  step(): Promise<'read' | 'waiting'> {
    const chunk = this.file.readChunk();
    if (chunk === null) {
      return Promise.resolve('waiting');
    }
    this.bytesRead += chunk.length;
    this.reader.push(chunk);
    return Promise.resolve('read');
  }

  complete(): void {
    this.reader.finish();
  }

  close(): void {
    this.file.close();
  }
}

/** All files of a run that has ended. */
export class CompleteSource implements RecordSource {
  private readonly reading: ResultFilesReading;

  constructor(input: { parts: readonly ResultPart[]; options: ReadOptions; visitor: JtlVisitor }) {
    this.reading = new ResultFilesReading(input);
  }

  get bytesRead(): number {
    return this.reading.bytesRead;
  }

  get notes(): readonly string[] {
    return this.reading.summary().notes;
  }

  async step(): Promise<'read' | 'end'> {
    return (await this.reading.step()) ? 'read' : 'end';
  }

  complete(): void {
    // Each file was finished when its end was reached.
  }

  close(): void {
    void this.reading.close();
  }
}
