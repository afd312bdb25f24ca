import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { queryDatasource } from './ds-query';
import type { InfluxTarget, TimeSpan } from './influx-query';

interface RowsWanted {
  datasourceUid: string;
  targets: readonly InfluxTarget[];
  fromMs: number;
  /** null: up to now, asked again and again. */
  toMs: number | null;
}

const LIVE_REFETCH_MS = 5000;
/** The clocks of InfluxDB and of this browser may differ. */
const AHEAD_MS = 60_000;

/** What Grafana's datasource answers; while it is asked again, what it answered before stays. */
export function useInfluxRows({ datasourceUid, targets, fromMs, toMs }: RowsWanted) {
  const span = (): TimeSpan => ({ fromMs, toMs: toMs ?? Date.now() + AHEAD_MS });
  return useQuery({
    queryKey: ['datasource', datasourceUid, targets, fromMs, toMs],
    queryFn: ({ signal }) => queryDatasource({ datasourceUid, targets, span: span(), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: toMs === null ? LIVE_REFETCH_MS : false,
    retry: false,
  });
}
