import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';

import type { OpenFile, RemoteFiles } from './remote-files.ts';

export interface MirroredFile {
  readonly remotePath: string;
  readonly localPath: string;
  /** Beyond that nothing more is fetched. */
  readonly maxBytes?: number;
}

/** So many pieces of a file are fetched before the others have their turn. */
const PIECES_AT_ONCE = 8;

/**
 * Brings what files of another host have grown by, while they are written. What is here already is the beginning of what
 * is there: a mirror that is made anew goes on behind it. Everybody who reads a local run's files reads these alike.
 */
export class RemoteMirror {
  private readonly offsets = new Map<string, number>();
  private readonly handles = new Map<string, OpenFile>();
  private source: RemoteFiles | undefined;

  constructor(private readonly mirrored: readonly MirroredFile[]) {}

  /** @returns how many bytes were new */
  async pull(files: RemoteFiles): Promise<number> {
    if (files !== this.source) {
      // Handles belong to their connection.
      this.handles.clear();
      this.source = files;
    }
    const sizes = await Promise.all(this.mirrored.map((file) => this.pullOne(file, files)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Until nothing more comes. */
  async pullAll(files: RemoteFiles): Promise<void> {
    while ((await this.pull(files)) > 0) {
      // Each turn brings a limited part of each file.
    }
  }

  private async pullOne(file: MirroredFile, files: RemoteFiles): Promise<number> {
    const handle = await this.handleOf(file, files);
    if (handle === null) {
      return 0;
    }
    let brought = 0;
    for (let piece = 0; piece < PIECES_AT_ONCE; piece += 1) {
      const offset = await this.offsetOf(file);
      const content = offset >= (file.maxBytes ?? Infinity) ? EMPTY : await handle.readFrom(offset);
      if (content.length === 0) {
        break;
      }
      await writeAt(file.localPath, content, offset);
      this.offsets.set(file.localPath, offset + content.length);
      brought += content.length;
    }
    return brought;
  }

  private async handleOf({ remotePath }: MirroredFile, files: RemoteFiles): Promise<OpenFile | null> {
    const known = this.handles.get(remotePath);
    if (known !== undefined) {
      return known;
    }
    const opened = await files.open(remotePath);
    if (opened !== null) {
      this.handles.set(remotePath, opened);
    }
    return opened;
  }

  /** Somebody may have emptied the copy meanwhile: what counts is how far it was written. */
  private async offsetOf({ localPath }: MirroredFile): Promise<number> {
    return this.offsets.get(localPath) ?? (await sizeOf(localPath));
  }
}

const EMPTY = Buffer.alloc(0);

async function writeAt(path: string, content: Buffer, offset: number): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    let written = 0;
    while (written < content.length) {
      const { bytesWritten } = await file.write(content, written, content.length - written, offset + written);
      written += bytesWritten;
    }
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0
  );
}
