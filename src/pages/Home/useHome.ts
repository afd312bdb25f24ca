import { useMemo } from 'react';

import { useDashboardStats, useRecentTests, useTrends } from '../../shared/api/dashboard';
import { useQueue } from '../../shared/api/queue';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { buildVerdictMatrix } from './verdict-matrix';
import { runsThatNeedSomebody } from './needs-you';

export function useHome() {
  const queue = useQueue();
  const stats = useDashboardStats();
  const recent = useRecentTests();
  const trends = useTrends();
  const scenarios = useScenarios().data;
  const testTypes = useTestTypes().data;
  const runs = recent.data?.runs;
  const series = trends.data?.series;

  const needsYou = useMemo(() => runsThatNeedSomebody(runs ?? []), [runs]);
  const matrix = useMemo(
    () => buildVerdictMatrix({ series: series ?? [], runs: runs ?? [], scenarios, testTypes }),
    [series, runs, scenarios, testTypes]
  );

  const all = [queue, stats, recent, trends];
  // One cause, e.g. a sidecar that is down, is one message.
  const isNothingKnown = all.every(({ data, error }) => data === undefined && error !== null);

  return {
    data: { queue, stats, recent, trends, needsYou, matrix, isNothingKnown },
    actions: { retry: () => all.forEach((query) => void query.refetch()) },
  };
}
