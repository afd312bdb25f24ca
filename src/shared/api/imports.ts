import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportAcceptInput, ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { historyKeys } from './history';
import { callSidecar } from './http';
import { runKeys } from './runs';

const BUSY_REFETCH_MS = 1000;

const importKeys = { one: (importId: string) => ['imports', importId] as const };

export const IMPORT_PATH = '/api/tests/import';

/** @param importId undefined = nothing was uploaded yet */
export function useImport(importId: string | undefined) {
  return useQuery({
    queryKey: importKeys.one(importId ?? ''),
    queryFn: ({ signal }) => callSidecar<ImportPreview>({ path: `${IMPORT_PATH}/${importId}`, signal }),
    enabled: importId !== undefined,
    refetchInterval: ({ state }) => (state.data && isImportBusy(state.data) ? BUSY_REFETCH_MS : false),
  });
}

export function isImportBusy({ status }: Pick<ImportPreview, 'status'>): boolean {
  return status === 'reading' || status === 'importing';
}

export function useAcceptImport(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ImportAcceptInput) =>
      callSidecar<unknown>({ method: 'POST', path: `${IMPORT_PATH}/${importId}/accept`, body: input }),
    meta: { isErrorShownByCaller: true },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: importKeys.one(importId) });
      await client.invalidateQueries({ queryKey: runKeys.all });
      await client.invalidateQueries({ queryKey: historyKeys.all });
    },
  });
}

export function useForgetImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (importId: string) => callSidecar<unknown>({ method: 'DELETE', path: `${IMPORT_PATH}/${importId}` }),
    meta: { done: 'The upload is forgotten; runs that were made of it stay' },
    onSuccess: (_answer, importId) => client.removeQueries({ queryKey: importKeys.one(importId) }),
  });
}
