import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunAnnotations } from 'perftest-automation-sidecar/contract/annotations';

import { callSidecar } from './http';
import { runKeys } from './runs';

const WAITING_REFETCH_MS = 5000;

function keyOf(runId: number) {
  return [...runKeys.one(runId), 'annotations'] as const;
}

/** The marks of a run on Grafana's graphs. */
export function useRunAnnotations(runId: number) {
  return useQuery({
    queryKey: keyOf(runId),
    queryFn: ({ signal }) => callSidecar<RunAnnotations>({ path: `/api/tests/${runId}/annotations`, signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((item) => item.state === 'pending') ? WAITING_REFETCH_MS : false,
  });
}

/** Writes them now, or removes them; the answer is what has become of them. */
export function useAnnotateRun(runId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (method: 'POST' | 'DELETE') =>
      callSidecar<RunAnnotations>({ method, path: `/api/tests/${runId}/annotations` }),
    onSuccess: (annotations) => client.setQueryData(keyOf(runId), annotations),
    onError: () => client.invalidateQueries({ queryKey: keyOf(runId) }),
  });
}
