import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TestType, TestTypeInput } from 'perftest-automation-sidecar/contract/scenarios';

import { callSidecar } from './http';

const testTypeKeys = { all: ['test-types'] as const };

export function useTestTypes() {
  return useQuery({
    queryKey: testTypeKeys.all,
    queryFn: ({ signal }) => callSidecar<TestType[]>({ path: '/api/test-types', signal }),
  });
}

/** Creates it, or changes the one of that id. */
export function useSaveTestType() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, input }: { id: number | null; input: TestTypeInput }) =>
      id === null
        ? callSidecar<TestType>({ method: 'POST', path: '/api/test-types', body: input })
        : callSidecar<TestType>({ method: 'PUT', path: `/api/test-types/${id}`, body: input }),
    meta: { done: 'Test type saved', isErrorShownByCaller: true },
    onSuccess: () => client.invalidateQueries({ queryKey: testTypeKeys.all }),
  });
}

export function useDeleteTestType() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callSidecar<null>({ method: 'DELETE', path: `/api/test-types/${id}` }),
    meta: { done: 'Test type deleted' },
    onSuccess: () => client.invalidateQueries({ queryKey: testTypeKeys.all }),
  });
}
