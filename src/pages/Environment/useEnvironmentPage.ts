import { useNavigate, useParams } from 'react-router-dom';

import {
  useDeleteEnvironment,
  useEnvironment,
  useSaveEnvironment,
  useTryEnvironment,
} from '../../shared/api/environments';
import { useQueue } from '../../shared/api/queue';
import { useScenarios } from '../../shared/api/scenarios';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { MAY_LEAVE } from '../../shared/ui/UnsavedGuard';
import { type EnvironmentForm, toInput } from './environment-form';

/** One environment, or a new one. */
export function useEnvironmentPage() {
  const { environmentId } = useParams();
  const id = environmentId === undefined ? null : Number(environmentId);
  const navigate = useNavigate();
  const environment = useEnvironment(id);
  const saving = useSaveEnvironment();
  const deletion = useDeleteEnvironment();
  const trial = useTryEnvironment(id);
  const queue = useQueue();
  const scenarios = useScenarios();
  const actions = {
    save: async (form: EnvironmentForm) => {
      const saved = await saving.mutateAsync({ id, input: toInput(form) });
      trial.reset();
      if (id === null) {
        navigate(paths.environment(saved.id), { state: MAY_LEAVE });
      }
      return saved;
    },
    tryNow: () => trial.mutate(),
    remove: () =>
      id !== null && deletion.mutate(id, { onSuccess: () => navigate(paths.environments(), { state: MAY_LEAVE }) }),
  };
  const data = {
    id,
    environment,
    saving,
    trial,
    lane: queue.data?.lanes.find((lane) => lane.environmentId === id),
    scenarioNames: (scenarios.data ?? []).filter((one) => one.environmentId === id).map(({ name }) => name),
    canEdit: hasRole('Editor'),
    canDelete: hasRole('Admin'),
  };
  return { data, actions };
}

export type EnvironmentPageModel = ReturnType<typeof useEnvironmentPage>;
