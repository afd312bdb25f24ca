import { useQuery } from '@tanstack/react-query';
import type { Environment } from 'perftest-automation-sidecar/contract/scenarios';

import { listAll } from './http';

export function useEnvironments() {
  return useQuery({
    queryKey: ['environments'],
    queryFn: ({ signal }) => listAll<Environment>('/api/environments', signal),
  });
}
