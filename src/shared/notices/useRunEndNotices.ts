import { useEffect, useRef } from 'react';
import { getAppEvents } from '@grafana/runtime';
import { useQueryClient } from '@tanstack/react-query';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';
import type { DashboardStats } from 'perftest-automation-sidecar/contract/system';

import { useDashboardStats } from '../api/dashboard';
import { callSidecar } from '../api/http';
import { noticeOf } from './run-end-notice';

/** More have hardly ended between two looks; who was away longer reads the list. */
const TOLD_AT_ONCE = 3;

/** Tells which runs have ended since the last look. The counts are asked for all the time, runs only when those change. */
export function useRunEndNotices(): void {
  const { data } = useDashboardStats();
  const client = useQueryClient();
  const counted = data && endedCountOf(data);
  const known = useRef<{ endedCount: number; newestMs: number } | undefined>(undefined);

  useEffect(() => {
    if (counted === undefined || known.current?.endedCount === counted) {
      return;
    }
    const before = known.current;
    known.current = { endedCount: counted, newestMs: before?.newestMs ?? 0 };
    void client
      .query({ queryKey: ['runs', 'newest-ended'], queryFn: ({ signal }) => readNewestEnded(signal), staleTime: 0 })
      .then((runs) => {
        if (before !== undefined) {
          tell(runs.filter(({ completedAtMs }) => (completedAtMs ?? 0) > before.newestMs));
        }
        const newestMs = Math.max(known.current?.newestMs ?? 0, ...runs.map((run) => run.completedAtMs ?? 0));
        known.current = { endedCount: counted, newestMs };
      })
      // Nobody asked for this; what is wrong with the sidecar the page itself says.
      .catch(() => undefined);
  }, [counted, client]);
}

/** Grows with every run that ends, whichever way: all that exist without those that run or wait. */
function endedCountOf({ runsTotal, running, waiting }: DashboardStats): number {
  return runsTotal - running - waiting;
}

async function readNewestEnded(signal: AbortSignal): Promise<RunSummary[]> {
  const query = { sort: '-completedAtMs', status: 'completed,failed', pageSize: TOLD_AT_ONCE };
  return (await callSidecar<Page<RunSummary>>({ path: '/api/tests', query, signal })).items;
}

function tell(runs: readonly RunSummary[]): void {
  for (const run of runs) {
    const notice = noticeOf(run);
    if (notice !== null) {
      getAppEvents().publish({ type: notice.type, payload: [notice.title, notice.text] });
    }
  }
}
