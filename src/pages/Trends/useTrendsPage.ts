import type { Trend } from 'perftest-automation-sidecar/contract/history';
import type { Metric } from 'perftest-automation-sidecar/contract/verdict';

import { useTrend, useTrendMatrix } from '../../shared/api/history';
import { METRIC_NAMES } from '../../shared/format';
import { useAddress } from '../../shared/use-address';
import { useHistoryChoice } from '../../shared/use-history-choice';
import { useSelectedLabel } from '../../shared/use-selected-label';

/** The figure that people look at first. */
const DEFAULT_METRIC: Metric = 'p90Ms';

/** Whose trend it is, its label and its metric: all of it stands in the URL. */
export function useTrendsPage() {
  const [params, change] = useAddress();
  const choice = useHistoryChoice();
  const [selected] = useSelectedLabel();
  const metric = readMetric(params.get('metric'));
  const trend = useTrend(choice.query && { ...choice.query, metric, ...selected });
  const matrix = useTrendMatrix();
  const data = { choice, metric, selected, trend, matrix };
  const actions = {
    changeMetric: (next: Metric) => change({ metric: next === DEFAULT_METRIC ? undefined : next }),
    /** undefined = the total */
    changeLabel: (next: Trend['labels'][number] | undefined) => change({ label: next?.label, kind: next?.kind }),
  };
  return { data, actions };
}

export type TrendsPage = ReturnType<typeof useTrendsPage>;

function readMetric(text: string | null): Metric {
  return text !== null && text in METRIC_NAMES ? (text as Metric) : DEFAULT_METRIC;
}
