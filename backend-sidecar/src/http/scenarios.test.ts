import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Scenario, ScenarioImport, SloCheck, Version } from '../contract/scenarios.ts';
import { apiUnderTest, type ApiUnderTest } from './api-fixture.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.ask('Admin', 'POST', '/api/environments', { name: 'staging' });
});
afterAll(async () => api.close());

/** Of the first environment of a new database. */
const environmentId = 1;
const LOAD = { testTypeId: 1, userCount: 5, durationSeconds: 30, rampUpSeconds: 3, properties: {} };

function body(name: string, change: object = {}) {
  return {
    ...{ name, displayName: name, description: '', testType: 'standalone', scriptId: null, environmentId },
    ...{ enabledThreadGroups: null, loads: [LOAD], cooldownSeconds: 0, minimumSamples: 0, properties: {} },
    ...{ slos: [], keyLabels: null, isActive: true },
    ...change,
  };
}

async function create(name: string, change: object = {}): Promise<Scenario> {
  const answer = await api.ask('Editor', 'POST', '/api/scenarios', body(name, change));
  expect(answer.body).toContain(name);
  return answer.json<Scenario>();
}

const SLO = { label: 'Login', metric: 'p95Ms', comparator: '<', limit: 800 };

describe('a scenario', () => {
  it('tells all of it back, with its SLOs as people write them', async () => {
    const chosen = {
      ...{ minimumDurationRatio: 0.9, failSeverity: 'critical', excludedLabels: ['/health'] },
      ...{ labelFoldings: [{ pattern: '/item/*', label: '/item/*' }], windowTrimStartSeconds: 5 },
      ...{ windowTrimEndSeconds: 10, slos: [SLO], loads: [{ ...LOAD, appliesLoad: false }] },
    };
    const created = await create('whole', chosen);
    expect(created).toMatchObject({ ...chosen, sloTexts: ['p95 of Login < 800 ms'] });
    const answer = await api.ask('Editor', 'PUT', `/api/scenarios/${created.id}`, body('whole', { slos: [SLO] }));
    expect(answer.json()).toMatchObject({
      ...{ minimumDurationRatio: 0, failSeverity: 'major', excludedLabels: [], labelFoldings: [] },
      ...{ windowTrimStartSeconds: null, windowTrimEndSeconds: 0, loads: [{ appliesLoad: true }] },
    });
  });

  it('with an SLO that makes no sense is refused, and which one is told', async () => {
    const slos = [SLO, { ...SLO, comparator: '>' }];
    const answer = await api.ask('Editor', 'POST', '/api/scenarios', body('nonsense', { slos }));
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'REQUEST_INVALID']);
    expect(answer.json().detail).toBe('slos/1: a time has an upper limit, which is written with < or <=');
  });

  it('is copied by an editor, and both are there', async () => {
    const original = await create('original', { slos: [SLO] });
    const url = `/api/scenarios/${original.id}/copy`;
    expect((await api.ask('Viewer', 'POST', url, { name: 'copy' })).statusCode).toBe(403);
    const copy = await api.ask('Editor', 'POST', url, { name: 'copy', displayName: 'The copy' });
    expect([copy.statusCode, copy.json()]).toMatchObject([201, { name: 'copy', displayName: 'The copy', slos: [SLO] }]);
    expect((await api.ask('Editor', 'POST', url, { name: 'copy' })).json()).toMatchObject({ code: 'CONFLICT_NAME' });
    expect((await api.ask('Editor', 'POST', '/api/scenarios/999/copy', { name: 'x' })).statusCode).toBe(404);
  });
});

