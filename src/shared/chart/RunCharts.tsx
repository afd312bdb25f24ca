import React, { useMemo } from 'react';
import type { TimelinePoint } from 'perftest-automation-sidecar/contract/statistics';

import { type ChartData, toChartData } from './chart-series';
import { ChartGroup } from './ChartGroup';
import { TimeSeriesChart } from './TimeSeriesChart';

interface RunChartsProps {
  points: readonly TimelinePoint[];
  sliceMs: number;
  completeUntilMs?: number;
  baselineP90Ms?: number | null;
  /** What the charts are of, when it is not the total. */
  label?: string;
}

/** The four charts of a run or of one of its labels, with one cursor and one range. */
export function RunCharts({ points, sliceMs, completeUntilMs, baselineP90Ms, label }: RunChartsProps) {
  const chart = useMemo(
    () => toChartData({ points, sliceMs, completeUntilMs, baselineP90Ms }),
    [points, sliceMs, completeUntilMs, baselineP90Ms]
  );
  return <FourCharts chart={chart} label={label} />;
}

/** The four charts with one cursor and one range, wherever their figures come from. */
export function FourCharts({ chart, label }: { chart: ChartData; label?: string }) {
  const of = label ? ` of ${label}` : '';
  const { startsMs } = chart;
  return (
    <ChartGroup>
      <TimeSeriesChart title={`Response time${of}`} unit="ms" startsMs={startsMs} series={chart.responseTimes} />
      <TimeSeriesChart title={`Throughput${of}`} unit="reqps" startsMs={startsMs} series={chart.throughput} />
      <TimeSeriesChart title={`Errors per second${of}`} unit="suffix:/s" startsMs={startsMs} series={chart.errors} />
      <TimeSeriesChart title="Active threads" unit="short" startsMs={startsMs} series={chart.threads} />
    </ChartGroup>
  );
}
