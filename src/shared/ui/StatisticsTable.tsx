import React, { useMemo } from 'react';
import type { StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { rowKey } from '../api/live-state';
import { type Column, DataTable } from './DataTable';

interface StatisticsTableProps<Row extends StatisticsRow> {
  caption: string;
  total: Row;
  rows: readonly Row[];
  columns: ReadonlyArray<Column<Row>>;
  /** undefined = the total. */
  selectedKey: string | undefined;
  onSelect: (row: Row | undefined) => void;
  minWidth: number;
}

export const TOTAL_KEY = 'total';

/** The total first, then a row for each label; a click chooses what the charts show. */
export function StatisticsTable<Row extends StatisticsRow>({
  caption,
  total,
  rows,
  columns,
  selectedKey,
  onSelect,
  minWidth,
}: StatisticsTableProps<Row>) {
  const all = useMemo(() => [total, ...rows], [total, rows]);
  const keyOf = (row: Row) => (row === total ? TOTAL_KEY : rowKey(row));
  const shown = useMemo(() => selectable({ columns, total, onSelect }), [columns, total, onSelect]);
  return (
    <DataTable
      caption={caption}
      columns={shown}
      rows={all}
      rowKey={keyOf}
      isPinned={(row) => row === total}
      selectedKey={selectedKey ?? TOTAL_KEY}
      onRowClick={(row) => onSelect(row === total ? undefined : row)}
      isFixed
      minWidth={minWidth}
      maxHeight="70vh"
    />
  );
}

interface Selectable<Row extends StatisticsRow> {
  columns: ReadonlyArray<Column<Row>>;
  total: Row;
  onSelect: (row: Row | undefined) => void;
}

/** The label is a button, so that a keyboard can choose the row too. */
function selectable<Row extends StatisticsRow>({ columns, total, onSelect }: Selectable<Row>): Array<Column<Row>> {
  return columns.map((column) =>
    column.id === 'label'
      ? {
          ...column,
          cell: (row: Row) => <LabelButton row={row} total={total} onSelect={onSelect} content={column.cell} />,
        }
      : column
  );
}

interface LabelButtonProps<Row extends StatisticsRow> {
  row: Row;
  total: Row;
  onSelect: (row: Row | undefined) => void;
  content: (row: Row) => React.ReactNode;
}

function LabelButton<Row extends StatisticsRow>({ row, total, onSelect, content }: LabelButtonProps<Row>) {
  const isTotal = row === total;
  return (
    <button
      type="button"
      style={{ all: 'unset', cursor: 'pointer', outline: 'revert', display: 'inline' }}
      onClick={(event) => {
        event.stopPropagation();
        onSelect(isTotal ? undefined : row);
      }}
    >
      {isTotal ? 'Total' : content(row)}
    </button>
  );
}
