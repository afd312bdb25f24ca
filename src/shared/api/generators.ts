import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Generator, GeneratorChange, GeneratorSummary } from 'perftest-automation-sidecar/contract/generators';
import type { ConnectionTest } from 'perftest-automation-sidecar/contract/system';

import { callSidecar } from './http';

const keys = {
  all: ['generators'] as const,
  one: (name: string) => ['generators', name] as const,
};

/** The hosts that make load; the sidecar's own is always there. */
export function useGenerators() {
  return useQuery({
    queryKey: keys.all,
    queryFn: ({ signal }) => callSidecar<GeneratorSummary[]>({ path: '/api/generators', signal }),
  });
}

/** @param name null = none is asked for */
export function useGenerator(name: string | null) {
  return useQuery({
    queryKey: keys.one(name ?? ''),
    queryFn: ({ signal }) => callSidecar<Generator>({ path: pathOf(name ?? ''), signal }),
    enabled: name !== null,
  });
}

interface GeneratorSaving {
  name: string;
  isNew: boolean;
  change: GeneratorChange;
}

export function useSaveGenerator() {
  return useGeneratorMutation(
    ({ name, isNew, change }: GeneratorSaving) =>
      isNew
        ? callSidecar<Generator>({ method: 'POST', path: '/api/generators', body: { name, ...change } })
        : callSidecar<Generator>({ method: 'PUT', path: pathOf(name), body: change }),
    { done: 'Generator saved', isErrorShownByCaller: true }
  );
}

export function useDeleteGenerator() {
  return useGeneratorMutation((name: string) => callSidecar<null>({ method: 'DELETE', path: pathOf(name) }), {
    done: 'Generator deleted',
  });
}

export function useForgetHostKeys() {
  return useGeneratorMutation(
    (name: string) => callSidecar<Generator>({ method: 'POST', path: `${pathOf(name)}/forget-host-keys` }),
    { done: 'The next key of the host will be pinned' }
  );
}

/** Tries it really; that pins the host's key where none is. */
export function useTestGenerator() {
  return useGeneratorMutation(
    (name: string) => callSidecar<ConnectionTest>({ method: 'POST', path: `${pathOf(name)}/test` }),
    { isErrorShownByCaller: true }
  );
}

function pathOf(name: string): string {
  return `/api/generators/${encodeURIComponent(name)}`;
}

function useGeneratorMutation<Input, Output>(
  call: (input: Input) => Promise<Output>,
  meta: { done?: string; isErrorShownByCaller?: boolean }
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    meta,
    onSettled: () => client.invalidateQueries({ queryKey: keys.all }),
  });
}
