import type { ComparisonGroup } from './comparison-groups.ts';
import type { ReportRun } from './report-model.ts';

export interface ChangedLabel {
  reportRun: ReportRun;
  group: ComparisonGroup;
}

const LIMIT = 10;

/** What a reader looks at first: what became worse, then what may have, then what became better. */
const RANKS = ['regressed', 'missing', 'suspected', 'improved'] as const;

/** Over all runs; within a state key labels first, then the largest change. */
export function mostChanged(runs: readonly ReportRun[]): ChangedLabel[] {
  return runs
    .flatMap((reportRun) => reportRun.comparisons.map((group) => ({ reportRun, group })))
    .filter(({ group }) => rankOf(group) >= 0)
    .sort((a, b) => compare(a.group, b.group))
    .slice(0, LIMIT);
}

function compare(a: ComparisonGroup, b: ComparisonGroup): number {
  return rankOf(a) - rankOf(b) || Number(b.isKey) - Number(a.isKey) || changeOf(b) - changeOf(a);
}

function rankOf({ state }: ComparisonGroup): number {
  return (RANKS as readonly string[]).indexOf(state);
}

/** Of one that is only there in one of the two runs nothing can be told. */
function changeOf({ time }: ComparisonGroup): number {
  return Math.abs(time?.changeRatio ?? 0);
}
