import { AppError } from '../kernel/errors.ts';
import { ContentReader } from './content-reader.ts';
import type { FileRange } from './file-ranges.ts';
import type { JtlPosition, JtlVisitor, ReadOptions, ReadPlace } from './jtl-reader.ts';
import { fileChunks, resultMembers, UNPACK_LIMITS, type ResultMember, type UnpackLimits } from './packed-content.ts';
import type { RangeResult, RangeTask } from './range-reading.ts';
import type { RangesAtWork } from './range-threads.ts';
import type { ResultFormat } from './result-kind.ts';

/** One of the files of a run: plain, compressed by gzip, or a zip file of several. */
export interface ResultPart {
  readonly path: string;
  /** As people know the file. */
  readonly name: string;
  /** Added to the start of each of its samples: by how much the clock that wrote it was behind. */
  readonly clockOffsetMs: number;
}

/** Reads ranges of a file beside this thread, and adds what they hold to what is counted here. */
export interface BesideReading {
  readonly ranges: (path: string) => Promise<FileRange[]>;
  readonly start: (tasks: ReadonlyArray<Omit<RangeTask, 'rules'>>) => RangesAtWork;
  /**
   * @param begin where the range stands among what was read here
   * @returns false where that cannot be: then it must be read here
   */
  readonly join: (result: RangeResult, place: ReadPlace, begin: JtlPosition) => boolean;
}

export interface ReadSummary {
  /** What was assumed, and what was left out. */
  readonly notes: string[];
  /** `jtl xml` when one of the files is. */
  readonly format: ResultFormat;
  /** Of compressed files: after decompression. */
  readonly bytesRead: number;
}

/**
 * Reads all files of one run, one after another. What kind each is, its bytes tell.
 *
 * @throws AppError RESULT_UNREADABLE that names the file and what is wrong with it
 */
export async function readResultFiles(
  parts: readonly ResultPart[],
  options: ReadOptions,
  visitor: JtlVisitor
): Promise<ReadSummary> {
  const reading = new ResultFilesReading({ parts, options, visitor });
  while (await reading.step()) {
    // Each step reads a chunk.
  }
  return reading.summary();
}

/** The reading of all files of a run, a chunk at a time. */
export class ResultFilesReading {
  bytesRead = 0;
  private readonly notes: string[] = [];
  private readonly formats = new Set<ResultFormat>();
  private readonly chunks: AsyncGenerator<void>;
  private members = 0;
  private readonly parts: readonly ResultPart[];
  private readonly options: ReadOptions;
  private readonly visitor: JtlVisitor;
  private readonly limits: UnpackLimits;
  private readonly beside: BesideReading | null;

  constructor(input: {
    parts: readonly ResultPart[];
    options: ReadOptions;
    visitor: JtlVisitor;
    limits?: UnpackLimits;
    beside?: BesideReading | null;
  }) {
    this.parts = input.parts;
    this.options = input.options;
    this.visitor = input.visitor;
    this.limits = input.limits ?? UNPACK_LIMITS;
    this.beside = input.beside ?? null;
    this.chunks = this.readAll();
  }

  /** @returns false when everything was read */
  async step(): Promise<boolean> {
    const { done } = await this.chunks.next();
    return done !== true;
  }

  async close(): Promise<void> {
    await this.chunks.return(undefined);
  }

  summary(): ReadSummary {
    const format = this.formats.has('jtl xml') ? 'jtl xml' : 'jtl csv';
    return { notes: this.notes, format, bytesRead: this.bytesRead };
  }

  private async *readAll(): AsyncGenerator<void> {
    for (const part of this.parts) {
      yield* this.readPart(part);
    }
    if (this.formats.size === 0) {
      throw new AppError('RESULT_UNREADABLE', this.notes.join(' ') || 'there is no file');
    }
  }

