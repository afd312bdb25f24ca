import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

import type { LiveLogLine } from '../contract/live.ts';

const MAX_READ_BYTES = 64 * 1024;

/**
 * Reads what a log has grown by since the last call. A line counts once its end was written; where the log grew by more
 * than 64 KiB at once, the middle is left out with a line that says so.
 */
export class LogTail {
  private offset = 0;
  private rest = '';
  /** Keeps the first bytes of a character whose last ones are not written yet. */
  private decoder = new StringDecoder('utf8');
  private lineNumber = 0;

  constructor(private readonly path: string) {}

  async read(): Promise<LiveLogLine[]> {
    const chunk = await this.nextChunk();
    if (chunk === '') {
      return [];
    }
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.map((text) => ({ number: ++this.lineNumber, text }));
  }

  private async nextChunk(): Promise<string> {
    const file = await open(this.path, 'r').catch(() => null);
    if (file === null) {
      return '';
    }
    try {
      const { size } = await file.stat();
      const skipped = this.skip(size);
      const length = size - this.offset;
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, this.offset);
      this.offset += bytesRead;
      const text = this.decoder.write(buffer.subarray(0, bytesRead));
      return skipped === 0 ? text : `… ${skipped} bytes left out …\n${text}`;
    } finally {
      await file.close();
    }
  }

  /** Moves to where reading goes on: behind what is too much at once, or to the beginning of a log that was replaced. */
  private skip(size: number): number {
    if (size < this.offset) {
      this.offset = 0;
      this.rest = '';
    }
    const skipped = Math.max(0, size - this.offset - MAX_READ_BYTES);
    if (skipped > 0) {
      this.decoder = new StringDecoder('utf8');
    }
    this.offset += skipped;
    return skipped;
  }
}
