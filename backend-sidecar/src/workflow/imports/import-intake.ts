import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { AppError } from '../../kernel/errors.ts';
import { checkPath, clashOf, isClutter } from '../../scripts/script-files.ts';
import { ARCHIVE_LIMITS, unpackArchive, type ArchiveLimits } from '../scripts/unpack-archive.ts';

export const LARGEST_IMPORT_BYTES = 16 * 1024 ** 3;
export const MOST_IMPORT_FILES = 2_000;

/** Of an upload that has not come to its end. */
export const PART_ENDING = '.part';
/** Below an import's folder: the files as they were sent. */
export const FILES_FOLDER = 'files';

const LIMITS: ArchiveLimits = { ...ARCHIVE_LIMITS, mostFiles: MOST_IMPORT_FILES, mostBytes: LARGEST_IMPORT_BYTES };

/** What lies about beside results (dashboards, plans, logs) and is none by its very name. */
const NO_RESULT =
  /\.(?:html?|css|js|map|png|jpe?g|gif|svg|ico|woff2?|ttf|eot|otf|jmx|log|jar|properties|md|pdf|xlsx?|docx?|err|pid)$/i;

/**
 * The files of one upload while they come in, in a folder of their own; zip files are unpacked in their place. Whatever
 * goes wrong, `discard` leaves nothing; `keep` gives the folder its place in one step.
 */
export class ImportIntake {
  readonly id = randomUUID();
  private readonly folder: string;
  private readonly received: string[] = [];
  private receivedBytes = 0;

  private constructor(private readonly imports: string) {
    this.folder = join(imports, `${this.id}${PART_ENDING}`);
  }

  /** @param imports where all imports lie; made when it is not there */
  static async begin(imports: string): Promise<ImportIntake> {
    const intake = new ImportIntake(imports);
    await mkdir(join(intake.folder, FILES_FOLDER), { recursive: true, mode: 0o700 });
    return intake;
  }

  /** @param path as it was sent, with the folders of a chosen folder */
  async add(path: string | undefined, content: Readable): Promise<void> {
    const checked = checkPath(plainPath(path ?? ''));
    if ('problem' in checked) {
      throw new AppError('IMPORT_FILES', checked.problem);
    }
    if (isLeftOut(checked.path)) {
      content.resume();
      return;
    }
    if (checked.path.toLowerCase().endsWith('.zip')) {
      await this.addArchive(checked.path, content);
      return;
    }
    const name = this.freeName(checked.path);
    await this.receive(content, this.pathOf(name));
    this.take(name);
  }

  fileNames(): string[] {
    return [...this.received].sort();
  }

  /** The folder gets its place, below the one of all imports. */
  async keep(): Promise<void> {
    if (this.received.length === 0) {
      throw new AppError('IMPORT_FILES', 'there is no file in it that could be a result');
    }
    await rename(this.folder, join(this.imports, this.id));
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async addArchive(path: string, content: Readable): Promise<void> {
    const packed = join(this.folder, `packed${PART_ENDING}`);
    const unpacked = join(this.folder, `unpacked${PART_ENDING}`);
    try {
      await this.receive(content, packed);
      const folder = path.replace(/\.zip$/i, '');
      for (const member of (await unpacking(packed, unpacked)).filter((name) => !isLeftOut(name))) {
        const name = this.freeName(`${folder}/${member}`);
        await mkdir(dirname(this.pathOf(name)), { recursive: true, mode: 0o700 });
        await rename(join(unpacked, member), this.pathOf(name));
        this.take(name);
      }
    } finally {
      await rm(packed, { force: true });
      await rm(unpacked, { recursive: true, force: true });
    }
  }

  private take(name: string): void {
    this.received.push(name);
    if (this.received.length > MOST_IMPORT_FILES) {
      throw new AppError('IMPORT_FILES', `an upload may have at most ${MOST_IMPORT_FILES} files`);
    }
  }

  private async receive(content: Readable, path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const meter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.receivedBytes += chunk.length;
        done(this.receivedBytes > LARGEST_IMPORT_BYTES ? tooLarge() : null, chunk);
      },
    });
    await pipeline(content, meter, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  }

  /** Files of several folders may have one name where a browser sends names alone. */
  private freeName(path: string): string {
    let name = path;
    for (let number = 2; clashOf(name, this.received) !== undefined; number++) {
      name = path.replace(/(\.[^/]*)?$/, (ending) => ` (${number})${ending}`);
    }
    return name;
  }

  private pathOf(name: string): string {
    return join(this.folder, FILES_FOLDER, name);
  }
}

function isLeftOut(path: string): boolean {
  return isClutter(path) || NO_RESULT.test(path);
}

async function unpacking(packed: string, folder: string): Promise<string[]> {
  try {
    return await unpackArchive(packed, folder, LIMITS);
  } catch (error) {
    throw error instanceof AppError
      ? new AppError('IMPORT_FILES', `zip file: ${error.detail}`, { cause: error })
      : error;
  }
}

/** Browsers may send the path on the sender's disk; that of a chosen folder is relative. */
function plainPath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return /^(?:[A-Za-z]:|\/)/.test(slashed) ? (slashed.split('/').at(-1) ?? '') : slashed;
}

function tooLarge(): AppError {
  return new AppError('REQUEST_TOO_LARGE', `the files of an upload may have ${LARGEST_IMPORT_BYTES} bytes together`);
}
