import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface SparklineProps {
  values: ReadonlyArray<number | null>;
  /** The line in words, for those who do not see it. */
  label: string;
  width?: number;
  height?: number;
}

const PADDING = 3;

/** A line without axes, from zero up, so that a small change looks small. */
export function Sparkline({ values, label, width = 140, height = 28 }: SparklineProps) {
  const styles = useStyles2(getStyles);
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 1) * 1.05;
  const step = values.length > 1 ? (width - 2 * PADDING) / (values.length - 1) : 0;
  const points = values.flatMap((value, index) =>
    value === null ? [] : [[PADDING + index * step, height - PADDING - (value / top) * (height - 2 * PADDING)] as const]
  );
  const last = points.at(-1);
  return (
    <svg width={width} height={height} role="img" aria-label={label} className={styles.svg}>
      <title>{label}</title>
      <polyline className={styles.line} points={points.map((point) => point.join(',')).join(' ')} />
      {last && <circle className={styles.dot} cx={last[0]} cy={last[1]} r={2.5} />}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  svg: css({ display: 'block', overflow: 'visible' }),
  line: css({ fill: 'none', stroke: theme.visualization.getColorByName('blue'), strokeWidth: 1.5 }),
  dot: css({ fill: theme.visualization.getColorByName('blue') }),
});
