import { open } from 'node:fs/promises';

import type { LiveLogLine } from '../contract/live.ts';

const MAX_READ_BYTES = 64 * 1024;

/**
 * Reads what a log has grown by since the last call. A line counts once its end was written; where the log grew by more
 * than 64 KiB at once, the middle is left out with a line that says so.
 */
export class LogTail {
  private offset = 0;
  private rest = '';
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
      const skipped = Math.max(0, size - this.offset - MAX_READ_BYTES);
      const from = this.offset + skipped;
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      this.offset = from + bytesRead;
      const text = buffer.toString('utf8', 0, bytesRead);
      return skipped === 0 ? text : `… ${skipped} bytes left out …\n${text}`;
    } finally {
      await file.close();
    }
  }
}
