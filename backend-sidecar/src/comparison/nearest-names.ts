/** A third of the letters may differ, and one always. */
const DIFFERENT_SHARE = 1 / 3;
const LONGEST_NAME = 100;
const SUGGESTIONS = 3;

/** Names that one may have meant, the nearest first; the case of letters does not matter. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const lower = wanted.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length * DIFFERENT_SHARE));
  return names
    .map((name) => ({ name, distance: editDistance(lower, name.toLowerCase(), most) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, SUGGESTIONS)
    .map(({ name }) => name);
}

/** `; did you mean “Login” or “Logout”?`, or nothing. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const nearest = nearestNames(wanted, names).map((name) => `“${name}”`);
  return nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`;
}

/**
 * Letters to insert, remove, replace or swap with their neighbour (optimal string alignment). `Infinity` as soon as it
 * is certain that there are more than `most`.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most || Math.max(a.length, b.length) > LONGEST_NAME) {
    return Infinity;
  }
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = distanceRow({ a, b, row, last, beforeLast });
    // A swap reaches over one row, so two rows above the limit end it.
    if (Math.min(...next) > most && Math.min(...last) > most) {
      return Infinity;
    }
    [beforeLast, last] = [last, next];
  }
  const distance = last.at(-1) ?? Infinity;
  return distance > most ? Infinity : distance;
}

interface RowInput {
  a: string;
  b: string;
  row: number;
  last: readonly number[];
  beforeLast: readonly number[];
}

function distanceRow({ a, b, row, last, beforeLast }: RowInput): number[] {
  const next = [row];
  for (let column = 1; column <= b.length; column++) {
    const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
    const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
    const swapped = isSwap ? at(beforeLast, column - 2) + 1 : Infinity;
    next.push(Math.min(replaced, swapped, at(last, column) + 1, at(next, column - 1) + 1));
  }
  return next;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
