import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatDuration, formatUnit, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { CancelRunButton } from '../../shared/ui/CancelRunButton';
import { LinkButton } from '../../shared/ui/LinkButton';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { SmokeBadge } from '../../shared/ui/SmokeBadge';
import { StatusMark } from '../../shared/ui/Verdict';
import { useNow } from '../../shared/use-now';
import type { QueueActions } from './useQueuePage';

interface RunningRunProps {
  run: RunSummary;
  aheadMs: number;
  actions: QueueActions;
}

export function RunningRun({ run, aheadMs, actions }: RunningRunProps) {
  const nowMs = useNow(5000) + aheadMs;
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.run}>
      <div className={styles.head}>
        <StatusMark status={run.status} size="md" />
        <AppLink to={paths.live(run.id)} className={styles.name}>
          {run.name}
        </AppLink>
        {run.kind === 'smoke' && <SmokeBadge />}
        <span className={styles.secondary}>
          {describeLoad(run)}
          {run.batchId !== null && (
            <>
              , <AppLink to={paths.batch(run.batchId)}>batch {run.batchId}</AppLink>
            </>
          )}
        </span>
        <span className={styles.actions}>
          <LinkButton size="sm" variant="secondary" icon="heart-rate" href={paths.live(run.id)}>
            Live
          </LinkButton>
          <CancelRunButton
            run={run}
            isBusy={actions.cancellingRunId === run.id}
            onConfirm={() => actions.cancelRun(run.id)}
          />
        </span>
      </div>
      <ProgressBar progress={run.progress} label={`Progress of ${run.name}`} />
      <div className={styles.times}>
        <span>{formatUnit('percentunit', run.progress, 0)}</span>
        <span>
          started {formatClock(run.startedAtMs, nowMs)}, ends {formatClock(run.endsAtMs, nowMs)}
          {run.endsAtMs !== null && run.endsAtMs > nowMs && ` (${formatDuration(run.endsAtMs - nowMs)} left)`}
        </span>
      </div>
    </div>
  );
}

function describeLoad({ kind, userCount, durationSeconds }: RunSummary): string {
  return kind === 'smoke'
    ? 'one user, one iteration'
    : `${plural(userCount, 'user')}, ${formatDuration(durationSeconds * 1000)}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  run: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeft: `3px solid ${theme.colors.info.border}`,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: theme.spacing(1.5) }),
  name: css({ fontSize: theme.typography.h5.fontSize }),
  actions: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto' }),
  times: css({
    display: 'flex',
    justifyContent: 'space-between',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  }),
  secondary: css({ color: theme.colors.text.secondary }),
});
