import { numberRoutine, timeStampRoutine } from './number-program.ts';
import { FIGURES, TIME_STAMP_DIGITS } from './sample-figures.ts';
import { assembled, op } from './wasm-assembler.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BLOCK_BYTES = 16;
const INT_BYTES = 4;
const FIGURE_BYTES = 8;
/** So many ends of fields are found at once. */
const MOST_ENDS = 16_384;
/** A block that is begun is finished. */
const ENDS_SIZE = (MOST_ENDS + BLOCK_BYTES) * INT_BYTES;
/** In front of the first end stands where the text before it ended. */
const ENDS_AT = INT_BYTES;
/** A record ends where a field does, so there are no more of them; in front of the first stands 0. */
const RECORD_ENDS_AT = ENDS_AT + ENDS_SIZE + INT_BYTES;
const MOST_RECORDS = MOST_ENDS + BLOCK_BYTES;
/** Numbers of records that were read, eight bytes each. */
const FIGURES_AT = Math.ceil((RECORD_ENDS_AT + ENDS_SIZE) / FIGURE_BYTES) * FIGURE_BYTES;
/** Sixteen bytes of a time stamp are read, of which some may stand in front of the text. */
const TEXT_AT = FIGURES_AT + MOST_RECORDS * FIGURES * FIGURE_BYTES + BLOCK_BYTES;
/** The longest record, and as much again to read on. */
const TEXT_BYTES = 2 * 1024 * 1024 + BLOCK_BYTES;

const LAYOUT = {
  firstEndsAt: RECORD_ENDS_AT - INT_BYTES,
  endsAt: ENDS_AT - INT_BYTES,
  textAt: TEXT_AT,
  figuresAt: FIGURES_AT,
};

/** Local variables of the program: three parameters, six integers, two vectors of 16 bytes. */
const [AT, TO, DELIMITER, END, RECORD, FOUND, FEEDS, STOPS, BIT, BLOCK, DELIMITERS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
];

/**
 * `scan(at, to, delimiter)`: block by block, a bit for each byte that ends a field; each bit becomes a position in `ends`,
 * and behind a line feed the number of positions so far is noted in `firstEnds`. Ends at the first quote or carriage
 * return. Returns the number of records.
 */
const PROGRAM = [
  ...[op.get(DELIMITER), op.splat, op.set(DELIMITERS)],
  op.block,
  op.loop,
  // Only whole blocks, and only as many ends as there is room for.
  ...[op.get(AT), op.constant(BLOCK_BYTES), op.add, op.get(TO), op.isAbove, op.branchIf(1)],
  ...[op.get(END), op.constant(MOST_ENDS * INT_BYTES), op.isAbove, op.branchIf(1)],
  ...[op.get(AT), op.loadBlock(TEXT_AT), op.tee(BLOCK), op.constant(LF), op.splat, op.equal, op.bits, op.tee(FEEDS)],
  ...[op.get(BLOCK), op.get(DELIMITERS), op.equal, op.bits, op.or, op.set(FOUND)],
  ...[op.get(BLOCK), op.constant(QUOTE), op.splat, op.equal],
  ...[op.get(BLOCK), op.constant(CR), op.splat, op.equal, op.orBlock, op.bits, op.tee(STOPS)],
  // Of a block with a stop, only what stands before it: found &= lowest bit of stops − 1.
  op.when,
  ...[op.get(FOUND), op.get(STOPS), op.constant(0), op.get(STOPS), op.subtract, op.and],
  ...[op.constant(1), op.subtract, op.and, op.set(FOUND)],
  op.end,
  op.block,
  op.loop,
  ...[op.get(FOUND), op.isZero, op.branchIf(1)],
  ...[op.get(END), op.get(AT), op.get(FOUND), op.trailingZeros, op.tee(BIT), op.add, op.store(ENDS_AT)],
  ...[op.get(END), op.constant(INT_BYTES), op.add, op.set(END)],
  ...[op.get(FEEDS), op.get(BIT), op.shiftRight, op.constant(1), op.and],
  op.when,
  ...[op.get(RECORD), op.get(END), op.constant(2), op.shiftRight, op.store(RECORD_ENDS_AT)],
  ...[op.get(RECORD), op.constant(INT_BYTES), op.add, op.set(RECORD)],
  op.end,
  // found &= found − 1: without its lowest bit.
  ...[op.get(FOUND), op.get(FOUND), op.constant(1), op.subtract, op.and, op.set(FOUND), op.branch(0)],
  op.end,
  op.end,
  ...[op.get(STOPS), op.branchIf(1)],
  ...[op.get(AT), op.constant(BLOCK_BYTES), op.add, op.set(AT), op.branch(0)],
  op.end,
  op.end,
  ...[op.get(RECORD), op.constant(2), op.shiftRight],
];

/**
 * Finds the ends of fields and records sixteen bytes at a time, by the vector instructions of WebAssembly: one byte after
 * another, as JavaScript has it, takes five times as long, and that was half of the time of reading a result file. It
 * knows nothing of quotes and carriage returns: it stops before the first of them, and the reader of records goes on.
 */
export class StructureScan {
  /** To be filled with what is scanned. */
  readonly text: Buffer;
  /** Of the text. */
  readonly view: DataView;
  /**
   * Where in the text fields end, at a delimiter or a line feed, each behind the end before it: the first stands at 1, and
   * at 0 what the first field begins behind.
   */
  readonly ends: Int32Array;
  /** How many fields end before each record, and at last before the end of all. */
  readonly firstEnds: Int32Array;
  /** Of each record, once they were read. */
  readonly figures: Float64Array;
  private readonly run: Record<'scan' | 'numbers' | 'timeStamps', (...parameters: number[]) => number>;

  constructor() {
    const { memory, run } = assembled(TEXT_AT + TEXT_BYTES, {
      scan: { parameters: 3, integers: 6, blocks: 2, program: PROGRAM },
      numbers: numberRoutine(LAYOUT),
      timeStamps: timeStampRoutine(LAYOUT, TIME_STAMP_DIGITS),
    });
    this.text = Buffer.from(memory, TEXT_AT, TEXT_BYTES);
    this.view = new DataView(memory, TEXT_AT, TEXT_BYTES);
    this.ends = new Int32Array(memory, LAYOUT.endsAt, ENDS_SIZE / INT_BYTES + 1);
    this.firstEnds = new Int32Array(memory, LAYOUT.firstEndsAt, ENDS_SIZE / INT_BYTES + 1);
    this.figures = new Float64Array(memory, FIGURES_AT, MOST_RECORDS * FIGURES);
    this.run = run;
  }

  /** @returns how many whole records without a quote or carriage return begin at `from` and end before `to` */
  recordsFrom(from: number, to: number, delimiter: number): number {
    this.ends[0] = from - 1;
    return this.run.scan(from, to, delimiter);
  }

  /** One column of the records that were found. @returns HAS_NOT_WHOLE, HAS_LONG, or nothing of both */
  readNumbers(column: number, figure: number, recordCount: number): number {
    return this.run.numbers(column, figure, recordCount);
  }

  /** @returns HAS_NOT_WHOLE, or not */
  readTimeStamps(column: number, figure: number, recordCount: number): number {
    return this.run.timeStamps(column, figure, recordCount);
  }
}

const idle: StructureScan[] = [];

/** Memory of WebAssembly is dear to ask for, so that those who read at different times use the same. */
export function borrowScan(): StructureScan {
  return idle.pop() ?? new StructureScan();
}

export function returnScan(scan: StructureScan): void {
  idle.push(scan);
}
