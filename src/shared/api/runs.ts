import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type { RepeatInput, Run, RunSummary } from 'perftest-automation-sidecar/contract/runs';
import type {
  LabelKind,
  RunStatistics,
  StatisticsScope,
  Timeline,
} from 'perftest-automation-sidecar/contract/statistics';
import type { RunFile, RunLog, ScriptDiff } from 'perftest-automation-sidecar/contract/system';

import { proxyHref, type QueryParams } from '../paths';
import { callSidecar } from './http';
import { queueKeys } from './queue';
import { hasEnded } from './run-status';

const ACTIVE_REFETCH_MS = 2000;
const LIST_REFETCH_MS = 5000;

export const runKeys = {
  all: ['tests'] as const,
  list: (query: QueryParams) => ['tests', 'list', query] as const,
  one: (runId: number) => ['tests', runId] as const,
};

export function useRuns(query: QueryParams, { isEnabled = true }: { isEnabled?: boolean } = {}) {
  return useQuery({
    queryKey: runKeys.list(query),
    enabled: isEnabled,
    queryFn: ({ signal }) => callSidecar<Page<RunSummary>>({ path: '/api/tests', query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LIST_REFETCH_MS,
  });
}

export function useRun(runId: number) {
  return useQuery({
    queryKey: runKeys.one(runId),
    queryFn: ({ signal }) => callSidecar<Run>({ path: `/api/tests/${runId}`, signal }),
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data.status) ? false : ACTIVE_REFETCH_MS),
  });
}

interface StatisticsChoice {
  runId: number;
  scope: StatisticsScope;
  isEnabled?: boolean;
}

export function useRunStatistics({ runId, scope, isEnabled = true }: StatisticsChoice) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'statistics', scope],
    queryFn: ({ signal }) =>
      callSidecar<RunStatistics>({ path: `/api/tests/${runId}/statistics`, query: { scope }, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  });
}

export interface TimelineChoice {
  runId: number;
  /** Left out: the timeline of the total. */
  label?: string;
  kind?: LabelKind;
  isEnabled?: boolean;
  refetchIntervalMs?: number;
}

export function useRunTimeline({ runId, label, kind, isEnabled = true, refetchIntervalMs }: TimelineChoice) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'timeline', label ?? null, kind ?? null],
    queryFn: ({ signal }) =>
      callSidecar<Timeline>({ path: `/api/tests/${runId}/timeline`, query: { label, kind }, signal }),
    enabled: isEnabled,
    refetchInterval: refetchIntervalMs ?? false,
  });
}

export function useRunLog(runId: number, source: RunLog['source']) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'log', source],
    queryFn: ({ signal }) => callSidecar<RunLog>({ path: `/api/tests/${runId}/log`, query: { source }, signal }),
  });
}

export function useScriptDiff(runId: number) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'script-diff'],
    queryFn: ({ signal }) => callSidecar<ScriptDiff>({ path: `/api/tests/${runId}/script-diff`, signal }),
  });
}

export function useRunFiles(runId: number) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'files'],
    queryFn: ({ signal }) => callSidecar<RunFile[]>({ path: `/api/tests/${runId}/files`, signal }),
  });
}

export function runFileHref(runId: number, fileName?: string): string {
  return proxyHref(`/api/tests/${runId}/download`, { file: fileName });
}

export function useCancelRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (runId: number) => callSidecar<unknown>({ method: 'POST', path: `/api/tests/${runId}/cancel` }),
    meta: { done: 'The run is being cancelled' },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: runKeys.all });
      await client.invalidateQueries({ queryKey: queueKeys.all });
    },
  });
}

export interface RunDeletion {
  runId: number;
  removesMarks: boolean;
}

export function useDeleteRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ runId, removesMarks }: RunDeletion) =>
      callSidecar<unknown>({
        method: 'DELETE',
        path: `/api/tests/${runId}`,
        query: { removeAnnotation: removesMarks ? true : undefined },
      }),
    meta: { done: 'The run is deleted', isErrorShownByCaller: true },
    onSuccess: async () => {
      // Its own page is being left; asking for it again would only tell that it is gone.
      await client.invalidateQueries({ queryKey: ['tests', 'list'] });
      await client.invalidateQueries({ queryKey: ['batches'] });
    },
  });
}

export function useStartRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (runId: number) => callSidecar<unknown>({ method: 'POST', path: `/api/tests/${runId}/start` }),
    meta: { done: 'The run is queued' },
    onSettled: () => client.invalidateQueries({ queryKey: runKeys.all }),
  });
}

/** Queues the same runs again; in a batch each counts in the place of the one it repeats. */
export function useRepeatRuns() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ runIds, ...body }: { runIds: readonly number[] } & RepeatInput) => {
      const repeated: Run[] = [];
      for (const runId of runIds) {
        // One after the other: their order is the queue's.
        repeated.push(await callSidecar<Run>({ method: 'POST', path: `/api/tests/${runId}/repeat`, body }));
      }
      return repeated;
    },
    meta: { done: 'Queued again' },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: runKeys.all });
      await client.invalidateQueries({ queryKey: ['batches'] });
      await client.invalidateQueries({ queryKey: queueKeys.all });
    },
  });
}

export function useSaveComment(runId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (comment: string) =>
      callSidecar<unknown>({ method: 'PUT', path: `/api/tests/${runId}`, body: { comment } }),
    meta: { done: 'Comment saved' },
    onSettled: () => client.invalidateQueries({ queryKey: runKeys.one(runId) }),
  });
}
