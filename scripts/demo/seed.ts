import { readFileSync } from 'node:fs';

import type {
  Environment,
  Scenario,
  ScenarioInput,
  Script,
  TestType,
  Version,
} from '../../backend-sidecar/src/contract/scenarios.ts';
import type { ProxiedApi } from './proxied-api.ts';

/** How long things last. */
export interface Times {
  readonly durationSeconds: number;
  readonly rampUpSeconds: number;
  readonly cooldownSeconds: number;
  /** Fewer samples make a run invalid. */
  readonly minimumSamples: number;
}

/** What a release test really takes: `npm run demo -- --real-times`. */
export const REAL_TIMES: Times = {
  durationSeconds: 3600,
  rampUpSeconds: 60,
  cooldownSeconds: 900,
  minimumSamples: 10_000,
};

/** The same in seconds. */
export const DEMO_TIMES: Times = { durationSeconds: 18, rampUpSeconds: 3, cooldownSeconds: 2, minimumSamples: 500 };

interface ScenarioSeed {
  readonly name: string;
  readonly displayName: string;
  readonly script: 'prod-rev-trans' | 'uid';
  readonly threadGroups: string[] | null;
  readonly users: { readonly load: number; readonly stress: number };
}

const SCENARIOS: readonly ScenarioSeed[] = [
  {
    name: 'prod',
    displayName: 'Products',
    script: 'prod-rev-trans',
    threadGroups: ['prod'],
    users: { load: 25, stress: 50 },
  },
  {
    name: 'rev',
    displayName: 'Reviews',
    script: 'prod-rev-trans',
    threadGroups: ['rev'],
    users: { load: 25, stress: 50 },
  },
  {
    name: 'trans',
    displayName: 'Transactions',
    script: 'prod-rev-trans',
    threadGroups: ['trans'],
    users: { load: 25, stress: 50 },
  },
  { name: 'uid', displayName: 'User ids', script: 'uid', threadGroups: null, users: { load: 22, stress: 44 } },
];

export interface Seed {
  scenarios: Scenario[];
  testTypes: TestType[];
  versions: Version[];
}

/** Scripts, an environment, scenarios and versions, made as a person would make them: by the API. */
export async function seed(api: ProxiedApi, target: { host: string; port: number }, times: Times): Promise<Seed> {
  const testTypes = await api.get<TestType[]>('/test-types');
  const scripts = {
    'prod-rev-trans': await uploadScript(api, 'prod-rev-trans'),
    uid: await uploadScript(api, 'uid'),
  };
  const environment = await api.post<Environment>('/environments', {
    name: 'demo',
    description: 'The demo target on this machine',
    properties: { host: target.host, port: String(target.port) },
    secrets: { 'demo.password': 'open sesame' },
  });
  const scenarios: Scenario[] = [];
  for (const scenario of SCENARIOS) {
    const input = scenarioInput(scenario, {
      times,
      testTypes,
      environmentId: environment.id,
      scriptId: scripts[scenario.script].id,
    });
    scenarios.push(await api.post<Scenario>('/scenarios', input));
  }
  const versions: Version[] = [];
  for (const version of ['14.2.2', '14.2.3']) {
    versions.push(await api.post<Version>('/versions', { version }));
  }
  return { scenarios, testTypes, versions };
}

async function uploadScript(api: ProxiedApi, name: string): Promise<Script> {
  const form = new FormData();
  form.append('name', name);
  const bytes = readFileSync(new URL(`./jmeter-scripts/${name}.jmx`, import.meta.url));
  form.append('file', new Blob([bytes]), `${name}.jmx`);
  return api.upload<Script>('/scripts/upload', form);
}

interface ScenarioPlace {
  times: Times;
  testTypes: TestType[];
  environmentId: number;
  scriptId: number;
}

function scenarioInput(
  scenario: ScenarioSeed,
  { times, testTypes, environmentId, scriptId }: ScenarioPlace
): ScenarioInput {
  const { durationSeconds, rampUpSeconds } = times;
  return {
    name: scenario.name,
    displayName: scenario.displayName,
    description: '',
    testType: scenario.threadGroups === null ? 'standalone' : 'combined',
    scriptId,
    environmentId,
    enabledThreadGroups: scenario.threadGroups,
    loads: testTypes.flatMap(({ id, name }) =>
      name === 'load' || name === 'stress'
        ? [{ testTypeId: id, userCount: scenario.users[name], durationSeconds, rampUpSeconds, properties: {} }]
        : []
    ),
    cooldownSeconds: times.cooldownSeconds,
    minimumSamples: times.minimumSamples,
    properties: {},
    slos: [
      { label: null, metric: 'errorRate', comparator: '<=', limit: 0.01 },
      { label: null, metric: 'p95Ms', comparator: '<=', limit: 1000 },
    ],
    keyLabels: null,
    isActive: true,
  };
}
