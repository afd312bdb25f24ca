import { css, cx } from '@emotion/css';
import React from 'react';
import { Link } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Trend, TrendPoint } from 'perftest-automation-sidecar/contract/history';
import type { Metric } from 'perftest-automation-sidecar/contract/verdict';

import { linearTicks } from '../../shared/chart/axis-ticks';
import { formatDateTime, formatMetric } from '../../shared/format';
import { paths } from '../../shared/paths';
import { lookOfOutcome } from './outcome-look';
import { useElementWidth } from '../../shared/use-element-width';
import { fitText, linePath, MARGIN, scaleOf, type TrendScale, versionSpans } from './trend-scale';

const HEIGHT = 260;

/** A figure over the runs, with the band where one more run would lie; each point opens its run. */
export function TrendChart({ trend, title }: { trend: Trend; title: string }) {
  const styles = useStyles2(getStyles);
  const [ref, width] = useElementWidth<HTMLDivElement>();
  return (
    <div ref={ref} className={styles.plot}>
      {width > 0 && <Plot trend={trend} title={title} width={width} />}
    </div>
  );
}

function Plot({ trend, title, width }: { trend: Trend; title: string; width: number }) {
  const styles = useStyles2(getStyles);
  const { points, band, metric } = trend;
  const scale = scaleOf(trend, { width, height: HEIGHT });
  return (
    <svg width={width} height={HEIGHT} className={styles.svg} role="group" aria-label={title}>
      <Axis metric={metric} scale={scale} width={width} />
      <Versions points={points} scale={scale} />
      {band && <Band band={band} scale={scale} width={width} />}
      {points.map(
        ({ runId, isChange }, index) =>
          isChange && (
            <line key={runId} className={styles.change} x1={scale.x(index)} x2={scale.x(index)} {...FULL_HEIGHT} />
          )
      )}
      <path className={styles.line} d={linePath(points, scale)} />
      {points.map((point, index) => (
        <RunPoint key={point.runId} point={point} x={scale.x(index)} scale={scale} metric={metric} />
      ))}
    </svg>
  );
}

const FULL_HEIGHT = { y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom };

function Axis({ metric, scale, width }: { metric: Metric; scale: TrendScale; width: number }) {
  const styles = useStyles2(getStyles);
  return (
    <g aria-hidden>
      {linearTicks(scale.highest, 5).map((value) => (
        <g key={value}>
          <line
            className={styles.grid}
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={scale.y(value)}
            y2={scale.y(value)}
          />
          <text className={styles.tick} x={MARGIN.left - 8} y={scale.y(value) + 4} textAnchor="end">
            {formatMetric(metric, value)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Versions({ points, scale }: { points: readonly TrendPoint[]; scale: TrendScale }) {
  const styles = useStyles2(getStyles);
  return (
    <g aria-hidden>
      {versionSpans(points).map(({ versionName, from, to }) => {
        const begin = scale.x(from) - scale.step / 2;
        const widthPx = (to - from + 1) * scale.step;
        return (
          <g key={from}>
            {from > 0 && <line className={styles.grid} x1={begin} x2={begin} {...FULL_HEIGHT} />}
            <text className={styles.tick} x={begin + widthPx / 2} y={HEIGHT - 8} textAnchor="middle">
              {fitText(versionName, widthPx)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface BandProps {
  band: NonNullable<Trend['band']>;
  scale: TrendScale;
  width: number;
}

function Band({ band, scale, width }: BandProps) {
  const styles = useStyles2(getStyles);
  const top = scale.y(band.high);
  return (
    <g aria-hidden>
      <rect
        className={styles.band}
        x={MARGIN.left}
        width={width - MARGIN.left - MARGIN.right}
        y={top}
        height={scale.y(Math.max(0, band.low)) - top}
      />
      <line
        className={styles.centre}
        x1={MARGIN.left}
        x2={width - MARGIN.right}
        y1={scale.y(band.centre)}
        y2={scale.y(band.centre)}
      />
    </g>
  );
}

interface RunPointProps {
  point: TrendPoint;
  x: number;
  scale: TrendScale;
  metric: Metric;
}

/** Failed runs are squares, all others are round; those outside the history are hollow. */
function RunPoint({ point, x, scale, metric }: RunPointProps) {
  const styles = useStyles2(getStyles);
  const { runId, versionName, value, outcome, completedAtMs, isInHistory, isChange } = point;
  if (value === null) {
    return null;
  }
  const look = lookOfOutcome(outcome);
  const y = scale.y(value);
  const shape = cx(styles.point, styles[look.tone], !isInHistory && styles.hollow);
  const text = `Run ${runId} of ${versionName}, ${formatDateTime(completedAtMs)}: ${formatMetric(metric, value)}, ${look.word}${isInHistory ? '' : ', not in the history'}${isChange ? ', accepted change' : ''}`;
  return (
    <Link to={paths.test(runId)} aria-label={text} className={styles.link}>
      <title>{text}</title>
      {outcome === 'failed' ? (
        <rect className={shape} x={x - 4} y={y - 4} width={8} height={8} />
      ) : (
        <circle className={shape} cx={x} cy={y} r={4.5} />
      )}
    </Link>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ width: '100%', minWidth: 0, minHeight: HEIGHT }),
  svg: css({ display: 'block' }),
  grid: css({ stroke: theme.colors.border.weak }),
  tick: css({ fill: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  band: css({ fill: theme.visualization.getColorByName('blue'), fillOpacity: 0.14 }),
  centre: css({ stroke: theme.visualization.getColorByName('blue'), strokeDasharray: '6 4' }),
  change: css({ stroke: theme.colors.warning.border, strokeWidth: 2, strokeDasharray: '2 3' }),
  line: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 1.5 }),
  link: css({ '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2 } }),
  point: css({ strokeWidth: 2, stroke: 'currentColor', fill: 'currentColor' }),
  hollow: css({ fill: theme.colors.background.primary }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
  unsure: css({ color: theme.colors.warning.text }),
  busy: css({ color: theme.colors.info.text }),
  quiet: css({ color: theme.colors.text.secondary }),
});
