import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Script, ScriptRevision, ScriptUpdate } from 'perftest-automation-sidecar/contract/scenarios';
import type { ScriptDiff } from 'perftest-automation-sidecar/contract/system';

import { proxyHref } from '../paths';
import { callSidecar, listAll } from './http';

export const scriptKeys = {
  all: ['scripts'] as const,
  one: (scriptId: number) => ['scripts', scriptId] as const,
};

export function useScripts() {
  return useQuery({
    queryKey: scriptKeys.all,
    queryFn: ({ signal }) => listAll<Script>('/api/scripts', signal),
  });
}

export function useScript(scriptId: number) {
  return useQuery({
    queryKey: scriptKeys.one(scriptId),
    queryFn: ({ signal }) => callSidecar<Script>({ path: `/api/scripts/${scriptId}`, signal }),
  });
}

/** Newest first. */
export function useScriptRevisions(scriptId: number) {
  return useQuery({
    queryKey: [...scriptKeys.one(scriptId), 'revisions'],
    queryFn: ({ signal }) => callSidecar<ScriptRevision[]>({ path: `/api/scripts/${scriptId}/revisions`, signal }),
  });
}

interface DiffChoice {
  scriptId: number;
  from: number;
  to: number;
}

/** The test plans of two revisions, by number; they never change, so neither does the answer. */
export function useRevisionDiff({ scriptId, from, to }: DiffChoice) {
  return useQuery({
    queryKey: [...scriptKeys.one(scriptId), 'diff', from, to],
    queryFn: ({ signal }) =>
      callSidecar<ScriptDiff>({ path: `/api/scripts/${scriptId}/diff`, query: { from, to }, signal }),
    enabled: from !== to,
    staleTime: Infinity,
  });
}

export function useUpdateScript(scriptId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (update: ScriptUpdate) =>
      callSidecar<Script>({ method: 'PUT', path: `/api/scripts/${scriptId}`, body: update }),
    meta: { done: 'Script saved', isErrorShownByCaller: true },
    onSuccess: () => client.invalidateQueries({ queryKey: scriptKeys.all }),
  });
}

export function useDeleteScript() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (scriptId: number) => callSidecar<null>({ method: 'DELETE', path: `/api/scripts/${scriptId}` }),
    meta: { done: 'Script deleted' },
    // Not what is gone: its page would ask for it once more before it is left.
    onSuccess: () => client.invalidateQueries({ queryKey: scriptKeys.all, exact: true }),
  });
}

interface DownloadChoice {
  /** Number; the newest when left out. */
  revision?: number;
  /** One file of the revision. */
  file?: string;
  /** Everything in one zip. */
  all?: boolean;
}

/** Without a choice: the test plan of the newest revision. */
export function scriptHref(scriptId: number, choice: DownloadChoice = {}): string {
  return proxyHref(`/api/scripts/${scriptId}/download`, { ...choice });
}
