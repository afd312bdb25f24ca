import type { SFTPWrapper } from 'ssh2';

/** What SFTP answers at the end of a file, and where there is none. */
const END_OF_FILE = 1;
const NO_SUCH_FILE = 2;
const READ_BYTES = 32 * 1024;
/** So many reads are under way at once while much is to be fetched: a slow line is filled, an idle one is not. */
const READS_AHEAD = 32;

/** A file of the other host that is open for reading. */
export interface OpenFile {
  /** What stands from there on, at most 1 MB; empty at the end of the file. */
  readFrom(offset: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Files of the other host. Every method fails with SFTP's own error where the connection is lost. */
export class RemoteFiles {
  constructor(
    private readonly sftp: SFTPWrapper,
    private readonly whileOpen: <T>(work: Promise<T>) => Promise<T>
  ) {}

  /** @returns null where there is no such file */
  async open(path: string): Promise<OpenFile | null> {
    const handle = await this.ask<Buffer>((done) => this.sftp.open(path, 'r', done)).catch(nullIfMissing);
    if (handle === null) {
      return null;
    }
    let lastWasFull = false;
    return {
      readFrom: async (offset) => {
        const reads = lastWasFull ? READS_AHEAD : 1;
        const parts = await Promise.all(
          Array.from({ length: reads }, (_, index) => this.readPart(handle, offset + index * READ_BYTES))
        );
        const whole = joined(parts);
        lastWasFull = whole.length === reads * READ_BYTES;
        return whole;
      },
      close: () => this.ask<void>((done) => this.sftp.close(handle, (error) => done(error, undefined))),
    };
  }

  /** The whole of a small file, also of one of the kernel that tells no size; null where there is none. */
  async text(path: string): Promise<string | null> {
    const file = await this.open(path);
    if (file === null) {
      return null;
    }
    const parts: Buffer[] = [];
    let offset = 0;
    for (;;) {
      const part = await file.readFrom(offset);
      if (part.length === 0) {
        break;
      }
      parts.push(part);
      offset += part.length;
    }
    await file.close();
    return Buffer.concat(parts).toString('utf8');
  }

  async isThere(path: string): Promise<boolean> {
    const found = await this.ask<unknown>((done) => this.sftp.stat(path, done)).catch(nullIfMissing);
    return found !== null;
  }

  /** Fetches a file whole; what is at the local path is replaced piece by piece. */
  async fetch(remotePath: string, localPath: string): Promise<void> {
    await this.ask<void>((done) =>
      this.sftp.fastGet(remotePath, localPath, (error) => done(error ?? undefined, undefined))
    );
  }

  /** Sends a file. What was at the path is replaced piece by piece: send to a name that nobody reads. */
  async send(localPath: string, remotePath: string): Promise<void> {
    await this.ask<void>((done) =>
      this.sftp.fastPut(localPath, remotePath, { mode: 0o600 }, (error) => done(error ?? undefined, undefined))
    );
  }

  async write(remotePath: string, text: string): Promise<void> {
    await this.ask<void>((done) =>
      this.sftp.writeFile(remotePath, text, { mode: 0o600 }, (error) => done(error ?? undefined, undefined))
    );
  }

  private async readPart(handle: Buffer, offset: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    const bytesRead = await this.ask<number>((done) =>
      this.sftp.read(handle, buffer, 0, READ_BYTES, offset, done)
    ).catch((error: unknown) => {
      if (codeOf(error) === END_OF_FILE) {
        return 0;
      }
      throw error;
    });
    return buffer.subarray(0, bytesRead);
  }

  private ask<T>(request: (done: (error: Error | null | undefined, answer: T) => void) => unknown): Promise<T> {
    return this.whileOpen(
      new Promise<T>((resolve, reject) => {
        request((error, answer) => (error ? reject(error) : resolve(answer)));
      })
    );
  }
}

/** Up to the first part that is short: what stands behind it was written meanwhile. */
function joined(parts: readonly Buffer[]): Buffer {
  const short = parts.findIndex((part) => part.length < READ_BYTES);
  return Buffer.concat(short === -1 ? parts : parts.slice(0, short + 1));
}

function nullIfMissing(error: unknown): null {
  if (codeOf(error) === NO_SUCH_FILE) {
    return null;
  }
  throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
