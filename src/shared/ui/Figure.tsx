import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface FigureProps {
  name: string;
  value: ReactNode;
  note?: ReactNode;
}

/** One key figure: the name small above, the value large, a note below. */
export function Figure({ name, value, note }: FigureProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.figure}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      {note && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}

export function Figures({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return <dl className={styles.figures}>{children}</dl>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  figures: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(120px, 1fr))',
    gap: theme.spacing(1),
    margin: 0,
  }),
  figure: css({
    padding: theme.spacing(1, 1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  name: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: 'normal',
  }),
  value: css({ ...theme.typography.h3, margin: 0, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  note: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
