import React from 'react';
import type { Verdict } from 'perftest-automation-sidecar/contract/verdict';

import { formatChangeRatio } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { AppLink } from '../../../shared/ui/AppLink';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { Section } from '../../../shared/ui/Section';
import { LabelName } from '../../../shared/ui/statistics-columns';
import { type Look, Mark } from '../../../shared/ui/Verdict';

type Drift = NonNullable<Verdict['drifts']>[number];

const NOTABLE: Look = { word: 'Look at it', icon: 'exclamation-triangle', tone: 'unsure' };
const SMALL: Look = { word: 'Within the tolerance', icon: 'minus', tone: 'quiet' };

const COLUMNS: ReadonlyArray<Column<Drift>> = [
  { id: 'state', header: 'State', width: 190, cell: ({ isNotable }) => <Mark look={isNotable ? NOTABLE : SMALL} /> },
  { id: 'label', header: 'Label', cell: (drift) => <LabelName row={drift} />, sortValue: ({ label }) => label },
  {
    id: 'change',
    header: 'Change of p90',
    width: 130,
    isNumber: true,
    cell: ({ changeRatio }) => formatChangeRatio(changeRatio),
    sortValue: ({ changeRatio }) => changeRatio,
  },
  {
    id: 'since',
    header: 'Since',
    width: 120,
    cell: ({ sinceRunId }) => <AppLink to={paths.test(sinceRunId)}>run {sinceRunId}</AppLink>,
  },
];

/** Many small steps in one direction, of which none is a regression. */
export function DriftSection({ drifts }: { drifts: readonly Drift[] }) {
  return (
    <Section title="Drift" note="the whole change of each key label since the oldest run after its last change" isBare>
      <DataTable
        caption="Drift of the key labels"
        columns={COLUMNS}
        rows={drifts}
        rowKey={({ kind, label }) => `${kind} ${label}`}
        minWidth={560}
        maxHeight="50vh"
      />
    </Section>
  );
}
