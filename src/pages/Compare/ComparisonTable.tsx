import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Metric } from 'perftest-automation-sidecar/contract/verdict';

import { METRIC_NAMES, plural } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { LabelName } from '../../shared/ui/statistics-columns';
import { ChangeCell } from './ChangeCell';
import { headersOf } from './column-headers';
import type { CompareRow } from './compare-rows';
import type { ComparePage } from './useComparePage';

/** A row a label, a column a run. */
export function ComparisonTable({ page }: { page: ComparePage }) {
  const styles = useStyles2(getStyles);
  const { rows, columns, areAllShown, selected } = page.data;
  const labels = rows.filter(({ isTotal }) => !isTotal);
  const changed = labels.filter(({ isChanged }) => isChanged);
  const shown = areAllShown ? rows : rows.filter(({ isChanged }) => isChanged);
  const selectedKey = selected === undefined ? undefined : JSON.stringify([selected.kind, selected.label]);
  return (
    <Section
      title="Labels"
      note={`${plural(changed.length, 'label')} of ${labels.length} changed; a click shows how its times are distributed`}
      actions={<TableOptions page={page} />}
      isBare
    >
      <div className={styles.table}>
        <DataTable
          caption="Labels of the compared runs"
          columns={columnsFor(page)}
          rows={shown}
          rowKey={({ key }) => key}
          isPinned={isTotal}
          selectedKey={selectedKey ?? rows[0]?.key}
          onRowClick={(row) => page.actions.selectLabel(row.isTotal ? undefined : row)}
          minWidth={220 + 132 * columns.length}
          maxHeight="75vh"
        />
      </div>
      {!areAllShown && changed.length === 0 && (
        <p role="status">No label changed beyond what the rules call unchanged. “All” shows every label.</p>
      )}
    </Section>
  );
}

function isTotal(row: CompareRow): boolean {
  return row.isTotal;
}

function columnsFor({ data, actions }: ComparePage): ReadonlyArray<Column<CompareRow>> {
  const headers = headersOf(data.columns);
  return [
    {
      id: 'label',
      header: 'Label',
      width: 220,
      cell: (row) => <LabelButton row={row} onSelect={() => actions.selectLabel(row.isTotal ? undefined : row)} />,
      sortValue: ({ label }) => label,
    },
    ...data.columns.map(({ groupIndex, run }, index) => ({
      id: `${groupIndex} ${run.runId}`,
      ...headers[index],
      header: headers[index]?.header ?? run.versionName,
      isNumber: true,
      cell: ({ cells }: CompareRow) => cells[index] && <ChangeCell cell={cells[index]} metric={data.metric} />,
      sortValue: ({ cells }: CompareRow) => cells[index]?.changeRatio ?? cells[index]?.value ?? null,
    })),
  ];
}

/** A button, so that a keyboard can choose the row too. */
function LabelButton({ row, onSelect }: { row: CompareRow; onSelect: () => void }) {
  const styles = useStyles2(getStyles);
  return (
    <button
      type="button"
      className={cx(styles.label, row.isKey && styles.key)}
      title={row.isKey ? 'Key label: its p90 decides over verdicts' : undefined}
      onClick={(event) => {
        event.stopPropagation();
        onSelect();
      }}
    >
      {row.isTotal ? row.label : <LabelName row={row} />}
    </button>
  );
}

const METRICS = Object.entries(METRIC_NAMES).map(([value, label]) => ({ value, label }));

function TableOptions({ page: { data, actions } }: { page: ComparePage }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <label htmlFor="compare-metric" className={styles.caption}>
        Metric
      </label>
      <Combobox
        id="compare-metric"
        width={16}
        options={METRICS}
        value={data.metric}
        onChange={({ value }) => actions.changeMetric(value satisfies string as Metric)}
      />
      <RadioButtonGroup
        size="md"
        aria-label="Which labels are shown"
        value={data.areAllShown}
        options={[
          { value: false, label: 'Only what changed' },
          { value: true, label: 'All' },
        ]}
        onChange={actions.showAll}
      />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // The label stays in view where there are more runs than fit.
  table: css({
    '& th:first-child, & td:first-child': {
      position: 'sticky',
      left: 0,
      background: theme.colors.background.secondary,
    },
    '& thead th:first-child': { zIndex: 2 },
    '& tbody td:first-child': { zIndex: 1 },
  }),
  label: css({
    all: 'unset',
    display: 'block',
    maxWidth: 320,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    cursor: 'pointer',
    outline: 'revert',
  }),
  key: css({ fontWeight: theme.typography.fontWeightMedium }),
  caption: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
