import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

import type { ReportPicture } from '../../reports/model/report-model.ts';

/**
 * Pictures as they were when the report was frozen, by their path, as addresses that hold them. One that is gone or has
 * been changed is left out: the report says that it is not there.
 */
export async function readImages(
  pictures: readonly ReportPicture[],
  dataDirectory: string
): Promise<ReadonlyMap<string, string>> {
  const images = new Map<string, string>();
  for (const { imagePath, checksumSha256 } of pictures) {
    const content = imagePath === null ? undefined : await readWithin(dataDirectory, imagePath)?.catch(() => undefined);
    if (imagePath !== null && content !== undefined && sha256(content) === checksumSha256) {
      images.set(imagePath, `data:image/png;base64,${content.toString('base64')}`);
    }
  }
  return images;
}

function readWithin(directory: string, path: string): Promise<Buffer> | undefined {
  const absolute = pathWithin(directory, path);
  return absolute === null ? undefined : readFile(absolute);
}

/** null: it leads out of the directory. */
export function pathWithin(directory: string, path: string): string | null {
  const absolute = resolve(directory, path);
  return absolute.startsWith(resolve(directory) + sep) ? absolute : null;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
