import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  DecisionInput,
  History,
  HistoryQuery,
  Trend,
  TrendMatrix,
  TrendQuery,
} from 'perftest-automation-sidecar/contract/history';

import { plural } from '../format';
import { ApiError, toApiError } from './api-error';
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

/** Of several runs some were not decided, each for its own reason. */
export class DecisionsRefused extends ApiError {
  constructor(
    readonly refused: ReadonlyArray<{ runId: number; error: ApiError }>,
    runCount: number
  ) {
    const [first] = refused;
    const title = `${refused.length} of ${plural(runCount, 'run')} could not be decided`;
    const detail = refused.map(({ runId, error }) => `run ${runId}: ${error.detail ?? error.title}`).join('; ');
    const { status = 0, code = '', hint = '' } = first?.error ?? {};
    super({ status, code, title, detail, hint }, first?.error);
  }
}

interface Decisions {
  runIds: readonly number[];
  input: DecisionInput;
}

/**
 * What a person says of runs as references; the answer is the history of later runs, and perhaps their verdicts. One
 * run after another: what is refused for one keeps no other from being decided.
 */
export function useDecideRuns() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: decideAll,
    meta: { done: 'Decision saved', isErrorShownByCaller: true },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: historyKeys.all });
      await client.invalidateQueries({ queryKey: runKeys.all });
    },
  });
}

async function decideAll({ runIds, input }: Decisions): Promise<void> {
  const refused: Array<{ runId: number; error: ApiError }> = [];
  for (const runId of runIds) {
    try {
      await callSidecar<unknown>({ method: 'PUT', path: `/api/tests/${runId}/decision`, body: input });
    } catch (cause) {
      refused.push({ runId, error: toApiError(cause) });
    }
  }
  const [only] = refused;
  if (only && runIds.length === 1) {
    throw only.error;
  }
  if (only) {
    throw new DecisionsRefused(refused, runIds.length);
  }
}
