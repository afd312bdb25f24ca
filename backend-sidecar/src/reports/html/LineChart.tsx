import React from 'react';
import { durationText, figureText } from '../model/figures.ts';
import { linePaths, niceTicks, spreadLabels, timeTicks } from './chart-geometry.ts';

export interface ChartSeries {
  name: string;
  /** Colour and dash together: lines differ also in black and white. */
  style: 'first' | 'second' | 'third' | 'bad';
  values: ReadonlyArray<number | null>;
}

interface LineChartProps {
  title: string;
  /** Milliseconds since the first slice. */
  xs: readonly number[];
  series: readonly ChartSeries[];
  /** Shaded until here. */
  rampUpEnd: number | null;
}

const WIDTH = 620;
const HEIGHT = 260;
const LEFT = 52;
const RIGHT = 64;
const TOP = 14;
const BOTTOM = 28;

export function LineChart({ title, xs, series, rampUpEnd }: LineChartProps) {
  const xMax = xs.at(-1) ?? 1;
  const ticks = niceTicks(Math.max(0, ...series.flatMap(({ values }) => values.filter((value) => value !== null))));
  const yMax = ticks.at(-1) ?? 1;
  const toX = (x: number) => LEFT + (x / xMax) * (WIDTH - LEFT - RIGHT);
  const toY = (y: number) => HEIGHT - BOTTOM - (y / yMax) * (HEIGHT - TOP - BOTTOM);
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={describe(title, series)}>
        <RampUp endX={rampUpEnd === null ? null : toX(Math.min(rampUpEnd, xMax))} />
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={toY(tick)} y2={toY(tick)} />
            <text x={LEFT - 8} y={toY(tick) + 4} textAnchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {timeTicks(xMax).map((tick) => (
          <text key={tick} x={toX(tick)} y={HEIGHT - 8} textAnchor="middle">
            {durationText(tick).replace(' 00 s', '')}
          </text>
        ))}
        {series.map(({ name, style, values }) =>
          linePaths({ xs, values, toX, toY }).map((path, index) => (
            <path key={`${name} ${index}`} className={`line ${style}`} d={path} />
          ))
        )}
        <SeriesLabels series={series} toY={toY} />
      </svg>
    </figure>
  );
}

function RampUp({ endX }: { endX: number | null }) {
  if (endX === null || endX <= LEFT) {
    return null;
  }
  return (
    <g>
      <rect className="ramp-up" x={LEFT} y={TOP} width={endX - LEFT} height={HEIGHT - TOP - BOTTOM} />
      <title>Ramp-up: not part of the analysis window</title>
    </g>
  );
}

/** The name stands where its line ends. */
function SeriesLabels({ series, toY }: { series: readonly ChartSeries[]; toY: (y: number) => number }) {
  const ends = series.map(({ values }) => toY(values.findLast((value) => value !== null) ?? 0));
  const places = spreadLabels(ends, 14);
  return (
    <>
      {series.map(({ name, style }, index) => (
        <text key={name} className={`series ${style}`} x={WIDTH - RIGHT + 8} y={(places[index] ?? 0) + 4}>
          {name}
        </text>
      ))}
    </>
  );
}

function tickText(tick: number): string {
  return Number.isInteger(tick) ? figureText('count', tick) : String(Number(tick.toPrecision(3)));
}

/** What the lines show, for those who hear the page. */
function describe(title: string, series: readonly ChartSeries[]): string {
  const ranges = series.map(({ name, values }) => {
    const present = values.filter((value) => value !== null);
    return present.length === 0
      ? `${name}: no data`
      : `${name} from ${tickText(Math.round(Math.min(...present)))} to ${tickText(Math.round(Math.max(...present)))}`;
  });
  return `${title}. ${ranges.join(', ')}. The figures are in the table below.`;
}
