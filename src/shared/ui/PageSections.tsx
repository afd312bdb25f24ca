import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** The sections of a page, one under the other. */
export function PageSections({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return <div className={styles.sections}>{children}</div>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  sections: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3), minWidth: 0 }),
});
