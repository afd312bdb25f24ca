import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { useScenarios } from '../../shared/api/scenarios';
import { useScripts } from '../../shared/api/scripts';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import type { SortState } from '../../shared/ui/DataTable';
import { scriptOrder } from './script-order';

const DEFAULT_SORT: SortState = { columnId: 'uploaded', isDescending: true };

/** Search and order are in the URL. */
export function useScriptsPage() {
  const [params, setParams] = useSearchParams();
  const [isUploading, setIsUploading] = useState(false);
  const navigate = useNavigate();
  const scripts = useScripts();
  const scenarios = useScenarios();
  const search = params.get('search') ?? '';
  const sort = readSort(params.get('sort'));
  const change = (name: string, value: string) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        value ? next.set(name, value) : next.delete(name);
        return next;
      },
      { replace: true }
    );
  const fits = (script: Script) => textOf(script).includes(search.trim().toLowerCase());
  const data = {
    scripts,
    shown: (scripts.data ?? []).filter(fits).sort(scriptOrder(sort)),
    scenarioNames: new Map((scenarios.data ?? []).map(({ id, name }) => [id, name])),
    search,
    sort,
    isUploading,
    canEdit: hasRole('Editor'),
  };
  const actions = {
    search: (text: string) => change('search', text),
    changeSort: ({ columnId, isDescending }: SortState) => change('sort', `${isDescending ? '-' : ''}${columnId}`),
    askForFiles: setIsUploading,
    open: (script: Script) => navigate(paths.script(script.id)),
  };
  return { data, actions };
}

function readSort(text: string | null): SortState {
  return text ? { columnId: text.replace(/^-/, ''), isDescending: text.startsWith('-') } : DEFAULT_SORT;
}

function textOf({ name, description, fileName, comment, uploadedBy, scenarioNames, files }: Script): string {
  const companions = files.map((file) => file.name);
  return [name, description, fileName, comment, uploadedBy, ...scenarioNames, ...companions].join('\n').toLowerCase();
}
