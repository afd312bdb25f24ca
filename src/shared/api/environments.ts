import { type MutationMeta, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Environment, EnvironmentInput, EnvironmentTrial } from 'perftest-automation-sidecar/contract/scenarios';

import { callSidecar, listAll } from './http';
import { queueKeys } from './queue';

const environmentKeys = {
  all: ['environments'] as const,
  one: (id: number) => ['environments', id] as const,
};

export function useEnvironments() {
  return useQuery({
    queryKey: environmentKeys.all,
    queryFn: ({ signal }) => listAll<Environment>('/api/environments', signal),
  });
}

/** @param id null = none is asked for */
export function useEnvironment(id: number | null) {
  return useQuery({
    queryKey: environmentKeys.one(id ?? 0),
    queryFn: ({ signal }) => callSidecar<Environment>({ path: `/api/environments/${id}`, signal }),
    enabled: id !== null,
  });
}

/** Creates it, or changes the one of that id. */
export function useSaveEnvironment() {
  return useEnvironmentMutation({
    done: 'Environment saved',
    isErrorShownByCaller: true,
    call: ({ id, input }: { id: number | null; input: EnvironmentInput }) =>
      id === null
        ? callSidecar<Environment>({ method: 'POST', path: '/api/environments', body: input })
        : callSidecar<Environment>({ method: 'PUT', path: `/api/environments/${id}`, body: input }),
  });
}

export function useDeleteEnvironment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callSidecar<null>({ method: 'DELETE', path: `/api/environments/${id}` }),
    meta: { done: 'Environment deleted' },
    // Not what is gone: its page would ask for it once more before it is left.
    onSuccess: () => client.invalidateQueries({ queryKey: environmentKeys.all, exact: true }),
  });
}

/** Asks the version probe and calls the hooks now, as they are stored. */
export function useTryEnvironment(id: number | null) {
  return useMutation({
    mutationFn: () => callSidecar<EnvironmentTrial>({ method: 'POST', path: `/api/environments/${id}/try` }),
    meta: { isErrorShownByCaller: true },
  });
}

interface EnvironmentMutation<Input, Output> extends MutationMeta {
  call: (input: Input) => Promise<Output>;
}

function useEnvironmentMutation<Input, Output>({ call, ...meta }: EnvironmentMutation<Input, Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    meta,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: environmentKeys.all });
      await client.invalidateQueries({ queryKey: queueKeys.all });
    },
  });
}
