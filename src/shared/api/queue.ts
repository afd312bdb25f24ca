import { useCallback } from 'react';
import { type MutationMeta, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HoldAnswer, Queue, QueuePauseInput } from 'perftest-automation-sidecar/contract/runs';

import { callSidecar } from './http';
import { movedQueue, type Move } from './queue-move';

const REFETCH_MS = 2000;

export const queueKeys = { all: ['queue'] as const };

interface UseQueue {
  /** Nothing is read meanwhile, e.g. while somebody drags a row that must not be moved under the pointer. */
  isFrozen?: boolean;
}

export function useQueue({ isFrozen = false }: UseQueue = {}) {
  return useQuery({
    queryKey: queueKeys.all,
    queryFn: ({ signal }) => callSidecar<Queue>({ path: '/api/queue', signal }),
    refetchInterval: REFETCH_MS,
    enabled: !isFrozen,
  });
}

/** Stops what is being read of the queue just now, so that an answer on its way changes nothing any more. */
export function useStopReadingQueue() {
  const client = useQueryClient();
  return useCallback(() => client.cancelQueries({ queryKey: queueKeys.all }), [client]);
}

export function useSkipCooldown() {
  return useQueueMutation({
    done: 'The cool-down has ended',
    call: (environmentId: number) => post('/api/queue/skip-cooldown', { environmentId }),
  });
}

/** Of a lane, or of the whole queue. */
export function usePauseQueue() {
  return useQueueMutation({
    done: 'Paused: what runs goes on, nothing new starts',
    call: (input: QueuePauseInput) => post('/api/queue/pause', input),
  });
}

export function useResumeQueue() {
  return useQueueMutation({
    done: 'The queue goes on',
    call: (input: QueuePauseInput) => post('/api/queue/resume', input),
  });
}

export function useAnswerHold() {
  return useQueueMutation({ call: (answer: HoldAnswer) => post('/api/queue/answer', answer) });
}

/** Shown at once; a refusal puts it back where it was. */
export function useMoveRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (move: Move) => post('/api/queue/move', move),
    onMutate: async (move) => {
      await client.cancelQueries({ queryKey: queueKeys.all });
      const before = client.getQueryData<Queue>(queueKeys.all);
      client.setQueryData<Queue>(queueKeys.all, (queue) => queue && movedQueue(queue, move));
      return { before };
    },
    onError: (_error, _move, context) => client.setQueryData(queueKeys.all, context?.before),
    onSettled: () => client.invalidateQueries({ queryKey: queueKeys.all }),
  });
}

function post(path: string, body: unknown): Promise<unknown> {
  return callSidecar<unknown>({ method: 'POST', path, body });
}

interface QueueMutation<Input> extends MutationMeta {
  call: (input: Input) => Promise<unknown>;
}

function useQueueMutation<Input>({ call, ...meta }: QueueMutation<Input>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    meta,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: queueKeys.all });
      await client.invalidateQueries({ queryKey: ['batches'] });
    },
  });
}
