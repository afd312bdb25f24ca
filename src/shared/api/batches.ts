import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Batch, BatchInput, BatchPreview } from 'perftest-automation-sidecar/contract/runs';

import { callSidecar } from './http';
import { queueKeys } from './queue';

const ACTIVE_REFETCH_MS = 3000;

export const batchKeys = {
  all: ['batches'] as const,
  one: (batchId: number) => ['batches', batchId] as const,
};

export function useBatch(batchId: number) {
  return useQuery({
    queryKey: batchKeys.one(batchId),
    queryFn: ({ signal }) => callSidecar<Batch>({ path: `/api/batches/${batchId}`, signal }),
    refetchInterval: ({ state }) => (state.data?.completedAtMs ? false : ACTIVE_REFETCH_MS),
  });
}

/** What a choice would do; undefined input = nothing chosen yet. Times move on, so it is asked again now and then. */
export function useBatchPreview(input: BatchInput | undefined) {
  return useQuery({
    queryKey: ['batch-preview', input ?? null],
    queryFn: ({ signal }) =>
      callSidecar<BatchPreview>({ method: 'POST', path: '/api/batches/preview', body: input, signal }),
    enabled: input !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}

export function useStartBatch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: BatchInput) => callSidecar<Batch>({ method: 'POST', path: '/api/batches', body: input }),
    meta: { isErrorShownByCaller: true },
    onSettled: () => client.invalidateQueries({ queryKey: queueKeys.all }),
  });
}

export function useCancelBatch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (batchId: number) => callSidecar<unknown>({ method: 'POST', path: `/api/batches/${batchId}/cancel` }),
    meta: { done: 'The batch is being cancelled' },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: batchKeys.all });
      await client.invalidateQueries({ queryKey: queueKeys.all });
    },
  });
}