  private async *readPart(part: ResultPart): AsyncGenerator<void> {
    try {
      for await (const member of resultMembers(part.path, part.name, this.limits)) {
        yield* this.readMember(member, part);
      }
    } catch (error) {
      throw named(part.name, error);
    }
    if (part.clockOffsetMs !== 0) {
      const sign = part.clockOffsetMs > 0 ? '+' : '−';
      this.note(part.name, `Its times were corrected by ${sign}${Math.abs(part.clockOffsetMs)} ms.`);
    }
  }

  /** A whole folder may have been packed: what is no result in it is left out, and that is said. */
  private async *readMember(member: ResultMember, { name, clockOffsetMs }: ResultPart): AsyncGenerator<void> {
    const fileName = member.isArchived ? `${name}/${member.name}` : name;
    const place = { part: this.members, fileName, clockOffsetMs };
    const reader = new ContentReader(this.visitor, this.options, place);
    try {
      yield* this.readContent(member, reader, place);
      reader.finish();
    } catch (error) {
      if (!member.isArchived || reader.hasRecords || !(error instanceof AppError)) {
        throw error;
      }
      this.note(fileName, `It was left out: ${error.detail ?? error.message}.`);
      return;
    }
    this.members++;
    if (reader.format !== null) {
      this.formats.add(reader.format);
    }
    reader.notes.forEach((note) => this.note(fileName, note));
  }

  private async *readContent(
    { plainPath, chunks }: ResultMember,
    reader: ContentReader,
    place: ReadPlace
  ): AsyncGenerator<void> {
    const [head, own, ...others] = plainPath === null ? [] : ((await this.beside?.ranges(plainPath)) ?? []);
    if (plainPath === null || head === undefined || own === undefined) {
      yield* this.readChunks(chunks, reader);
      return;
    }
    yield* this.readChunks(fileChunks(plainPath, head.fromByte, head.toByte), reader);
    const tasks = others.map((range) => ({ path: plainPath, head, range, read: this.options, place }));
    const atWork = reader.csv?.canBeContinuedElsewhere === true ? this.startBeside(tasks) : null;
    try {
      yield* this.readChunks(fileChunks(plainPath, own.fromByte, own.toByte), reader);
      for (const [index, task] of tasks.entries()) {
        yield* this.joinOrRead(task, reader, atWork?.results[index]);
      }
    } finally {
      await atWork?.stop();
    }
  }

  private startBeside(tasks: ReadonlyArray<Omit<RangeTask, 'rules' | 'isLast'>>): RangesAtWork | null {
    return this.beside?.start(tasks.map((task, index) => ({ ...task, isLast: index === tasks.length - 1 }))) ?? null;
  }

  /** What was read beside this counts where it begins with a record; that is known when everything before it was read. */
  private async *joinOrRead(
    { path, range, place }: Pick<RangeTask, 'path' | 'range' | 'place'>,
    reader: ContentReader,
    reading: Promise<RangeResult | null> | undefined
  ): AsyncGenerator<void> {
    const { csv } = reader;
    const result = csv?.canBeContinuedElsewhere === true ? ((await reading) ?? null) : null;
    if (csv === null || result === null || this.beside?.join(result, place, csv.position) !== true) {
      yield* this.readChunks(fileChunks(path, range.fromByte, range.toByte), reader);
      return;
    }
    csv.passOver(result.read);
    this.bytesRead += range.toByte - range.fromByte;
    yield;
  }

  private async *readChunks(chunks: AsyncIterable<Buffer>, reader: ContentReader): AsyncGenerator<void> {
    for await (const chunk of chunks) {
      this.bytesRead += chunk.length;
      reader.push(chunk);
      yield;
    }
  }

  private note(fileName: string, note: string): void {
    this.notes.push(`“${fileName}”: ${note}`);
  }
}

function named(name: string, error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'RESULT_UNREADABLE') {
    return error;
  }
  return new AppError(error.code, `“${name}”: ${error.detail ?? error.message}`, { cause: error });
}
