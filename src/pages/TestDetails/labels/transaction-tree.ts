import type { TransactionPart } from 'perftest-automation-sidecar/contract/analysis';

/** A line of the tree: a transaction, or what ran in one. */
export interface TreeLine {
  /** The path down to it, for a label may stand beneath several transactions. */
  key: string;
  level: number;
  label: string;
  kind: 'sample' | 'transaction';
  /** null: a transaction at the top, whose figures stand in the table of labels. */
  part: TransactionPart | null;
  hasChildren: boolean;
}

/** The tree from the top down, each transaction before what ran in it. */
export function toTreeLines(parts: readonly TransactionPart[]): TreeLine[] {
  const within = new Set(parts.filter(({ kind }) => kind === 'transaction').map(({ label }) => label));
  const tops = [...new Set(parts.map(({ transaction }) => transaction))].filter((name) => !within.has(name));
  const childrenOf = (name: string) => parts.filter(({ transaction }) => transaction === name);
  return tops.flatMap((label) => {
    const top: TreeLine = { key: keyOf([label]), level: 1, label, kind: 'transaction', part: null, hasChildren: true };
    return [top, ...linesBelow({ path: [label], childrenOf })];
  });
}

interface Below {
  path: readonly string[];
  childrenOf: (name: string) => TransactionPart[];
}

/** A transaction that stands beneath itself (in a script that calls itself) is not followed again. */
function linesBelow({ path, childrenOf }: Below): TreeLine[] {
  return childrenOf(path.at(-1) ?? '').flatMap((part) => {
    const own = [...path, part.label];
    const isFollowed = part.kind === 'transaction' && !path.includes(part.label) && childrenOf(part.label).length > 0;
    const line: TreeLine = {
      key: keyOf(own),
      level: own.length,
      label: part.label,
      kind: part.kind,
      part,
      hasChildren: isFollowed,
    };
    return [line, ...(isFollowed ? linesBelow({ path: own, childrenOf }) : [])];
  });
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** Without what stands beneath a closed line. */
export function openLines(lines: readonly TreeLine[], closed: ReadonlySet<string>): TreeLine[] {
  const shown: TreeLine[] = [];
  let closedLevel = Infinity;
  for (const line of lines) {
    if (line.level > closedLevel) {
      continue;
    }
    shown.push(line);
    closedLevel = closed.has(line.key) ? line.level : Infinity;
  }
  return shown;
}
