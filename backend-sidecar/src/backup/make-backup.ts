import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

import Sqlite from 'better-sqlite3';

import { DATABASE, isLeftOut, MANIFEST, type BackupManifest, type ListedFile } from './backup-manifest.ts';

/** What was done, for people. */
export interface BackupOutcome {
  readonly directory: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
}

/**
 * Copies a data directory, also while its sidecar works on it: first the database as it is at one moment, then the files
 * that it names. What is written meanwhile may be there or not; a run that goes on is taken up from its files after a
 * restore. The backup gets its name when it is complete.
 *
 * @param dataDirectory of a sidecar
 * @param directory where the backup shall be; nothing may be there yet
 * @throws Error that says what is wrong and what to do
 */
export async function makeBackup(
  { dataDirectory, directory }: { dataDirectory: string; directory: string },
  nowMs: number
): Promise<BackupOutcome> {
  const [root, target] = [resolve(dataDirectory), resolve(directory)];
  await expectPlaces(root, target);
  const part = `${target}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(join(part, dirname(DATABASE)), { recursive: true, mode: 0o700 });
  copyDatabase(join(root, DATABASE), join(part, DATABASE));
  await flush(join(part, DATABASE));
  await copyTree(root, part);
  const files = await listFiles(part);
  const manifest: BackupManifest = { version: 1, madeAtMs: nowMs, files };
  await writeFile(join(part, MANIFEST), JSON.stringify(manifest), { mode: 0o600 });
  await flush(join(part, MANIFEST));
  await rename(part, target);
  return {
    directory: target,
    fileCount: files.length,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

async function expectPlaces(root: string, target: string): Promise<void> {
  if (!(await isThere(join(root, DATABASE)))) {
    throw new Error(`${root} is no data directory of a sidecar: it has no ${DATABASE}`);
  }
  if (await isThere(target)) {
    throw new Error(`${target} is there already; name another place, or take it away`);
  }
  if (target === root || target.startsWith(root + sep)) {
    throw new Error(
      `${target} lies in the data directory itself; a backup belongs elsewhere, on another disk if possible`
    );
  }
}

/** As it is at one moment: writers go on meanwhile. */
function copyDatabase(from: string, to: string): void {
  const database = new Sqlite(from, { readonly: true, fileMustExist: true });
  try {
    database.pragma('busy_timeout = 30000');
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
  expectSound(to);
}

/** @throws Error when SQLite finds the file damaged */
export function expectSound(path: string): void {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    const found = database.pragma('quick_check', { simple: true });
    if (found !== 'ok') {
      throw new Error(`${path} is damaged: ${String(found)}`);
    }
  } finally {
    database.close();
  }
}

/** Twice: a result that was compressed while it was copied has another name then. */
async function copyTree(root: string, target: string): Promise<void> {
  const seen = new Set<string>();
  for (let pass = 0; pass < 2; pass += 1) {
    for (const { path } of await listFiles(root)) {
      if (!seen.has(path) && !isLeftOut(path)) {
        seen.add(path);
        await copyIfThere(join(root, path), join(target, path));
      }
    }
  }
}

/** What was deleted meanwhile is not in the backup. */
async function copyIfThere(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to, constants.COPYFILE_FICLONE).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') {
      throw error;
    }
  });
}

/** Plain files below a directory, by their paths relative to it; links are no part of a data directory. */
export async function listFiles(root: string): Promise<ListedFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => null
      )
    )
  );
  return paths.flatMap((path, index) => {
    const sizeBytes = sizes[index] ?? null;
    return sizeBytes === null ? [] : [{ path: relative(root, path).replaceAll(sep, '/'), sizeBytes }];
  });
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  );
}
