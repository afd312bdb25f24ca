import { decodeField, type CsvRun } from './csv-records.ts';
import type { JtlColumns } from './jtl-columns.ts';
import { readTimeStamps, readWholeNumbers } from './number-columns.ts';
import { EMPTY, FIGURE, FIGURES, NOT_WHOLE } from './sample-figures.ts';
import {
  EMPTY_TRANSACTION_PREFIX,
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
const TRANSACTION_BYTES = Buffer.from(TRANSACTION_PREFIX);
/** `true`, and `fals` of `false`, as numbers of four bytes, the first one lowest. */
const TRUE_WORD = 0x65757274;
const FALS_WORD = 0x736c6166;
const LETTER_E = 0x65;
const WORD_BYTES = 4;

interface NumberColumn {
  readonly name: Exclude<keyof JtlColumns, 'count'>;
  readonly figure: number;
  readonly rejection: RecordRejection;
}

/** In the order in which they are complained of. */
const NUMBERS: readonly NumberColumn[] = [
  { name: 'elapsed', figure: FIGURE.ELAPSED, rejection: RECORD_REJECTIONS.elapsed },
  { name: 'sampleCount', figure: FIGURE.SAMPLE_COUNT, rejection: RECORD_REJECTIONS.sampleCount },
  { name: 'errorCount', figure: FIGURE.ERROR_COUNT, rejection: RECORD_REJECTIONS.errorCount },
  { name: 'receivedBytes', figure: FIGURE.RECEIVED_BYTES, rejection: RECORD_REJECTIONS.bytes },
  { name: 'sentBytes', figure: FIGURE.SENT_BYTES, rejection: RECORD_REJECTIONS.sentBytes },
  { name: 'allThreads', figure: FIGURE.ACTIVE_THREADS, rejection: RECORD_REJECTIONS.allThreads },
  { name: 'latency', figure: FIGURE.LATENCY, rejection: RECORD_REJECTIONS.latency },
  { name: 'connect', figure: FIGURE.CONNECT, rejection: RECORD_REJECTIONS.connect },
  { name: 'idle', figure: FIGURE.IDLE, rejection: RECORD_REJECTIONS.idle },
];

/** The record that is filled again for each row. Texts that few readers ask for are decoded when they ask. */
class ReadSample implements SampleRecord {
  readonly kind = 'record';
  label = '';
  labelSlot = 0;
  isSuccess = true;
  isTransaction = false;
  /** Of all records that were read together. */
  figures: Float64Array;
  figuresAt = 0;
  /** Of a record that was found by itself. */
  private readonly ownFigures = new Float64Array(FIGURES);
  private bytes: Buffer = Buffer.alloc(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private ends: Int32Array = new Int32Array(0);
  private firstEnds: Int32Array = new Int32Array(0);
  /** Where its own ends begin. */
  private firstEnd = 0;

  constructor(
    private readonly columns: JtlColumns,
    private readonly texts: TextInterner
  ) {
    this.figures = this.ownFigures;
  }

  get startMs(): number {
    return this.figures[this.figuresAt + FIGURE.START] ?? 0;
  }

  get elapsedMs(): number {
    return this.figures[this.figuresAt + FIGURE.ELAPSED] ?? 0;
  }

  get receivedBytes(): number | null {
    return this.known(FIGURE.RECEIVED_BYTES);
  }

  get sentBytes(): number | null {
    return this.known(FIGURE.SENT_BYTES);
  }

  get activeThreads(): number | null {
    return this.known(FIGURE.ACTIVE_THREADS);
  }

  get latencyMs(): number | null {
    return this.known(FIGURE.LATENCY);
  }

  get connectMs(): number | null {
    return this.known(FIGURE.CONNECT);
  }

  get idleMs(): number | null {
    return this.known(FIGURE.IDLE);
  }

  get sampleCount(): number {
    return this.known(FIGURE.SAMPLE_COUNT) ?? 1;
  }

  get errorCount(): number {
    return this.known(FIGURE.ERROR_COUNT) ?? (this.isSuccess ? 0 : 1);
  }

  get threadName(): string {
    return this.text(this.columns.threadName);
  }

  get groupName(): string {
    const column = this.columns.threadName;
    if (column === null) {
      return '';
    }
    const { bytes } = this;
    const [start, end] = [this.startOf(column), this.endOf(column)];
    if (bytes[start] === QUOTE) {
      return groupNameOfThread(decodeField(bytes, start, end));
    }
    let at = end - 1;
    while (at > start && bytes[at] !== SPACE) {
      at--;
    }
    return this.texts.text(bytes, start, at > start ? at : end);
  }

  get isEmptyTransaction(): boolean {
    return this.isTransaction && this.text(this.columns.responseMessage).startsWith(EMPTY_TRANSACTION_PREFIX);
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

  /** Of these records one is to be read after another. */
  begin({ bytes, view, ends, firstEnds, scan }: CsvRun): void {
    this.bytes = bytes;
    this.view = view;
    this.ends = ends;
    this.firstEnds = firstEnds;
    this.figures = scan?.figures ?? this.ownFigures;
  }

  moveTo(place: number): void {
    this.figuresAt = place * FIGURES;
    this.firstEnd = this.firstEnds[place] ?? 0;
  }

  /** null: neither success nor failure. */
  readOutcome(): boolean | null {
    const start = this.startOf(this.columns.success);
    const length = this.endOf(this.columns.success) - start;
    if (length < WORD_BYTES || length > WORD_BYTES + 1) {
      return null;
    }
    const word = this.view.getInt32(start, true);
    if (length === WORD_BYTES) {
      return word === TRUE_WORD ? true : null;
    }
    return word === FALS_WORD && this.bytes[start + WORD_BYTES] === LETTER_E ? false : null;
  }

  readTexts(): void {
    this.isTransaction = this.beginsAsTransaction();
    const column = this.columns.label;
    this.labelSlot = this.texts.slotOf(this.bytes, this.startOf(column), this.endOf(column));
    this.label = this.texts.textIn(this.labelSlot);
  }

  private beginsAsTransaction(): boolean {
    const column = this.columns.responseMessage;
    if (column === null) {
      return false;
    }
    const start = this.startOf(column);
    const textStart = this.bytes[start] === QUOTE ? start + 1 : start;
    const fits = this.endOf(column) - textStart >= TRANSACTION_BYTES.length;
    return fits && startsWith(this.bytes, textStart, TRANSACTION_BYTES);
  }

  private known(figure: number): number | null {
    const value = this.figures[this.figuresAt + figure] ?? 0;
    return value === EMPTY ? null : value;
  }

  private startOf(column: number): number {
    return (this.ends[this.firstEnd + column] ?? 0) + 1;
  }

  private endOf(column: number): number {
    return this.ends[this.firstEnd + column + 1] ?? 0;
  }

  private text(column: number | null): string {
    return column === null ? '' : this.texts.text(this.bytes, this.startOf(column), this.endOf(column));
  }
}

/** Reads the fields that the statistics need from the bytes of records, and decodes no others. */
export class SampleRecordParser {
  timeStamps: TimeStampFormat = EPOCH_MS;
  private readonly read: ReadSample;
  /** Whether all numbers of the run are numbers; then they need no look one by one. */
  private isSound = false;

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

  /** Reads the numbers of all records; to be called before any of them is parsed. */
  begin(run: CsvRun): void {
    const { columns, read } = this;
    read.begin(run);
    this.isSound = this.readStarts(run, read.figures);
    for (const { name, figure } of NUMBERS) {
      this.isSound = readNumbers(run, columns[name], read.figures, figure) && this.isSound;
    }
  }

  /** @returns why the record is none, or null: then {@link sample} is the record */
  parse(run: CsvRun, place: number): RecordRejection | null {
    const { columns, read } = this;
    if (run.fieldCount(place) !== columns.count) {
      return RECORD_REJECTIONS.columns;
    }
    read.moveTo(place);
    const isSuccess = read.readOutcome();
    if (isSuccess === null || !this.isSound || read.elapsedMs < 0) {
      const rejection = this.rejectionOf(isSuccess);
      if (rejection !== null) {
        return rejection;
      }
    }
    read.isSuccess = isSuccess === true;
    read.readTexts();
    return null;
  }

  /** @returns whether each is known */
  private readStarts(run: CsvRun, figures: Float64Array): boolean {
    const { columns, clockOffsetMs, timeStamps } = this;
    const areKnown =
      timeStamps === EPOCH_MS
        ? readTimeStamps(run, columns.timeStamp, figures)
        : readDates(run, columns.timeStamp, figures, timeStamps);
    if (clockOffsetMs !== 0) {
      moveStarts(figures, run.recordCount, clockOffsetMs);
    }
    return areKnown;
  }

  private rejectionOf(isSuccess: boolean | null): RecordRejection | null {
    const { read } = this;
    if (read.startMs === NOT_WHOLE) {
      return this.timeStamps === EPOCH_MS ? RECORD_REJECTIONS.timeStamp : RECORD_REJECTIONS.datedTimeStamp;
    }
    if (read.elapsedMs < 0) {
      return RECORD_REJECTIONS.elapsed;
    }
    if (isSuccess === null) {
      return RECORD_REJECTIONS.success;
    }
    return NUMBERS.find(({ figure }) => read.figures[read.figuresAt + figure] === NOT_WHOLE)?.rejection ?? null;
  }
}

/** @returns whether each is a number, or empty */
function readNumbers(run: CsvRun, column: number | null, figures: Float64Array, figure: number): boolean {
  if (column !== null) {
    return readWholeNumbers(run, column, figures, figure);
  }
  for (let place = 0; place < run.recordCount; place++) {
    figures[place * FIGURES + figure] = EMPTY;
  }
  return true;
}

function readDates(run: CsvRun, column: number, figures: Float64Array, format: TimeStampFormat): boolean {
  let areKnown = true;
  for (let place = 0; place < run.recordCount; place++) {
    const startMs = format.epochMs(run.field(place, column));
    figures[place * FIGURES + FIGURE.START] = startMs < 0 ? NOT_WHOLE : startMs;
    areKnown &&= startMs >= 0;
  }
  return areKnown;
}

function moveStarts(figures: Float64Array, recordCount: number, offsetMs: number): void {
  for (let at: number = FIGURE.START; at < recordCount * FIGURES; at += FIGURES) {
    const startMs = figures[at] ?? 0;
    figures[at] = startMs === NOT_WHOLE ? NOT_WHOLE : startMs + offsetMs;
  }
}

function startsWith(bytes: Buffer, start: number, prefix: Buffer): boolean {
  for (let index = 0; index < prefix.length; index++) {
    if (bytes[start + index] !== prefix[index]) {
      return false;
    }
  }
  return true;
}
