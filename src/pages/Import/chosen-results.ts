/** A file that somebody chose, and the path that it is sent with: folders may say what the file's name does not. */
export interface ChosenResult {
  path: string;
  file: File;
}

/** @param file dropped or chosen; a browser tells the path within a dropped folder or a chosen one in either way */
export function pathOf(file: File & { path?: string }): string {
  const path = file.path || file.webkitRelativePath || file.name;
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** A file of the same path takes the place of the earlier one. */
export function withFiles(chosen: readonly ChosenResult[], added: readonly File[]): ChosenResult[] {
  const byPath = new Map(chosen.map((one) => [one.path, one]));
  for (const file of added) {
    const path = pathOf(file);
    byPath.set(path, { path, file });
  }
  return [...byPath.values()].sort((one, other) => one.path.localeCompare(other.path, undefined, { numeric: true }));
}

export function sizeOf(chosen: readonly ChosenResult[]): number {
  return chosen.reduce((sum, { file }) => sum + file.size, 0);
}

export function toForm(chosen: readonly ChosenResult[]): FormData {
  const form = new FormData();
  for (const { path, file } of chosen) {
    form.append('file', file, path);
  }
  return form;
}
