import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip, type Gunzip } from 'node:zlib';

import { AppError } from '../kernel/errors.ts';

const CHUNK_BYTES = 1024 * 1024;

/** The bytes of a result file from its beginning on, chunk by chunk. */
export interface ResultContent {
  /** null: nothing more at present (a growing file), or nothing more at all. A chunk is valid until the next call. */
  readChunk(): Promise<Buffer | null>;
  close(): void;
}

export function openResultContent(filePath: string, mode: 'follow' | 'read'): ResultContent {
  return mode === 'read' && filePath.endsWith('.gz') ? new CompressedFile(filePath) : new PlainFile(filePath, mode);
}

/**
 * A file that may still grow, and in mode `follow` may not exist yet. It is asked for its size instead of watched:
 * notifications get lost on network and overlay file systems.
 */
class PlainFile implements ResultContent {
  private descriptor: number | null = null;
  private offset = 0;
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);

  constructor(
    private readonly filePath: string,
    private readonly mode: 'follow' | 'read'
  ) {}

  async readChunk(): Promise<Buffer | null> {
    this.descriptor ??= this.open();
    if (this.descriptor === null) {
      return null;
    }
    const sizeBytes = fstatSync(this.descriptor).size;
    if (sizeBytes < this.offset) {
      throw new AppError('RESULT_UNREADABLE', `it became shorter (${sizeBytes} bytes, ${this.offset} were read)`);
    }
    const readBytes = readSync(this.descriptor, this.chunk, 0, CHUNK_BYTES, this.offset);
    this.offset += readBytes;
    return readBytes === 0 ? null : this.chunk.subarray(0, readBytes);
  }

  close(): void {
    if (this.descriptor !== null) {
      closeSync(this.descriptor);
      this.descriptor = null;
    }
  }

  private open(): number | null {
    try {
      return openSync(this.filePath, 'r');
    } catch (error) {
      if (this.mode === 'follow' && codeOf(error) === 'ENOENT') {
        return null;
      }
      throw unreadable(error);
    }
  }
}

/** A kept result file: complete and compressed by gzip. */
class CompressedFile implements ResultContent {
  private readonly gunzip: Gunzip;
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(filePath: string) {
    this.gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
    const file = createReadStream(filePath, { highWaterMark: CHUNK_BYTES });
    file.on('error', (error) => this.gunzip.destroy(error));
    this.chunks = file.pipe(this.gunzip)[Symbol.asyncIterator]();
  }

  async readChunk(): Promise<Buffer | null> {
    try {
      const next = await this.chunks.next();
      return next.done === true ? null : next.value;
    } catch (error) {
      throw unreadable(error);
    }
  }

  close(): void {
    this.gunzip.on('error', () => undefined);
    this.gunzip.destroy();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function unreadable(cause: unknown): AppError {
  const code = codeOf(cause);
  const detail = code === 'ENOENT' ? 'it does not exist' : `reading it failed (${code})`;
  return new AppError('RESULT_UNREADABLE', detail, { cause });
}
