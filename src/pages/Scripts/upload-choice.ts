/** A file that somebody chose, and the path under which the script will find it. */
export interface ChosenFile {
  path: string;
  file: File;
}

export function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

export function isPlan(path: string): boolean {
  return /\.jmx$/i.test(path);
}

/** What a dropped folder gives its files, without a leading `./` or `/`; else the plain name. */
export function pathOf(file: File & { path?: string }): string {
  const path = file.path || file.webkitRelativePath || file.name;
  return path.replace(/^\.?\//, '');
}

/** A file of the same path takes the place of the earlier one. */
export function withFiles(chosen: readonly ChosenFile[], added: readonly File[]): ChosenFile[] {
  const byPath = new Map(chosen.map((one) => [one.path, one]));
  for (const file of added) {
    const path = pathOf(file);
    byPath.set(path, { path, file });
  }
  return [...byPath.values()].sort(planFirst);
}

function planFirst(one: ChosenFile, other: ChosenFile): number {
  return Number(isPlan(other.path)) - Number(isPlan(one.path)) || one.path.localeCompare(other.path);
}

/** Why these files cannot be a script, and what to do; null = they can, the sidecar looks at what is in them. */
export function problemOf(chosen: readonly ChosenFile[]): string | null {
  const zips = chosen.filter(({ path }) => isZip(path));
  if (zips.length > 1) {
    return 'One zip at a time: remove the others.';
  }
  if (zips.length === 1) {
    return chosen.length === 1
      ? null
      : 'Either one zip with everything, or the files themselves: remove one or the other.';
  }
  const empty = chosen.find(({ file }) => file.size === 0);
  if (empty) {
    return `${empty.path} is empty: remove it, or choose the right one.`;
  }
  const hasPlan = chosen.some(({ path }) => isPlan(path));
  return chosen.length === 0 || hasPlan ? null : 'The test plan is missing: add the .jmx file.';
}

/** The name that a script gets unless somebody writes another. */
export function suggestedName(chosen: readonly ChosenFile[]): string {
  const named = chosen.find(({ path }) => isPlan(path)) ?? chosen.find(({ path }) => isZip(path));
  const fileName = named?.path.split('/').at(-1) ?? '';
  return fileName.replace(/\.(jmx|zip)$/i, '').slice(0, 100);
}
