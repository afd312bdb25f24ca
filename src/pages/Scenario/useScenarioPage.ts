import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import type { Scenario } from 'perftest-automation-sidecar/contract/scenarios';
import type { Slo } from 'perftest-automation-sidecar/contract/verdict';

import { useEnvironments } from '../../shared/api/environments';
import { useRuns } from '../../shared/api/runs';
import { useCopyScenario, useDeleteScenario, useSaveScenario, useScenario } from '../../shared/api/scenarios';
import { useScripts } from '../../shared/api/scripts';
import { useTestTypes } from '../../shared/api/test-types';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { MAY_LEAVE } from '../../shared/ui/UnsavedGuard';
import { type ScenarioForm, toForm, toInput } from './scenario-form';

/** One scenario, or a new one. */
export function useScenarioPage() {
  const { scenarioId } = useParams();
  const [params] = useSearchParams();
  const id = scenarioId === undefined ? null : Number(scenarioId);
  const navigate = useNavigate();
  const scenario = useScenario(id);
  const saving = useSaveScenario();
  const copying = useCopyScenario();
  const deletion = useDeleteScenario();
  const [isCopying, setIsCopying] = useState(false);
  const waiting = useRuns({ scenarioId: id, status: 'queued', pageSize: 1 }, { isEnabled: id !== null });
  const choices = {
    environments: useEnvironments().data ?? [],
    scripts: useScripts().data ?? [],
    testTypes: useTestTypes().data ?? [],
  };

  const open = (saved: Scenario) => navigate(paths.scenario(saved.id), { state: MAY_LEAVE });
  const actions = {
    save: async (form: ScenarioForm, slos: Slo[]) => {
      const saved = await saving.mutateAsync({ id, input: toInput(form, slos) });
      if (id === null) {
        open(saved);
      }
      return saved;
    },
    askCopy: setIsCopying,
    copy: (name: string) =>
      id !== null &&
      copying.mutate(
        { id, input: { name } },
        {
          onSuccess: (copied) => {
            setIsCopying(false);
            open(copied);
          },
        }
      ),
    remove: () =>
      id !== null && deletion.mutate(id, { onSuccess: () => navigate(paths.scenarios(), { state: MAY_LEAVE }) }),
  };
  const data = {
    id,
    scenario,
    newForm: toForm(null, Number(params.get('script')) || null),
    choices,
    saving,
    copying,
    isCopying,
    waitingRunCount: id === null ? 0 : (waiting.data?.totalItems ?? 0),
    canEdit: hasRole('Editor'),
    canDelete: hasRole('Admin'),
  };
  return { data, actions };
}

export type ScenarioPageData = ReturnType<typeof useScenarioPage>['data'];
export type ScenarioPageActions = ReturnType<typeof useScenarioPage>['actions'];
export type ScenarioChoices = ScenarioPageData['choices'];
