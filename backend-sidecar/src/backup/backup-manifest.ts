/** The database within a data directory. */
export const DATABASE = 'db/perf-test.db';
/** What a backup says of itself; a directory without it is none, or is not complete. */
export const MANIFEST = 'backup.json';

export interface ListedFile {
  /** Relative to the directory, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface BackupManifest {
  readonly version: 1;
  readonly madeAtMs: number;
  readonly files: readonly ListedFile[];
}

/**
 * The live database and its log are copied as SQLite does it; locks are of processes that live; raw failed requests hold
 * secrets in clear.
 */
export function isLeftOut(path: string): boolean {
  return (
    path.startsWith(DATABASE) ||
    path.startsWith('db/sidecar.lock') ||
    path.endsWith('/failures.xml') ||
    path === MANIFEST
  );
}

/** @throws Error when the text is no manifest of a version that this one knows */
export function readManifest(text: string): BackupManifest {
  const manifest = JSON.parse(text) as Partial<BackupManifest>;
  if (manifest.version !== 1 || !Array.isArray(manifest.files)) {
    throw new Error(`${MANIFEST} is of another version; restore it with the version that made it, or a later one`);
  }
  return manifest as BackupManifest;
}
