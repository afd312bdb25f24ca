import type { HistoryQuery } from 'perftest-automation-sidecar/contract/history';

import { useEnvironments } from './api/environments';
import { useScenarios } from './api/scenarios';
import { useTestTypes } from './api/test-types';
import { readId, useAddress } from './use-address';

interface Choosable {
  value: number;
  label: string;
}

export interface HistoryChoice {
  scenarioId: number | undefined;
  testTypeId: number | undefined;
  /** Of the scenario, unless another one was chosen. */
  environmentId: number | undefined;
  scenarios: Choosable[];
  testTypes: Choosable[];
  environments: Choosable[];
  /** undefined = it is not yet chosen, or not yet known, what is meant. */
  query: HistoryQuery | undefined;
  /** `prod · load on staging`, as far as it is known. */
  name: string;
  chooseScenario: (id: number) => void;
  chooseTestType: (id: number) => void;
  chooseEnvironment: (id: number) => void;
}

/** Whose history is looked at; it stands in the URL. Without a test type it is the scenario's first. */
export function useHistoryChoice(): HistoryChoice {
  const [params, change] = useAddress();
  const scenarios = useScenarios().data ?? [];
  const allTypes = useTestTypes().data ?? [];
  const allEnvironments = useEnvironments().data ?? [];
  const scenarioId = readId(params, 'scenario');
  const scenario = scenarios.find(({ id }) => id === scenarioId);
  const testTypeId = readId(params, 'testType') ?? scenario?.loads[0]?.testTypeId;
  const chosenEnvironmentId = readId(params, 'environment');
  const environmentId = chosenEnvironmentId ?? scenario?.environmentId;

  const testTypes = allTypes.map(({ id, name }) => ({ value: id, label: name }));
  const environments = allEnvironments.map(({ id, name }) => ({ value: id, label: name }));
  const testType = testTypes.find(({ value }) => value === testTypeId)?.label;
  const environment = environments.find(({ value }) => value === environmentId)?.label;
  const name = [scenario?.name, testType].filter(Boolean).join(' · ');
  return {
    scenarioId,
    testTypeId,
    environmentId,
    scenarios: scenarios.map(({ id, name: label }) => ({ value: id, label })),
    testTypes,
    environments,
    query:
      scenarioId === undefined || testTypeId === undefined
        ? undefined
        : { scenarioId, testTypeId, environmentId: chosenEnvironmentId },
    name: environment === undefined ? name : `${name} on ${environment}`,
    // Another scenario has other test types and labels.
    chooseScenario: (id) => change({ scenario: id, testType: undefined, environment: undefined, ...NO_LABEL }),
    chooseTestType: (id) => change({ testType: id, ...NO_LABEL }),
    chooseEnvironment: (id) => change({ environment: id }),
  };
}

const NO_LABEL = { label: undefined, kind: undefined };
