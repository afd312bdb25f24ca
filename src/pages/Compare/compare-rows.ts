import type { ComparedMetrics, ComparedRun, Comparison } from 'perftest-automation-sidecar/contract/analysis';
import type { LabelKind } from 'perftest-automation-sidecar/contract/statistics';
import type { LabelState, Metric } from 'perftest-automation-sidecar/contract/verdict';

/** A run of one of the groups: a column of the table. */
export interface CompareColumn {
  groupIndex: number;
  runIndex: number;
  run: ComparedRun;
  isReference: boolean;
}

/** One label in one run. */
export interface CompareCell {
  value: number | null;
  /** Against the group's first run, in the metric's unit; null for that run itself, and where there is no data. */
  change: number | null;
  changeRatio: number | null;
  /** As the sidecar judged; other metrics than p90 and the error rate are not judged. */
  state: LabelState;
  errorState: LabelState;
  why: string;
}

export interface CompareRow {
  key: string;
  label: string;
  kind: LabelKind;
  isTotal: boolean;
  isKey: boolean;
  isChanged: boolean;
  /** In the order of the columns. */
  cells: CompareCell[];
}

/** A comparison and its place; groups that could not be read are left out. */
export interface GroupComparison {
  groupIndex: number;
  comparison: Comparison;
}

export function toColumns(groups: readonly GroupComparison[]): CompareColumn[] {
  return groups.flatMap(({ groupIndex, comparison }) =>
    comparison.runs.map((run, runIndex) => ({ groupIndex, runIndex, run, isReference: runIndex === 0 }))
  );
}

const TOTAL = 'Total';

/** The total, then each label that any of the runs has, in the order in which they come first. */
export function toRows(groups: readonly GroupComparison[], metric: Metric): CompareRow[] {
  const names = new Map<string, { label: string; kind: LabelKind }>();
  for (const { label, kind } of groups.flatMap(({ comparison }) => comparison.labels)) {
    names.set(keyOf(label, kind), { label, kind });
  }
  const total: CompareRow = {
    key: TOTAL,
    label: TOTAL,
    kind: 'sample',
    isTotal: true,
    isKey: false,
    isChanged: true,
    cells: groups.flatMap(({ comparison }) => toCells({ metrics: comparison.total, states: [], metric })),
  };
  return [total, ...[...names].map(([key, name]) => toLabelRow({ key, ...name, groups, metric }))];
}

interface LabelRow {
  key: string;
  label: string;
  kind: LabelKind;
  groups: readonly GroupComparison[];
  metric: Metric;
}

function toLabelRow({ key, label, kind, groups, metric }: LabelRow): CompareRow {
  const found = groups.map(({ comparison }) => ({
    runCount: comparison.runs.length,
    entry: comparison.labels.find((one) => keyOf(one.label, one.kind) === key),
  }));
  const cells = found.flatMap(({ entry, runCount }) =>
    entry
      ? toCells({ metrics: entry.metrics, states: entry.states, metric })
      : Array.from({ length: runCount }, () => NO_CELL)
  );
  const isKey = found.some(({ entry }) => entry?.isKey);
  const isChanged = cells.some(({ state, errorState }) => isChange(state) || isChange(errorState));
  return { key, label, kind, isTotal: false, isKey, isChanged, cells };
}

const NO_CELL: CompareCell = {
  value: null,
  change: null,
  changeRatio: null,
  state: 'no data',
  errorState: 'no data',
  why: '',
};

interface Cells {
  metrics: ComparedMetrics;
  states: Comparison['labels'][number]['states'];
  metric: Metric;
}

function toCells({ metrics, states, metric }: Cells): CompareCell[] {
  const { values, changes, changeRatios } = metrics[metric];
  return values.map((value, index) => {
    const judged = index === 0 ? undefined : states[index];
    const p90 = toState(judged?.p90);
    const errorState = toState(judged?.errorRate);
    return {
      value,
      change: changes[index] ?? null,
      changeRatio: changeRatios[index] ?? null,
      state: stateOf({ metric, p90, errorState }),
      errorState,
      why: judged?.why ?? '',
    };
  });
}

interface JudgedStates {
  metric: Metric;
  p90: LabelState;
  errorState: LabelState;
}

/** Only p90 and the error rate are judged; the state of one says nothing of another metric. */
function stateOf({ metric, p90, errorState }: JudgedStates): LabelState {
  if (metric === 'p90Ms') {
    return p90;
  }
  return metric === 'errorRate' ? errorState : 'not judged';
}

const NOT_A_CHANGE: ReadonlySet<LabelState> = new Set(['unchanged', 'not judged', 'no data']);

export function isChange(state: LabelState): boolean {
  return !NOT_A_CHANGE.has(state);
}

const STATES: Record<LabelState, true> = {
  improved: true,
  unchanged: true,
  suspected: true,
  regressed: true,
  inconclusive: true,
  'not judged': true,
  new: true,
  missing: true,
  'no data': true,
};

function toState(text: string | undefined): LabelState {
  return text !== undefined && text in STATES ? (text as LabelState) : 'not judged';
}

function keyOf(label: string, kind: LabelKind): string {
  return JSON.stringify([kind, label]);
}

/** How many labels became what in one run, against its reference; worst first, those that did not change last. */
export function countStates(rows: readonly CompareRow[], columnIndex: number): Array<[LabelState, number]> {
  const counts = new Map<LabelState, number>();
  for (const { cells, isTotal } of rows) {
    const state = cells[columnIndex]?.state;
    if (state !== undefined && !isTotal) {
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
  }
  return ORDER.flatMap((state) => (counts.has(state) ? [[state, counts.get(state) ?? 0] as [LabelState, number]] : []));
}

const ORDER: readonly LabelState[] = [
  'regressed',
  'missing',
  'suspected',
  'new',
  'improved',
  'inconclusive',
  'unchanged',
];
