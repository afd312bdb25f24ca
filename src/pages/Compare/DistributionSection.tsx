import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Spinner, useStyles2, useTheme2 } from '@grafana/ui';
import type { StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { useDistributions } from '../../shared/api/compare';
import { colorAt } from '../../shared/chart/series-colors';
import { formatCount, formatMs, formatRatio } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { toCurve } from './distribution-curve';
import { DistributionChart } from './DistributionChart';
import type { ComparePage } from './useComparePage';

interface RunDistribution {
  runId: number;
  name: string;
  color: string;
  isDashed: boolean;
  row: StatisticsRow;
}

/** How long the samples of the chosen label took, run over run. */
export function DistributionSection({ page }: { page: ComparePage }) {
  const styles = useStyles2(getStyles);
  const { selected } = page.data;
  const { lines, rows, failed, isReading } = useDistributionLines(page);
  const subject = selected?.label ?? 'all samples';
  return (
    <Section title={`Distribution of ${subject}`} note="how long its samples took; the higher, the more of them">
      <DistributionChart title={`Distribution of ${subject}`} lines={lines} />
      {isReading && (
        <p role="status">
          <Spinner inline /> Reading the distributions…
        </p>
      )}
      {failed.map(({ name, reason }) => (
        <Alert key={name} severity="info" title={`${name} has no distribution of it. ${reason}`} />
      ))}
      <div className={styles.table}>
        <DataTable
          caption={`Percentiles of ${subject}`}
          columns={COLUMNS}
          rows={rows}
          rowKey={({ runId }) => runId}
          minWidth={700}
        />
      </div>
    </Section>
  );
}

function useDistributionLines({ data: { columns, selected } }: ComparePage) {
  const runs = [...new Map(columns.map(({ run, isReference }) => [run.runId, { ...run, isReference }])).values()];
  const distributions = useDistributions({ runIds: runs.map(({ runId }) => runId), ...selected });
  const found = distributions.map(({ data, error }, index) => {
    const run = runs[index];
    const name = run ? `${run.name} (#${run.runId})` : '';
    return { runId: run?.runId ?? 0, name, color: colorAt(index), isDashed: run?.isReference === true, data, error };
  });
  return {
    lines: found.map(({ name, color, isDashed, data }) => ({
      name,
      color,
      isDashed,
      curve: toCurve(data?.bins ?? []),
    })),
    rows: found.flatMap(({ data, ...one }): RunDistribution[] => (data ? [{ ...one, row: data.row }] : [])),
    failed: found.flatMap(({ name, error }) => (error ? [{ name, reason: error.title }] : [])),
    isReading: distributions.some(({ isPending }) => isPending),
  };
}

const NUMBERS: ReadonlyArray<{ id: string; header: string; unit?: string; print: (row: StatisticsRow) => string }> = [
  { id: 'count', header: 'Samples', print: ({ count }) => formatCount(count) },
  { id: 'errors', header: 'Errors', print: ({ errorRate }) => formatRatio(errorRate) },
  { id: 'p50', header: 'p50', unit: 'ms', print: ({ medianMs }) => formatMs(medianMs) },
  { id: 'p90', header: 'p90', unit: 'ms', print: ({ p90Ms }) => formatMs(p90Ms) },
  { id: 'p95', header: 'p95', unit: 'ms', print: ({ p95Ms }) => formatMs(p95Ms) },
  { id: 'p99', header: 'p99', unit: 'ms', print: ({ p99Ms }) => formatMs(p99Ms) },
  { id: 'max', header: 'Max', unit: 'ms', print: ({ maxMs }) => formatMs(maxMs) },
];

const COLUMNS: ReadonlyArray<Column<RunDistribution>> = [
  { id: 'run', header: 'Run', cell: (one) => <LineName one={one} /> },
  ...NUMBERS.map(({ print, ...column }) => ({
    ...column,
    width: 90,
    isNumber: true,
    cell: ({ row }: RunDistribution) => print(row),
  })),
];

function LineName({ one: { name, color, isDashed } }: { one: RunDistribution }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <>
      <span
        aria-hidden
        className={styles.swatch}
        style={{ borderTop: `3px ${isDashed ? 'dashed' : 'solid'} ${theme.visualization.getColorByName(color)}` }}
      />
      {name}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({ marginTop: theme.spacing(2) }),
  swatch: css({ display: 'inline-block', width: 22, marginRight: theme.spacing(1), verticalAlign: 'middle' }),
});
