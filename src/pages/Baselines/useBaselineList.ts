import { useState } from 'react';
import type { Baseline, BaselineInput } from 'perftest-automation-sidecar/contract/reports';

import {
  useBaselines,
  useCreateBaseline,
  useDeleteBaseline,
  useSetDefaultBaseline,
  useUpdateBaseline,
} from '../../shared/api/baselines';
import { hasRole } from '../../shared/role';
import { useAddress } from '../../shared/use-address';

/** The search stands in the URL. */
export function useBaselineList() {
  const [params, change] = useAddress();
  const [isCreating, setIsCreating] = useState(false);
  const baselines = useBaselines();
  const creating = useCreateBaseline();
  const setDefault = useSetDefaultBaseline();
  const update = useUpdateBaseline();
  const remove = useDeleteBaseline();
  const search = params.get('search') ?? '';
  const fits = (baseline: Baseline) => textOf(baseline).includes(search.trim().toLowerCase());

  const data = {
    baselines,
    shown: (baselines.data ?? []).filter(fits),
    search,
    isCreating,
    isSaving: creating.isPending,
    canEdit: hasRole('Editor'),
    canDelete: hasRole('Admin'),
  };
  const actions = {
    search: (text: string) => change({ search: text }),
    askForRun: setIsCreating,
    create: (input: BaselineInput) => creating.mutate(input, { onSuccess: () => setIsCreating(false) }),
    makeDefault: setDefault.mutate,
    setActive: ({ id }: Baseline, isActive: boolean) => update.mutate({ id, input: { isActive } }),
    remove: remove.mutate,
  };
  return { data, actions };
}

export type BaselineListPage = ReturnType<typeof useBaselineList>;

function textOf({ name, description, scenarioName, testTypeName, versionName }: Baseline): string {
  return [name, description, scenarioName, testTypeName, versionName].join('\n').toLowerCase();
}
