import type { LabelComparison, LabelState, Severity } from '../../contract/verdict.ts';

/** All metrics of one label, with the worst of the two deciding states. */
export interface ComparisonGroup {
  label: string;
  kind: LabelComparison['kind'];
  isKey: boolean;
  state: LabelState;
  severity: Severity | null;
  time: LabelComparison | null;
  errorRate: LabelComparison | null;
  all: LabelComparison[];
}

/** What changed first, for readers who stop early. */
const STATE_ORDER: readonly LabelState[] = [
  'regressed',
  'missing',
  'suspected',
  'inconclusive',
  'no data',
  'improved',
  'new',
  'not judged',
  'unchanged',
];

/** Key labels before the others, then by state, then the largest slowdown first. */
export function groupComparisons(comparisons: readonly LabelComparison[]): ComparisonGroup[] {
  const byLabel = new Map<string, LabelComparison[]>();
  for (const row of comparisons) {
    const key = `${row.kind}\u0000${row.label}`;
    byLabel.set(key, [...(byLabel.get(key) ?? []), row]);
  }
  return [...byLabel.values()].flatMap(groupOf).sort(compareGroups);
}

function groupOf(rows: LabelComparison[]): ComparisonGroup[] {
  const first = rows[0];
  if (first === undefined) {
    return [];
  }
  const time = rows.find((row) => row.metric === 'p90Ms') ?? null;
  const errorRate = rows.find((row) => row.metric === 'errorRate') ?? null;
  const worst = [time, errorRate]
    .filter((row) => row !== null)
    .sort((a, b) => stateRank(a.state) - stateRank(b.state))[0];
  return [
    {
      label: first.label,
      kind: first.kind,
      isKey: rows.some((row) => row.isKey),
      state: worst?.state ?? first.state,
      severity: worst?.severity ?? null,
      time,
      errorRate,
      all: rows,
    },
  ];
}

function compareGroups(a: ComparisonGroup, b: ComparisonGroup): number {
  return (
    Number(b.isKey) - Number(a.isKey) ||
    stateRank(a.state) - stateRank(b.state) ||
    (b.time?.changeRatio ?? 0) - (a.time?.changeRatio ?? 0) ||
    a.label.localeCompare(b.label, 'en')
  );
}

function stateRank(state: LabelState): number {
  return STATE_ORDER.indexOf(state);
}
