import React from 'react';
import type { Trend, TrendPoint } from 'perftest-automation-sidecar/contract/history';

import { DECISION_LOOKS } from '../../shared/decision/decision-look';
import { formatDateTime, formatMetric, formatRelative, METRIC_NAMES, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Mark } from '../../shared/ui/Verdict';
import { lookOfOutcome } from './outcome-look';

interface TrendRow extends TrendPoint {
  /** The run before it, oldest first; undefined for the first. */
  previousRunId?: number;
}

/** The chart's points, the newest first. */
export function TrendTable({ trend }: { trend: Trend }) {
  const rows: TrendRow[] = trend.points.map((point, index) => ({
    ...point,
    previousRunId: trend.points[index - 1]?.runId,
  }));
  return (
    <DataTable
      caption="Runs of the trend"
      columns={columnsFor(trend)}
      rows={rows.reverse()}
      rowKey={({ runId }) => runId}
      minWidth={860}
      maxHeight={420}
    />
  );
}

function columnsFor({ metric }: Trend): ReadonlyArray<Column<TrendRow>> {
  return [
    { id: 'outcome', header: 'Verdict', width: 136, cell: ({ outcome }) => <Mark look={lookOfOutcome(outcome)} /> },
    {
      id: 'run',
      header: 'Run',
      width: 110,
      cell: ({ runId }) => <AppLink to={paths.test(runId)}>Run {runId}</AppLink>,
      sortValue: ({ runId }) => runId,
    },
    { id: 'version', header: 'Version', cell: ({ versionName }) => versionName },
    {
      id: 'completed',
      header: 'Completed',
      width: 150,
      cell: ({ completedAtMs }) => <time title={formatRelative(completedAtMs)}>{formatDateTime(completedAtMs)}</time>,
      sortValue: ({ completedAtMs }) => completedAtMs,
    },
    {
      id: 'value',
      header: METRIC_NAMES[metric],
      width: 120,
      isNumber: true,
      cell: ({ value }) => formatMetric(metric, value),
      sortValue: ({ value }) => value,
    },
    { id: 'history', header: 'As a reference', width: 220, cell: (row) => <Standing row={row} /> },
    {
      id: 'compare',
      header: 'Compare',
      width: 110,
      cell: ({ runId, previousRunId }) =>
        previousRunId === undefined ? (
          NO_DATA
        ) : (
          <AppLink
            to={paths.compareRuns([previousRunId, runId])}
            aria-label={`Compare run ${runId} with run ${previousRunId}`}
          >
            with run {previousRunId}
          </AppLink>
        ),
    },
  ];
}

function Standing({ row: { decision, isInHistory, isChange } }: { row: TrendRow }) {
  const parts = [isInHistory ? 'in the history' : 'not in the history', isChange && 'a change begins here'];
  return (
    <>
      {decision !== 'none' && <Mark look={DECISION_LOOKS[decision]} />} {parts.filter(Boolean).join(', ')}
    </>
  );
}
