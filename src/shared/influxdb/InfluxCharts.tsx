import React, { type ReactNode, useMemo } from 'react';

import { FourCharts } from '../chart/RunCharts';
import { QueryView } from '../ui/states';
import { DatasourceTrouble, InfluxSourceLine } from './SourceChoice';
import type { InfluxRows } from './ds-query';
import { toInfluxCharts } from './influx-chart-data';
import { chartTargets, shownName } from './influx-query';
import type { ReadablePoints } from './useFigureSource';
import { useInfluxRows } from './useInfluxRows';

interface InfluxChartsProps {
  readable: ReadablePoints;
  label?: string;
  fromMs: number;
  /** null: the run goes on. */
  toMs: number | null;
  isLive: boolean;
  /** Those of the result file, shown while the datasource fails; undefined where there are none. */
  exact: ReactNode | undefined;
}

/** The four charts as Grafana's own datasource gives them, with a word on what they are. */
export function InfluxCharts({ readable, label, fromMs, toMs, isLive, exact }: InfluxChartsProps) {
  const { points, datasource, lastPointAtMs } = readable;
  const targets = chartTargets({ points, label }, { fromMs, toMs: toMs ?? lastPointAtMs });
  const rows = useInfluxRows({ datasourceUid: datasource.uid, targets, fromMs, toMs });
  if (rows.error && exact !== undefined) {
    return (
      <>
        <DatasourceTrouble name={datasource.name} error={rows.error} />
        {exact}
      </>
    );
  }
  return (
    <>
      <InfluxSourceLine readable={readable} isLive={isLive} />
      <QueryView query={rows} subject={`the points of datasource “${datasource.name}”`}>
        {(loaded) => <Charts rows={loaded} percentiles={points.percentileFields.map(shownName)} label={label} />}
      </QueryView>
    </>
  );
}

function Charts({ rows, percentiles, label }: { rows: InfluxRows; percentiles: string[]; label?: string }) {
  const names = percentiles.join();
  const chart = useMemo(() => toInfluxCharts(rows, names === '' ? [] : names.split(',')), [rows, names]);
  return <FourCharts chart={chart} label={label} />;
}
