import { useQuery } from '@tanstack/react-query';
import type { TestType } from 'perftest-automation-sidecar/contract/scenarios';

import { listAll } from './http';

export function useTestTypes() {
  return useQuery({
    queryKey: ['test-types'],
    queryFn: ({ signal }) => listAll<TestType>('/api/test-types', signal),
  });
}
