import type { LabelRename } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import { labelKey } from './key-labels.ts';

/** What a label is called today, through any number of renamings. */
export function currentName(label: string, renames: readonly LabelRename[]): string {
  const seen = new Set([label]);
  let name = label;
  for (;;) {
    const next = renames.find(({ from }) => from === name)?.to;
    if (next === undefined || seen.has(next)) {
      return name;
    }
    seen.add(next);
    name = next;
  }
}

/** Rows by their names of today. Where a run has both names, they are two labels and each keeps its own. */
export function renameRows(rows: readonly StatisticsRow[], renames: readonly LabelRename[]): StatisticsRow[] {
  if (renames.length === 0) {
    return [...rows];
  }
  const present = new Set(rows.map(labelKey));
  return rows.map((row) => {
    const renamed = { ...row, label: currentName(row.label, renames) };
    return present.has(labelKey(renamed)) ? row : renamed;
  });
}
