import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { formatClockWithSeconds, formatUnit } from '../format';
import type { ChartSeries } from './chart-series';

interface ChartTableProps {
  title: string;
  unit: string;
  startsMs: readonly number[];
  series: readonly ChartSeries[];
}

/** So many of the newest slices; the whole is in the result file. */
const MOST_ROWS = 300;

/** The chart's figures as a table, made only when somebody opens it. */
export function ChartTable({ title, unit, startsMs, series }: ChartTableProps) {
  const styles = useStyles2(getStyles);
  const [isOpen, setIsOpen] = useState(false);
  const firstRow = Math.max(0, startsMs.length - MOST_ROWS);
  return (
    <details className={styles.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>As a table</summary>
      {isOpen && (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={`${title} as a table`}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {series.map(({ name }) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {startsMs.slice(firstRow).map((startMs, index) => (
                <tr key={startMs}>
                  <th scope="row">{formatClockWithSeconds(startMs)}</th>
                  {series.map(({ name, values }) => (
                    <td key={name}>{formatUnit(unit, values[firstRow + index])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  details: css({ fontSize: theme.typography.bodySmall.fontSize, '&[open]': { width: '100%' } }),
  summary: css({ color: theme.colors.text.secondary, cursor: 'pointer', padding: theme.spacing(0.5) }),
  scroll: css({ maxHeight: 240, overflow: 'auto' }),
  table: css({
    width: '100%',
    fontVariantNumeric: 'tabular-nums',
    '& th, & td': { padding: theme.spacing(0.25, 1), textAlign: 'right', fontWeight: 'normal' },
  }),
});
