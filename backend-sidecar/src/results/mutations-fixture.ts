import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { ZipFile } from 'yazl';

import type { RejectedRecord } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import { ContentReader } from './content-reader.ts';
import type { JtlVisitor } from './jtl-reader.ts';
import { ResultFilesReading } from './read-result-files.ts';

/** A row of random numbers that is the same for the same seed (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** A whole number below `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) % 2 ** 32) % limit;
  }

  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}

const BAD_NUMBERS = [
  'NaN',
  '-1',
  '-9223372036854775808',
  '99999999999999999999',
  '1e308',
  'Infinity',
  '0x10',
  '',
  ' 5',
  '٣',
];
const SPECIALS = ['"', '""', ',', '\n', '\r', '\r\n', '\0', '<', '>', '&#x0;', '\uFEFF', '\ud83d\ude00', '\u00ff'];

type Mutation = (bytes: Buffer, chance: Chance) => Buffer;

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  // truncated at either end
  (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  (bytes, chance) => bytes.subarray(chance.below(bytes.length + 1)),
  // bits flipped
  (bytes, chance) => {
    const flipped = Buffer.from(bytes);
    for (let count = chance.below(8); count >= 0 && bytes.length > 0; count--) {
      const at = chance.below(bytes.length);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << chance.below(8)), at);
    }
    return flipped;
  },
  // a piece cut out, repeated, or replaced by zero bytes
  (bytes, chance) => {
    const [from, to] = range(bytes, chance);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, chance) => {
    const [from, to] = range(bytes, chance);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  (bytes, chance) => Buffer.from(bytes).fill(0, ...range(bytes, chance)),
  // something put in
  (bytes, chance) => inserted(bytes, chance, Buffer.from(chance.of(SPECIALS as [string, ...string[]]))),
  (bytes, chance) =>
    inserted(bytes, chance, Buffer.alloc(chance.below(2_500), chance.of(['x', '"', ',', '\n', '\r', '<a ']))),
  // a number that is none, or is too large
  (bytes, chance) => {
    const number = chance.of(BAD_NUMBERS as [string, ...string[]]);
    const nth = chance.below(40);
    let seen = 0;
    return Buffer.from(
      bytes.toString('latin1').replaceAll(/\d+/g, (found) => (seen++ === nth ? number : found)),
      'latin1'
    );
  },
  // all line ends of another kind
  (bytes, chance) => Buffer.from(bytes.toString('latin1').replaceAll('\n', chance.of(['\r\n', '\r', ''])), 'latin1'),
];

export function mutated(bytes: Buffer, chance: Chance): Buffer {
  let result = bytes;
  for (let count = chance.below(3); count >= 0; count--) {
    result = chance.of(MUTATIONS)(result, chance);
  }
  return result;
}

function range(bytes: Buffer, chance: Chance): [number, number] {
  const from = chance.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + chance.below(400))];
}

function inserted(bytes: Buffer, chance: Chance, piece: Buffer): Buffer {
  const at = chance.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

export interface Seen {
  readonly samples: string[];
  readonly rejected: RejectedRecord[];
  /** The refusal of a file that is none. */
  readonly refusal: string | null;
}

/** Reads it in chunks of any length; what it throws other than a refusal is a fault. */
export function readInChunks(bytes: Buffer, chunkLength: () => number): Seen {
  const { visitor, samples, rejected } = watching();
  const reader = new ContentReader(visitor, {}, { part: 0, fileName: null, clockOffsetMs: 0 });
  try {
    for (let at = 0; at < bytes.length;) {
      const length = Math.max(1, chunkLength());
      reader.push(Buffer.from(bytes.subarray(at, at + length)));
      at += length;
    }
    reader.finish();
  } catch (error) {
    return { samples, rejected, refusal: refusalOf(error) };
  }
  return { samples, rejected, refusal: null };
}

/** Reads it as the file at `path`, unpacked where it is packed. */
export async function readAsFile(bytes: Buffer, path: string): Promise<Seen> {
  writeFileSync(path, bytes);
  const { visitor, samples, rejected } = watching();
  const reading = new ResultFilesReading({
    parts: [{ path, name: 'result', clockOffsetMs: 0 }],
    ...{ options: {}, visitor },
  });
  try {
    while (await reading.step()) {
      // until everything was read
    }
  } catch (error) {
    return { samples, rejected, refusal: refusalOf(error) };
  }
  return { samples, rejected, refusal: null };
}

/** How results come packed. */
export const PACKINGS: Readonly<Record<'gzip' | 'zip', (content: Buffer) => Promise<Buffer>>> = {
  gzip: (content) => Promise.resolve(gzipSync(content)),
  zip: async (content) => {
    const archive = new ZipFile();
    archive.addBuffer(content, 'result.jtl');
    archive.end();
    const chunks: Buffer[] = [];
    for await (const chunk of archive.outputStream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  },
};

function watching(): { visitor: JtlVisitor; samples: string[]; rejected: RejectedRecord[] } {
  const samples: string[] = [];
  const rejected: RejectedRecord[] = [];
  const visitor: JtlVisitor = {
    sample: (record) => {
      const { startMs, elapsedMs, label, isSuccess, isTransaction, threadName, failureText } = record;
      checkNumbers(record.latencyMs, record.connectMs, record.idleMs, record.receivedBytes, record.sentBytes);
      checkNumbers(startMs, elapsedMs, record.sampleCount, record.errorCount, record.activeThreads);
      samples.push([startMs, elapsedMs, label, isSuccess, isTransaction, threadName, failureText].join('|'));
    },
    rejected: (record) => rejected.push(record),
  };
  return { visitor, samples, rejected };
}

/** @throws what is no refusal: it is a fault */
function refusalOf(error: unknown): string {
  if (error instanceof AppError && error.code === 'RESULT_UNREADABLE') {
    return error.detail ?? '';
  }
  throw error;
}

function checkNumbers(...numbers: Array<number | null>): void {
  for (const number of numbers) {
    if (number !== null && (!Number.isSafeInteger(number) || number < 0)) {
      throw new Error(`${number} is no figure of a sample`);
    }
  }
}
