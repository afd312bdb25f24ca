import { css, cx } from '@emotion/css';
import React, { type ReactNode, useId } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface SectionProps {
  title: string;
  /** Beside the heading, in words. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Without the frame and padding, for tables and charts that bring their own. */
  isBare?: boolean;
  className?: string;
}

export function Section({ title, note, actions, children, isBare = false, className }: SectionProps) {
  const styles = useStyles2(getStyles);
  const headingId = useId();
  return (
    <section className={cx(styles.section, className)} aria-labelledby={headingId}>
      <div className={styles.head}>
        <h2 id={headingId} className={styles.title}>
          {title}
        </h2>
        {note && <span className={styles.note}>{note}</span>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {isBare ? children : <div className={styles.body}>{children}</div>}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ minWidth: 0 }),
  head: css({
    display: 'flex',
    alignItems: 'baseline',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 1.5),
    marginBottom: theme.spacing(1),
    minHeight: theme.spacing(3),
  }),
  title: css({ ...theme.typography.h5, margin: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  actions: css({ marginLeft: 'auto', display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  body: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    padding: theme.spacing(2),
  }),
});
