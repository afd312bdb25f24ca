import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Baseline, BaselineInput } from 'perftest-automation-sidecar/contract/reports';

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
