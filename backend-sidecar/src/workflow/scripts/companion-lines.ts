import { createReadStream, existsSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { StoredRevision } from '../../persistence/script-store.ts';
import type { FoundFile } from '../../scripts/preflight-scope.ts';

/** Counting more than this takes seconds; a file so large has lines enough. */
const LARGEST_COUNTED_BYTES = 512 * 1024 * 1024;
const LINE_FEED = 0x0a;

type Lines = ReadonlyMap<string, FoundFile>;

/** How many lines the data files of a revision have. Files never change, so each is counted once. */
export class CompanionLines {
  private readonly counted = new Map<string, Promise<number>>();

  constructor(private readonly files: DataDirectory) {}

  /** By the file's path below the revision's folder. */
  async of(revision: StoredRevision): Promise<Lines> {
    const folder = this.files.absolute(revision.directory);
    const entries = revision.files.map(async ({ name, kind, sizeBytes, checksumSha256 }) => {
      const isCounted = kind === 'data' && sizeBytes <= LARGEST_COUNTED_BYTES;
      const lineCount = isCounted ? await this.count(checksumSha256, join(folder, name)) : null;
      return [name, lineCount === null ? null : { lineCount }] as const;
    });
    return new Map(await Promise.all(entries));
  }

  private count(checksum: string, path: string): Promise<number> {
    const known = this.counted.get(checksum);
    if (known !== undefined) {
      return known;
    }
    const counting = countLines(path);
    this.counted.set(checksum, counting);
    counting.catch(() => this.counted.delete(checksum));
    return counting;
  }
}

/**
 * Looks up what a script names as JMeter does: below the script's folder, then beside its plan; anywhere on this host when
 * the path is absolute.
 *
 * @param planFolder the plan's folder below the script's, `.` for that one itself
 */
export function findFileOf(lines: Lines, planFolder = '.'): (path: string) => FoundFile {
  return (path) => {
    const wanted = normalize(path.replaceAll('\\', '/'));
    if (isAbsolute(wanted)) {
      return existsSync(wanted) ? null : undefined;
    }
    const name = [wanted, join(planFolder, wanted)].find((one) => lines.has(one));
    return name === undefined ? undefined : lines.get(name);
  };
}

/** Lines with something in them; the last one needs no line end. */
async function countLines(path: string): Promise<number> {
  let count = 0;
  let hasText = false;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte !== LINE_FEED) {
        hasText ||= byte > 0x20;
      } else if (hasText) {
        count += 1;
        hasText = false;
      }
    }
  }
  return hasText ? count + 1 : count;
}
