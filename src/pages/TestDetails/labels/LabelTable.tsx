import React, { useMemo } from 'react';
import { Button, Checkbox } from '@grafana/ui';
import type { MorePercentiles, RunStatistics, StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { rowKey } from '../../../shared/api/live-state';
import { plural } from '../../../shared/format';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { statisticsColumns } from '../../../shared/ui/statistics-columns';
import { furtherColumns, percentileColumns } from './further-columns';
import { LabelCell } from './LabelCell';
import type { LabelView } from './use-label-view';

interface LabelTableProps {
  statistics: RunStatistics;
  view: LabelView;
  selectedKey: string | undefined;
  onSelect: (row: StatisticsRow | undefined) => void;
  onPick: (labels: readonly string[]) => void;
  /** By label. */
  remarkCounts: ReadonlyMap<string, number>;
}

const TOTAL_KEY = 'total';
const SUBSET_KEY = 'subset';
const PICK_WIDTH = 36;
const LABEL_WIDTH = 190;

/** The total first, then the total of what somebody picked, then a row for each label. */
export function LabelTable(props: LabelTableProps) {
  const { statistics, selectedKey, onSelect } = props;
  const { total, subset, rows } = statistics;
  const columns = useLabelColumns(props);
  const all = useMemo(() => [total, ...(subset ? [subset] : []), ...rows], [total, subset, rows]);
  const keyOf = (row: StatisticsRow) => pinnedKeyOf(row, statistics) ?? rowKey(row);
  return (
    <DataTable
      caption="Statistics per label"
      columns={columns}
      rows={all}
      rowKey={keyOf}
      isPinned={(row) => pinnedKeyOf(row, statistics) !== undefined}
      selectedKey={selectedKey ?? TOTAL_KEY}
      onRowClick={(row) => onSelect(pinnedKeyOf(row, statistics) === undefined ? row : undefined)}
      isFixed
      minWidth={columns.reduce((sum, { width }) => sum + (typeof width === 'number' ? width : 0), 0)}
      maxHeight="70vh"
    />
  );
}

function pinnedKeyOf(row: StatisticsRow, { total, subset }: RunStatistics): string | undefined {
  if (row === total) {
    return TOTAL_KEY;
  }
  return row === subset ? SUBSET_KEY : undefined;
}

function useLabelColumns(props: LabelTableProps): Array<Column<StatisticsRow>> {
  const { statistics, view } = props;
  const percentiles = useMemo(
    () => percentileColumns({ ranks: view.percentiles, valueOf: percentilesBy(statistics) }),
    [statistics, view.percentiles]
  );
  const further = useMemo(() => furtherColumns(view.columns), [view.columns]);
  const usual = useMemo(() => statisticsColumns<StatisticsRow>(), []);
  return [
    pickColumn(props),
    ...usual.map((column) => (column.id === 'label' ? labelColumn(column, props) : column)),
    ...percentiles,
    ...further,
  ];
}

/** The percentiles of a row; the total has no label there. The subset has none: its samples are not kept apart. */
function percentilesBy(statistics: RunStatistics): (row: StatisticsRow) => MorePercentiles | undefined {
  const keyOf = (label: string | null, kind: string) => JSON.stringify([label, kind]);
  const known = new Map(statistics.percentiles.map((one) => [keyOf(one.label, one.kind), one]));
  return (row) => {
    if (row === statistics.subset) {
      return undefined;
    }
    return known.get(keyOf(row === statistics.total ? null : row.label, row.kind));
  };
}

/** Only samples: transactions are in no total. */
function pickColumn({ statistics, view, onPick }: LabelTableProps): Column<StatisticsRow> {
  const picked = new Set(view.picked);
  const toggle = (label: string) =>
    onPick(picked.has(label) ? view.picked.filter((one) => one !== label) : [...view.picked, label]);
  return {
    id: 'pick',
    header: 'Pick',
    isHeaderHidden: true,
    description: 'Choose labels for a total of their own',
    width: PICK_WIDTH,
    cell: (row) =>
      row.kind === 'sample' &&
      pinnedKeyOf(row, statistics) === undefined && (
        <span role="presentation" onClick={(event) => event.stopPropagation()}>
          <Checkbox
            aria-label={`${row.label} in a total of its own`}
            value={picked.has(row.label)}
            onChange={() => toggle(row.label)}
          />
        </span>
      ),
  };
}

function labelColumn(column: Column<StatisticsRow>, props: LabelTableProps): Column<StatisticsRow> {
  const { statistics, view, onPick, onSelect, remarkCounts } = props;
  const cell = (row: StatisticsRow) => {
    switch (pinnedKeyOf(row, statistics)) {
      case TOTAL_KEY:
        return <LabelCell onSelect={() => onSelect(undefined)}>Total</LabelCell>;
      case SUBSET_KEY:
        return <SubsetName count={view.picked.length} onClear={() => onPick([])} />;
      default:
        return (
          <LabelCell remarkCount={remarkCounts.get(row.label)} onSelect={() => onSelect(row)}>
            {column.cell(row)}
          </LabelCell>
        );
    }
  };
  return { ...column, width: LABEL_WIDTH, cell };
}

function SubsetName({ count, onClear }: { count: number; onClear: () => void }) {
  return (
    <>
      Total of {plural(count, 'label')}{' '}
      <Button
        size="sm"
        fill="text"
        onClick={(event) => {
          event.stopPropagation();
          onClear();
        }}
      >
        Clear
      </Button>
    </>
  );
}
