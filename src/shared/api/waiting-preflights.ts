import { useQuery } from '@tanstack/react-query';
import type { Preflight, PreflightFinding } from 'perftest-automation-sidecar/contract/preflight';
import type { Run, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { callSidecar } from './http';

export interface WaitingFault {
  run: RunSummary;
  scriptId: number;
  errors: PreflightFinding[];
}

/** More would be many calls for a page that is looked at often; what comes first matters first. */
const MOST_LOOKED_AT = 12;
const STALE_MS = 5 * 60_000;

/** The next waiting runs whose script has errors: they would fail, or measure nothing, at night. */
export function useWaitingFaults(waiting: readonly RunSummary[]) {
  const next = waiting.filter(({ kind }) => kind === 'test').slice(0, MOST_LOOKED_AT);
  return useQuery({
    queryKey: ['waiting-faults', next.map(({ id }) => id)],
    queryFn: async ({ signal }) => {
      const looked = await Promise.all(next.map((run) => lookAt(run, signal)));
      return looked.filter(({ errors }) => errors.length > 0);
    },
    enabled: next.length > 0,
    staleTime: STALE_MS,
  });
}

async function lookAt(summary: RunSummary, signal: AbortSignal): Promise<WaitingFault> {
  const run = await callSidecar<Run>({ path: `/api/tests/${summary.id}`, signal });
  const { userCount, durationSeconds, rampUpSeconds } = run;
  const { findings } = await callSidecar<Preflight>({
    path: `/api/scripts/${run.scriptId}/preflight`,
    query: {
      revision: run.revisionNumber,
      scenarioId: run.scenarioId,
      testTypeId: run.testTypeId,
      environmentId: run.environmentId,
      ...(run.appliesLoad ? { userCount, durationSeconds, rampUpSeconds } : {}),
    },
    signal,
  });
  return { run: summary, scriptId: run.scriptId ?? 0, errors: findings.filter(({ severity }) => severity === 'error') };
}
