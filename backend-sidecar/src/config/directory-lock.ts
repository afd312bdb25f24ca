import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import Sqlite from 'better-sqlite3';

/**
 * Keeps a second sidecar off the same data directory. The lock is one that the operating system holds for the process
 * (SQLite's own, on a file of its own): it is gone when the process is, even after SIGKILL, so no stale lock remains.
 *
 * @returns releases the lock
 * @throws when another sidecar holds it
 */
export function lockDirectory(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const lock = new Sqlite(path, { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw isBusy(cause)
      ? new Error(`Another sidecar works on this data directory (${dirname(path)}); stop it first`, { cause })
      : cause;
  }
  return () => lock.close();
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));
}
