import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type {
  DistributionBins,
  Estimator,
  HeatMap,
  Reconciliation,
  StatisticsExportQuery,
  TransactionTree,
} from 'perftest-automation-sidecar/contract/analysis';
import type { LabelKind, RunStatistics, StatisticsScope } from 'perftest-automation-sidecar/contract/statistics';

import { proxyHref } from '../paths';
import { callSidecar } from './http';
import { runKeys } from './runs';

/** What part of a run is looked at; both left out = what is stored. */
export interface TimeSpan {
  fromMs?: number;
  toMs?: number;
}

export interface StatisticsChoice extends TimeSpan {
  runId: number;
  scope?: StatisticsScope;
  estimator?: Estimator;
  /** Ranks beyond the usual ones, e.g. 75 and 99.9. */
  percentiles?: readonly number[];
  /** Labels that get a total of their own. */
  labels?: readonly string[];
  isEnabled?: boolean;
}

/** The statistics as somebody wants them: of another window, other percentiles, a total of some labels. */
export function useStatistics({ runId, isEnabled = true, ...choice }: StatisticsChoice) {
  const query = toStatisticsQuery(choice);
  return useQuery({
    queryKey: [...runKeys.one(runId), 'statistics', query],
    queryFn: ({ signal }) => callSidecar<RunStatistics>({ path: `/api/tests/${runId}/statistics`, query, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  });
}

type AskedStatistics = Omit<StatisticsChoice, 'runId' | 'isEnabled'>;

/** What is not asked for is left out of the address: the sidecar has its own defaults. */
function toStatisticsQuery({ scope, fromMs, toMs, estimator, percentiles = [], labels = [] }: AskedStatistics) {
  return {
    scope,
    fromMs,
    toMs,
    estimator: estimator === 'rank' ? undefined : estimator,
    percentiles: percentiles.join(',') || undefined,
    labels: labels.length === 0 ? undefined : JSON.stringify(labels),
  };
}

export interface LabelChoice extends TimeSpan {
  runId: number;
  /** Left out: the total. */
  label?: string;
  kind?: LabelKind;
  isEnabled?: boolean;
}

/** How many samples of a label took how long. */
export function useDistribution({ runId, isEnabled = true, ...query }: LabelChoice) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'distribution', query],
    queryFn: ({ signal }) => callSidecar<DistributionBins>({ path: `/api/tests/${runId}/distribution`, query, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  });
}

/** Elapsed times of a label over time. */
export function useHeatMap({ runId, isEnabled = true, ...query }: LabelChoice) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'heat-map', query],
    queryFn: ({ signal }) => callSidecar<HeatMap>({ path: `/api/tests/${runId}/heat-map`, query, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  });
}

export function useTransactions({ runId, isEnabled = true }: { runId: number; isEnabled?: boolean }) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'transactions'],
    queryFn: ({ signal }) => callSidecar<TransactionTree>({ path: `/api/tests/${runId}/transactions`, signal }),
    enabled: isEnabled,
  });
}

/** Reads the result file again, which takes a while: only when somebody wants to see it. */
export function useReconciliation({ runId, isEnabled = true }: { runId: number; isEnabled?: boolean }) {
  return useQuery({
    queryKey: [...runKeys.one(runId), 'reconciliation'],
    queryFn: ({ signal }) => callSidecar<Reconciliation>({ path: `/api/tests/${runId}/reconciliation`, signal }),
    enabled: isEnabled,
    staleTime: Infinity,
  });
}

export function statisticsExportHref(runId: number, query: StatisticsExportQuery): string {
  return proxyHref(`/api/tests/${runId}/statistics/export`, { ...query });
}
