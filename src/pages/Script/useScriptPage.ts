import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { PreflightQuery } from 'perftest-automation-sidecar/contract/preflight';
import type { ScriptUpdate } from 'perftest-automation-sidecar/contract/scenarios';

import { useEnvironments } from '../../shared/api/environments';
import { useScenarios } from '../../shared/api/scenarios';
import { useDeleteScript, useScript, useScriptRevisions, useUpdateScript } from '../../shared/api/scripts';
import { useTestTypes } from '../../shared/api/test-types';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { QUERY_FIELDS, readQuery } from './preflight-query';

export const TABS = [
  { id: 'preflight', title: 'Preflight' },
  { id: 'revisions', title: 'Revisions' },
  { id: 'difference', title: 'Difference' },
  { id: 'files', title: 'Files' },
] as const;
export type ScriptTab = (typeof TABS)[number]['id'];

export type ScriptDialog = 'upload' | 'edit' | null;

/** Tab, revision and what the script is looked at with are in the URL. */
export function useScriptPage(scriptId: number) {
  const [params, setParams] = useSearchParams();
  const [dialog, setDialog] = useState<ScriptDialog>(null);
  const navigate = useNavigate();
  const update = useUpdateScript(scriptId);
  const deletion = useDeleteScript();
  const script = useScript(scriptId);
  const revisions = useScriptRevisions(scriptId);
  const data = {
    scriptId,
    script,
    revisions,
    tab: TABS.find(({ id }) => id === params.get('tab'))?.id ?? TABS[0].id,
    query: readQuery(params),
    compared: { from: numberOf(params.get('from')), to: numberOf(params.get('to')) },
    choices: {
      scenarios: useScenarios().data ?? [],
      testTypes: useTestTypes().data ?? [],
      environments: useEnvironments().data ?? [],
    },
    dialog,
    update,
    canEdit: hasRole('Editor'),
    canDelete: hasRole('Admin'),
  };

  const change = (changes: Record<string, string | number | null | undefined>) =>
    setParams((previous) => withChanges(previous, changes), { replace: true });
  const actions = {
    openTab: (tab: ScriptTab) => change({ tab: tab === TABS[0].id ? null : tab }),
    chooseRevision: (revision: number | null) => change({ revision }),
    lookAt: (revision: number) => change({ tab: null, revision }),
    changeQuery: (changes: Partial<Record<keyof PreflightQuery, number | null>>) => change(changes),
    resetQuery: () => change(Object.fromEntries(QUERY_FIELDS.map((field) => [field, null]))),
    compare: (from: number, to: number) => change({ tab: 'difference', from, to }),
    open: setDialog,
    save: (input: ScriptUpdate) => update.mutate(input, { onSuccess: () => setDialog(null) }),
    remove: () => deletion.mutate(scriptId, { onSuccess: () => navigate(paths.scripts()) }),
    /** Also after an upload: the newest revision is what one wants to see then. */
    showNewest: () => {
      setDialog(null);
      change({ tab: null, revision: null });
    },
  };
  return { data, actions };
}

export type ScriptPageModel = ReturnType<typeof useScriptPage>;

function withChanges(previous: URLSearchParams, changes: Record<string, string | number | null | undefined>) {
  const next = new URLSearchParams(previous);
  for (const [name, value] of Object.entries(changes)) {
    value === null || value === undefined ? next.delete(name) : next.set(name, String(value));
  }
  return next;
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
