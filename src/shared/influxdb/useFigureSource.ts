import { useSearchParams } from 'react-router-dom';
import { getDataSourceSrv } from '@grafana/runtime';
import type { RunInfluxDb } from 'perftest-automation-sidecar/contract/influxdb';

import { useRunInfluxDb } from '../api/influxdb';
import { chooseDatasource } from './datasource-choice';

export type FigureSource = 'file' | 'influxdb';

/** Points of a run that the pages can read. */
export interface ReadablePoints {
  points: RunInfluxDb;
  datasource: { uid: string; name: string };
  /** Time of the newest one. */
  lastPointAtMs: number;
}

export interface SourceState {
  source: FigureSource;
  points: RunInfluxDb | undefined;
  /** undefined: there are none, or no datasource reads them. */
  readable: ReadablePoints | undefined;
  /** Why the result file takes the place of InfluxDB, where that was to be expected otherwise. */
  trouble: string | undefined;
  choose: (source: FigureSource) => void;
}

interface SourceChoice {
  runId: number;
  isLive: boolean;
  /** Where nobody has chosen. */
  preferred: FigureSource;
}

/** Where the charts of a run come from; what was chosen stands in the URL. */
export function useFigureSource({ runId, isLive, preferred }: SourceChoice): SourceState {
  const { data: points } = useRunInfluxDb(runId, { isLive });
  const [params, setParams] = useSearchParams();
  const asked = params.get('figures') ?? preferred;
  const { readable, trouble } = lookAt(points);
  return {
    ...{ points, readable, trouble },
    source: asked === 'influxdb' && readable !== undefined && trouble === undefined ? 'influxdb' : 'file',
    choose: (source) =>
      setParams(
        (previous) => {
          const next = new URLSearchParams(previous);
          next.set('figures', source);
          return next;
        },
        { replace: true }
      ),
  };
}

function lookAt(points: RunInfluxDb | undefined): Pick<SourceState, 'readable' | 'trouble'> {
  if (points === undefined || points.listener === 'none') {
    return { readable: undefined, trouble: undefined };
  }
  const { state, detail, lastPointAtMs = null } = points.delivery ?? {};
  const datasource = chooseDatasource(points, getDataSourceSrv().getList({ type: 'influxdb' }));
  const failure = state === 'refused' || state === 'silent' ? (detail ?? 'No points arrive.') : undefined;
  const readable =
    lastPointAtMs !== null && datasource.kind === 'found' ? { points, datasource, lastPointAtMs } : undefined;
  const unread = state === 'ended' && lastPointAtMs === null ? (detail ?? undefined) : undefined;
  return { readable, trouble: failure ?? (datasource.kind === 'missing' ? datasource.why : unread) };
}
