import { css, cx } from '@emotion/css';
import React, { type ReactNode, useMemo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

import { VisuallyHidden } from './VisuallyHidden';

export type SortValue = string | number | null;

export interface Column<Row> {
  id: string;
  header: string;
  /** The header is told and not shown, where the cells say enough by themselves. */
  isHeaderHidden?: boolean;
  /** The unit, in the header, so that cells are bare numbers. */
  unit?: string;
  /** Said when the pointer rests on the header. */
  description?: string;
  /** CSS width. Live tables give every column one, so that nothing moves. */
  width?: number | string;
  isNumber?: boolean;
  cell: (row: Row) => ReactNode;
  /** Where it is left out, the column cannot be sorted. */
  sortValue?: (row: Row) => SortValue;
}

export interface SortState {
  columnId: string;
  isDescending: boolean;
}

interface DataTableProps<Row> {
  /** For screen readers; not shown. */
  caption: string;
  columns: ReadonlyArray<Column<Row>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** The sort is kept by the caller, e.g. in the URL and done by the sidecar. */
  sort?: SortState;
  onSort?: (sort: SortState) => void;
  onRowClick?: (row: Row) => void;
  selectedKey?: string | number;
  /** Rows that stand first and take no part in sorting, e.g. the total. */
  isPinned?: (row: Row) => boolean;
  isFixed?: boolean;
  minWidth?: number;
  emptyText?: string;
  maxHeight?: number | string;
}

/** The one table of the app: numbers to the right in tabular figures, order as given until somebody sorts. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, isFixed = false, minWidth, emptyText = 'Nothing here', maxHeight } = props;
  const styles = useStyles2(getStyles);
  const { sort, sortBy, ordered } = useRowOrder(props);

  return (
    <div className={styles.scroll} style={{ maxHeight }} tabIndex={0} role="region" aria-label={`${caption}, table`}>
      <table className={cx(styles.table, isFixed && styles.fixed)} style={{ minWidth }}>
        <caption className={styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={sortBy} />
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <BodyRow
              key={rowKey(row)}
              row={row}
              columns={columns}
              onRowClick={props.onRowClick}
              isSelected={props.selectedKey !== undefined && props.selectedKey === rowKey(row)}
              isPinned={props.isPinned?.(row) ?? false}
            />
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={columns.length} className={styles.empty}>
                {emptyText}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

/**
 * Sorting by a click takes the order of that moment and keeps it: live figures that change afterwards do not move the
 * rows that somebody is reading. New rows come at the end.
 */
function useRowOrder<Row>({ columns, rows, rowKey, sort: givenSort, onSort, isPinned }: DataTableProps<Row>) {
  const [own, setOwn] = useState<{ sort: SortState; keys: ReadonlyArray<string | number> }>();

  const sortBy = (sort: SortState) => {
    if (onSort) {
      return onSort(sort);
    }
    const column = columns.find(({ id }) => id === sort.columnId);
    setOwn({ sort, keys: sortRows({ rows, column, isDescending: sort.isDescending }).map(rowKey) });
  };

  const ordered = useMemo(() => {
    const places = new Map(own?.keys.map((key, index) => [key, index]) ?? []);
    const placeOf = (row: Row) => (isPinned?.(row) ? -1 : (places.get(rowKey(row)) ?? Number.MAX_SAFE_INTEGER));
    return own || isPinned ? [...rows].sort((one, other) => placeOf(one) - placeOf(other)) : rows;
  }, [rows, own, rowKey, isPinned]);

  return { sort: onSort ? givenSort : own?.sort, sortBy, ordered };
}

interface SortRows<Row> {
  rows: readonly Row[];
  column: Column<Row> | undefined;
  isDescending: boolean;
}

/** Rows without data come last, whatever the direction. */
function sortRows<Row>({ rows, column, isDescending }: SortRows<Row>): Row[] {
  const valueOf = column?.sortValue;
  if (!valueOf) {
    return [...rows];
  }
  const direction = isDescending ? -1 : 1;
  return [...rows].sort((one, other) => compare(valueOf(one), valueOf(other), direction));
}

function compare(one: SortValue, other: SortValue, direction: number): number {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  if (typeof one === 'number' && typeof other === 'number') {
    return direction * (one - other);
  }
  return direction * String(one).localeCompare(String(other));
}

interface HeaderCellProps<Row> {
  column: Column<Row>;
  sort?: SortState;
  onSort: (sort: SortState) => void;
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const styles = useStyles2(getStyles);
  const isSorted = sort?.columnId === column.id;
  const isDescending = isSorted ? sort.isDescending : false;
  const text = (
    <>
      {column.isHeaderHidden ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
      {column.unit && <span className={styles.unit}> {column.unit}</span>}
    </>
  );
  // Numbers are looked at from the largest down, names from A to Z.
  const next = { columnId: column.id, isDescending: isSorted ? !isDescending : Boolean(column.isNumber) };
  return (
    <th
      scope="col"
      className={cx(styles.head, column.isNumber && styles.number)}
      style={{ width: column.width }}
      title={column.description}
      aria-sort={ariaSort(isSorted, isDescending)}
    >
      {column.sortValue ? (
        <button type="button" className={styles.sortButton} onClick={() => onSort(next)}>
          {text}
          {isSorted && <Icon name={isDescending ? 'arrow-down' : 'arrow-up'} size="xs" aria-hidden />}
        </button>
      ) : (
        text
      )}
    </th>
  );
}

function ariaSort(isSorted: boolean, isDescending: boolean): 'ascending' | 'descending' | undefined {
  if (!isSorted) {
    return undefined;
  }
  return isDescending ? 'descending' : 'ascending';
}

interface BodyRowProps<Row> {
  row: Row;
  columns: ReadonlyArray<Column<Row>>;
  onRowClick?: (row: Row) => void;
  isSelected: boolean;
  isPinned: boolean;
}

function BodyRow<Row>({ row, columns, onRowClick, isSelected, isPinned }: BodyRowProps<Row>) {
  const styles = useStyles2(getStyles);
  return (
    <tr
      className={cx(
        styles.row,
        onRowClick && styles.clickable,
        isSelected && styles.selected,
        isPinned && styles.pinned
      )}
      aria-selected={onRowClick ? isSelected : undefined}
      onClick={onRowClick ? () => onRowClick(row) : undefined}
    >
      {columns.map((column) => (
        <td key={column.id} className={cx(styles.cell, column.isNumber && styles.number)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    overflow: 'auto',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  table: css({ width: '100%', borderCollapse: 'separate', borderSpacing: 0 }),
  fixed: css({ tableLayout: 'fixed' }),
  caption: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clip: 'rect(0 0 0 0)' }),
  head: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    padding: theme.spacing(1, 0.75),
    textAlign: 'left',
    whiteSpace: 'nowrap',
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  unit: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  sortButton: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    padding: 0,
    border: 'none',
    background: 'none',
    font: 'inherit',
    color: 'inherit',
    whiteSpace: 'pre',
    cursor: 'pointer',
    '&:hover, &:focus-visible': { color: theme.colors.text.link },
  }),
  cell: css({
    padding: theme.spacing(0.75, 0.75),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    verticalAlign: 'middle',
  }),
  number: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  row: css({ 'tr&:last-child td': { borderBottom: 'none' } }),
  clickable: css({ cursor: 'pointer', '&:hover': { background: theme.colors.action.hover } }),
  selected: css({ background: theme.colors.action.selected }),
  pinned: css({ fontWeight: theme.typography.fontWeightMedium, background: theme.colors.background.secondary }),
  empty: css({ padding: theme.spacing(3), textAlign: 'center', color: theme.colors.text.secondary }),
});
