import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The file that java writes of its garbage collections; older parts have `.0`, `.1`, … behind it. */
const COLLECTIONS_FILE = 'gc.log';

/** One pause for garbage collection, or a concurrent collection that did not pause. */
export interface Collection {
  /** When it ended. */
  readonly atMs: number;
  readonly pauseMs: number;
  readonly heapAfterMb: number | null;
  readonly heapCapacityMb: number | null;
}

export interface CollectionLog {
  /** Before that nothing is known. null: java writes none. */
  readonly sinceMs: number | null;
  readonly largestHeapMb: number | null;
  readonly collections: readonly Collection[];
}

/**
 * What makes java 9 and later write its collections into its working directory, at most 8 MB; a path would need escaping.
 * Nothing of it goes to its output. Java 8 does not know the option and would not start with it.
 */
export const COLLECTION_ARGUMENTS = [
  `-Xlog:gc,gc+init:file=${COLLECTIONS_FILE}:timemillis,tags:filecount=3,filesize=2m`,
] as const;

export async function readCollections(directory: string): Promise<CollectionLog> {
  const names = (await readdir(directory)).filter((name) => /^gc\.log(\.\d+)?$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8').catch(() => '')));
  return parseCollections(texts.join('\n'));
}

const LINE = /^\[(\d+)ms\]\[([\w, ]+)\] (.*)$/;
const HEAP_AFTER = /->(\d+)([KMG])(?:\((?:(\d+)([KMG])|\d+%)\))?/;

/** Of any of Java's collectors: `[1795393842468ms][gc     ] GC(65) Pause Full (System.gc()) 48M->33M(64M) 6.937ms` */
export function parseCollections(text: string): CollectionLog {
  const lines = text.split('\n').flatMap((line) => {
    const [, atMs, tags, message] = LINE.exec(line) ?? [];
    return atMs === undefined ? [] : [{ atMs: Number(atMs), tags: tags ?? '', message: message ?? '' }];
  });
  const capacity = lines.map(({ message }) => /Max Capacity: (\d+)([KMG])/.exec(message)).find((found) => found);
  return {
    sinceMs: lines.length === 0 ? null : lines.reduce((least, { atMs }) => Math.min(least, atMs), Infinity),
    largestHeapMb: capacity ? megabytes(capacity[1], capacity[2]) : null,
    collections: lines.flatMap(toCollection).sort((left, right) => left.atMs - right.atMs),
  };
}

function toCollection({ atMs, tags, message }: { atMs: number; tags: string; message: string }): Collection[] {
  if (tags.trim() !== 'gc' || !message.startsWith('GC(')) {
    return [];
  }
  const heap = HEAP_AFTER.exec(message);
  const pause = / Pause .* ([\d.]+)ms$/.exec(message)?.[1];
  return [
    {
      atMs,
      pauseMs: pause === undefined ? 0 : Number(pause),
      heapAfterMb: heap === null ? null : megabytes(heap[1], heap[2]),
      heapCapacityMb: heap?.[3] === undefined ? null : megabytes(heap[3], heap[4]),
    },
  ];
}

function megabytes(digits = '0', unit = 'M'): number {
  const scale: Record<string, number> = { K: 1 / 1024, M: 1, G: 1024 };
  return Number(digits) * (scale[unit] ?? 1);
}
