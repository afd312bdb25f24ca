import { useMemo } from 'react';

import { useBatches } from '../../shared/api/batches';
import { useDashboardStats, useRecentTests, useTrends } from '../../shared/api/dashboard';
import { useQueue } from '../../shared/api/queue';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { useWaitingFaults } from '../../shared/api/waiting-preflights';
import { buildVerdictMatrix } from './verdict-matrix';
import { needsOf } from './needs-you';

const LAST_BATCHES = 10;

export function useHome() {
  const queue = useQueue();
  const stats = useDashboardStats();
  const recent = useRecentTests();
  const trends = useTrends();
  const scenarios = useScenarios().data;
  const testTypes = useTestTypes().data;
  const runs = recent.data?.runs;
  const series = trends.data?.series;

  const batches = useBatches(LAST_BATCHES).data?.items;
  const waiting = useMemo(
    () => (queue.data?.lanes ?? []).flatMap((lane) => lane.waiting.map(({ run }) => run)),
    [queue.data]
  );
  const faults = useWaitingFaults(waiting).data;

  const needs = useMemo(
    () => needsOf({ queue: queue.data, batches: batches ?? [], faults: faults ?? [], runs: runs ?? [] }),
    [queue.data, batches, faults, runs]
  );
  const heldBatchIds = useMemo(
    () => new Set((batches ?? []).filter(({ hold }) => hold !== null).map(({ id }) => id)),
    [batches]
  );
  const matrix = useMemo(
    () => buildVerdictMatrix({ series: series ?? [], runs: runs ?? [], scenarios, testTypes }),
    [series, runs, scenarios, testTypes]
  );

  const all = [queue, stats, recent, trends];
  // One cause, e.g. a sidecar that is down, is one message.
  const isNothingKnown = all.every(({ data, error }) => data === undefined && error !== null);

  return {
    data: { queue, stats, recent, trends, needs, heldBatchIds, matrix, isNothingKnown },
    actions: { retry: () => all.forEach((query) => void query.refetch()) },
  };
}
