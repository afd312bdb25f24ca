import React from 'react';
import type { ReconciledFigure, Reconciliation } from 'perftest-automation-sidecar/contract/analysis';

import { formatUnit } from '../../../shared/format';
import type { Column } from '../../../shared/ui/DataTable';
import { LabelName } from '../../../shared/ui/statistics-columns';
import { type Look, Mark } from '../../../shared/ui/Verdict';

const EQUAL: Look = { word: 'Equal', icon: 'check', tone: 'good' };
const DIFFERENT: Look = { word: 'Differs', icon: 'info-circle', tone: 'quiet' };

export const FIGURE_COLUMNS: ReadonlyArray<Column<ReconciledFigure>> = [
  {
    id: 'label',
    header: 'Label',
    width: 180,
    cell: ({ label, kind }) => <LabelName row={{ label, kind: kind ?? 'sample' }} />,
    sortValue: ({ label }) => label,
  },
  {
    id: 'figure',
    header: 'Figure',
    width: 120,
    cell: ({ figure, unit }) => (unit ? `${figure}, ${unit}` : figure),
    sortValue: ({ figure }) => figure,
  },
  { id: 'ours', header: 'Ours', width: 110, isNumber: true, cell: ({ ours }) => formatExactly(ours) },
  { id: 'theirs', header: 'JMeter', width: 110, isNumber: true, cell: ({ theirs }) => formatExactly(theirs) },
  {
    id: 'state',
    header: 'State',
    width: 100,
    cell: ({ isEqual }) => <Mark look={isEqual ? EQUAL : DIFFERENT} />,
    sortValue: ({ isEqual }) => Number(isEqual),
  },
  { id: 'why', header: 'Why', cell: ({ why }) => why },
];

export const RULE_COLUMNS: ReadonlyArray<Column<Reconciliation['rules'][number]>> = [
  { id: 'subject', header: 'What', width: 180, cell: ({ subject }) => subject },
  { id: 'ours', header: 'Ours', cell: ({ ours }) => ours },
  { id: 'theirs', header: 'JMeter', cell: ({ theirs }) => theirs },
];

/** Three places: what differs must not look equal. */
function formatExactly(value: number | null): string {
  return formatUnit('locale', value, value !== null && Number.isInteger(value) ? 0 : 3);
}
