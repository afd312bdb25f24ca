import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { UsageError } from './cli-arguments.ts';

/** A report, or the output itself, could not be written. */
export class UnwrittenError extends Error {}

/**
 * Told before anything is read: a pipeline should not wait for minutes to learn it, and a result must not be overwritten
 * by its own report.
 *
 * @throws UsageError, UnwrittenError
 */
export async function refuseUnwritable(paths: readonly string[], inputs: readonly string[]): Promise<void> {
  for (const path of paths) {
    const there = await statOf(path);
    if (there?.isDirectory() === true) {
      throw new UnwrittenError(`${path} is a folder; a report is written to a file`);
    }
    await refuseInput(path, inputs);
    await unlessWritten(path, () => access(there === null ? dirname(path) : path, constants.W_OK));
  }
}

/** @throws UnwrittenError */
export function writeReport(path: string, content: string | Uint8Array): Promise<void> {
  return unlessWritten(path, () => writeFile(path, content));
}

async function refuseInput(path: string, inputs: readonly string[]): Promise<void> {
  const report = await statOf(path);
  for (const input of inputs) {
    const result = await statOf(input);
    if (report !== null && result !== null && report.ino === result.ino && report.dev === result.dev) {
      throw new UsageError(`${path} is the result itself; a report must not overwrite it`);
    }
  }
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch {
    return null;
  }
}

async function unlessWritten(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new UnwrittenError(`${path} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
