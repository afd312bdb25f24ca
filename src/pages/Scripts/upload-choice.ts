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

/** As the sidecar will store it; of a dropped folder the folder itself is left away, as of a zip. */
export function pathOf(file: File & { path?: string }): string {
  const path = file.path || file.webkitRelativePath || file.name;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return (parts.length > 1 ? parts.slice(1) : parts).join('/');
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

interface Choice {
  chosen: readonly ChosenFile[];
  /** The test plan that runs, where there are several. */
  plan: string | null;
  /** A revision may bring data alone: then it runs the plan that it had. */
  isRevision: boolean;
}

export function plansOf(chosen: readonly ChosenFile[]): string[] {
  return chosen.map(({ path }) => path).filter(isPlan);
}

/** Why these files cannot be a script, and what to do; null = they can, the sidecar looks at what is in them. */
export function problemOf({ chosen, plan, isRevision }: Choice): string | null {
  const nested = chosen.find(({ path }) => path.includes('/'));
  if (nested) {
    return `${nested.path} lies in a folder: pack everything as a zip, which keeps its folders.`;
  }
  const plans = plansOf(chosen);
  const empty = chosen.find(({ path, file }) => isPlan(path) && file.size === 0);
  if (empty) {
    return `${empty.path} is empty: choose the right one.`;
  }
  if (plans.length > 1 && plan === null) {
    return 'There are several test plans: say which one runs.';
  }
  const hasPlan = plans.length > 0 || isRevision || chosen.some(({ path }) => isZip(path));
  return chosen.length === 0 || hasPlan ? null : 'The test plan is missing: add the .jmx file.';
}

/** The name that a script gets unless somebody writes another. */
export function suggestedName(chosen: readonly ChosenFile[]): string {
  const named = chosen.find(({ path }) => isPlan(path)) ?? chosen.find(({ path }) => isZip(path));
  const fileName = named?.path.split('/').at(-1) ?? '';
  return fileName.replace(/\.(jmx|zip)$/i, '').slice(0, 100);
}
