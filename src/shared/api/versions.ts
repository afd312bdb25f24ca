import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Version, VersionInput } from 'perftest-automation-sidecar/contract/scenarios';

import { callSidecar, listAll } from './http';

const versionKeys = { all: ['versions'] as const };

/** Newest first. */
export function useVersions() {
  return useQuery({
    queryKey: versionKeys.all,
    queryFn: ({ signal }) => listAll<Version>('/api/versions', signal),
  });
}

export function useCreateVersion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: string) => callSidecar<Version>({ method: 'POST', path: '/api/versions', body: { version } }),
    meta: { done: 'Version created' },
    onSuccess: (created) =>
      client.setQueryData<Version[]>(versionKeys.all, (known = []) => [
        created,
        ...known.filter(({ id }) => id !== created.id),
      ]),
  });
}

/** Creates it, or changes the one of that id. */
export function useSaveVersion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, input }: { id: number | null; input: VersionInput }) =>
      id === null
        ? callSidecar<Version>({ method: 'POST', path: '/api/versions', body: input })
        : callSidecar<Version>({ method: 'PUT', path: `/api/versions/${id}`, body: input }),
    meta: { done: 'Version saved', isErrorShownByCaller: true },
    onSuccess: () => client.invalidateQueries({ queryKey: versionKeys.all }),
  });
}

export function useDeleteVersion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callSidecar<null>({ method: 'DELETE', path: `/api/versions/${id}` }),
    meta: { done: 'Version deleted' },
    onSuccess: () => client.invalidateQueries({ queryKey: versionKeys.all }),
  });
}
