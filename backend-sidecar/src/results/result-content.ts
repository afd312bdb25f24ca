import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { AppError } from '../kernel/errors.ts';
import { codeOf, unreadable } from './packed-content.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * A file that still grows and may not exist yet. It is asked for its size instead of watched: notifications get lost on
 * network and overlay file systems.
 */
export class GrowingFile {
  private descriptor: number | null = null;
  private offset = 0;
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);

  constructor(private readonly filePath: string) {}

  /** null: nothing more at present. A chunk is valid until the next call. */
  readChunk(): Buffer | null {
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
      if (codeOf(error) === 'ENOENT') {
        return null;
      }
      throw unreadable(error);
    }
  }
}
