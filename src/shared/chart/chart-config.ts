import type { GrafanaTheme2 } from '@grafana/data';
import { AxisPlacement, GraphDrawStyle, ScaleDirection, ScaleOrientation, VisibilityMode } from '@grafana/schema';
import { UPlotConfigBuilder } from '@grafana/ui';

import { formatUnit } from '../format';
import type { ChartRange } from './ChartGroup';
import type { SeriesLook } from './chart-series';

interface ChartConfig {
  theme: GrafanaTheme2;
  timeZone: string;
  unit: string;
  series: readonly SeriesLook[];
  hiddenNames: ReadonlySet<string>;
  /** undefined = everything. */
  range: ChartRange | undefined;
}

export function seriesColor(theme: GrafanaTheme2, series: SeriesLook): string {
  return series.color === 'text' ? theme.colors.text.secondary : theme.visualization.getColorByName(series.color);
}

/** The last time on the axis is centred on its tick; half of it stands beyond the plot. */
const LAST_TIME_HALF_WIDTH = 28;

export function buildChartConfig({
  theme,
  timeZone,
  unit,
  series,
  hiddenNames,
  range,
}: ChartConfig): UPlotConfigBuilder {
  const builder = new UPlotConfigBuilder(timeZone);
  builder.addScale({
    scaleKey: 'x',
    isTime: true,
    // The builder switches this off for time; live data would never move the scale.
    auto: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: (_plot, min, max) => (range ? [range.fromMs, range.toMs] : [min, max]),
  });
  builder.setPadding([null, LAST_TIME_HALF_WIDTH, null, null]);
  builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, theme, timeZone });
  builder.addScale({
    scaleKey: unit,
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    softMin: 0,
    // A series of zeros lies on its axis, not on one that reaches to a hundred.
    softMax: 1,
    min: 0,
  });
  builder.addAxis({
    scaleKey: unit,
    theme,
    placement: AxisPlacement.Left,
    formatValue: (value, decimals) => formatUnit(unit, value, decimals ?? undefined),
  });
  for (const one of series) {
    builder.addSeries({
      scaleKey: unit,
      theme,
      show: !hiddenNames.has(one.name),
      drawStyle: GraphDrawStyle.Line,
      lineColor: seriesColor(theme, one),
      lineWidth: one.isThin ? 1 : 1.5,
      lineStyle: one.isDashed ? { fill: 'dash', dash: [6, 4] } : undefined,
      fillOpacity: one.isFilled ? 12 : 0,
      showPoints: VisibilityMode.Auto,
      pointSize: 4,
      spanNulls: false,
      pxAlign: true,
    });
  }
  return builder;
}
