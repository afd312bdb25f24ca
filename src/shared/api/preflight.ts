import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Preflight, PreflightQuery } from 'perftest-automation-sidecar/contract/preflight';

import { callSidecar } from './http';
import { scriptKeys } from './scripts';

/** What a script is, and what a run with this load, scenario and environment will do. The last answer stays meanwhile. */
export function usePreflight(scriptId: number, query: PreflightQuery) {
  return useQuery({
    queryKey: [...scriptKeys.one(scriptId), 'preflight', query],
    queryFn: ({ signal }) =>
      callSidecar<Preflight>({ path: `/api/scripts/${scriptId}/preflight`, query: { ...query }, signal }),
    placeholderData: keepPreviousData,
  });
}
