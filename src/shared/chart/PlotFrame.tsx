import { css, cx } from '@emotion/css';
import React, { type ReactNode, useId, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface Tick {
  /** Place on the axis, from 0 at its begin to 1 at its end. */
  at: number;
  text: string;
}

interface PlotFrameProps {
  title: string;
  /** The picture in one sentence, for those who do not see it. */
  description: string;
  height: number;
  xTicks: readonly Tick[];
  yTicks: readonly Tick[];
  children: ReactNode;
  /** Beneath: what the colours mean. */
  legend?: ReactNode;
  /** The figures behind the picture; made only when somebody opens it. */
  table: () => ReactNode;
}

/** Title, axes, legend and the table behind of a picture that fills its frame. */
export function PlotFrame({ title, description, height, xTicks, yTicks, children, legend, table }: PlotFrameProps) {
  const styles = useStyles2(getStyles);
  const titleId = useId();
  return (
    <figure className={styles.figure} aria-labelledby={titleId}>
      <figcaption id={titleId} className={styles.title}>
        {title}
      </figcaption>
      <div className={styles.grid}>
        <div className={styles.yAxis} style={{ height }} aria-hidden>
          {yTicks.map(({ at, text }) => (
            <span key={`${at} ${text}`} className={cx(styles.tick, styles.yTick)} style={{ bottom: `${at * 100}%` }}>
              {text}
            </span>
          ))}
        </div>
        <div className={styles.plot} style={{ height }} role="img" aria-label={description}>
          {children}
        </div>
        <div className={styles.xAxis} aria-hidden>
          {xTicks.map(({ at, text }) => (
            <span key={`${at} ${text}`} className={cx(styles.tick, styles.xTick)} style={{ left: `${at * 100}%` }}>
              {text}
            </span>
          ))}
        </div>
      </div>
      <div className={styles.foot}>
        <div className={styles.legend}>{legend}</div>
        <TableBehind title={title} table={table} />
      </div>
    </figure>
  );
}

function TableBehind({ title, table }: Pick<PlotFrameProps, 'title' | 'table'>) {
  const styles = useStyles2(getStyles);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>As a table</summary>
      {isOpen && (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={`${title} as a table`}>
          {table()}
        </div>
      )}
    </details>
  );
}

const Y_AXIS_PX = 64;

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({
    margin: 0,
    minWidth: 0,
    padding: theme.spacing(1),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  title: css({
    padding: theme.spacing(0, 0.5, 1),
    fontSize: theme.typography.body.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  grid: css({ display: 'grid', gridTemplateColumns: `${Y_AXIS_PX}px minmax(0, 1fr)`, paddingRight: theme.spacing(3) }),
  yAxis: css({ position: 'relative' }),
  plot: css({
    position: 'relative',
    minWidth: 0,
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '& > svg': { display: 'block', width: '100%', height: '100%' },
  }),
  xAxis: css({ position: 'relative', gridColumn: 2, height: theme.spacing(2.5) }),
  tick: css({
    position: 'absolute',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
  yTick: css({ right: theme.spacing(1), transform: 'translateY(50%)' }),
  xTick: css({ top: theme.spacing(0.5), transform: 'translateX(-50%)' }),
  foot: css({
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'flex-start',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 2),
    marginTop: theme.spacing(0.5),
  }),
  legend: css({
    display: 'flex',
    flex: '1 1 240px',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    padding: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  details: css({ fontSize: theme.typography.bodySmall.fontSize, '&[open]': { width: '100%' } }),
  summary: css({ color: theme.colors.text.secondary, cursor: 'pointer', padding: theme.spacing(0.5) }),
  scroll: css({
    maxHeight: 280,
    overflow: 'auto',
    '& table': { width: '100%', fontVariantNumeric: 'tabular-nums' },
    '& th, & td': { padding: theme.spacing(0.25, 1), textAlign: 'right', fontWeight: 'normal', whiteSpace: 'nowrap' },
  }),
});
