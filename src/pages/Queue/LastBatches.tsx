import React from 'react';
import type { BatchSummary } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDateTime, formatRelative, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { lookOfBatch } from '../../shared/ui/batch-look';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { Mark } from '../../shared/ui/Verdict';

const COLUMNS: ReadonlyArray<Column<BatchSummary>> = [
  { id: 'outcome', header: 'State', width: 150, cell: (batch) => <Mark look={lookOfBatch(batch)} /> },
  { id: 'name', header: 'Batch', cell: ({ id, name }) => <AppLink to={paths.batch(id)}>{name}</AppLink> },
  { id: 'version', header: 'Version', width: 140, cell: ({ versionName }) => versionName },
  {
    id: 'runs',
    header: 'Runs ended',
    width: 100,
    isNumber: true,
    cell: ({ endedRunCount, runCount }) => `${endedRunCount} of ${runCount}`,
  },
  {
    id: 'started',
    header: 'Started',
    width: 150,
    cell: ({ createdAtMs }) => <time title={formatRelative(createdAtMs)}>{formatDateTime(createdAtMs)}</time>,
  },
  { id: 'by', header: 'By', width: 130, cell: ({ createdBy }) => createdBy },
  { id: 'ends', header: 'Ended', width: 130, cell: (batch) => endOf(batch) },
];

export function LastBatches({ batches }: { batches: readonly BatchSummary[] }) {
  return (
    <Section title="Last batches" isBare>
      <DataTable
        caption="The last batches, newest first"
        columns={COLUMNS}
        rows={batches}
        rowKey={({ id }) => id}
        isFixed
        minWidth={900}
        emptyText="No batch has been started yet."
      />
    </Section>
  );
}

function endOf({ completedAtMs, endsAtMs }: BatchSummary): string {
  if (completedAtMs !== null) {
    return formatRelative(completedAtMs);
  }
  return endsAtMs === null ? NO_DATA : `ends ${formatClock(endsAtMs)}`;
}
