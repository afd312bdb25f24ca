/** Node has it; its types come with those of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** An instruction of WebAssembly, as bytes. */
export type Instruction = readonly number[];

/** A function whose parameters and result are 32-bit integers. Its local variables follow its parameters in this order. */
export interface Routine {
  readonly parameters: number;
  /** Of 32 bits. */
  readonly integers: number;
  /** Of 64 bits. */
  readonly longs?: number;
  /** Vectors of 16 bytes. */
  readonly blocks?: number;
  readonly program: readonly Instruction[];
}

const PAGE_BYTES = 65_536;
const I32 = 0x7f;
const I64 = 0x7e;
const V128 = 0x7b;
const NOTHING = 0x40;
const VECTOR = 0xfd;
const FUNCTION_TYPE = 0x60;
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** Numbers of the sections of a module. */
const [TYPES, FUNCTIONS, MEMORIES, EXPORTS, CODE] = [1, 3, 5, 7, 10] as const;
/** Loads and stores may be anywhere. */
const UNALIGNED = 0;

/** The instructions that our routines need, with the numbers of the WebAssembly specification 2.0. */
export const op = {
  block: [0x02, NOTHING],
  loop: [0x03, NOTHING],
  when: [0x04, NOTHING],
  otherwise: [0x05],
  end: [0x0b],
  branch: (depth: number) => [0x0c, depth],
  branchIf: (depth: number) => [0x0d, depth],
  get: (local = 0) => [0x20, local],
  set: (local = 0) => [0x21, local],
  tee: (local = 0) => [0x22, local],
  load: (offset: number) => [0x28, UNALIGNED, ...unsigned(offset)],
  loadLong: (offset: number) => [0x29, UNALIGNED, ...unsigned(offset)],
  loadDouble: (offset: number) => [0x2b, UNALIGNED, ...unsigned(offset)],
  store: (offset: number) => [0x36, UNALIGNED, ...unsigned(offset)],
  storeDouble: (offset: number) => [0x39, UNALIGNED, ...unsigned(offset)],
  constant: (value: number) => [0x41, ...signed(value)],
  longConstant: (value: bigint) => [0x42, ...signedLong(value)],
  isZero: [0x45],
  isAbove: [0x4b],
  isBelow: [0x49],
  isLongZero: [0x50],
  trailingZeros: [0x68],
  add: [0x6a],
  subtract: [0x6b],
  and: [0x71],
  or: [0x72],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  longAdd: [0x7c],
  longMultiply: [0x7e],
  longAnd: [0x83],
  longOr: [0x84],
  longXor: [0x85],
  longShiftLeft: [0x86],
  longShiftRight: [0x88],
  toLong: [0xad],
  longToDouble: [0xb9],
  doubleAdd: [0xa0],
  loadBlock: (offset: number) => [VECTOR, 0x00, UNALIGNED, ...unsigned(offset)],
  splat: [VECTOR, 0x0f],
  equal: [VECTOR, 0x23],
  orBlock: [VECTOR, 0x50],
  bits: [VECTOR, 0x64],
} as const;

/** A module of some routines and the memory that they share, made and started. */
export function assembled<Name extends string>(
  memoryBytes: number,
  routines: Readonly<Record<Name, Routine>>
): { memory: ArrayBuffer; run: Record<Name, (...parameters: number[]) => number> } {
  const module = new WebAssembly.Module(Uint8Array.from(moduleOf(memoryBytes, routines)));
  const { memory, ...run } = new WebAssembly.Instance(module).exports as {
    memory: { buffer: ArrayBuffer };
  } & Record<Name, (...parameters: number[]) => number>;
  return { memory: memory.buffer, run: run as unknown as Record<Name, (...parameters: number[]) => number> };
}

function moduleOf(memoryBytes: number, byName: Readonly<Record<string, Routine>>): number[] {
  const pages = Math.ceil(memoryBytes / PAGE_BYTES);
  const routines = Object.values(byName);
  const names = Object.keys(byName).map((name, index) => named(name, 0, index));
  return [
    ...MAGIC_AND_VERSION,
    ...section(TYPES, routines.map(signatureOf)),
    ...section(
      FUNCTIONS,
      routines.map((_, index) => [index])
    ),
    ...section(MEMORIES, [[0, ...unsigned(pages)]]),
    ...section(EXPORTS, [named('memory', 2, 0), ...names]),
    ...section(CODE, routines.map(codeOf)),
  ];
}

function signatureOf({ parameters }: Routine): number[] {
  return [FUNCTION_TYPE, parameters, ...Array<number>(parameters).fill(I32), 1, I32];
}

function codeOf({ integers, longs = 0, blocks = 0, program }: Routine): number[] {
  const locals = [3, integers, I32, longs, I64, blocks, V128];
  return sized([...locals, ...program.flat(), ...op.end]);
}

function section(id: number, entries: ReadonlyArray<readonly number[]>): number[] {
  return [id, ...sized([entries.length, ...entries.flat()])];
}

function named(name: string, kind: number, index: number): number[] {
  return [...sized([...Buffer.from(name)]), kind, index];
}

function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

/** Seven bits a byte, low ones first. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

function signedLong(value: bigint): number[] {
  const isLast = value >= -0x40n && value < 0x40n;
  return isLast ? [Number(value & 0x7fn)] : [Number(value & 0x7fn) | 0x80, ...signedLong(value >> 7n)];
}
