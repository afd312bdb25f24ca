import { useSearchParams } from 'react-router-dom';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';
import type { Environment } from 'perftest-automation-sidecar/contract/scenarios';

import { useEnvironments } from '../../shared/api/environments';
import { useQueue } from '../../shared/api/queue';
import { hasRole } from '../../shared/role';

/** Search is in the URL. */
export function useEnvironmentsPage() {
  const [params, setParams] = useSearchParams();
  const environments = useEnvironments();
  const queue = useQueue();
  const search = params.get('search') ?? '';
  const isArchiveShown = params.get('archived') === 'true';
  const change = (name: string, value: string) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        value ? next.set(name, value) : next.delete(name);
        return next;
      },
      { replace: true }
    );
  const fits = (environment: Environment) =>
    (isArchiveShown || environment.isActive) && textOf(environment).includes(search.trim().toLowerCase());
  const data = {
    environments,
    shown: (environments.data ?? []).filter(fits),
    lanes: queue.data && new Map<number, Lane>(queue.data.lanes.map((lane) => [lane.environmentId, lane])),
    isQueuePaused: Boolean(queue.data?.pause),
    search,
    isArchiveShown,
    canEdit: hasRole('Editor'),
  };
  const actions = {
    search: (text: string) => change('search', text),
    showArchive: (isShown: boolean) => change('archived', isShown ? 'true' : ''),
  };
  return { data, actions };
}

function textOf({ name, description, properties, versionProbe }: Environment): string {
  const values = Object.entries(properties).flat();
  return [name, description, versionProbe?.url ?? '', ...values].join('\n').toLowerCase();
}
