import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Estimator } from 'perftest-automation-sidecar/contract/analysis';

import { isFurtherColumn, type FurtherColumnId } from './further-columns';

/** How somebody looks at the table of labels; all of it stands in the URL. */
export interface LabelView {
  estimator: Estimator;
  /** Beyond the usual ones, as ranks between 0 and 100. */
  percentiles: readonly number[];
  columns: readonly FurtherColumnId[];
  /** Labels that get a total of their own. */
  picked: readonly string[];
}

export interface LabelViewActions {
  chooseEstimator: (estimator: Estimator) => void;
  choosePercentiles: (percentiles: readonly number[]) => void;
  chooseColumns: (columns: readonly FurtherColumnId[]) => void;
  pick: (labels: readonly string[]) => void;
}

export const MOST_PERCENTILES = 10;

export function useLabelView(): [LabelView, LabelViewActions] {
  const [params, setParams] = useSearchParams();
  const search = params.toString();
  const view = useMemo(() => readView(new URLSearchParams(search)), [search]);

  const set = (name: string, values: readonly string[]) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        next.delete(name);
        values.forEach((value) => next.append(name, value));
        return next;
      },
      { replace: true }
    );
  const joined = (values: readonly unknown[]) => (values.length === 0 ? [] : [values.join(',')]);
  return [
    view,
    {
      chooseEstimator: (estimator) => set('estimator', estimator === 'rank' ? [] : [estimator]),
      choosePercentiles: (percentiles) => set('percentiles', joined(percentiles)),
      chooseColumns: (columns) => set('columns', joined(columns)),
      pick: (labels) => set('pick', labels),
    },
  ];
}

function readView(params: URLSearchParams): LabelView {
  return {
    estimator: params.get('estimator') === 'interpolated' ? 'interpolated' : 'rank',
    percentiles: readPercentiles((params.get('percentiles') ?? '').split(',')),
    columns: (params.get('columns') ?? '').split(',').filter(isFurtherColumn),
    picked: params.getAll('pick'),
  };
}

/** Ranks in ascending order, each once; what is no rank is left out. */
export function readPercentiles(texts: readonly string[]): number[] {
  const ranks = texts.map((text) => Number(text.trim().replace(/^p/i, '').replace(',', '.') || 'none'));
  const known = ranks.filter((rank) => rank > 0 && rank < 100);
  return [...new Set(known)].sort((one, other) => one - other).slice(0, MOST_PERCENTILES);
}
