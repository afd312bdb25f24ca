import React, { useState } from 'react';
import { Button } from '@grafana/ui';
import type { History, LabelNoise } from 'perftest-automation-sidecar/contract/history';

import { formatCount, formatMs, formatRatio, NO_DATA } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { LabelName } from '../../shared/ui/statistics-columns';
import type { HistoryChoice } from '../../shared/use-history-choice';
import { LearnNoiseModal } from './LearnNoiseModal';

/** How much the same label differs from run to run when nothing has changed, and so what can be seen. */
export function NoiseSection({ history: { noise }, choice }: { history: History; choice: HistoryChoice }) {
  const [isLearning, setIsLearning] = useState(false);
  return (
    <Section
      title="Noise"
      note="how much a label’s p90 differs from run to run by itself"
      actions={
        hasRole('Editor') && (
          <Button size="sm" variant="secondary" icon="layer-group" onClick={() => setIsLearning(true)}>
            Run it to learn its noise
          </Button>
        )
      }
      isBare
    >
      <DataTable
        caption="Noise of each label"
        columns={COLUMNS}
        rows={noise}
        rowKey={({ kind, label }) => JSON.stringify([kind, label])}
        isFixed
        minWidth={780}
        maxHeight={460}
        emptyText="The history is too short to tell. Run it several times, or import past results."
      />
      {isLearning && choice.query && (
        <LearnNoiseModal of={choice.query} name={choice.name} onClose={() => setIsLearning(false)} />
      )}
    </Section>
  );
}

const COLUMNS: ReadonlyArray<Column<LabelNoise>> = [
  { id: 'label', header: 'Label', cell: (row) => <LabelName row={row} />, sortValue: ({ label }) => label },
  {
    id: 'key',
    header: 'Key label',
    description: 'Key labels decide over verdicts',
    width: 80,
    cell: ({ isKey }) => (isKey ? 'yes' : NO_DATA),
    sortValue: ({ isKey }) => Number(!isKey),
  },
  {
    id: 'runs',
    header: 'Runs',
    width: 70,
    isNumber: true,
    cell: ({ runs }) => formatCount(runs),
    sortValue: ({ runs }) => runs,
  },
  {
    id: 'centre',
    header: 'Usual p90',
    unit: 'ms',
    width: 100,
    isNumber: true,
    cell: ({ centreMs }) => formatMs(centreMs),
    sortValue: ({ centreMs }) => centreMs,
  },
  {
    id: 'spread',
    header: 'Spread',
    description: 'Standard deviation from run to run',
    width: 80,
    isNumber: true,
    cell: ({ spread }) => (spread === null ? NO_DATA : `±${formatRatio(spread)}`),
    sortValue: ({ spread }) => spread,
  },
  {
    id: 'smallest',
    header: 'Smallest change',
    description: 'The smallest that one more run would show in 8 of 10 cases',
    width: 130,
    isNumber: true,
    cell: ({ smallestChange }) => (smallestChange === null ? NO_DATA : `+${formatRatio(smallestChange)}`),
    sortValue: ({ smallestChange }) => smallestChange,
  },
  {
    id: 'runsNeeded',
    header: 'Runs to see +5%',
    description: 'Repeats of the next version in which a change of 5 % would show',
    width: 130,
    isNumber: true,
    cell: ({ spread, runsForFivePercent }) => (spread === null ? NO_DATA : runsText(runsForFivePercent)),
    sortValue: ({ runsForFivePercent }) => runsForFivePercent,
  },
];

function runsText(runs: number | null): string {
  return runs === null ? 'more than 100' : formatCount(runs);
}
