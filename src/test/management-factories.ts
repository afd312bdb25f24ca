import type { GeneratorSummary } from 'perftest-automation-sidecar/contract/generators';
import type { Preflight, PreflightThreadGroup } from 'perftest-automation-sidecar/contract/preflight';
import type { Environment, Hook, ScriptRevision } from 'perftest-automation-sidecar/contract/scenarios';

import { makeScript, T0 } from './factories';

export function makeRevision(overrides: Partial<ScriptRevision> = {}): ScriptRevision {
  const { fileName, sizeBytes, checksumSha256, threadGroups } = makeScript();
  return {
    id: 21,
    scriptId: 2,
    number: 1,
    fileName,
    sizeBytes,
    checksumSha256,
    files: [{ name: fileName, kind: 'plan', sizeBytes, checksumSha256 }],
    comment: 'first',
    uploadedBy: 'admin',
    uploadedAtMs: T0,
    threadGroups,
    runCount: 0,
    ...overrides,
  };
}

export function makePreflightGroup(overrides: Partial<PreflightThreadGroup> = {}): PreflightThreadGroup {
  return {
    name: 'Shoppers',
    kind: 'ThreadGroup',
    role: 'main',
    line: 12,
    isEnabled: true,
    willRun: true,
    users: { text: '${__P(threads,25)}', source: 'property', property: 'threads', value: 25 },
    rampUp: { text: '60', source: 'literal', property: null, value: 60 },
    duration: { text: '${DURATION}', source: 'variable', property: 'DURATION', value: null },
    loops: { text: '-1', source: 'literal', property: null, value: -1 },
    canOverride: true,
    reason: null,
    load: null,
    ...overrides,
  };
}

export function makePreflight(overrides: Partial<Preflight> = {}): Preflight {
  return {
    revisionNumber: 1,
    findings: [],
    threadGroups: [makePreflightGroup()],
    totalUsers: 25,
    samplers: [{ kind: 'HTTPSamplerProxy', count: 14 }],
    transactions: [],
    labels: ['Login'],
    properties: [],
    placeholders: [],
    files: [],
    missingClasses: [],
    listeners: [],
    backendListeners: [],
    codeElements: [],
    includes: [],
    fragments: [],
    assertionCount: 3,
    timerCount: 1,
    jmeterVersion: '5.6.3',
    ...overrides,
  };
}

export const LOCAL_GENERATOR: GeneratorSummary = {
  ...{ name: 'local', kind: 'local', source: 'built in', description: 'On the sidecar', place: 'this sidecar’s host' },
};

export function makeEnvironment(overrides: Partial<Environment> = {}): Environment {
  return {
    id: 1,
    name: 'staging',
    description: '',
    generator: 'local',
    properties: { host: 'staging.example.com' },
    secretNames: [],
    isActive: true,
    versionProbe: null,
    hooksBefore: [],
    hooksAfter: [],
    dashboards: [],
    influxDb: { use: 'settings' },
    createdAtMs: T0,
    ...overrides,
  };
}

export function makeHook(overrides: Partial<Hook> = {}): Hook {
  return { name: 'reset', method: 'POST', url: 'https://staging.example.com/reset', ...overrides };
}
