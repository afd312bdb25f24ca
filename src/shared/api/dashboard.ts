import { useQuery } from '@tanstack/react-query';
import type { DashboardStats, RecentTests, Trends } from 'perftest-automation-sidecar/contract/system';

import { callSidecar } from './http';

const REFETCH_MS = 10_000;

export function useDashboardStats() {
  return useQuery({
    queryKey: ['dashboard', 'stats'],
    queryFn: ({ signal }) => callSidecar<DashboardStats>({ path: '/api/dashboard/stats', signal }),
    refetchInterval: REFETCH_MS,
  });
}

export function useRecentTests() {
  return useQuery({
    queryKey: ['dashboard', 'recent-tests'],
    queryFn: ({ signal }) => callSidecar<RecentTests>({ path: '/api/dashboard/recent-tests', signal }),
    refetchInterval: REFETCH_MS,
  });
}

export function useTrends() {
  return useQuery({
    queryKey: ['dashboard', 'trends'],
    queryFn: ({ signal }) => callSidecar<Trends>({ path: '/api/dashboard/trends', signal }),
    refetchInterval: 6 * REFETCH_MS,
  });
}
