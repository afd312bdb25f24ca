import { useMemo } from 'react';

import { useDashboardStats, useRecentTests, useTrends } from '../../shared/api/dashboard';
import { useQueue } from '../../shared/api/queue';
import { buildVerdictMatrix } from './verdict-matrix';
import { runsThatNeedSomebody } from './needs-you';

export function useHome() {
  const queue = useQueue();
  const stats = useDashboardStats();
  const recent = useRecentTests();
  const trends = useTrends();
  const runs = recent.data?.runs;
  const series = trends.data?.series;

  const needsYou = useMemo(() => runsThatNeedSomebody(runs ?? []), [runs]);
  const matrix = useMemo(() => buildVerdictMatrix({ series: series ?? [], runs: runs ?? [] }), [series, runs]);

  return { data: { queue, stats, recent, trends, needsYou, matrix }, actions: {} };
}
