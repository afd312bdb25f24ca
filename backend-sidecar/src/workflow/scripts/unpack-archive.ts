import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import yauzl, { type Entry, type ZipFile } from 'yauzl';

import { AppError } from '../../kernel/errors.ts';
import { checkPath, isClutter } from '../../scripts/script-files.ts';

export interface ArchiveLimits {
  readonly mostFiles: number;
  /** Of all files together, unpacked. */
  readonly mostBytes: number;
  /** Unpacked over packed, of what is larger than `freeBytes`: no data that people test with comes near it. */
  readonly largestRatio: number;
  readonly freeBytes: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  mostFiles: 2_000,
  mostBytes: 4 * 1024 ** 3,
  largestRatio: 200,
  freeBytes: 64 * 1024 ** 2,
};

const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE = 0o170000;

/**
 * Unpacks a zip file below a folder. Its own directory is not trusted: sizes are counted while unpacking, and a name is
 * used only after it was looked at.
 *
 * @returns the paths of its files below the folder
 * @throws AppError SCRIPT_ARCHIVE when it is none, is damaged, encrypted, a bomb, or leaves the folder
 */
export async function unpackArchive(path: string, folder: string, limits = ARCHIVE_LIMITS): Promise<string[]> {
  const archive = await openArchive(path);
  const paths: string[] = [];
  const names = new Set<string>();
  let unpackedBytes = 0;
  try {
    for await (const entry of entriesOf(archive)) {
      if (entry.fileName.endsWith('/') || isClutter(entry.fileName)) {
        continue;
      }
      const name = checkEntry(entry, names);
      if (paths.length >= limits.mostFiles) {
        throw refused(`it has more than ${limits.mostFiles} files`);
      }
      const target = join(folder, name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          unpackedBytes += chunk.length;
          done(excess(unpackedBytes, archive.fileSize, limits), chunk);
        },
      });
      await pipeline(await openEntry(archive, entry), meter, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
      paths.push(name);
    }
  } catch (error) {
    throw error instanceof AppError ? error : refused(`it is damaged: ${messageOf(error)}`, error);
  } finally {
    archive.close();
  }
  return paths;
}

function checkEntry(entry: Entry, names: Set<string>): string {
  if ((entry.generalPurposeBitFlag & 1) !== 0) {
    throw refused(`“${entry.fileName}” is encrypted`);
  }
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK) {
    throw refused(`“${entry.fileName}” is a symbolic link`);
  }
  const checked = checkPath(entry.fileName);
  if ('problem' in checked) {
    throw refused(checked.problem);
  }
  // Some file systems make one file of names that differ by case only.
  const key = checked.path.toLowerCase();
  if (names.has(key)) {
    throw refused(`“${entry.fileName}” is in it twice`);
  }
  names.add(key);
  return checked.path;
}

function excess(unpackedBytes: number, packedBytes: number, limits: ArchiveLimits): AppError | null {
  if (unpackedBytes > limits.mostBytes) {
    return refused(`unpacked it is larger than ${Math.round(limits.mostBytes / 1024 ** 2)} MB`);
  }
  const isBomb = unpackedBytes > limits.freeBytes && unpackedBytes > packedBytes * limits.largestRatio;
  return isBomb ? refused(`unpacked it is more than ${limits.largestRatio} times as large`) : null;
}

function openArchive(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, archive) =>
      error === null ? resolve(archive) : reject(refused(`it cannot be read: ${messageOf(error)}`, error))
    );
  });
}

/** One after another: the next is read when the one before was dealt with. */
async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await nextEntry(archive);
    if (entry === null) {
      return;
    }
    yield entry;
  }
}

function nextEntry(archive: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      archive.removeAllListeners();
      act();
    };
    archive.once('entry', (entry: Entry) => settle(() => resolve(entry)));
    archive.once('end', () => settle(() => resolve(null)));
    archive.once('error', (error: unknown) => settle(() => reject(error as Error)));
    archive.readEntry();
  });
}

function openEntry(archive: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
  });
}

function refused(detail: string, cause?: unknown): AppError {
  return new AppError('SCRIPT_ARCHIVE', detail, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
