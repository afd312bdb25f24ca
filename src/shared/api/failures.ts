import { useQuery } from '@tanstack/react-query';
import type { KeptFailures } from 'perftest-automation-sidecar/contract/statistics';

import { callSidecar } from './http';
import { runKeys } from './runs';

interface KeptFailuresChoice {
  runId: number;
  refetchIntervalMs?: number;
  isEnabled?: boolean;
}

/** The first failures of each label, with request and response. */
export function useKeptFailures({ runId, refetchIntervalMs, isEnabled = true }: KeptFailuresChoice) {
  return useQuery({
    enabled: isEnabled,
    queryKey: [...runKeys.one(runId), 'failures'],
    queryFn: ({ signal }) => callSidecar<KeptFailures>({ path: `/api/tests/${runId}/failures`, signal }),
    refetchInterval: refetchIntervalMs ?? false,
  });
}
