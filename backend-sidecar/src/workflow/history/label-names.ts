import { labelKey } from '../../comparison/key-labels.ts';
import { currentName } from '../../comparison/label-renames.ts';
import type { LabelRename } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';

type Label = Pick<StatisticsRow, 'label' | 'kind'>;

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
