import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { DistributionBins } from 'perftest-automation-sidecar/contract/analysis';

import { formatCount, formatMsWithUnit, plural } from '../format';
import { type DistributionShape, placeOfTime, toDistributionShape } from './distribution-shape';
import { evenTicks } from './plot-ticks';
import { PlotFrame, type Tick } from './PlotFrame';

const HEIGHT = 240;
/** Of the height; the failed ones stand below. */
const OK_SHARE = 0.72;
const X_TICKS = 8;
/** From here on a name stands before its line: behind it there is no room. */
const NEAR_THE_END = 0.85;

/** How many samples took how long: the good ones upwards, the failed ones downwards. */
export function DistributionChart({ title, distribution }: { title: string; distribution: DistributionBins }) {
  const { bins } = distribution;
  const shape = useMemo(() => toDistributionShape(bins), [bins]);
  const okShare = shape.mostFailed > 0 ? OK_SHARE : 1;
  const edges = [...bins.map(({ fromMs }) => fromMs), ...bins.slice(-1).map(({ toMs }) => toMs)];
  return (
    <PlotFrame
      title={title}
      description={describe(title, distribution, shape)}
      height={HEIGHT}
      xTicks={evenTicks({ count: edges.length, most: X_TICKS, textOf: (index) => formatMsWithUnit(edges[index]) })}
      yTicks={countTicks(shape, okShare)}
      legend={<Legend shape={shape} />}
      table={() => <BinTable bins={bins} />}
    >
      <Bars shape={shape} binCount={bins.length} okShare={okShare} />
      <Percentiles distribution={distribution} />
    </PlotFrame>
  );
}

function countTicks({ mostOk, mostFailed }: DistributionShape, okShare: number): Tick[] {
  const ground = { at: 1 - okShare, text: '0' };
  const top = { at: 1, text: formatCount(mostOk) };
  return mostFailed > 0 ? [top, ground, { at: 0, text: formatCount(mostFailed) }] : [top, ground];
}

function Bars({ shape, binCount, okShare }: { shape: DistributionShape; binCount: number; okShare: number }) {
  const theme = useTheme2();
  return (
    <svg viewBox={`0 0 ${Math.max(1, binCount)} 1`} preserveAspectRatio="none" aria-hidden>
      <path d={shape.ok} fill={theme.visualization.getColorByName('blue')} transform={`scale(1 ${okShare})`} />
      <path
        d={shape.failed}
        fill={theme.visualization.getColorByName('red')}
        transform={`translate(0 ${okShare}) scale(1 ${1 - okShare})`}
      />
      <line
        x1={0}
        x2={binCount}
        y1={okShare}
        y2={okShare}
        stroke={theme.colors.border.medium}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** Lines at the percentiles, their names one below the other so that near ones stay readable. */
function Percentiles({ distribution: { bins, row } }: { distribution: DistributionBins }) {
  const styles = useStyles2(getStyles);
  const marks = [
    { name: 'p50', valueMs: row.medianMs },
    { name: 'p90', valueMs: row.p90Ms },
    { name: 'p95', valueMs: row.p95Ms },
    { name: 'p99', valueMs: row.p99Ms },
  ];
  return (
    <>
      {marks.map(({ name, valueMs }, index) => {
        const at = placeOfTime(bins, valueMs);
        return (
          at !== undefined && (
            <span key={name} className={styles.mark} style={{ left: `${at * 100}%` }} aria-hidden>
              <span
                className={styles.name}
                style={{ top: `${index * 1.3}em`, [at > NEAR_THE_END ? 'right' : 'left']: 2 }}
              >
                {name} {formatMsWithUnit(valueMs)}
              </span>
            </span>
          )
        );
      })}
    </>
  );
}

function Legend({ shape }: { shape: DistributionShape }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const entries = [
    { name: 'good samples', color: 'blue', most: shape.mostOk },
    { name: 'failed samples, on a scale of their own', color: 'red', most: shape.mostFailed },
  ];
  return entries
    .filter(({ most }) => most > 0)
    .map(({ name, color }) => (
      <span key={name} className={styles.entry}>
        <span className={styles.swatch} style={{ background: theme.visualization.getColorByName(color) }} /> {name}
      </span>
    ));
}

function describe(title: string, { row }: DistributionBins, { mostOk, mostFailed }: DistributionShape): string {
  if (mostOk + mostFailed === 0) {
    return `${title}. No samples.`;
  }
  const of = `${plural(row.count, 'sample')}, ${formatCount(row.errors)} of them failed`;
  return `${title}. ${of}; half of them took ${formatMsWithUnit(row.medianMs)} or less, 90 % ${formatMsWithUnit(row.p90Ms)} or less, the longest ${formatMsWithUnit(row.maxMs)}.`;
}

function BinTable({ bins }: { bins: DistributionBins['bins'] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To below</th>
          <th scope="col">Good</th>
          <th scope="col">Failed</th>
        </tr>
      </thead>
      <tbody>
        {bins.map(({ fromMs, toMs, ok, failed }) => (
          <tr key={fromMs}>
            <th scope="row">{formatMsWithUnit(fromMs)}</th>
            <td>{formatMsWithUnit(toMs)}</td>
            <td>{formatCount(ok)}</td>
            <td>{formatCount(failed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    borderLeft: `1px dashed ${theme.colors.text.secondary}`,
    pointerEvents: 'none',
  }),
  name: css({
    position: 'absolute',
    padding: theme.spacing(0, 0.25),
    background: theme.colors.background.primary,
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.3,
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  }),
  entry: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  swatch: css({ width: theme.spacing(1.5), height: theme.spacing(0.5) }),
});
