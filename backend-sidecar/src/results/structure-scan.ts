import { assembled, op } from './wasm-assembler.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BLOCK_BYTES = 16;
const INT_BYTES = 4;
/** So many ends of fields are found at once. */
const MOST_ENDS = 16_384;
/** A block that is begun is finished. */
const ENDS_SIZE = (MOST_ENDS + BLOCK_BYTES) * INT_BYTES;
const ENDS_AT = 0;
/** A record ends where a field does, so there are no more of them. */
const RECORD_ENDS_AT = ENDS_AT + ENDS_SIZE;
const TEXT_AT = RECORD_ENDS_AT + ENDS_SIZE;
/** The longest record, and as much again to read on. */
const TEXT_BYTES = 2 * 1024 * 1024 + BLOCK_BYTES;

/** Local variables of the program: three parameters, six integers, two vectors of 16 bytes. */
const [AT, TO, DELIMITER, END, RECORD, FOUND, FEEDS, STOPS, BIT, BLOCK, DELIMITERS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
];

/**
 * `scan(at, to, delimiter)`: block by block, a bit for each byte that ends a field; each bit becomes a position in `ends`,
 * and behind a line feed the number of positions so far is noted in `recordEnds`. Ends at the first quote or carriage
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
  /** Where in the text fields end: at a delimiter or a line feed. */
  readonly ends: Int32Array;
  /** How many of the `ends` there are up to the end of each record. */
  readonly recordEnds: Int32Array;
  private readonly scan: (at: number, to: number, delimiter: number) => number;

  constructor() {
    const { memory, run } = assembled({
      memoryBytes: TEXT_AT + TEXT_BYTES,
      parameters: 3,
      integers: 6,
      blocks: 2,
      program: PROGRAM,
    });
    this.text = Buffer.from(memory, TEXT_AT, TEXT_BYTES);
    this.ends = new Int32Array(memory, ENDS_AT, ENDS_SIZE / INT_BYTES);
    this.recordEnds = new Int32Array(memory, RECORD_ENDS_AT, ENDS_SIZE / INT_BYTES);
    this.scan = run;
  }

  /** @returns how many whole records without a quote or carriage return begin at `from` and end before `to` */
  recordsFrom(from: number, to: number, delimiter: number): number {
    return this.scan(from, to, delimiter);
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
