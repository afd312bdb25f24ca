import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { DATABASE, MANIFEST, readManifest, type BackupManifest } from './backup-manifest.ts';
import { expectSound, listFiles, type BackupOutcome } from './make-backup.ts';

/**
 * Makes a data directory from a backup. The backup is looked at first: each file with the size that it had, the database
 * sound. The data directory gets its name when it is complete.
 *
 * @param dataDirectory must not be there, or be empty
 * @throws Error that says what is wrong and what to do
 */
export async function restoreBackup({
  directory,
  dataDirectory,
}: {
  directory: string;
  dataDirectory: string;
}): Promise<BackupOutcome> {
  const [source, target] = [resolve(directory), resolve(dataDirectory)];
  const { files } = await expectWhole(source);
  await expectEmpty(target);
  const part = `${target}.part`;
  await rm(part, { recursive: true, force: true });
  for (const { path } of files) {
    await mkdir(dirname(join(part, path)), { recursive: true, mode: 0o700 });
    await copyFile(join(source, path), join(part, path), constants.COPYFILE_FICLONE);
  }
  expectSound(join(part, DATABASE));
  await rm(target, { recursive: true, force: true });
  await rename(part, target);
  return {
    directory: target,
    fileCount: files.length,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

async function expectWhole(source: string): Promise<BackupManifest> {
  const text = await readFile(join(source, MANIFEST), 'utf8').catch((cause: unknown) => {
    throw new Error(`${source} is no complete backup: it has no ${MANIFEST}`, { cause });
  });
  const manifest = readManifest(text);
  const present = new Map((await listFiles(source)).map(({ path, sizeBytes }) => [path, sizeBytes]));
  const wrong = manifest.files.filter(({ path, sizeBytes }) => present.get(path) !== sizeBytes);
  if (wrong.length > 0) {
    const names = wrong.slice(0, 3).map(({ path }) => path);
    throw new Error(`${wrong.length} files of the backup are missing or cut: ${names.join(', ')}`);
  }
  expectSound(join(source, DATABASE));
  return manifest;
}

async function expectEmpty(target: string): Promise<void> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  if (names.length > 0) {
    throw new Error(`${target} is not empty; stop its sidecar and move it away first, it is not overwritten`);
  }
}
