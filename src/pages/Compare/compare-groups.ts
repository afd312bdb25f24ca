import { FEWEST_RUNS, MOST_RUNS } from '../../shared/api/compare';

/** Ids of runs of one comparison; the first is what the others are compared with. */
export type RunGroup = readonly number[];

/** `?runs=1,2&runs=3,4`: each `runs` is a comparison of its own, e.g. load and stress of the same versions. */
export function readGroups(params: URLSearchParams): RunGroup[] {
  return params.getAll('runs').map(readIds).filter(isComparable);
}

/** The ids of a comma-separated list, each once; what is no id is left out. */
export function readIds(text: string): number[] {
  const ids = text.split(',').filter((part) => /^[1-9]\d*$/.test(part));
  return [...new Set(ids.map(Number))];
}

export function isComparable(group: RunGroup): boolean {
  return group.length >= FEWEST_RUNS && group.length <= MOST_RUNS;
}

/** The same address with these groups instead. */
export function withGroups(params: URLSearchParams, groups: readonly RunGroup[]): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete('runs');
  for (const group of groups) {
    next.append('runs', group.join(','));
  }
  return next;
}

/** The group with this run as the one that the others are compared with; their order stays. */
export function withReference(group: RunGroup, runId: number): RunGroup {
  return [runId, ...group.filter((id) => id !== runId)];
}

export function without(groups: readonly RunGroup[], runId: number): RunGroup[] {
  return groups.map((group) => group.filter((id) => id !== runId)).filter(isComparable);
}
