import { lastValueFrom } from 'rxjs';
import { getBackendSrv } from '@grafana/runtime';

import { ApiError, isAbort } from '../api/api-error';
import type { InfluxTarget, TimeSpan } from './influx-query';

/** One row of an answer by the names of its columns. */
export type InfluxRow = Readonly<Record<string, string | number | null>>;
export type InfluxRows = Readonly<Record<string, readonly InfluxRow[]>>;

interface Frame {
  schema?: { fields?: Array<{ name: string; labels?: Record<string, string> }> };
  data?: { values?: Array<Array<string | number | null>> };
}

interface DsQueryAnswer {
  results?: Record<string, { error?: string; frames?: Frame[] }>;
}

interface DsQuery {
  datasourceUid: string;
  targets: readonly InfluxTarget[];
  span: TimeSpan;
  signal: AbortSignal;
}

const LARGEST_POINTS = 10_000;

/** The datasource could not answer; its message is for people. */
export class DatasourceError extends ApiError {
  constructor(message: string, cause: unknown) {
    super(
      {
        status: 0,
        code: 'DATASOURCE',
        title: 'Grafana’s datasource gave no figures',
        detail: message,
        hint: 'Look at the datasource in Grafana’s connections: its “Save & test” says whether it reaches InfluxDB.',
      },
      cause
    );
  }
}

/** Asks a datasource as a panel of Grafana does; each target gives the rows of its own. */
export async function queryDatasource({ datasourceUid, targets, span, signal }: DsQuery): Promise<InfluxRows> {
  const { fromMs, toMs } = span;
  const queries = targets.map((target) => toDsTarget(datasourceUid, target, 'table'));
  try {
    const { data } = await lastValueFrom(
      getBackendSrv().fetch<DsQueryAnswer>({
        url: '/api/ds/query?ds_type=influxdb',
        method: 'POST',
        data: {
          queries: queries.map((query) => ({ ...query, intervalMs: 1000, maxDataPoints: LARGEST_POINTS })),
          from: String(Math.floor(fromMs)),
          to: String(Math.ceil(toMs)),
        },
        abortSignal: signal,
        showErrorAlert: false,
      })
    );
    return Object.fromEntries(targets.map(({ refId }) => [refId, rowsOf(data.results?.[refId]?.frames ?? [])]));
  } catch (cause) {
    throw isAbort(cause) ? cause : new DatasourceError(messageOf(cause), cause);
  }
}

/** A query as Grafana's datasource and Explore know it. */
export function toDsTarget(
  datasourceUid: string,
  { refId, query }: InfluxTarget,
  resultFormat: 'table' | 'time_series'
) {
  return { refId, datasource: { type: 'influxdb', uid: datasourceUid }, query, rawQuery: true, resultFormat };
}

function rowsOf(frames: readonly Frame[]): InfluxRow[] {
  return frames.flatMap(({ schema, data }) => {
    const fields = schema?.fields ?? [];
    const values = data?.values ?? [];
    const labels = Object.assign({}, ...fields.map((field) => field.labels ?? {})) as Record<string, string>;
    return (values[0] ?? []).map((_, row) => ({
      ...labels,
      ...Object.fromEntries(fields.map(({ name }, column) => [name, values[column]?.[row] ?? null])),
    }));
  });
}

/** What the first target that failed says, else what Grafana says. */
function messageOf(cause: unknown): string {
  const { data, status, statusText } = cause as {
    data?: DsQueryAnswer & { message?: string };
    status?: number;
    statusText?: string;
  };
  const failed = Object.values(data?.results ?? {}).find(({ error }) => error !== undefined);
  return failed?.error ?? data?.message ?? `Grafana answered ${status ?? 'nothing'} ${statusText ?? ''}`.trim();
}
