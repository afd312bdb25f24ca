import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Baseline, BaselineInput, BaselineUpdate } from 'perftest-automation-sidecar/contract/reports';

import { callSidecar, listAll } from './http';

const baselineKeys = { all: ['baselines'] as const };

export function useBaselines() {
  return useQuery({
    queryKey: baselineKeys.all,
    queryFn: ({ signal }) => listAll<Baseline>('/api/baselines', signal),
  });
}

export function useCreateBaseline() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: BaselineInput) =>
      callSidecar<Baseline>({ method: 'POST', path: '/api/baselines', body: input }),
    meta: { done: 'Baseline saved' },
    onSettled: () => client.invalidateQueries({ queryKey: baselineKeys.all }),
  });
}

/** Runs that choose no reference are compared with it while their history is short. */
export function useSetDefaultBaseline() {
  return useBaselineMutation({
    done: 'It is the default baseline now',
    call: (id: number) => callSidecar<Baseline>({ method: 'POST', path: `/api/baselines/${id}/set-default` }),
  });
}

export function useUpdateBaseline() {
  return useBaselineMutation({
    done: 'Baseline saved',
    call: ({ id, input }: { id: number; input: BaselineUpdate }) =>
      callSidecar<Baseline>({ method: 'PUT', path: `/api/baselines/${id}`, body: input }),
  });
}

export function useDeleteBaseline() {
  return useBaselineMutation({
    done: 'Baseline deleted',
    call: (id: number) => callSidecar<null>({ method: 'DELETE', path: `/api/baselines/${id}` }),
  });
}

function useBaselineMutation<Input>({ call, done }: { call: (input: Input) => Promise<unknown>; done: string }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    meta: { done },
    onSettled: () => client.invalidateQueries({ queryKey: baselineKeys.all }),
  });
}
