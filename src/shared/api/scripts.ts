import { useQuery } from '@tanstack/react-query';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { proxyHref } from '../paths';
import { callSidecar, listAll } from './http';

export function useScripts() {
  return useQuery({
    queryKey: ['scripts'],
    queryFn: ({ signal }) => listAll<Script>('/api/scripts', signal),
  });
}

export function useScript(scriptId: number) {
  return useQuery({
    queryKey: ['scripts', scriptId],
    queryFn: ({ signal }) => callSidecar<Script>({ path: `/api/scripts/${scriptId}`, signal }),
  });
}

export function scriptHref(scriptId: number): string {
  return proxyHref(`/api/scripts/${scriptId}/download`);
}
