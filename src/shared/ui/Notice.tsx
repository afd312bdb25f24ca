import { css, cx } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

interface NoticeProps {
  icon: IconName;
  tone: 'info' | 'warning' | 'error';
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Something that stays until somebody does something about it: what it is, and what one can do, side by side. */
export function Notice({ icon, tone, title, children, actions }: NoticeProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={cx(styles.notice, styles[tone])} role="status">
      <Icon name={icon} className={styles.icon} />
      <div className={styles.text}>
        <div className={styles.title}>{title}</div>
        {children}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notice: css({
    display: 'grid',
    gridTemplateColumns: 'auto minmax(240px, 1fr) auto',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeftWidth: 4,
    borderRadius: theme.shape.radius.default,
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'auto minmax(0, 1fr)' },
  }),
  icon: css({ alignSelf: 'start', marginTop: 2 }),
  text: css({ minWidth: 0, overflowWrap: 'anywhere', color: theme.colors.text.secondary, '& p': { margin: 0 } }),
  title: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), gridColumn: '-2 / -1' }),
  info: css({ borderLeftColor: theme.colors.info.border, '& > svg': { color: theme.colors.info.text } }),
  warning: css({ borderLeftColor: theme.colors.warning.border, '& > svg': { color: theme.colors.warning.text } }),
  error: css({ borderLeftColor: theme.colors.error.border, '& > svg': { color: theme.colors.error.text } }),
});
