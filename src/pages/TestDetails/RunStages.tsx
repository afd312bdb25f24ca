import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { RunStage } from 'perftest-automation-sidecar/contract/runs';

import { formatClockWithSeconds, formatDuration } from '../../shared/format';

const STATUS: Record<RunStage['status'], { icon: IconName; word: string }> = {
  done: { icon: 'check', word: 'done' },
  failed: { icon: 'times', word: 'failed' },
  running: { icon: 'play', word: 'running' },
};

/** How far the run came, stage by stage. */
export function RunStages({ stages }: { stages: readonly RunStage[] }) {
  const styles = useStyles2(getStyles);
  if (stages.length === 0) {
    return null;
  }
  return (
    <ol className={styles.stages} aria-label="Stages">
      {stages.map((stage) => (
        <li key={`${stage.name} ${stage.startedAtMs}`} className={styles.stage}>
          <span className={cx(styles.name, stage.status === 'failed' && styles.failed)}>
            <Icon name={STATUS[stage.status].icon} size="sm" /> {stage.name} {STATUS[stage.status].word}
          </span>
          <span className={styles.time}>
            {formatClockWithSeconds(stage.startedAtMs)}
            {stage.endedAtMs !== null && `, ${formatDuration(stage.endedAtMs - stage.startedAtMs)}`}
          </span>
          {(stage.errorCode ?? stage.detail) && (
            <span className={styles.detail}>{[stage.errorCode, stage.detail].filter(Boolean).join(': ')}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  stages: css({
    listStyle: 'none',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  }),
  stage: css({
    display: 'flex',
    flexDirection: 'column',
    padding: theme.spacing(0.5, 1),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  name: css({ color: theme.colors.text.primary }),
  failed: css({ color: theme.colors.error.text }),
  time: css({ fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' }),
  detail: css({ fontSize: theme.typography.bodySmall.fontSize, maxWidth: 420 }),
});
