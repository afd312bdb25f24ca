import type { Estimator } from '../contract/analysis.ts';
import type { LabelKind } from '../contract/statistics.ts';
import type { StatisticsTable } from '../results/follow-protocol.ts';
import { sumOfApdex, type ApdexThresholds } from './apdex.ts';
import { statisticsRow } from './statistics-row.ts';
import { Summary } from './summary.ts';

const TOTAL_LABEL = 'Total';

export interface NamedSummary {
  readonly label: string;
  readonly kind: LabelKind;
  readonly isInTotal: boolean;
  readonly summary: Summary;
}

/** A row of each label, and the total of those that are part of it: merged, never averaged. */
export function tableOf(
  named: readonly NamedSummary[],
  apdex: ApdexThresholds,
  estimator: Estimator = 'rank'
): StatisticsTable {
  const rows = named.map(({ label, kind, summary }) =>
    statisticsRow(summary, { label, kind, apdex: apdex.countsOf(summary, label), estimator })
  );
  return {
    total: totalOf(
      named.filter(({ isInTotal }) => isInTotal),
      apdex,
      estimator
    ),
    rows,
  };
}

/** Of any labels; each one's index of satisfaction is by its own thresholds. */
export function totalOf(
  named: ReadonlyArray<Pick<NamedSummary, 'label' | 'summary'>>,
  apdex: ApdexThresholds,
  estimator: Estimator = 'rank'
): StatisticsTable['total'] {
  const total = new Summary();
  named.forEach(({ summary }) => total.merge(summary));
  const satisfaction = sumOfApdex(named.map(({ label, summary }) => apdex.countsOf(summary, label)));
  return statisticsRow(total, { label: TOTAL_LABEL, kind: 'sample', apdex: satisfaction, estimator });
}
