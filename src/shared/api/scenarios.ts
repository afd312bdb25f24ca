import { useQuery } from '@tanstack/react-query';
import type { Scenario } from 'perftest-automation-sidecar/contract/scenarios';

import { listAll } from './http';

export function useScenarios() {
  return useQuery({
    queryKey: ['scenarios'],
    queryFn: ({ signal }) => listAll<Scenario>('/api/scenarios', signal),
  });
}
