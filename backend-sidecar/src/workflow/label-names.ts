import { labelKey } from '../comparison/key-labels.ts';
import type { LabelRename } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';

type Label = Pick<StatisticsRow, 'label' | 'kind'>;

/** What a label is called today, through any number of renamings; a circle of them ends where it began. */
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

/** A label's name and all that it had before. */
export function formerNames(label: string, renames: readonly LabelRename[]): string[] {
  const before = renames.map(({ from }) => from).filter((from) => currentName(from, renames) === label);
  return [...new Set([label, ...before])];
}

/** Each label once, by its name of today. */
export function currentLabels(labels: readonly Label[], renames: readonly LabelRename[]): Label[] {
  const named = labels.map(({ label, kind }) => ({ label: currentName(label, renames), kind }));
  return [...new Map(named.map((label) => [labelKey(label), label])).values()];
}
