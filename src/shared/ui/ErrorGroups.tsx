import React from 'react';
import type { ErrorGroup } from 'perftest-automation-sidecar/contract/statistics';

import { formatClockWithSeconds, formatCount } from '../format';
import { type Column, DataTable } from './DataTable';
import { LabelName } from './statistics-columns';

const COLUMNS: ReadonlyArray<Column<ErrorGroup>> = [
  {
    id: 'count',
    header: 'Count',
    width: 80,
    isNumber: true,
    cell: ({ count }) => formatCount(count),
    sortValue: ({ count }) => count,
  },
  {
    id: 'label',
    header: 'Label',
    width: 200,
    cell: (group) => <LabelName row={group} />,
    sortValue: ({ label }) => label,
  },
  {
    id: 'code',
    header: 'Code',
    width: 90,
    cell: ({ responseCode }) => responseCode || 'none',
    sortValue: ({ responseCode }) => responseCode,
  },
  { id: 'message', header: 'Message', cell: ({ message }) => message || 'none', sortValue: ({ message }) => message },
  {
    id: 'first',
    header: 'First',
    width: 90,
    isNumber: true,
    cell: ({ firstMs }) => formatClockWithSeconds(firstMs),
    sortValue: ({ firstMs }) => firstMs,
  },
  {
    id: 'last',
    header: 'Last',
    width: 90,
    isNumber: true,
    cell: ({ lastMs }) => formatClockWithSeconds(lastMs),
    sortValue: ({ lastMs }) => lastMs,
  },
];

/** Failed samples by label, response code and message. */
export function ErrorGroups({ groups }: { groups: readonly ErrorGroup[] }) {
  return (
    <DataTable
      caption="Errors by label, code and message"
      columns={COLUMNS}
      rows={groups}
      rowKey={({ kind, label, responseCode, message }) => JSON.stringify([kind, label, responseCode, message])}
      minWidth={640}
      emptyText="No sample has failed."
    />
  );
}
