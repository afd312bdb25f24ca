/** One line of the difference; `skipped` stands for unchanged lines that are left out. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added' | 'skipped';
  /** Counted from 1; null where the line is not in that text. */
  readonly originalLine: number | null;
  readonly copyLine: number | null;
  /** Without its line end; empty for `skipped`. */
  readonly text: string;
}

/** Unchanged lines that stay visible around a change. */
const CONTEXT_LINES = 3;
/** More changed lines than this are shown as one block: a run's copy has a handful. */
const MAX_CHANGED_LINES = 1_000;

/**
 * The line-by-line difference of a script and a run's copy, unchanged stretches folded; empty when nothing differs.
 * Lines that differ in their line end only count as changed.
 */
export function diffLines(original: string, copy: string): DiffLine[] {
  if (original === copy) {
    return [];
  }
  const before = splitLines(original);
  const after = splitLines(copy);
  const shared = sharedEdges(before, after);
  const middle = {
    before: before.slice(shared.head, before.length - shared.tail),
    after: after.slice(shared.head, after.length - shared.tail),
  };
  const kinds = [
    ...new Array<LineKind>(shared.head).fill('same'),
    ...shortestEdit(middle.before, middle.after),
    ...new Array<LineKind>(shared.tail).fill('same'),
  ];
  return foldUnchanged(numberLines({ kinds, before, after }));
}

type LineKind = Exclude<DiffLine['kind'], 'skipped'>;

/** Each line with its line end. */
function splitLines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function sharedEdges(before: readonly string[], after: readonly string[]): { head: number; tail: number } {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < limit - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail += 1;
  }
  return { head, tail };
}

/** The fewest removed and added lines that lead from one list to the other (E. W. Myers, An O(ND) difference algorithm, 1986). */
function shortestEdit(before: readonly string[], after: readonly string[]): LineKind[] {
  const rounds: Int32Array[] = [];
  const limit = Math.min(before.length + after.length, MAX_CHANGED_LINES);
  for (let changes = 0; changes <= limit; changes += 1) {
    const reached = furthestReach({ before, after, changes, previous: rounds.at(-1) });
    rounds.push(reached);
    if (reached[before.length - after.length + changes] === before.length) {
      return traceBack(rounds, before.length, after.length);
    }
  }
  return [...before.map(() => 'removed' as const), ...after.map(() => 'added' as const)];
}

/**
 * How many lines of `before` are used up on each diagonal (lines used of `before` less lines used of `after`)
 * with that many changes; index 0 is diagonal `-changes`.
 */
function furthestReach(step: {
  before: readonly string[];
  after: readonly string[];
  changes: number;
  previous: Int32Array | undefined;
}): Int32Array {
  const { before, after, changes, previous } = step;
  const reached = new Int32Array(2 * changes + 1).fill(-1);
  for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
    let used = previous === undefined ? 0 : startOn(previous, diagonal).used;
    while (used < before.length && used - diagonal < after.length && before[used] === after[used - diagonal]) {
      used += 1;
    }
    reached[diagonal + changes] = used;
  }
  return reached;
}

/** The better way onto a diagonal from the round before: adding a line comes from above it, removing one from below. */
function startOn(previous: Int32Array, diagonal: number): { used: number; kind: 'added' | 'removed' } {
  const changes = (previous.length - 1) / 2;
  const byAdding = previous[diagonal + 1 + changes] ?? -1;
  const fromBelow = previous[diagonal - 1 + changes] ?? -1;
  const byRemoving = fromBelow === -1 ? -1 : fromBelow + 1;
  return byAdding >= byRemoving ? { used: byAdding, kind: 'added' } : { used: byRemoving, kind: 'removed' };
}

function traceBack(rounds: readonly Int32Array[], beforeLength: number, afterLength: number): LineKind[] {
  const kinds: LineKind[] = [];
  let used = beforeLength;
  let diagonal = beforeLength - afterLength;
  for (const previous of rounds.slice(0, -1).reverse()) {
    const start = startOn(previous, diagonal);
    for (; used > start.used; used -= 1) {
      kinds.push('same');
    }
    kinds.push(start.kind);
    used -= start.kind === 'removed' ? 1 : 0;
    diagonal += start.kind === 'removed' ? -1 : 1;
  }
  return [...kinds, ...new Array<LineKind>(used).fill('same')].reverse();
}

function numberLines(lines: {
  kinds: readonly LineKind[];
  before: readonly string[];
  after: readonly string[];
}): DiffLine[] {
  let original = 0;
  let copy = 0;
  return lines.kinds.map((kind) => {
    original += kind === 'added' ? 0 : 1;
    copy += kind === 'removed' ? 0 : 1;
    const text = kind === 'added' ? lines.after[copy - 1] : lines.before[original - 1];
    return {
      kind,
      originalLine: kind === 'added' ? null : original,
      copyLine: kind === 'removed' ? null : copy,
      text: (text ?? '').replace(/[\r\n]+$/, ''),
    };
  });
}

function foldUnchanged(lines: readonly DiffLine[]): DiffLine[] {
  const isVisible = visibleLines(lines);
  const folded: DiffLine[] = [];
  lines.forEach((line, index) => {
    if (isVisible[index]) {
      folded.push(line);
    } else if (folded.at(-1)?.kind !== 'skipped') {
      folded.push({ kind: 'skipped', originalLine: line.originalLine, copyLine: line.copyLine, text: '' });
    }
  });
  return folded;
}

function visibleLines(lines: readonly DiffLine[]): boolean[] {
  const isVisible = new Array<boolean>(lines.length).fill(false);
  lines.forEach(({ kind }, index) => {
    if (kind !== 'same') {
      isVisible.fill(true, Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1);
    }
  });
  return isVisible;
}
