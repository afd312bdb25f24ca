import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { DataDirectory } from '../config/data-directory.ts';
import type { Script } from '../contract/scenarios.ts';
import type { NewRevision, ScriptStore } from '../persistence/script-store.ts';
import type { Clock } from './clock.ts';
import { readScript } from './script-reader.ts';

export interface Upload {
  fileName: string;
  name?: string | undefined;
  description?: string | undefined;
  scenarioId?: number | undefined;
  content: Readable;
  uploadedBy: string;
}

/** Stores JMX files. A stored file never changes; other bytes are another script. */
export class ScriptLibrary {
  constructor(
    private readonly scripts: ScriptStore,
    private readonly files: DataDirectory,
    private readonly clock: Clock
  ) {}

  /** Streams the file to disk, reads it as a test plan, and only then lists it. Throws SCRIPT_… when it is none. */
  async add(upload: Upload): Promise<Script> {
    const part = join(this.files.uploads, `${randomUUID()}.part`);
    try {
      const { checksumSha256, sizeBytes } = await receive(upload.content, part);
      const { threadGroups, inventory } = await readScript(part);
      const fileName = safeFileName(upload.fileName);
      const revision = {
        fileName,
        sizeBytes,
        checksumSha256,
        files: [{ name: fileName, kind: 'plan' as const, sizeBytes, checksumSha256 }],
        threadGroups,
        inventory,
        uploadedBy: upload.uploadedBy,
        uploadedAtMs: this.clock(),
      };
      return await this.keep(part, upload, revision);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** The file gets its place and its row, or neither. */
  private async keep(part: string, upload: Upload, revision: Omit<NewRevision, 'directory'>): Promise<Script> {
    const { checksumSha256, fileName } = revision;
    const directory = join(this.files.uploads, `${checksumSha256.slice(0, 16)}-${randomUUID().slice(0, 8)}`);
    await mkdir(directory, { mode: 0o700 });
    try {
      await rename(part, join(directory, fileName));
      const { description = '', scenarioId = null } = upload;
      const name = upload.name ?? fileName.replace(/\.jmx$/i, '').slice(0, 100);
      return this.scripts.create(
        { name, description, scenarioId },
        { ...revision, directory: relative(this.files.root, directory) }
      );
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  async remove(id: number): Promise<void> {
    for (const directory of this.scripts.delete(id)) {
      await rm(this.files.absolute(directory), { recursive: true, force: true });
    }
  }

  /** The test plan of a revision; of the newest when none is named. */
  path(id: number, number?: number): string {
    const { directory, fileName } = this.scripts.revision(id, number);
    return join(this.files.absolute(directory), fileName);
  }
}

async function receive(content: Readable, path: string): Promise<{ checksumSha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  content.on('data', (chunk: Buffer) => hash.update(chunk));
  await pipeline(content, createWriteStream(path, { mode: 0o600 }));
  const file = await open(path, 'r+');
  await file.sync();
  await file.close();
  return { checksumSha256: hash.digest('hex'), sizeBytes: (await stat(path)).size };
}

/** What a file system takes as one name, with room for what is put behind it. */
const LONGEST_NAME_BYTES = 200;

/** A name without a folder, a leading dot or control characters, and not longer than a file system takes. */
export function safeFileName(name: string): string {
  const safe = basename(name.replaceAll('\\', '/'))
    .replace(/[\u0000-\u001f\u007f/]/g, '')
    .replace(/^\.+/, '');
  return safe === '' ? 'script.jmx' : lastBytes(safe, LONGEST_NAME_BYTES);
}

/** Whole characters from the end: the extension stays. */
function lastBytes(text: string, most: number): string {
  const characters = [...text];
  while (Buffer.byteLength(characters.join('')) > most) {
    characters.shift();
  }
  return characters.join('');
}
