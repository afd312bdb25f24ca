import { EMPTY, FIGURES, NOT_WHOLE } from './sample-figures.ts';
import { op, type Instruction, type Routine } from './wasm-assembler.ts';

/** What the routines return: whether a cell held something else than a number, or one of more digits than they can read. */
export const HAS_NOT_WHOLE = 1;
export const HAS_LONG = 2;

/** Where things lie in the memory of the routines. */
export interface NumberLayout {
  /** Of each record, the place of its first end. */
  readonly firstEndsAt: number;
  /** Where fields end, as positions in the text; a field begins behind the end before. */
  readonly endsAt: number;
  /** At least eight bytes in. */
  readonly textAt: number;
  /** Eight bytes each, {@link FIGURES} of them for each record. */
  readonly figuresAt: number;
}

const INT_BYTES = 4;
const FIGURE_BYTES = 8;
/** So many digits are read at once. */
const DIGITS = 8;
const BITS_OF_BYTES = 3;
/** In each of eight bytes: `0`; what makes more than 9 overflow into the highest bit; that bit. */
const ZEROS = 0x3030303030303030n;
const OVER_NINE = 0x7676767676767676n;
const HIGH_BITS = BigInt.asIntN(64, 0x8080808080808080n);
const TIME_STAMP_HEAD_DIGITS = 5;
const TIME_STAMP_TAIL_SCALE = 100_000_000n;

/** Local variables: three parameters, five integers, two of 64 bits. */
const [COLUMN, FIGURE, COUNT, RECORD, ENDS, END, LENGTH, FLAGS, WORD, SHIFT] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * `(column, figure, count)`: the numbers in one column of so many records, up to eight digits at once: one after another,
 * as a loop has it, takes several times as long, because nobody can foretell how many there are.
 */
export function numberRoutine(layout: NumberLayout): Routine {
  return overRecords(layout, [
    ...[op.get(LENGTH), op.constant(1), op.subtract, op.constant(DIGITS), op.isBelow],
    op.when,
    ...[op.constant(DIGITS), op.get(LENGTH), op.subtract, op.constant(BITS_OF_BYTES), op.shiftLeft, op.toLong],
    ...[op.set(SHIFT), ...wordBeforeEnd(layout, 0), ...isNoNumber],
    op.when,
    ...storeWhole(layout, BigInt(NOT_WHOLE)),
    ...raiseFlag(HAS_NOT_WHOLE),
    op.otherwise,
    ...[op.get(FIGURE), ...valueOfWord, op.longToDouble, op.storeDouble(layout.figuresAt)],
    op.end,
    op.otherwise,
    ...[op.get(LENGTH), op.isZero],
    op.when,
    ...storeWhole(layout, BigInt(EMPTY)),
    op.otherwise,
    ...storeWhole(layout, BigInt(NOT_WHOLE)),
    ...raiseFlag(HAS_LONG),
    op.end,
    op.end,
  ]);
}

/** `(column, figure, count)`: epoch milliseconds of so many records. @param digits that each has */
export function timeStampRoutine(layout: NumberLayout, digits: number): Routine {
  return overRecords(layout, [
    op.block,
    op.block,
    ...[op.get(LENGTH), op.constant(digits), op.subtract, op.branchIf(0)],
    ...[op.longConstant(0n), op.set(SHIFT), ...wordBeforeEnd(layout, 0), ...isNoNumber, op.branchIf(0)],
    // The tail waits in the place of the figure.
    ...[op.get(FIGURE), ...valueOfWord, op.longToDouble, op.storeDouble(layout.figuresAt)],
    ...[op.longConstant(BigInt(DIGITS * (DIGITS - TIME_STAMP_HEAD_DIGITS))), op.set(SHIFT)],
    ...[...wordBeforeEnd(layout, DIGITS), ...isNoNumber, op.branchIf(0)],
    ...[op.get(FIGURE), ...valueOfWord, op.longConstant(TIME_STAMP_TAIL_SCALE), op.longMultiply, op.longToDouble],
    ...[op.get(FIGURE), op.loadDouble(layout.figuresAt), op.doubleAdd, op.storeDouble(layout.figuresAt)],
    op.branch(1),
    op.end,
    ...storeWhole(layout, BigInt(NOT_WHOLE)),
    ...raiseFlag(HAS_NOT_WHOLE),
    op.end,
  ]);
}

