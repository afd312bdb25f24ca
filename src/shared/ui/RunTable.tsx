import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, useStyles2 } from '@grafana/ui';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { isActive } from '../api/run-status';
import {
  formatCount,
  formatDateTime,
  formatDuration,
  formatMs,
  formatRate,
  formatRatio,
  formatRelative,
} from '../format';
import { paths } from '../paths';
import { AppLink } from './AppLink';
import { type Column, DataTable, type SortState } from './DataTable';
import { RunMark } from './Verdict';

interface RunTableProps {
  caption: string;
  runs: readonly RunSummary[];
  /** Given when the sidecar sorts. */
  sort?: SortState;
  onSort?: (sort: SortState) => void;
  emptyText?: string;
  /** Given where runs can be ticked, e.g. to compare them. */
  selection?: RunSelection;
}

export interface RunSelection {
  runIds: readonly number[];
  onToggle: (run: RunSummary) => void;
}

/** A column can be sorted here if the sidecar can sort by its id. */
const COLUMNS: ReadonlyArray<Column<RunSummary>> = [
  { id: 'outcome', header: 'Verdict', width: 136, cell: (run) => <RunMark run={run} />, sortValue: verdictOf },
  { id: 'scenarioName', header: 'Run', cell: (run) => <RunName run={run} />, sortValue: ({ name }) => name },
  {
    id: 'startedAtMs',
    header: 'Started',
    width: 142,
    cell: ({ startedAtMs }) => <StartTime atMs={startedAtMs} />,
    sortValue: ({ startedAtMs }) => startedAtMs,
  },
  { id: 'duration', header: 'Took', width: 78, isNumber: true, cell: (run) => formatDuration(tookMs(run)) },
  {
    id: 'userCount',
    header: 'Users',
    width: 56,
    isNumber: true,
    // An imported report without samples does not tell.
    cell: ({ runnerType, userCount }) => formatCount(runnerType === 'imported' && userCount === 0 ? null : userCount),
  },
  {
    id: 'totalSamples',
    header: 'Samples',
    description: 'In the analysis window, as all figures here: without the ramp-up, as the verdict judges',
    width: 74,
    isNumber: true,
    cell: ({ figures }) => formatCount(figures.totalSamples),
    sortValue: ({ figures }) => figures.totalSamples,
  },
  {
    id: 'errorRate',
    header: 'Errors',
    width: 64,
    isNumber: true,
    cell: ({ figures }) => formatRatio(figures.errorRate),
    sortValue: ({ figures }) => figures.errorRate,
  },
  {
    id: 'p90Ms',
    header: 'p90',
    unit: 'ms',
    width: 70,
    isNumber: true,
    cell: ({ figures }) => formatMs(figures.p90Ms),
    sortValue: ({ figures }) => figures.p90Ms,
  },
  {
    id: 'throughputPerSec',
    header: 'Rate',
    unit: '/s',
    description: 'Throughput: samples ÷ (latest end − earliest start)',
    width: 66,
    isNumber: true,
    cell: ({ figures }) => formatRate(figures.throughputPerSec),
    sortValue: ({ figures }) => figures.throughputPerSec,
  },
];

export function RunTable({ caption, runs, sort, onSort, emptyText, selection }: RunTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={selection ? [tickColumn(selection), ...COLUMNS] : COLUMNS}
      rows={runs}
      rowKey={({ id }) => id}
      sort={sort}
      onSort={onSort}
      isFixed
      minWidth={900}
      emptyText={emptyText}
    />
  );
}

function tickColumn({ runIds, onToggle }: RunSelection): Column<RunSummary> {
  return {
    id: 'tick',
    header: 'Pick',
    width: 46,
    cell: (run) => (
      <Checkbox
        aria-label={`Pick ${run.name}, run ${run.id}`}
        value={runIds.includes(run.id)}
        onChange={() => onToggle(run)}
      />
    ),
  };
}

function StartTime({ atMs }: { atMs: number | null }) {
  const styles = useStyles2(getStyles);
  return (
    <time className={styles.time} title={formatRelative(atMs)}>
      {formatDateTime(atMs)}
    </time>
  );
}

function RunName({ run }: { run: RunSummary }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <AppLink to={isActive(run.status) ? paths.live(run.id) : paths.test(run.id)}>{run.name}</AppLink>
      {(run.verdictSentence ?? run.errorCode) && (
        <span className={styles.sentence}>{run.verdictSentence ?? run.errorCode}</span>
      )}
    </>
  );
}

function verdictOf({ outcome, status }: RunSummary): string {
  return outcome ?? status;
}

function tookMs({ startedAtMs, completedAtMs }: RunSummary): number | null {
  return startedAtMs === null || completedAtMs === null ? null : completedAtMs - startedAtMs;
}

const getStyles = (theme: GrafanaTheme2) => ({
  time: css({ whiteSpace: 'nowrap' }),
  sentence: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
