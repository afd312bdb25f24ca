import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { SeriesTable, useStyles2, useTheme2 } from '@grafana/ui';

import { formatClockWithSeconds, formatUnit } from '../format';
import { seriesColor } from './chart-config';
import type { ChartSeries } from './chart-series';

interface ChartTooltipProps {
  unit: string;
  startsMs: readonly number[];
  series: readonly ChartSeries[];
  /** Index of the hovered slice per column of the data, the time first. */
  indexes: ReadonlyArray<number | null>;
  hidden: ReadonlySet<string>;
}

export function ChartTooltip({ unit, startsMs, series, indexes, hidden }: ChartTooltipProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const index = indexes.find((one) => one !== null);
  if (index === undefined || index === null) {
    return null;
  }
  const rows = series
    .filter(({ name }) => !hidden.has(name))
    .map((one) => ({
      label: one.name,
      color: seriesColor(theme, one),
      value: formatUnit(unit, one.values[index]),
    }));
  return (
    <div className={styles.tooltip}>
      <SeriesTable series={rows} timestamp={formatClockWithSeconds(startsMs[index])} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tooltip: css({ padding: theme.spacing(1), minWidth: 160, fontVariantNumeric: 'tabular-nums' }),
});
