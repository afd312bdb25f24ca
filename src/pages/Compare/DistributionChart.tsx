import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';

import { logTicks } from '../../shared/chart/axis-ticks';
import { formatMsWithUnit } from '../../shared/format';
import { useElementWidth } from '../../shared/use-element-width';
import { type CurveRange, type CurveStep, rangeOf } from './distribution-curve';

export interface DistributionLine {
  name: string;
  color: string;
  isDashed: boolean;
  curve: readonly CurveStep[];
}

const HEIGHT = 220;
const AXIS_HEIGHT = 24;
const PADDING = 24;

/** Response times of several runs over one another, on a logarithmic axis. */
export function DistributionChart({ title, lines }: { title: string; lines: readonly DistributionLine[] }) {
  const styles = useStyles2(getStyles);
  const [ref, width] = useElementWidth<HTMLDivElement>();
  const range = rangeOf(lines.map(({ curve }) => curve));
  return (
    <div ref={ref} className={styles.plot} role="img" aria-label={`${title}; the table below has its percentiles`}>
      {range === undefined ? (
        <div className={styles.empty}>No samples are kept of these runs</div>
      ) : (
        width > 0 && <Plot lines={lines} range={range} width={width} />
      )}
    </div>
  );
}

interface PlotProps {
  lines: readonly DistributionLine[];
  range: CurveRange;
  width: number;
}

function Plot({ lines, range, width }: PlotProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const scale = scaleOf(range, width);
  const ticks = logTicks({ lowest: range.lowestMs, highest: range.highestMs, count: Math.floor(width / 80) });
  return (
    <svg width={width} height={HEIGHT} aria-hidden className={styles.svg}>
      {ticks.map((ms) => (
        <g key={ms}>
          <line className={styles.grid} x1={scale.x(ms)} x2={scale.x(ms)} y1={0} y2={HEIGHT - AXIS_HEIGHT} />
          <text className={styles.tick} x={scale.x(ms)} y={HEIGHT - 6} textAnchor="middle">
            {formatMsWithUnit(ms)}
          </text>
        </g>
      ))}
      {lines.map(({ name, color, isDashed, curve }) => (
        <path
          key={name}
          d={pathOf(curve, scale)}
          className={styles.line}
          stroke={theme.visualization.getColorByName(color)}
          strokeDasharray={isDashed ? '6 4' : undefined}
        />
      ))}
      <line className={styles.axis} x1={0} x2={width} y1={HEIGHT - AXIS_HEIGHT} y2={HEIGHT - AXIS_HEIGHT} />
    </svg>
  );
}

interface Scale {
  x: (ms: number) => number;
  y: (density: number) => number;
}

function scaleOf({ lowestMs, highestMs, highestDensity }: CurveRange, width: number): Scale {
  const logWidth = Math.log(highestMs / lowestMs) || 1;
  return {
    x: (ms) => PADDING + (Math.log(ms / lowestMs) / logWidth) * (width - 2 * PADDING),
    y: (density) => HEIGHT - AXIS_HEIGHT - (density / highestDensity) * (HEIGHT - AXIS_HEIGHT - 8),
  };
}

/** Steps: a bin is as high over its whole width, and what lies between bins is nothing. */
function pathOf(curve: readonly CurveStep[], { x, y }: Scale): string {
  const drawn = curve.filter(({ density }) => density > 0);
  return drawn
    .map(({ fromMs, toMs, density }, index) => {
      const isJoined = areNeighbours(drawn[index - 1], drawn[index]);
      const begin = isJoined ? `L${x(fromMs)},${y(density)}` : `M${x(fromMs)},${y(0)} L${x(fromMs)},${y(density)}`;
      const isLast = !areNeighbours(drawn[index], drawn[index + 1]);
      return `${begin} L${x(toMs)},${y(density)}${isLast ? ` L${x(toMs)},${y(0)}` : ''}`;
    })
    .join(' ');
}

/** Edges of bins are computed; the last digits may differ. */
function areNeighbours(one: CurveStep | undefined, next: CurveStep | undefined): boolean {
  return one !== undefined && next !== undefined && Math.abs(next.fromMs / one.toMs - 1) < 1e-6;
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ width: '100%', minWidth: 0, minHeight: HEIGHT }),
  svg: css({ display: 'block' }),
  empty: css({ display: 'grid', placeItems: 'center', height: HEIGHT, color: theme.colors.text.secondary }),
  grid: css({ stroke: theme.colors.border.weak }),
  axis: css({ stroke: theme.colors.border.medium }),
  tick: css({ fill: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  line: css({ fill: 'none', strokeWidth: 1.75 }),
});
