import { useQuery } from '@tanstack/react-query';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { listAll } from './http';

export function useScripts() {
  return useQuery({
    queryKey: ['scripts'],
    queryFn: ({ signal }) => listAll<Script>('/api/scripts', signal),
  });
}
