import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** Marks a run that only tries whether its script works. */
export function SmokeBadge() {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.badge} title="Smoke run: one user, one iteration; it is in no history and no comparison">
      smoke
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  badge: css({
    padding: theme.spacing(0, 0.5),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    whiteSpace: 'nowrap',
  }),
});