describe('scenarios as YAML', () => {
  it('are an attachment that a viewer may have, and that imported again changes nothing', async () => {
    const { id } = await create('exported', { slos: [SLO] });
    const file = await api.ask('Viewer', 'GET', `/api/scenarios/export?ids=${id}`);
    expect(file.headers['content-type']).toContain('text/yaml');
    expect(file.headers['content-disposition']).toContain('attachment; filename="scenarios.yaml"');
    expect(file.body).toContain('- p95 of Login < 800 ms');
    const again = await api.ask('Editor', 'POST', '/api/scenarios/import', { yaml: file.body });
    expect(again.json()).toEqual({
      scenarios: [{ name: 'exported', action: 'unchanged', changes: [], problems: [] }],
      isImported: true,
    });
    expect(
      (await api.ask('Viewer', 'GET', '/api/scenarios/export')).body.match(/^ {2}- name: /gm)?.length
    ).toBeGreaterThan(1);
    expect((await api.ask('Viewer', 'GET', '/api/scenarios/export?ids=x')).statusCode).toBe(400);
    expect((await api.ask('Viewer', 'GET', '/api/scenarios/export?ids=999')).statusCode).toBe(404);
  });

  it('are tried first, then imported, and the audit log has it', async () => {
    const yaml = [
      'scenarios:',
      '  - name: from yaml',
      '    environment: staging',
      '    loads:',
      '      - { testType: load, userCount: 1, durationSeconds: 60, rampUpSeconds: 0 }',
      '    slos: [errors < 1 %]',
    ].join('\n');
    const send = async (payload: object) =>
      (await api.ask('Editor', 'POST', '/api/scenarios/import', payload)).json<ScenarioImport>();
    expect(await send({ yaml, isTrial: true })).toMatchObject({ isImported: false, scenarios: [{ action: 'create' }] });
    expect(await send({ yaml: yaml.replace('staging', 'nowhere') })).toMatchObject({ isImported: false });
    expect(await send({ yaml })).toMatchObject({ isImported: true });
    const found = await api.ask('Viewer', 'GET', '/api/scenarios?search=from%20yaml');
    expect(found.json()).toMatchObject({ totalItems: 1, items: [{ sloTexts: ['errors of total < 1 %'] }] });
    const audit = await api.ask('Admin', 'GET', '/api/audit?search=from%20yaml');
    expect(audit.json()).toMatchObject({ items: [{ action: 'scenario created by import' }] });
    expect((await api.ask('Viewer', 'POST', '/api/scenarios/import', { yaml })).statusCode).toBe(403);
  });

  it.each([
    ['no YAML', 'scenarios: [', 'yaml: line 1'],
    ['more than a megabyte', 'x'.repeat(1_000_001), 'yaml'],
  ])('that are %s are refused', async (_name, yaml, detail) => {
    const answer = await api.ask('Editor', 'POST', '/api/scenarios/import', { yaml });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'REQUEST_INVALID']);
    expect(answer.json().detail).toContain(detail);
  });
});

describe('SLOs as they are typed', () => {
  it('are read, and what is wrong with them is told with its place', async () => {
    const texts = ['p95 of Login < 800 ms', 'p42 < 5'];
    const answer = await api.ask('Viewer', 'POST', '/api/slos/check', { texts });
    expect(answer.json<SloCheck>()).toEqual({
      results: [
        { text: texts[0], slo: SLO, written: texts[0], error: null, warning: null },
        {
          ...{ text: texts[1], slo: null, written: null, warning: null },
          error: { message: expect.stringContaining('“p42” is no metric'), fromIndex: 0, toIndex: 3 },
        },
      ],
      labels: [],
    });
    const unknown = await api.ask('Viewer', 'POST', '/api/slos/check', { texts, scenarioId: 999 });
    expect(unknown.statusCode).toBe(404);
  });
});

describe('versions', () => {
  it('come newest first by what they are, and as ids in their order', async () => {
    const dated = (version: string, releaseDateMs: number) =>
      api.ask('Editor', 'POST', '/api/versions', { version, releaseDateMs });
    for (const [index, version] of ['14.9.3', '14.10.0', 'hotfix', '14.9.4'].entries()) {
      await dated(version, 1_700_000_000_000 + index * 86_400_000);
    }
    const page = (await api.ask('Viewer', 'GET', '/api/versions?pageSize=3')).json<{ items: Version[] }>();
    // 14.9.4 came last; 14.10.0 is newer than it by its name, and both are newer than the hotfix.
    expect(page.items.map(({ version }) => version)).toEqual(['14.10.0', '14.9.4', 'hotfix']);
    const rest = (await api.ask('Viewer', 'GET', '/api/versions?pageSize=3&page=2')).json<{ items: Version[] }>();
    const order = (await api.ask('Viewer', 'GET', '/api/versions/order')).json<{ ids: number[] }>();
    expect(order.ids).toEqual([...page.items, ...rest.items].map(({ id }) => id));
    const sorted = (await api.ask('Viewer', 'GET', '/api/versions?sort=-releaseDateMs')).json<{ items: Version[] }>();
    expect(sorted.items.map(({ version }) => version)).toEqual(['14.9.4', 'hotfix', '14.10.0', '14.9.3']);
    const found = (await api.ask('Viewer', 'GET', '/api/versions?search=14.9')).json<{ items: Version[] }>();
    expect(found.items.map(({ version }) => version)).toEqual(['14.9.4', '14.9.3']);
  });
});
