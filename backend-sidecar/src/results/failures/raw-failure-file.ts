import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, truncateSync, type Stats } from 'node:fs';

const CHUNK_BYTES = 1024 * 1024;
const BLOCK_BYTES = 512;

export interface RawChunk {
  readonly bytes: Buffer;
  /** The bytes do not follow those before: what lay between was skipped or overwritten. */
  readonly isAfterGap: boolean;
}

/**
 * The file that JMeter appends to, and that is emptied under it. JMeter keeps its own place in the file: after it was
 * emptied, the next bytes stand where they would have stood, behind a hole that takes no room. So a place in the file
 * names the same byte for ever.
 */
export class RawFailureFile {
  private descriptor: number | null = null;
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private readSinceEmptied = 0;

  constructor(
    private readonly path: string,
    private readonly emptyAfterBytes: number,
    /** Where the next byte to read stands. */
    public position: number
  ) {}

  /** The next bytes, valid until the next call; null if there are none at present. */
  read(): RawChunk | null {
    this.descriptor ??= openIfThere(this.path);
    if (this.descriptor === null) {
      return null;
    }
    const isAfterGap = this.skipWhatIsLost(fstatSync(this.descriptor));
    const count = readSync(this.descriptor, this.chunk, 0, CHUNK_BYTES, this.position);
    this.position += count;
    this.readSinceEmptied += count;
    return count === 0 && !isAfterGap ? null : { bytes: this.chunk.subarray(0, count), isAfterGap };
  }

  /**
   * Whether so much was read that its room should be given back.
   *
   * @param isAtGoodPlace nothing that was read is needed again; otherwise it waits a while for such a place
   */
  isLarge(isAtGoodPlace: boolean): boolean {
    return this.readSinceEmptied >= (isAtGoodPlace ? 1 : 2) * this.emptyAfterBytes;
  }

  /**
   * Gives back the room of what was read. Where that cannot be done for a part of the file, all of it is emptied, and with
   * it bytes that JMeter wrote within the last microseconds; they are noticed as a hole.
   */
  empty(): void {
    if (!punchHole(this.path, this.position)) {
      truncateSync(this.path, 0);
    }
    this.readSinceEmptied = 0;
  }

  close(): void {
    if (this.descriptor !== null) {
      closeSync(this.descriptor);
      this.descriptor = null;
    }
  }

  /**
   * Whether bytes are left out: too many wait to be read, the file was emptied by its other watch, or somebody began it
   * anew. A hole need not be read, it may be larger than all memory.
   */
  private skipWhatIsLost({ size, blocks }: Stats): boolean {
    if (size > 0 && size < this.position) {
      this.position = 0;
      return true;
    }
    if (size - this.position <= 2 * this.emptyAfterBytes) {
      return false;
    }
    const dataFrom = Math.max(this.position, size - blocks * BLOCK_BYTES);
    const isTooMuch = size - dataFrom > 2 * this.emptyAfterBytes;
    const hasGap = isTooMuch || dataFrom > this.position;
    this.position = isTooMuch ? size : dataFrom;
    if (isTooMuch) {
      this.empty();
    }
    return hasGap;
  }
}

/** By a program that most systems have: Node knows no call for it. */
function punchHole(path: string, length: number): boolean {
  const hole = ['--punch-hole', '--offset', '0', '--length', String(length)];
  return spawnSync('fallocate', [...hole, path], { stdio: 'ignore', timeout: 5_000 }).status === 0;
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
