import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Queue } from 'perftest-automation-sidecar/contract/runs';

import { callSidecar } from './http';

const REFETCH_MS = 2000;

export const queueKeys = { all: ['queue'] as const };

export function useQueue() {
  return useQuery({
    queryKey: queueKeys.all,
    queryFn: ({ signal }) => callSidecar<Queue>({ path: '/api/queue', signal }),
    refetchInterval: REFETCH_MS,
  });
}

export function useSkipCooldown() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (environmentId: number) =>
      callSidecar<unknown>({ method: 'POST', path: '/api/queue/skip-cooldown', body: { environmentId } }),
    meta: { done: 'The cool-down has ended' },
    onSettled: () => client.invalidateQueries({ queryKey: queueKeys.all }),
  });
}
