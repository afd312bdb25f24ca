import React from 'react';
import type { LabelComparison } from 'perftest-automation-sidecar/contract/verdict';

import { formatChange, formatMetric, formatRatio, METRIC_NAMES } from '../../../shared/format';
import { ChangeBar } from '../../../shared/ui/ChangeBar';
import type { Column } from '../../../shared/ui/DataTable';
import { LabelStateMark } from '../../../shared/ui/LabelStateMark';
import { LabelName } from '../../../shared/ui/statistics-columns';

const COLUMNS: ReadonlyArray<Column<LabelComparison>> = [
  {
    id: 'state',
    header: 'State',
    width: 132,
    cell: (comparison) => <LabelStateMark comparison={comparison} />,
    sortValue: ({ state }) => state,
  },
  {
    id: 'label',
    header: 'Label',
    width: 140,
    cell: (comparison) => <LabelName row={comparison} />,
    sortValue: ({ label }) => label,
  },
  {
    id: 'metric',
    header: 'Metric',
    width: 82,
    cell: ({ metric }) => METRIC_NAMES[metric],
    sortValue: ({ metric }) => METRIC_NAMES[metric],
  },
  {
    id: 'reference',
    header: 'Reference',
    width: 84,
    isNumber: true,
    cell: ({ metric, reference }) => formatMetric(metric, reference),
  },
  {
    id: 'current',
    header: 'This run',
    width: 84,
    isNumber: true,
    cell: ({ metric, current }) => formatMetric(metric, current),
  },
  {
    id: 'change',
    header: 'Change',
    width: 76,
    isNumber: true,
    cell: formatChange,
    sortValue: ({ changeRatio }) => changeRatio,
  },
  {
    id: 'bar',
    header: 'Change as a bar',
    isHeaderHidden: true,
    width: 64,
    cell: ({ changeRatio, state }) => <ChangeBar changeRatio={changeRatio} state={state} />,
  },
  { id: 'why', header: 'Why', cell: ({ why }) => why },
];

const VISIBLE: Column<LabelComparison> = {
  id: 'visible',
  header: 'Visible from',
  description: 'The smallest change that this history could have shown',
  width: 92,
  isNumber: true,
  cell: ({ evidence }) => formatRatio(evidence?.smallestVisibleRatio),
  sortValue: ({ evidence }) => evidence?.smallestVisibleRatio ?? null,
};

/** What could have been seen is known only of a comparison with a history. */
export function comparisonColumns(comparisons: readonly LabelComparison[]): ReadonlyArray<Column<LabelComparison>> {
  return comparisons.some(({ evidence }) => evidence)
    ? [...COLUMNS.slice(0, -1), VISIBLE, ...COLUMNS.slice(-1)]
    : COLUMNS;
}
