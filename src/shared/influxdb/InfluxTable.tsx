import React from 'react';

import { formatCount, formatMs, formatRate, formatRatio } from '../format';
import { type Column, DataTable } from '../ui/DataTable';
import { QueryView } from '../ui/states';
import { influxTableRows, type InfluxTableRow } from './influx-table-rows';
import { shownName, tableTargets } from './influx-query';
import type { ReadablePoints } from './useFigureSource';
import { useInfluxRows } from './useInfluxRows';

interface InfluxTableProps {
  readable: ReadablePoints;
  fromMs: number;
  /** null: the run goes on. */
  toMs: number | null;
}

const NUMBER_WIDTH = 90;

/** Labels as InfluxDB has them, for runs whose result file cannot be followed: provisional until that is read. */
export function InfluxTable({ readable, fromMs, toMs }: InfluxTableProps) {
  const { points, datasource } = readable;
  const targets = tableTargets(points);
  const rows = useInfluxRows({ datasourceUid: datasource.uid, targets, fromMs, toMs });
  const columns = columnsOf(points.intervalSeconds ?? 5, points.percentileFields.map(shownName));
  return (
    <QueryView query={rows} subject={`the points of datasource “${datasource.name}”`}>
      {(loaded) => (
        <DataTable
          caption="Provisional statistics per label, from InfluxDB"
          columns={columns}
          rows={influxTableRows(loaded, points.transactions)}
          rowKey={({ label }) => label}
          emptyText="No label has been written yet"
          isFixed
          minWidth={900}
          maxHeight="70vh"
        />
      )}
    </QueryView>
  );
}

function columnsOf(intervalSeconds: number, percentiles: readonly string[]): Array<Column<InfluxTableRow>> {
  const newest = `in the newest ${intervalSeconds} s with a good sample`;
  const number = (
    column: Pick<Column<InfluxTableRow>, 'id' | 'header' | 'unit' | 'description'>,
    read: (row: InfluxTableRow) => number | null,
    print: (value: number | null) => string
  ): Column<InfluxTableRow> => ({
    ...column,
    width: NUMBER_WIDTH,
    isNumber: true,
    cell: (row) => print(read(row)),
    sortValue: read,
  });
  return [
    {
      id: 'label',
      header: 'Label',
      width: 200,
      cell: ({ label, isTransaction }) => (isTransaction ? `${label} (transaction)` : label),
      sortValue: ({ label }) => label,
    },
    number({ id: 'count', header: 'Count', description: 'Samples' }, (row) => row.count, formatCount),
    number(
      { id: 'errorRate', header: 'Errors', description: 'Failed samples ÷ samples' },
      ({ errorRate }) => errorRate,
      formatRatio
    ),
    number({ id: 'mean', header: 'Mean', unit: 'ms', description: 'Average' }, ({ meanMs }) => meanMs, formatMs),
    number({ id: 'max', header: 'Max', unit: 'ms', description: 'Longest' }, ({ maxMs }) => maxMs, formatMs),
    ...percentiles.map((name) =>
      number(
        { id: name, header: name, unit: 'ms', description: `${name} ${newest}` },
        ({ percentilesMs }) => percentilesMs[name] ?? null,
        formatMs
      )
    ),
    number(
      { id: 'rate', header: 'Rate', unit: '/s', description: `Samples a second in the newest ${intervalSeconds} s` },
      ({ ratePerSec }) => ratePerSec,
      formatRate
    ),
  ];
}
