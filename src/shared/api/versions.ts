import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Version } from 'perftest-automation-sidecar/contract/scenarios';

import { callSidecar, listAll } from './http';

const versionKeys = { all: ['versions'] as const };

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
