import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunInfluxDb } from 'perftest-automation-sidecar/contract/influxdb';

import { callSidecar } from './http';
import { runKeys } from './runs';

const LIVE_REFETCH_MS = 3000;

/** Where a run's points are in InfluxDB, and whether they arrive. */
export function useRunInfluxDb(runId: number, { isLive }: { isLive: boolean }) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'influxdb'],
    queryFn: ({ signal }) => callSidecar<RunInfluxDb>({ path: `/api/tests/${runId}/influxdb`, signal }),
    refetchInterval: ({ state }) => (isLive || state.data?.backfill?.state === 'running' ? LIVE_REFETCH_MS : false),
  });
}

/** Writes a run into InfluxDB from its result file; how far it is, the points say. */
export function useBackfillRun(runId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => callSidecar<RunInfluxDb>({ method: 'POST', path: `/api/tests/${runId}/influxdb/backfill` }),
    onSettled: () => client.invalidateQueries({ queryKey: [...runKeys.one(runId), 'influxdb'] }),
  });
}
