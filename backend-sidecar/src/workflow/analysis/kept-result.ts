import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import type { ResultPart } from '../../results/read-result-files.ts';
import { compressResult } from '../runs/run-files.ts';
import { isCompressed } from './summary-file.ts';

/** `a.csv` → `a_part1.csv`, counted from 1; a run with one file has no such mark. */
export function partName(name: string, part: number | null): string {
  return part === null ? name : name.replace(/(\.[^.]+)$/, `_part${part + 1}$1`);
}

/** All files of a run's result as they are kept, with the clock offsets that they were read with; none: nothing is kept. */
export function keptParts(
  { resultFile, importedFrom }: Pick<RunRecord, 'resultFile' | 'importedFrom'>,
  files: DataDirectory
): ResultPart[] {
  if (resultFile === null) {
    return [];
  }
  const count = importedFrom?.fileNames.length ?? 1;
  const offsets = importedFrom?.read.clockOffsetsMs ?? [];
  return Array.from({ length: count }, (_, index) => {
    const path = files.absolute(resultFile.replace(/_part1(\.[^/]*)$/, `_part${index + 1}$1`));
    return { path, name: importedFrom?.fileNames[index] ?? basename(path), clockOffsetMs: offsets[index] ?? 0 };
  });
}

/** Compressed, and on the disk before a run names it. */
export async function keepFile(from: string, to: string): Promise<void> {
  const isGzip = await isCompressed(from);
  await copyFile(from, isGzip ? `${to}.gz` : to, constants.COPYFILE_FICLONE);
  if (!isGzip) {
    await compressResult(to);
    await rm(to);
  }
}
