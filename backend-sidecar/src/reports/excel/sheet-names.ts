const MAX_LENGTH = 31;

/** Excel refuses []:*?/\ and control characters, an apostrophe at either end, and the name "History". */
function safeName(name: string): string {
  const text = name

    .replace(/[[\]:*?/\\\u0000-\u001f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s']+|[\s']+$/g, '');
  return text === '' || text.toLowerCase() === 'history' ? `Sheet ${text}`.trim() : text;
}

/** Names that Excel accepts, in the same order; later ones give way to `taken` and earlier ones (case is no difference). */
export function uniqueSheetNames(names: readonly string[], taken: readonly string[]): string[] {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return names.map((name) => {
    const base = safeName(name);
    let candidate = shorten(base, MAX_LENGTH);
    for (let number = 2; used.has(candidate.toLowerCase()); number += 1) {
      const suffix = ` (${number})`;
      candidate = shorten(base, MAX_LENGTH - suffix.length) + suffix;
    }
    used.add(candidate.toLowerCase());
    return candidate;
  });
}

/** Cuts between characters, never through one, and leaves neither a space nor an apostrophe at the end. */
function shorten(text: string, length: number): string {
  let short = '';
  for (const character of text) {
    if (short.length + character.length > length) {
      break;
    }
    short += character;
  }
  return short.replace(/[\s']+$/, '');
}

/** A link to a sheet of the same file. */
export function sheetLink(sheetName: string): string {
  return `#${quotedSheetName(sheetName)}!A1`;
}

/** As references write it. */
export function quotedSheetName(sheetName: string): string {
  return `'${sheetName.replaceAll("'", "''")}'`;
}

/** A, B … Z, AA. @param column from 1 */
export function columnLetter(column: number): string {
  const [rest, last] = [Math.floor((column - 1) / 26), (column - 1) % 26];
  return (rest === 0 ? '' : columnLetter(rest)) + String.fromCharCode(65 + last);
}
