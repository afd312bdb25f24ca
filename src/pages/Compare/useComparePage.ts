import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { LabelKind } from 'perftest-automation-sidecar/contract/statistics';
import type { Metric } from 'perftest-automation-sidecar/contract/verdict';

import { useComparisons } from '../../shared/api/compare';
import { METRIC_NAMES } from '../../shared/format';
import { useSelectedLabel } from '../../shared/use-selected-label';
import { readGroups, type RunGroup, without, withGroups, withReference } from './compare-groups';
import { type GroupComparison, toColumns, toRows } from './compare-rows';

export const WAYS_TO_CHOOSE = ['runs', 'versions', 'batches'] as const;
export type WayToChoose = (typeof WAYS_TO_CHOOSE)[number];

/** Runs, metric, label and how they are chosen: all of it stands in the URL. */
export function useComparePage() {
  const [params, setParams] = useSearchParams();
  const groups = useMemo(() => readGroups(params), [params]);
  const comparisons = useComparisons(groups);
  const metric = readMetric(params.get('metric'));
  const [selected, select] = useSelectedLabel();
  const read: GroupComparison[] = comparisons.flatMap(({ data }, groupIndex) =>
    data ? [{ groupIndex, comparison: data }] : []
  );

  const change = (edit: (next: URLSearchParams) => URLSearchParams | void) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        return edit(next) ?? next;
      },
      { replace: true }
    );
  const set = (name: string, value: string) =>
    change((next) => void (value ? next.set(name, value) : next.delete(name)));
  const setGroups = (next: readonly RunGroup[]) => change((now) => withGroups(now, next));

  const data = {
    groups,
    comparisons,
    columns: toColumns(read),
    rows: toRows(read, metric),
    metric,
    areAllShown: params.get('all') === '1',
    selected,
    way: readWay(params.get('choose')) ?? (groups.length === 0 ? 'runs' : undefined),
  };
  const actions = {
    changeMetric: (next: Metric) => set('metric', next === DEFAULT_METRIC ? '' : next),
    showAll: (areAll: boolean) => set('all', areAll ? '1' : ''),
    selectLabel: (row: { label: string; kind: LabelKind } | undefined) => select(row),
    choose: (way: WayToChoose | undefined) => set('choose', way ?? ''),
    compare: (next: readonly RunGroup[]) =>
      change(() => withGroups(new URLSearchParams(metric === DEFAULT_METRIC ? {} : { metric }), next)),
    makeReference: (groupIndex: number, runId: number) =>
      setGroups(groups.map((group, index) => (index === groupIndex ? withReference(group, runId) : group))),
    remove: (runId: number) => setGroups(without(groups, runId)),
  };
  return { data, actions };
}

export type ComparePage = ReturnType<typeof useComparePage>;

/** The figure that people look at first. */
const DEFAULT_METRIC: Metric = 'p90Ms';

function readMetric(text: string | null): Metric {
  return text !== null && text in METRIC_NAMES ? (text as Metric) : DEFAULT_METRIC;
}

function readWay(text: string | null): WayToChoose | undefined {
  return WAYS_TO_CHOOSE.find((way) => way === text);
}
