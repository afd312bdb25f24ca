/** Node has it; its types come with those of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** An instruction of WebAssembly, as bytes. */
export type Instruction = readonly number[];

export interface Routine {
  readonly memoryBytes: number;
  /** 32-bit integers, as its result is. */
  readonly parameters: number;
  readonly integers: number;
  /** Vectors of 16 bytes. */
  readonly blocks: number;
  readonly program: readonly Instruction[];
}

const PAGE_BYTES = 65_536;
const I32 = 0x7f;
const V128 = 0x7b;
const NOTHING = 0x40;
const VECTOR = 0xfd;
const FUNCTION_TYPE = 0x60;
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** Numbers of the sections of a module. */
const [TYPES, FUNCTIONS, MEMORIES, EXPORTS, CODE] = [1, 3, 5, 7, 10] as const;
/** Loads and stores may be anywhere. */
const UNALIGNED = 0;

/** The instructions that our one routine needs, with the numbers of the WebAssembly specification 2.0. */
export const op = {
  block: [0x02, NOTHING],
  loop: [0x03, NOTHING],
  when: [0x04, NOTHING],
  end: [0x0b],
  branch: (depth: number) => [0x0c, depth],
  branchIf: (depth: number) => [0x0d, depth],
  get: (local = 0) => [0x20, local],
  set: (local = 0) => [0x21, local],
  tee: (local = 0) => [0x22, local],
  store: (offset: number) => [0x36, UNALIGNED, ...unsigned(offset)],
  constant: (value: number) => [0x41, ...signed(value)],
  isZero: [0x45],
  isAbove: [0x4b],
  trailingZeros: [0x68],
  add: [0x6a],
  subtract: [0x6b],
  and: [0x71],
  or: [0x72],
  shiftRight: [0x76],
  loadBlock: (offset: number) => [VECTOR, 0x00, UNALIGNED, ...unsigned(offset)],
  splat: [VECTOR, 0x0f],
  equal: [VECTOR, 0x23],
  orBlock: [VECTOR, 0x50],
  bits: [VECTOR, 0x64],
} as const;

/** A module of one function and its memory, made and started. */
export function assembled(routine: Routine): { memory: ArrayBuffer; run: (...parameters: number[]) => number } {
  const module = new WebAssembly.Module(Uint8Array.from(moduleOf(routine)));
  const { memory, run } = new WebAssembly.Instance(module).exports as {
    memory: { buffer: ArrayBuffer };
    run: (...parameters: number[]) => number;
  };
  return { memory: memory.buffer, run };
}

function moduleOf({ memoryBytes, parameters, integers, blocks, program }: Routine): number[] {
  const pages = Math.ceil(memoryBytes / PAGE_BYTES);
  const locals = [2, integers, I32, blocks, V128];
  const code = [...locals, ...program.flat(), ...op.end];
  const signature = [FUNCTION_TYPE, parameters, ...Array<number>(parameters).fill(I32), 1, I32];
  return [
    ...MAGIC_AND_VERSION,
    ...section(TYPES, [1, ...signature]),
    ...section(FUNCTIONS, [1, 0]),
    ...section(MEMORIES, [1, 0, ...unsigned(pages)]),
    ...section(EXPORTS, [2, ...named('memory', 2), ...named('run', 0)]),
    ...section(CODE, [1, ...sized(code)]),
  ];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function named(name: string, kind: number): number[] {
  return [...sized([...Buffer.from(name)]), kind, 0];
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
