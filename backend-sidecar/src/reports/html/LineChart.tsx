import React from 'react';
import { durationText, figureText, roundHalfAway } from '../model/figures.ts';
import { linePaths, niceTicks, spreadLabels, timeTicks } from '../model/chart-geometry.ts';

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
  /** Written behind a figure: ` ms`. */
  unit: string;
}

const WIDTH = 620;
const HEIGHT = 260;
const LEFT = 52;
const RIGHT = 64;
const TOP = 14;
const BOTTOM = 28;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;

/** Lines stand in a drawing of their own, so that zooming changes its view box alone. */
export function LineChart({ title, xs, series, rampUpEnd, unit }: LineChartProps) {
  const xMax = Math.max(1, xs.at(-1) ?? 1);
  const ticks = niceTicks(Math.max(0, ...series.flatMap(({ values }) => values.filter((value) => value !== null))));
  const yMax = ticks.at(-1) ?? 1;
  const toX = (x: number) => (x / xMax) * PLOT_WIDTH;
  const toY = (y: number) => PLOT_HEIGHT - (y / yMax) * PLOT_HEIGHT;
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={describe(title, series)}
        data-chart={chartData({ xs, series, unit })}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={TOP + toY(tick)} y2={TOP + toY(tick)} />
            <text x={LEFT - 8} y={TOP + toY(tick) + 4} textAnchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        <TimeAxis xMax={xMax} toX={toX} />
        <svg
          className="plot"
          {...{ x: LEFT, y: TOP, width: PLOT_WIDTH, height: PLOT_HEIGHT }}
          viewBox={`0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}`}
          preserveAspectRatio="none"
        >
          <RampUp width={rampUpEnd === null ? 0 : toX(Math.min(rampUpEnd, xMax))} />
          {series.map(({ name, style, values }) =>
            linePaths({ xs, values, toX, toY }).map((path, index) => (
              <path key={`${name} ${index}`} className={`line ${style}`} data-series={name} d={path} />
            ))
          )}
        </svg>
        <SeriesLabels series={series} toY={toY} />
      </svg>
    </figure>
  );
}

function TimeAxis({ xMax, toX }: { xMax: number; toX: (x: number) => number }) {
  const y = HEIGHT - 8;
  return (
    <g className="times" data-y={y}>
      {timeTicks(xMax).map((tick) => (
        <text key={tick} x={LEFT + toX(tick)} y={y} textAnchor="middle">
          {durationText(tick).replace(' 00 s', '')}
        </text>
      ))}
    </g>
  );
}

/** For the script, which tells the figures under the pointer. */
function chartData({ xs, series, unit }: Pick<LineChartProps, 'xs' | 'series' | 'unit'>): string {
  const rounded = (value: number | null) => (value === null ? null : roundHalfAway(value, 2));
  return JSON.stringify({
    xs,
    series: series.map(({ name, values }) => ({ name, values: values.map(rounded) })),
    unit,
  });
}

function RampUp({ width }: { width: number }) {
  if (width <= 0) {
    return null;
  }
  return (
    <g>
      <rect className="ramp-up" x={0} y={0} width={width} height={PLOT_HEIGHT} />
      <title>Ramp-up: not part of the analysis window</title>
    </g>
  );
}

/** The name stands where its line ends. */
function SeriesLabels({ series, toY }: { series: readonly ChartSeries[]; toY: (y: number) => number }) {
  const ends = series.map(({ values }) => TOP + toY(values.findLast((value) => value !== null) ?? 0));
  const places = spreadLabels(ends, 14);
  return (
    <>
      {series.map(({ name, style }, index) => (
        <text
          key={name}
          className={`series ${style}`}
          data-series={name}
          x={WIDTH - RIGHT + 8}
          y={(places[index] ?? 0) + 4}
        >
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
