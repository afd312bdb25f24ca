import type { ScriptFile } from '../contract/scenarios.ts';

/** What a file system takes as one name. */
const LONGEST_SEGMENT_BYTES = 200;
const MOST_SEGMENTS = 12;

/** What a run's copy of its plan is called. The plan itself may have that name, but nothing beside it. */
export const COPY_NAME = 'script.jmx';

/** What a run keeps in its directory: a companion of that name would be lost, or would lose it. */
const RESERVED = new Set([
  'copy-edits.json',
  'console.log',
  'console.err',
  'jmeter.log',
  'process.pid',
  'process.port',
  'process.exit',
  'run.properties',
  'failures.xml',
  'failures.jsonl',
]);

/** Files that operating systems add to archives and folders, and nobody means to send. */
const CLUTTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;

export function isClutter(path: string): boolean {
  return CLUTTER.test(path);
}

/**
 * The path below a script's folder that a file may have, or what is wrong with it. A path of an archive keeps its
 * folders; it may not leave the script's folder, nor take the name of a file that a run writes.
 */
export function checkPath(path: string): { path: string } | { problem: string } {
  const segments = path.split('/');
  const problem = segments.map(segmentProblem).find((one) => one !== null) ?? null;
  if (problem !== null) {
    return { problem: `“${shown(path)}” ${problem}` };
  }
  if (segments.length > MOST_SEGMENTS) {
    return { problem: `“${shown(path)}” lies in more than ${MOST_SEGMENTS - 1} folders` };
  }
  return RESERVED.has(path.toLowerCase())
    ? { problem: `“${path}” is the name of a file that every run writes; call it otherwise` }
    : { path };
}

function segmentProblem(segment: string): string | null {
  if (segment === '' || segment === '.' || segment === '..') {
    return 'is no path below the script’s folder';
  }
  if (/[\\\u0000-\u001f\u007f]/.test(segment)) {
    return 'has a backslash or a control character in its name';
  }
  return Buffer.byteLength(segment) > LONGEST_SEGMENT_BYTES ? 'has a name that is too long' : null;
}

function shown(path: string): string {
  return path.slice(0, 100).replace(/[\u0000-\u001f\u007f]/g, '?');
}

/** What a companion is for, by its name. */
export function kindOfFile(path: string): Exclude<ScriptFile['kind'], 'plan'> {
  const extension = /\.([^./]+)$/.exec(path.toLowerCase())?.[1] ?? '';
  if (extension === 'jar' || extension === 'properties') {
    return extension;
  }
  return ['csv', 'tsv', 'txt', 'dat', 'json', 'xml'].includes(extension) ? 'data' : 'other';
}

/** The file that stands where another one needs a folder, or has the same name; file systems differ in letter case. */
export function clashOf(path: string, known: readonly string[]): string | undefined {
  const wanted = path.toLowerCase();
  return known.find((one) => {
    const other = one.toLowerCase();
    return other === wanted || other.startsWith(`${wanted}/`) || wanted.startsWith(`${other}/`);
  });
}

/** The folder that all paths have in common, with its slash: archives often hold one folder with everything in it. */
export function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  const slash = first.indexOf('/');
  const folder = first.slice(0, slash + 1);
  return slash > 0 && paths.every((path) => path.startsWith(folder)) ? folder : '';
}

export function isPlan(path: string): boolean {
  return path.toLowerCase().endsWith('.jmx');
}
