import { keepPreviousData, useQueries, type UseQueryOptions } from '@tanstack/react-query';
import type { Comparison, DistributionBins } from 'perftest-automation-sidecar/contract/analysis';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type { Batch, RunSummary } from 'perftest-automation-sidecar/contract/runs';
import type { LabelKind } from 'perftest-automation-sidecar/contract/statistics';

import { batchKeys } from './batches';
import { callSidecar } from './http';
import { runKeys } from './runs';

export const FEWEST_RUNS = 2;
export const MOST_RUNS = 10;

/** One comparison for each group of runs; the first run of a group is what its others are compared with. */
export function useComparisons(groups: ReadonlyArray<readonly number[]>) {
  return useQueries({ queries: groups.map(comparisonQuery) });
}

function comparisonQuery(runIds: readonly number[]) {
  return {
    queryKey: ['compare', runIds],
    queryFn: ({ signal }) =>
      callSidecar<Comparison>({ path: '/api/compare', query: { runIds: runIds.join(',') }, signal }),
    placeholderData: keepPreviousData,
  } satisfies UseQueryOptions<Comparison>;
}

interface DistributionChoice {
  runIds: readonly number[];
  /** Left out: the total. */
  label?: string;
  kind?: LabelKind;
}

/** How long the samples of one label took, in each of the runs. */
export function useDistributions({ runIds, label, kind }: DistributionChoice) {
  return useQueries({
    queries: runIds.map((runId) => ({
      queryKey: [...runKeys.one(runId), 'distribution', label ?? null, kind ?? null],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        callSidecar<DistributionBins>({ path: `/api/tests/${runId}/distribution`, query: { label, kind }, signal }),
    })),
  });
}

export interface NewestOf {
  scenarioId: number;
  testTypeId: number;
  versionId: number;
  environmentId?: number;
}

/** Of each scenario, test type and version the newest run that was carried out to its end. */
export function useNewestRuns(wanted: readonly NewestOf[]) {
  return useQueries({
    queries: wanted.map((of) => ({
      queryKey: [...runKeys.all, 'newest', of],
      queryFn: ({ signal }: { signal: AbortSignal }) => newestRun(of, signal),
    })),
  });
}

async function newestRun({ scenarioId, testTypeId, versionId, environmentId }: NewestOf, signal: AbortSignal) {
  const query = {
    scenarioId,
    testTypeId,
    versionId,
    environmentId,
    status: 'completed',
    sort: '-startedAtMs',
    pageSize: 1,
  };
  const page = await callSidecar<Page<RunSummary>>({ path: '/api/tests', query, signal });
  return page.items[0] ?? null;
}

export function useBatchesOf(batchIds: readonly number[]) {
  return useQueries({
    queries: batchIds.map((batchId) => ({
      queryKey: batchKeys.one(batchId),
      queryFn: ({ signal }: { signal: AbortSignal }) => callSidecar<Batch>({ path: `/api/batches/${batchId}`, signal }),
    })),
  });
}
