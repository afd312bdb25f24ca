#!/usr/bin/env node
import { join } from 'node:path';

import { makeBackup, type BackupOutcome } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

const USAGE = `Copies a sidecar's data directory, also while it works, and makes one from such a copy.

  perftest-backup backup [DIRECTORY]     into DIRECTORY; by default backups/<time> below the present directory
  perftest-backup restore DIRECTORY      from there; the data directory must be empty, its sidecar stopped

The data directory is that of DATA_DIR, by default ./data.
`;

const [command, given] = process.argv.slice(2);
const dataDirectory = process.env.DATA_DIR || './data';

try {
  process.exitCode = await carryOut();
} catch (error) {
  process.stderr.write(`perftest-backup: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function carryOut(): Promise<number> {
  if (command === 'backup') {
    const nowMs = Date.now();
    const directory = given ?? join('backups', nameOf(nowMs));
    say('Backed up', await makeBackup({ dataDirectory, directory }, nowMs));
    return 0;
  }
  if (command === 'restore' && given !== undefined) {
    say('Restored', await restoreBackup({ directory: given, dataDirectory }));
    return 0;
  }
  process.stderr.write(USAGE);
  return 2;
}

function say(what: string, { directory, fileCount, sizeBytes }: BackupOutcome): void {
  process.stdout.write(`${what}: ${directory} (${fileCount} files, ${(sizeBytes / 1_000_000).toFixed(1)} MB)\n`);
}

/** `2026-11-24T00-31-05Z`: sorts by time, and is a name everywhere. */
function nameOf(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
}
