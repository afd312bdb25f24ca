import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatCount, formatDuration, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { CancelRunButton } from '../../shared/ui/CancelRunButton';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import type { QueueActions } from './useQueuePage';

type WaitingRun = Lane['waiting'][number];

interface WaitingRunsProps {
  lane: Lane;
  nowMs: number;
  actions: QueueActions;
}

export function WaitingRuns({ lane, nowMs, actions }: WaitingRunsProps) {
  const styles = useStyles2(getStyles);
  const columns: Array<Column<WaitingRun>> = [
    { id: 'starts', header: 'Starts', width: 100, isNumber: true, cell: (one) => formatClock(one.startsAtMs, nowMs) },
    { id: 'ends', header: 'Ends', width: 100, isNumber: true, cell: (one) => formatClock(one.endsAtMs, nowMs) },
    { id: 'run', header: 'Run', cell: ({ run }) => <AppLink to={paths.test(run.id)}>{run.name}</AppLink> },
    { id: 'users', header: 'Users', width: 80, isNumber: true, cell: ({ run }) => formatCount(run.userCount) },
    {
      id: 'duration',
      header: 'Duration',
      width: 110,
      isNumber: true,
      cell: ({ run }) => formatDuration(run.durationSeconds * 1000),
    },
    {
      id: 'cooldown',
      header: 'Cool-down after',
      width: 130,
      isNumber: true,
      cell: ({ cooldownSeconds }) => formatDuration(cooldownSeconds * 1000),
    },
    {
      id: 'batch',
      header: 'Batch',
      width: 100,
      cell: ({ run }) =>
        run.batchId === null ? NO_DATA : <AppLink to={paths.batch(run.batchId)}>Batch {run.batchId}</AppLink>,
    },
    {
      id: 'actions',
      header: '',
      width: 110,
      cell: ({ run }) => (
        <div className={styles.actions}>
          <CancelRunButton
            run={run}
            isBusy={actions.cancellingRunId === run.id}
            onConfirm={() => actions.cancelRun(run.id)}
          />
        </div>
      ),
    },
  ];
  return (
    <DataTable
      caption={`Runs that wait for ${lane.environmentName}, in their order`}
      columns={columns}
      rows={lane.waiting}
      rowKey={({ run }) => run.id}
      isFixed
      minWidth={860}
    />
  );
}

const getStyles = (_theme: GrafanaTheme2) => ({
  actions: css({ display: 'flex', justifyContent: 'flex-end' }),
});
