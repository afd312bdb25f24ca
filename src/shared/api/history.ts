import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  DecisionInput,
  History,
  HistoryQuery,
  Trend,
  TrendMatrix,
  TrendQuery,
} from 'perftest-automation-sidecar/contract/history';

import { callSidecar } from './http';
import { runKeys } from './runs';

export const historyKeys = {
  all: ['history'] as const,
  of: (query: HistoryQuery) => ['history', query] as const,
  trend: (query: TrendQuery) => ['history', 'trend', query] as const,
  matrix: ['history', 'matrix'] as const,
};

/** @param query undefined = nothing chosen yet */
export function useHistory(query: HistoryQuery | undefined) {
  return useQuery({
    queryKey: historyKeys.of(query ?? NONE),
    queryFn: ({ signal }) => callSidecar<History>({ path: '/api/history', query, signal }),
    enabled: query !== undefined,
  });
}

/** @param query undefined = nothing chosen yet */
export function useTrend(query: TrendQuery | undefined) {
  return useQuery({
    queryKey: historyKeys.trend(query ?? NONE),
    queryFn: ({ signal }) => callSidecar<Trend>({ path: '/api/trends', query, signal }),
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
  });
}

const NONE = { scenarioId: 0, testTypeId: 0 };

export function useTrendMatrix() {
  return useQuery({
    queryKey: historyKeys.matrix,
    queryFn: ({ signal }) => callSidecar<TrendMatrix>({ path: '/api/trends/matrix', signal }),
  });
}

/** What a person says of a run as a reference; the answer is the history of later runs, and perhaps their verdicts. */
export function useDecideRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ runId, input }: { runId: number; input: DecisionInput }) =>
      callSidecar<unknown>({ method: 'PUT', path: `/api/tests/${runId}/decision`, body: input }),
    meta: { done: 'Decision saved', isErrorShownByCaller: true },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: historyKeys.all });
      await client.invalidateQueries({ queryKey: runKeys.all });
    },
  });
}
