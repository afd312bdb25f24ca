import { useQuery } from '@tanstack/react-query';
import type { TestType } from 'perftest-automation-sidecar/contract/scenarios';

import { callSidecar } from './http';

export function useTestTypes() {
  return useQuery({
    queryKey: ['test-types'],
    queryFn: ({ signal }) => callSidecar<TestType[]>({ path: '/api/test-types', signal }),
  });
}
