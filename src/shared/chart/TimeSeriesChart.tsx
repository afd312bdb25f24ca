import { css } from '@emotion/css';
import React, { useCallback, useId, useMemo, useState } from 'react';
import { type GrafanaTheme2, getTimeZone } from '@grafana/data';
import { DashboardCursorSync, LegendDisplayMode } from '@grafana/schema';
import { TooltipPlugin2, UPlotChart, useStyles2, useTheme2, VizLegend, type VizLegendItem } from '@grafana/ui';
import type { AlignedData } from 'uplot';

import { useElementWidth } from '../use-element-width';
import { buildChartConfig, seriesColor } from './chart-config';
import { type ChartRange, useChartGroup } from './ChartGroup';
import type { ChartSeries, SeriesLook } from './chart-series';
import { ChartTable } from './ChartTable';
import { ChartTooltip } from './ChartTooltip';
import { describeSeries } from './describe-series';

interface TimeSeriesChartProps {
  title: string;
  /** A unit of Grafana's value formats: `ms`, `reqps`, `short`. */
  unit: string;
  startsMs: readonly number[];
  series: readonly ChartSeries[];
  height?: number;
}

/** `TooltipHoverMode.xAll`, which @grafana/ui does not export: all series at the cursor's time. */
const HOVER_ALL = 1;

export function TimeSeriesChart({ title, unit, startsMs, series, height = 200 }: TimeSeriesChartProps) {
  const styles = useStyles2(getStyles);
  const titleId = useId();
  const [ref, width] = useElementWidth<HTMLDivElement>();
  const { legend, chart } = useChart({ unit, startsMs, series });

  return (
    <figure className={styles.figure} aria-labelledby={titleId}>
      <figcaption id={titleId} className={styles.title}>
        {title}
      </figcaption>
      <div ref={ref} className={styles.plot} role="img" aria-label={describeSeries({ title, unit, series })}>
        {startsMs.length === 0 ? (
          <div className={styles.empty} style={{ height }}>
            No samples
          </div>
        ) : (
          width > 0 && (
            <UPlotChart data={chart.data} config={chart.config} width={width} height={height}>
              <TooltipPlugin2
                config={chart.config}
                hoverMode={HOVER_ALL}
                syncMode={DashboardCursorSync.Crosshair}
                syncScope={chart.syncScope}
                clientZoom
                queryZoom={chart.zoom}
                render={(_plot, indexes) => (
                  <ChartTooltip
                    unit={unit}
                    startsMs={startsMs}
                    series={series}
                    indexes={indexes}
                    hidden={legend.hidden}
                  />
                )}
              />
            </UPlotChart>
          )
        )}
      </div>
      <div className={styles.foot}>
        <div className={styles.legend}>
          <VizLegend
            placement="bottom"
            displayMode={LegendDisplayMode.List}
            items={legend.items}
            onLabelClick={legend.toggle}
          />
        </div>
        <ChartTable title={title} unit={unit} startsMs={startsMs} series={series} />
      </div>
    </figure>
  );
}

type UseChart = Pick<TimeSeriesChartProps, 'unit' | 'startsMs' | 'series'>;

function useChart({ unit, startsMs, series }: UseChart) {
  const theme = useTheme2();
  const timeZone = getTimeZone();
  const { syncScope, range, setRange } = useChartGroup();
  const legend = useLegend(series);

  // What the plot looks like, as text: live charts get new values each second and need no new plot for them.
  const looks = JSON.stringify(series.map(({ values: _, ...look }) => look));
  const config = useMemo(() => {
    const seriesLooks: SeriesLook[] = JSON.parse(looks);
    return buildChartConfig({ theme, timeZone, unit, series: seriesLooks, hiddenNames: legend.hidden, range });
  }, [theme, timeZone, unit, looks, legend.hidden, range]);
  const data = useMemo<AlignedData>(
    () => [[...startsMs], ...series.map(({ values }) => [...values])],
    [startsMs, series]
  );
  const zoom = useCallback(
    ({ from, to }: { from: number; to: number }) => setRange(clampRange({ from, to, startsMs })),
    [setRange, startsMs]
  );
  return { legend, chart: { config, data, zoom, syncScope } };
}

interface ClampRange {
  from: number;
  to: number;
  startsMs: readonly number[];
}

/** A range that shows everything is no zoom. */
function clampRange({ from, to, startsMs }: ClampRange): ChartRange | undefined {
  const firstMs = startsMs[0] ?? from;
  const lastMs = startsMs.at(-1) ?? to;
  return from <= firstMs && to >= lastMs ? undefined : { fromMs: Math.max(from, firstMs), toMs: Math.min(to, lastMs) };
}

function useLegend(series: readonly ChartSeries[]) {
  const theme = useTheme2();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const items: VizLegendItem[] = series.map((one) => ({
    label: one.name,
    color: seriesColor(theme, one),
    yAxis: 1,
    disabled: hidden.has(one.name),
    lineStyle: one.isDashed ? { fill: 'dash', dash: [6, 4] } : undefined,
  }));
  const toggle = ({ label }: VizLegendItem) =>
    setHidden((previous) => {
      const next = new Set(previous);
      if (!next.delete(label)) {
        next.add(label);
      }
      return next;
    });
  return { hidden, items, toggle };
}

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
    padding: theme.spacing(0, 0.5, 0.5),
    fontSize: theme.typography.body.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  plot: css({ minWidth: 0, width: '100%' }),
  empty: css({ display: 'grid', placeItems: 'center', color: theme.colors.text.secondary }),
  foot: css({
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'flex-start',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
  }),
  legend: css({ flex: '1 1 200px', minWidth: 0 }),
});
