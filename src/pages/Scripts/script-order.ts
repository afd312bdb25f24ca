import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import type { SortState, SortValue } from '../../shared/ui/DataTable';

/** What each column of the list is sorted by. */
export const SORT_VALUES: Record<string, (script: Script) => SortValue> = {
  name: ({ name }) => name,
  scenarios: ({ scenarioNames }) => scenarioNames.join(', ') || null,
  files: ({ fileName }) => fileName,
  revision: ({ revisionNumber }) => revisionNumber,
  uploader: ({ uploadedBy }) => uploadedBy,
  uploaded: ({ uploadedAtMs }) => uploadedAtMs,
};

/** Scripts without a value come last, whatever the direction. */
export function scriptOrder({ columnId, isDescending }: SortState) {
  const valueOf = SORT_VALUES[columnId] ?? SORT_VALUES.name;
  const direction = isDescending ? -1 : 1;
  return (one: Script, other: Script) => compare(valueOf?.(one) ?? null, valueOf?.(other) ?? null, direction);
}

function compare(one: SortValue, other: SortValue, direction: number): number {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  if (typeof one === 'number' && typeof other === 'number') {
    return direction * (one - other);
  }
  return direction * String(one).localeCompare(String(other), undefined, { numeric: true });
}
