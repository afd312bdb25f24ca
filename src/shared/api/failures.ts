import { useQuery } from '@tanstack/react-query';
import type { KeptFailures } from 'perftest-automation-sidecar/contract/statistics';

import { callSidecar } from './http';
import { runKeys } from './runs';

/** The first failures of each label, with request and response. */
export function useKeptFailures({ runId, refetchIntervalMs }: { runId: number; refetchIntervalMs?: number }) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'failures'],
    queryFn: ({ signal }) => callSidecar<KeptFailures>({ path: `/api/tests/${runId}/failures`, signal }),
    refetchInterval: refetchIntervalMs ?? false,
  });
}
