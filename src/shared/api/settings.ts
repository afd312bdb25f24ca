import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Setting, SettingCategory, Setup, SettingsUpdate } from 'perftest-automation-sidecar/contract/system';

import { callSidecar } from './http';
import { testConnections } from './system';

const settingsKey = ['settings'] as const;
const setupKey = ['setup'] as const;
/** As often as the other parts of Home. */
const SETUP_REFETCH_MS = 10_000;

/** @param isWanted false: nothing is asked, because it would be refused */
export function useSettings(isWanted: boolean) {
  return useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => callSidecar<Setting[]>({ path: '/api/settings', signal }),
    enabled: isWanted,
  });
}

export function useSaveSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ category, update }: { category: SettingCategory; update: SettingsUpdate }) =>
      callSidecar<Setting[]>({ method: 'PUT', path: `/api/settings/${category}`, body: update }),
    meta: { done: 'Settings saved', isErrorShownByCaller: true },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: settingsKey });
      await client.invalidateQueries({ queryKey: setupKey });
    },
  });
}

export function useTestConnections() {
  return useMutation({ mutationFn: testConnections, meta: { isErrorShownByCaller: true } });
}

/** @param isWanted whether the checklist is looked at at all */
export function useSetup(isWanted: boolean) {
  return useQuery({
    queryKey: setupKey,
    queryFn: ({ signal }) => callSidecar<Setup>({ path: '/api/setup', signal }),
    enabled: isWanted,
    // The last step is done by a run that ends, not by the person who looks.
    refetchInterval: ({ state }) => (state.data?.isDone === true ? false : SETUP_REFETCH_MS),
  });
}
