import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { LiveRow } from 'perftest-automation-sidecar/contract/live';
import type { StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { formatChangeRatio, formatCount, formatMs, formatRate, formatRatio } from '../format';
import type { Column } from './DataTable';

/** Fixed widths: figures that change must not move anything. */
const NUMBER_WIDTH = 67;

interface NumberColumn {
  id: string;
  header: string;
  unit?: string;
  description: string;
  width?: number;
  read: (row: StatisticsRow) => number | null;
  print: (value: number | null) => string;
}

const NUMBER_COLUMNS: readonly NumberColumn[] = [
  { id: 'count', header: 'Count', description: 'Samples', width: 80, read: (row) => row.count, print: formatCount },
  {
    id: 'errorRate',
    header: 'Errors',
    description: 'Failed samples ÷ samples',
    read: (row) => row.errorRate,
    print: formatRatio,
  },
  { id: 'p90', header: 'p90', unit: 'ms', description: percentile(90), read: (row) => row.p90Ms, print: formatMs },
  { id: 'min', header: 'Min', unit: 'ms', description: 'Shortest', read: (row) => row.minMs, print: formatMs },
  { id: 'mean', header: 'Mean', unit: 'ms', description: 'Average', read: (row) => row.meanMs, print: formatMs },
  { id: 'p50', header: 'p50', unit: 'ms', description: percentile(50), read: (row) => row.medianMs, print: formatMs },
  { id: 'p95', header: 'p95', unit: 'ms', description: percentile(95), read: (row) => row.p95Ms, print: formatMs },
  { id: 'p99', header: 'p99', unit: 'ms', description: percentile(99), read: (row) => row.p99Ms, print: formatMs },
  { id: 'max', header: 'Max', unit: 'ms', description: 'Longest', read: (row) => row.maxMs, print: formatMs },
  {
    id: 'throughput',
    header: 'Rate',
    unit: '/s',
    description: 'Samples ÷ (latest end − earliest start)',
    read: (row) => row.throughputPerSec,
    print: formatRate,
  },
  {
    id: 'received',
    header: 'KB/s',
    description: 'Received, 1 KB = 1024 bytes',
    read: (row) => row.receivedKbPerSec,
    print: formatRate,
  },
];

function percentile(rank: number): string {
  return `${rank} % of the samples took this long or less (exact order statistic)`;
}

/** The columns of every table of labels; p90 first among the times, for it is looked at first. */
export function statisticsColumns<Row extends StatisticsRow>(): Array<Column<Row>> {
  return [
    {
      id: 'label',
      header: 'Label',
      width: 165,
      cell: (row) => <LabelName row={row} />,
      sortValue: ({ label }) => label,
    },
    ...NUMBER_COLUMNS.map(({ id, header, unit, description, width, read, print }) => ({
      id,
      header,
      unit,
      description,
      width: width ?? NUMBER_WIDTH,
      isNumber: true,
      cell: (row: Row) => print(read(row)),
      sortValue: (row: Row) => read(row),
    })),
  ];
}

export function liveColumns(): Array<Column<LiveRow>> {
  const own: Array<Column<LiveRow>> = [
    {
      id: 'last60s',
      header: '60 s p90',
      unit: 'ms',
      description: 'p90 of the samples of the last 60 seconds, in milliseconds',
      width: 92,
      isNumber: true,
      cell: ({ last60s }) => formatMs(last60s.p90Ms),
      sortValue: ({ last60s }) => last60s.p90Ms,
    },
    {
      id: 'change',
      header: 'vs baseline',
      description: 'p90 so far against the baseline’s; judged only when the run has ended',
      width: 104,
      isNumber: true,
      cell: (row) => <ChangeToBaseline row={row} />,
      sortValue: ({ p90ChangeRatio }) => p90ChangeRatio,
    },
  ];
  const columns = [...statisticsColumns<LiveRow>(), ...own];
  return [...columns].sort((one, other) => livePlaceOf(one.id) - livePlaceOf(other.id));
}

/** What one decides by stands first, so that it is in view on a small screen too; the others keep their order. */
const LIVE_FIRST = ['label', 'p90', 'change', 'last60s', 'errorRate', 'throughput', 'count'];

function livePlaceOf(columnId: string): number {
  const place = LIVE_FIRST.indexOf(columnId);
  return place === -1 ? LIVE_FIRST.length : place;
}

function ChangeToBaseline({ row }: { row: LiveRow }) {
  return <span title={`baseline ${formatMs(row.baselineP90Ms)} ms`}>{formatChangeRatio(row.p90ChangeRatio)}</span>;
}

const KIND_NOTES: Record<StatisticsRow['kind'], { mark: string; title: string } | undefined> = {
  sample: undefined,
  transaction: { mark: 'TX', title: 'Transaction: its own statistics, never part of the total' },
  setup: { mark: 'setUp', title: 'Sample of a setUp or tearDown thread group, not part of the total' },
};

export function LabelName({ row }: { row: { label: string; kind: StatisticsRow['kind'] } }) {
  const styles = useStyles2(getStyles);
  const note = KIND_NOTES[row.kind];
  return (
    <span title={row.label} className={styles.label}>
      {note && (
        <>
          <abbr title={note.title} className={styles.kind}>
            {note.mark}
          </abbr>{' '}
        </>
      )}
      {row.label}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  label: css({ whiteSpace: 'nowrap' }),
  kind: css({
    marginRight: theme.spacing(0.25),
    padding: theme.spacing(0, 0.5),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    textDecoration: 'none',
  }),
});
