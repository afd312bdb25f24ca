import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { LabelState } from 'perftest-automation-sidecar/contract/verdict';

import { toneOfState } from './LabelStateMark';

interface ChangeBarProps {
  changeRatio: number | null;
  state: LabelState;
}

/** Changes beyond this fill their half. */
const FULL_RATIO = 0.5;

/** The change as a bar from the middle: more to the right, less to the left. The number stands beside it. */
export function ChangeBar({ changeRatio, state }: ChangeBarProps) {
  const styles = useStyles2(getStyles);
  if (changeRatio === null) {
    return null;
  }
  const widthPercent = Math.min(Math.abs(changeRatio) / FULL_RATIO, 1) * 50;
  const leftPercent = changeRatio < 0 ? 50 - widthPercent : 50;
  return (
    <div className={styles.track} aria-hidden>
      <div
        className={cx(styles.bar, styles[toneOfState(state)])}
        style={{ left: `${leftPercent}%`, width: `${widthPercent}%` }}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  track: css({
    position: 'relative',
    height: 10,
    background: `linear-gradient(${theme.colors.border.medium}, ${theme.colors.border.medium}) center / 1px 100% no-repeat`,
  }),
  bar: css({ position: 'absolute', top: 1, bottom: 1, minWidth: 1 }),
  bad: css({ background: theme.colors.error.main }),
  unsure: css({ background: theme.colors.warning.main }),
  good: css({ background: theme.colors.success.main }),
  busy: css({ background: theme.colors.info.main }),
  quiet: css({ background: theme.colors.text.disabled }),
});
