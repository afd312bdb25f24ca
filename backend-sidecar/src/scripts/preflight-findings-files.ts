import type { PreflightFinding } from '../contract/preflight.ts';
import { assertNever } from '../kernel/assert-never.ts';
import { finding, MANUAL_PAGES, naming } from './finding.ts';
import type { LookedUpFile, PreflightScope } from './preflight-scope.ts';
import { flagOf } from './setting-values.ts';

/** Files that are missing, lie outside of the script's folder, or hold too few lines. */
export function findFileFaults(scope: PreflightScope): PreflightFinding[] {
  const paths = new Map<string, LookedUpFile[]>();
  for (const looked of scope.files) {
    const key = JSON.stringify([looked.file.use, looked.file.path]);
    paths.set(key, [...(paths.get(key) ?? []), looked]);
  }
  return [...[...paths.values()].flatMap(placeFaults), ...scope.files.flatMap((looked) => lengthFaults(looked, scope))];
}

/** Of one path, whatever number of elements name it. */
function placeFaults(files: readonly LookedUpFile[]): PreflightFinding[] {
  const [first] = files;
  if (first === undefined || first.path === null) {
    return [];
  }
  const elements = naming(files.map(({ file }) => file.name));
  if (first.found === undefined) {
    return [missingFile(first, elements)];
  }
  return isAbsolute(first.path) ? [absolutePath(first, elements)] : [];
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path);
}

function absolutePath({ file, path }: LookedUpFile, elements: string): PreflightFinding {
  return finding('warning', 'file-absolute-path', {
    at: file,
    text: `${elements} names ${path}, which lies outside of the script’s folder: another machine need not have it.`,
    fix: 'Upload the file with the script and write its name alone.',
  });
}

function missingFile(looked: LookedUpFile, elements: string): PreflightFinding {
  const { file, path } = looked;
  const kind = missingKind(looked);
  return finding(kind.severity, kind.code, {
    at: file,
    text: `${elements} needs ${path}, which is not there: ${kind.effect}.`,
    fix: `Upload ${baseName(path ?? file.path)} with the script${isAbsolute(path ?? '') ? ' and write its name alone' : ''}.`,
    link: kind.link,
  });
}

function missingKind({ file }: LookedUpFile) {
  const { use } = file;
  switch (use) {
    case 'CSV data':
      return {
        severity: 'error',
        code: 'csv-missing',
        effect: 'its users end at once',
        link: MANUAL_PAGES.csv,
      } as const;
    case 'include':
      return {
        severity: 'error',
        code: 'include-missing',
        effect: 'JMeter runs without what it should bring in',
        link: MANUAL_PAGES.include,
      } as const;
    case 'upload':
      return {
        severity: 'error',
        code: 'file-missing',
        effect: 'its requests fail',
        link: MANUAL_PAGES.httpRequest,
      } as const;
    case 'script file':
      return {
        severity: 'error',
        code: 'file-missing',
        effect: 'it fails each time',
        link: MANUAL_PAGES.jsr223,
      } as const;
    case 'function':
      return {
        severity: 'warning',
        code: 'file-missing',
        effect: 'the function yields no value of it',
        link: MANUAL_PAGES.functions,
      } as const;
    case 'class path':
      return {
        severity: 'warning',
        code: 'file-missing',
        effect: 'classes in it are not found',
        link: MANUAL_PAGES.testPlan,
      } as const;
    default:
      return assertNever(use);
  }
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Whether the lines of a CSV file are enough for the users that share them. */
function lengthFaults(looked: LookedUpFile, scope: PreflightScope): PreflightFinding[] {
  const { file, report, path } = looked;
  const { lineCount, isReused } = report;
  if (file.csv === null || lineCount === null) {
    return [];
  }
  if (lineCount === 0) {
    return [noData(looked)];
  }
  const userCount = usersOf(looked, scope);
  const facts = `${path} has ${lineCount} data ${lineCount === 1 ? 'line' : 'lines'} for ${userCount} users`;
  if (userCount === null || userCount <= lineCount) {
    return isReused === false ? [usedUp(looked, scope)] : [];
  }
  return isReused === false ? [tooShort(looked, { facts, scope })] : [sharedLines(looked, facts)];
}

function noData({ file, path }: LookedUpFile): PreflightFinding {
  return finding('error', 'csv-too-short', {
    at: file,
    text: `${path} has no data line.`,
    fix: 'Upload the file with data; its first line may be taken for the names of the variables.',
    link: MANUAL_PAGES.csv,
  });
}

function tooShort(
  { file }: LookedUpFile,
  { facts, scope }: { facts: string; scope: PreflightScope }
): PreflightFinding {
  const ends = flagOf(file.csv?.stopsThread ?? 'false', scope.values) === true;
  return finding('warning', 'csv-too-short', {
    at: file,
    text: `${facts} and is read once: ${ends ? 'the others end without a request' : 'the others send <EOF> instead of data'}.`,
    fix: 'Add lines, or switch on “Recycle on EOF”.',
    link: MANUAL_PAGES.csv,
  });
}

function sharedLines({ file }: LookedUpFile, facts: string): PreflightFinding {
  return finding('info', 'csv-lines-shared', {
    at: file,
    text: `${facts}: several users work with the same line at a time.`,
    fix: 'Add lines if each user needs data of its own.',
    link: MANUAL_PAGES.csv,
  });
}

function usedUp({ file, path, report }: LookedUpFile, scope: PreflightScope): PreflightFinding {
  const ends = flagOf(file.csv?.stopsThread ?? 'false', scope.values) === true;
  const effect = ends
    ? 'users end when it is used up, maybe before the duration'
    : 'users send <EOF> when it is used up';
  return finding('info', 'csv-used-up', {
    at: file,
    text: `${path} is read once (${report.lineCount} data lines): ${effect}.`,
    link: MANUAL_PAGES.csv,
  });
}

/** How many users draw from one reading of the file; null when it cannot be told, or when each user reads it alone. */
function usersOf({ file }: LookedUpFile, { groups }: PreflightScope): number | null {
  if (file.csv?.shareMode === 'shareMode.thread') {
    return null;
  }
  const users = groups
    .filter((group, index) => group.willRun && (file.group === null ? group.role === 'main' : file.group === index))
    .map(({ load, users: setting }) => load?.userCount ?? setting.value);
  const known = users.filter((count) => count !== null);
  if (known.length < users.length) {
    return null;
  }
  return file.csv?.shareMode === 'shareMode.group'
    ? Math.max(0, ...known)
    : known.reduce((total, count) => total + count, 0);
}