/** For each record: END and LENGTH of its field, FIGURE where its number goes. Returns the flags. */
function overRecords({ firstEndsAt, endsAt }: NumberLayout, forEach: readonly Instruction[]): Routine {
  const program = [
    ...[op.get(COLUMN), op.constant(2), op.shiftLeft, op.set(COLUMN)],
    ...[op.get(FIGURE), op.constant(BITS_OF_BYTES), op.shiftLeft, op.set(FIGURE)],
    op.block,
    op.loop,
    ...[op.get(COUNT), op.isZero, op.branchIf(1)],
    ...[op.get(RECORD), op.load(firstEndsAt), op.constant(2), op.shiftLeft, op.get(COLUMN), op.add, op.tee(ENDS)],
    ...[op.load(endsAt + INT_BYTES), op.tee(END), op.get(ENDS), op.load(endsAt), op.subtract],
    ...[op.constant(1), op.subtract, op.set(LENGTH)],
    ...forEach,
    ...[op.get(FIGURE), op.constant(FIGURES * FIGURE_BYTES), op.add, op.set(FIGURE)],
    ...[op.get(RECORD), op.constant(INT_BYTES), op.add, op.set(RECORD)],
    ...[op.get(COUNT), op.constant(1), op.subtract, op.set(COUNT), op.branch(0)],
    op.end,
    op.end,
    op.get(FLAGS),
  ];
  return { parameters: 3, integers: 5, longs: 2, program };
}

/** WORD: the eight bytes that end so far before END as numbers; those in front, as SHIFT says, become zeros. */
function wordBeforeEnd({ textAt }: NumberLayout, bytesBefore: number): Instruction[] {
  const load = op.loadLong(textAt - DIGITS - bytesBefore);
  const zeroed = [
    op.longConstant(ZEROS),
    op.longXor,
    op.get(SHIFT),
    op.longShiftRight,
    op.get(SHIFT),
    op.longShiftLeft,
  ];
  return [op.get(END), load, ...zeroed, op.set(WORD)];
}

/** Not 0 where one of the bytes of WORD is more than 9. */
const isNoNumber: readonly Instruction[] = [
  ...[op.get(WORD), op.longConstant(OVER_NINE), op.longAdd, op.get(WORD), op.longOr, op.longConstant(HIGH_BITS)],
  ...[op.longAnd, op.isLongZero, op.isZero],
];

/** Digits to pairs, to fours, to eight, each step a multiplication for all of them. */
const valueOfWord: readonly Instruction[] = [
  op.get(WORD),
  ...joined(10n * 2n ** 8n + 1n, 8n),
  ...[op.longConstant(0x00ff00ff00ff00ffn), op.longAnd, ...joined(100n * 2n ** 16n + 1n, 16n)],
  ...[op.longConstant(0x0000ffff0000ffffn), op.longAnd, ...joined(10_000n * 2n ** 32n + 1n, 32n)],
];

function joined(factor: bigint, bits: bigint): Instruction[] {
  return [op.longConstant(factor), op.longMultiply, op.longConstant(bits), op.longShiftRight];
}

function storeWhole({ figuresAt }: NumberLayout, value: bigint): Instruction[] {
  return [op.get(FIGURE), op.longConstant(value), op.longToDouble, op.storeDouble(figuresAt)];
}

function raiseFlag(flag: number): Instruction[] {
  return [op.get(FLAGS), op.constant(flag), op.or, op.set(FLAGS)];
}
