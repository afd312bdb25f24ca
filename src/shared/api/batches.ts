import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type {
  Batch,
  BatchAnswer,
  BatchInput,
  BatchPreview,
  BatchSummary,
} from 'perftest-automation-sidecar/contract/runs';

import { callSidecar } from './http';
import { queueKeys } from './queue';

const ACTIVE_REFETCH_MS = 3000;
const LIST_REFETCH_MS = 10_000;

export const batchKeys = {
  all: ['batches'] as const,
  list: (pageSize: number) => ['batches', 'list', pageSize] as const,
  one: (batchId: number) => ['batches', batchId] as const,
};

/** The last ones, newest first; frozen, nothing is read. */
export function useBatches(pageSize: number, { isFrozen = false } = {}) {
  return useQuery({
    queryKey: batchKeys.list(pageSize),
    queryFn: ({ signal }) => callSidecar<Page<BatchSummary>>({ path: '/api/batches', query: { pageSize }, signal }),
    refetchInterval: LIST_REFETCH_MS,
    enabled: !isFrozen,
  });
}

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
  return useBatchMutation({
    done: 'The batch is being cancelled',
    call: (batchId: number) => callSidecar<unknown>({ method: 'POST', path: `/api/batches/${batchId}/cancel` }),
  });
}

/** To what holds it: a failed smoke run. */
export function useAnswerBatch(batchId: number) {
  return useBatchMutation({
    call: (answer: BatchAnswer['answer']) =>
      callSidecar<unknown>({ method: 'POST', path: `/api/batches/${batchId}/answer`, body: { answer } }),
  });
}

export function useSaveBatchComment(batchId: number) {
  return useBatchMutation({
    done: 'Comment saved',
    call: (comment: string) =>
      callSidecar<unknown>({ method: 'PUT', path: `/api/batches/${batchId}`, body: { comment } }),
  });
}

interface BatchMutation<Input> {
  done?: string;
  call: (input: Input) => Promise<unknown>;
}

function useBatchMutation<Input>({ done, call }: BatchMutation<Input>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    meta: { done },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: batchKeys.all });
      await client.invalidateQueries({ queryKey: queueKeys.all });
    },
  });
}
