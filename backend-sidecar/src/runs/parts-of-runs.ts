import { stemOf } from './guess-name.ts';

/** What several load generators, or one that began a new file, put behind the name of a run. */
const PART_MARK = /[-_. ](?:part|generator|gen|host|node|agent|worker|slave|server|injector)[-_ ]?\d+$/i;

/**
 * Which files are parts of one run: those of one folder whose names differ by a mark like `_part2` or `-host3` alone. A
 * bare number is none: `run-1` and `run-2` are two runs.
 */
export function partsOfRuns(fileNames: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of [...fileNames].sort(byName)) {
    const key = keyOf(name);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()];
}

/** The name of the run that a part belongs to: without its mark. */
export function withoutPartMark(fileName: string): string {
  const slash = fileName.lastIndexOf('/') + 1;
  return fileName.slice(0, slash) + stemOf(fileName.slice(slash)).replace(PART_MARK, '');
}

function keyOf(fileName: string): string {
  const stem = stemOf(fileName);
  // A file without a mark is a run of its own, whatever else has its stem.
  return PART_MARK.test(stem) ? `part of ${withoutPartMark(fileName)}` : `alone ${fileName}`;
}

/** `host10` behind `host2`. */
function byName(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
