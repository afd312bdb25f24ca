import { css } from '@emotion/css';
import React, { type PointerEvent, useMemo, useState } from 'react';
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { HeatMap } from 'perftest-automation-sidecar/contract/analysis';

import { formatClockWithSeconds, formatCount, formatMsWithUnit, plural } from '../format';
import { type HeatMapShape, placeOf, SHADES, toHeatMapShape } from './heat-map-shape';
import { evenTicks } from './plot-ticks';
import { PlotFrame } from './PlotFrame';

const HEIGHT = 240;
const X_TICKS = 7;
const Y_TICKS = 7;

/** Elapsed times over time: the darker, the more samples took so long. */
export function HeatMapChart({ title, heatMap }: { title: string; heatMap: HeatMap }) {
  const shape = useMemo(() => toHeatMapShape(heatMap), [heatMap]);
  const [cell, setCell] = useState<Cell>();
  const { edgesMs, startsMs, sliceMs } = heatMap;
  return (
    <PlotFrame
      title={title}
      description={describe(title, heatMap, shape)}
      height={HEIGHT}
      xTicks={evenTicks({
        count: shape.columns === 0 ? 0 : shape.columns + 1,
        most: X_TICKS,
        textOf: (column) => formatClockWithSeconds((startsMs[0] ?? 0) + column * sliceMs),
      })}
      yTicks={evenTicks({ count: edgesMs.length, most: Y_TICKS, textOf: (index) => formatMsWithUnit(edgesMs[index]) })}
      legend={<Legend shape={shape} text={cell && describeCell(heatMap, cell)} />}
      table={() => <HeatMapTable heatMap={heatMap} />}
    >
      <Cells shape={shape} onHover={setCell} />
    </PlotFrame>
  );
}

interface Cell {
  column: number;
  bin: number;
}

function Cells({ shape, onHover }: { shape: HeatMapShape; onHover: (cell: Cell | undefined) => void }) {
  const theme = useTheme2();
  const { columns, bins, paths } = shape;
  const cellAt = ({ currentTarget, clientX, clientY }: PointerEvent) => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    const column = Math.floor(((clientX - left) / width) * columns);
    const bin = bins - 1 - Math.floor(((clientY - top) / height) * bins);
    onHover(column >= 0 && column < columns && bin >= 0 && bin < bins ? { column, bin } : undefined);
  };
  return (
    <svg
      viewBox={`0 0 ${Math.max(1, columns)} ${Math.max(1, bins)}`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      aria-hidden
      onPointerMove={cellAt}
      onPointerLeave={() => onHover(undefined)}
    >
      {/* An empty place can be pointed at too. */}
      <rect width={columns} height={bins} fill="transparent" />
      {paths.map((path, shade) => path && <path key={shade} d={path} fill={shadeColor(theme, shade)} />)}
    </svg>
  );
}

/** One hue, fainter or stronger on the page's own ground: it reads the same in both themes. */
function shadeColor(theme: GrafanaTheme2, shade: number): string {
  const hue = theme.visualization.getColorByName('blue');
  return colorManipulator.alpha(hue, (shade + 1.5) / (SHADES + 0.5));
}

function Legend({ shape, text }: { shape: HeatMapShape; text: string | undefined }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <>
      <span className={styles.scale}>
        1
        {Array.from({ length: SHADES }, (_, shade) => (
          <span key={shade} className={styles.shade} style={{ background: shadeColor(theme, shade) }} />
        ))}
        {plural(shape.largest, 'sample')}
      </span>
      <span>{text}</span>
    </>
  );
}

function describe(title: string, { startsMs, edgesMs }: HeatMap, { largest }: HeatMapShape): string {
  if (startsMs.length === 0 || largest === 0) {
    return `${title}. No samples.`;
  }
  const span = `from ${formatClockWithSeconds(startsMs[0])} to ${formatClockWithSeconds(startsMs.at(-1))}`;
  return `${title}. ${formatMsWithUnit(edgesMs[0])} to ${formatMsWithUnit(edgesMs.at(-1))} ${span}, at most ${plural(largest, 'sample')} in a field.`;
}

function describeCell(heatMap: HeatMap, { column, bin }: Cell): string {
  const { startsMs, sliceMs, edgesMs, counts } = heatMap;
  const startMs = (startsMs[0] ?? 0) + column * sliceMs;
  const index = startsMs.findIndex((_, one) => placeOf(heatMap, one) === column);
  const when = `${formatClockWithSeconds(startMs)} – ${formatClockWithSeconds(startMs + sliceMs)}`;
  const took = `${formatMsWithUnit(edgesMs[bin])} to ${formatMsWithUnit(edgesMs[bin + 1])}`;
  return `${when}, ${took}: ${plural(counts[index]?.[bin] ?? 0, 'sample')}`;
}

/** Only times that some sample took. */
function HeatMapTable({ heatMap: { startsMs, edgesMs, counts } }: { heatMap: HeatMap }) {
  const bins = edgesMs.slice(0, -1).flatMap((_, bin) => (counts.some((column) => column[bin]) ? [bin] : []));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Begin</th>
          {bins.map((bin) => (
            <th scope="col" key={bin}>
              from {formatMsWithUnit(edgesMs[bin])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {startsMs.map((startMs, column) => (
          <tr key={startMs}>
            <th scope="row">{formatClockWithSeconds(startMs)}</th>
            {bins.map((bin) => (
              <td key={bin}>{formatCount(counts[column]?.[bin])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scale: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.25), whiteSpace: 'nowrap' }),
  shade: css({ width: theme.spacing(1.5), height: theme.spacing(1.5) }),
});
