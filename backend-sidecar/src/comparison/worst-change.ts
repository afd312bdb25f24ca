import type { LabelComparison, LabelState, Severity } from '../contract/verdict.ts';

/** Lower is worse. States that say nothing of a change are left out. */
const STATE_RANK: Partial<Record<LabelState, number>> = { regressed: 0, suspected: 1, unchanged: 2, improved: 3 };
const SEVERITY_RANK: Record<Severity, number> = { critical: 0, major: 1, minor: 2 };

/**
 * The label that a table has room for: the worst state, key labels before the others, the worst severity, then the
 * largest rise. Throughput is left out, for it falls when times rise. null when nothing was compared.
 */
export function worstChange(comparisons: readonly LabelComparison[]): LabelComparison | null {
  const told = comparisons.filter(
    ({ state, metric, change }) => STATE_RANK[state] !== undefined && metric !== 'throughputPerSec' && change !== null
  );
  return [...told].sort(worstFirst)[0] ?? null;
}

function worstFirst(one: LabelComparison, other: LabelComparison): number {
  return (
    rankOfState(one) - rankOfState(other) ||
    Number(other.isKey) - Number(one.isKey) ||
    rankOfSeverity(one) - rankOfSeverity(other) ||
    riseOf(other) - riseOf(one) ||
    (one.label < other.label ? -1 : 1)
  );
}

/** A rate of errors that rose from 0 has no ratio: with the same state it is the largest rise. */
function riseOf({ change, changeRatio }: LabelComparison): number {
  return changeRatio ?? ((change ?? 0) > 0 ? Number.MAX_VALUE : 0);
}

function rankOfState({ state }: LabelComparison): number {
  return STATE_RANK[state] ?? Infinity;
}

function rankOfSeverity({ severity }: LabelComparison): number {
  return severity === null ? 3 : SEVERITY_RANK[severity];
}
