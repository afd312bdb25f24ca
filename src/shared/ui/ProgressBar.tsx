import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { formatUnit } from '../format';

interface ProgressBarProps {
  /** Ratio 0–1; null = not known yet. */
  progress: number | null;
  label: string;
  height?: number;
}

export function ProgressBar({ progress, label, height = 8 }: ProgressBarProps) {
  const styles = useStyles2(getStyles);
  const percent = Math.min(100, Math.round((progress ?? 0) * 100));
  return (
    <div
      className={styles.track}
      style={{ height }}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={progress === null ? undefined : percent}
      aria-valuetext={progress === null ? 'not known yet' : formatUnit('percent', percent, 0)}
    >
      <div className={styles.bar} style={{ width: `${percent}%` }} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  track: css({
    width: '100%',
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.pill,
    overflow: 'hidden',
  }),
  bar: css({
    height: '100%',
    background: theme.colors.primary.main,
    [theme.transitions.handleMotion('no-preference')]: { transition: 'width 0.8s linear' },
  }),
});
