import { useSearchParams } from 'react-router-dom';
import type { Scenario } from 'perftest-automation-sidecar/contract/scenarios';

import { useEnvironments } from '../../shared/api/environments';
import { useScenarios } from '../../shared/api/scenarios';
import { useScripts } from '../../shared/api/scripts';
import { useTestTypes } from '../../shared/api/test-types';
import { hasRole } from '../../shared/role';

export type ScenariosTab = 'scenarios' | 'test-types';

/** Names of what scenarios refer to, by id. */
export interface ScenarioNames {
  scripts: Map<number, string>;
  environments: Map<number, string>;
  testTypes: Map<number, string>;
}

/** All state of the page is in its URL. */
export function useScenariosPage() {
  const [params, setParams] = useSearchParams();
  const scenarios = useScenarios();
  const names: ScenarioNames = {
    scripts: namesOf(useScripts().data),
    environments: namesOf(useEnvironments().data),
    testTypes: namesOf(useTestTypes().data),
  };
  const search = params.get('search') ?? '';
  const isArchiveShown = params.get('archived') === 'true';
  const tab: ScenariosTab = params.get('tab') === 'test-types' ? 'test-types' : 'scenarios';
  const change = (name: string, value: string) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        value ? next.set(name, value) : next.delete(name);
        return next;
      },
      { replace: true }
    );
  const shown = (scenarios.data ?? []).filter(
    (scenario) => (isArchiveShown || scenario.isActive) && textOf(scenario, names).includes(search.trim().toLowerCase())
  );
  const data = { scenarios, shown, names, search, isArchiveShown, tab, canEdit: hasRole('Editor') };
  const actions = {
    search: (text: string) => change('search', text),
    showArchive: (isShown: boolean) => change('archived', isShown ? 'true' : ''),
    openTab: (next: ScenariosTab) => change('tab', next === 'scenarios' ? '' : next),
  };
  return { data, actions };
}

function namesOf(items: ReadonlyArray<{ id: number; name: string }> | undefined): Map<number, string> {
  return new Map((items ?? []).map(({ id, name }) => [id, name]));
}

function textOf({ name, displayName, description, scriptId, environmentId }: Scenario, names: ScenarioNames): string {
  const script = scriptId === null ? '' : (names.scripts.get(scriptId) ?? '');
  const environment = names.environments.get(environmentId) ?? '';
  return `${name} ${displayName} ${description} ${script} ${environment}`.toLowerCase();
}
