import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Environment, EnvironmentTrial } from '../contract/scenarios.ts';
import { apiUnderTest, type ApiUnderTest } from './api-fixture.ts';

const SECRET = 'hush-4711';

let api: ApiUnderTest;
let target: Server;
let url: string;
const seen: string[] = [];

/** Sends back what it was sent, in its body and in where it points to. */
beforeAll(async () => {
  api = await apiUnderTest();
  target = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push(`${request.method} ${path} ${request.headers.authorization ?? ''}`);
    if (path.startsWith('/moved')) {
      response.writeHead(307, { location: `http://login.example/?back=${path}` }).end();
      return;
    }
    const status = path.startsWith('/refused') ? 401 : 200;
    response.writeHead(status).end(JSON.stringify({ version: '14.2.3', echo: request.headers.authorization }));
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  await api.close();
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
});

async function create(input: Record<string, unknown>): Promise<Environment> {
  const answer = await api.ask('Editor', 'POST', '/api/environments', input);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<Environment>();
}

async function tryIt({ id }: Environment): Promise<EnvironmentTrial['checks']> {
  const answer = await api.ask('Editor', 'POST', `/api/environments/${id}/try`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<EnvironmentTrial>().checks;
}

const headers = { authorization: 'Bearer @@token@@' };
const hook = (name: string, path: string) => ({ name, method: 'POST', url: `${url}${path}`, headers });

describe('an environment', () => {
  const checks = () => ({
    versionProbe: { url: `${url}/version`, expression: '/version' },
    hooksBefore: [{ name: 'reset', method: 'POST', url: `${url}/reset`, body: '{}', timeoutSeconds: 60 }],
    hooksAfter: [{ name: 'clean', method: 'DELETE', url: `${url}/data` }],
    dashboards: [{ title: 'Hosts', url: '/d/hosts' }],
  });

  it('keeps its probe, hooks and dashboards, also when they are left out of a change', async () => {
    const { id } = await create({ name: 'kept', ...checks() });
    const change = { name: 'kept', dashboards: [], isActive: false };
    const changed = await api.ask('Editor', 'PUT', `/api/environments/${id}`, change);
    expect(changed.statusCode, changed.body).toBe(200);
    const read = (await api.ask('Viewer', 'GET', `/api/environments/${id}`)).json<Environment>();
    const { versionProbe, hooksBefore, hooksAfter } = checks();
    expect(read).toMatchObject({ isActive: false, hooksBefore, hooksAfter, dashboards: [] });
    expect(read.versionProbe).toMatchObject(versionProbe);
    await api.ask('Editor', 'PUT', `/api/environments/${id}`, { name: 'kept', versionProbe: null });
    expect((await api.ask('Viewer', 'GET', `/api/environments/${id}`)).json<Environment>().versionProbe).toBeNull();
  });

  it('has no name that is a property and a secret', async () => {
    const both = { name: 'both', properties: { token: 'x' }, secrets: { token: SECRET } };
    const refused = await api.ask('Editor', 'POST', '/api/environments', both);
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'REQUEST_INVALID']);
    expect(refused.json().detail).toBe('token is a property and a secret; give one of them another name');
    expect(refused.body).not.toContain(SECRET);
    // The secret stands already; it is the property that comes later.
    const { id } = await create({ name: 'both', secrets: { token: SECRET } });
    const change = { name: 'both', properties: { token: 'x' } };
    expect((await api.ask('Editor', 'PUT', `/api/environments/${id}`, change)).statusCode).toBe(400);
    const instead = { ...change, secrets: { token: null } };
    expect((await api.ask('Editor', 'PUT', `/api/environments/${id}`, instead)).statusCode).toBe(200);
  });

  it('has no probe with an expression that is neither pointer nor pattern', async () => {
    const broken = { name: 'broken', versionProbe: { url, expression: 'version: ([0-9' } };
    const refused = await api.ask('Editor', 'POST', '/api/environments', broken);
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'REQUEST_INVALID']);
    expect(refused.json().detail).toContain('versionProbe.expression');
  });

  it('that a scenario uses is not deleted, and says by what it is used', async () => {
    const { id } = await create({ name: 'used' });
    const scenario = {
      ...{ name: 's', displayName: 's', description: '', testType: 'standalone', scriptId: null, environmentId: id },
      ...{ enabledThreadGroups: null, loads: [], cooldownSeconds: 0, minimumSamples: 0, properties: {}, slos: [] },
      ...{ keyLabels: null, isActive: true },
    };
    expect((await api.ask('Editor', 'POST', '/api/scenarios', scenario)).statusCode).toBe(201);
    const refused = await api.ask('Admin', 'DELETE', `/api/environments/${id}`);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'CONFLICT_IN_USE']);
    expect(refused.json().detail).toBe('environment used is used by 1 scenario; deactivate it instead');
    const off = await api.ask('Editor', 'PUT', `/api/environments/${id}`, { name: 'used', isActive: false });
    expect(off.json<Environment>().isActive).toBe(false);
  });
});

describe('a trial', () => {
  it('asks the probe and calls every hook, also after one has failed', async () => {
    seen.length = 0;
    const environment = await create({
      ...{ name: 'tried', properties: { PATH: 'version' }, secrets: { token: SECRET } },
      versionProbe: { url: `${url}/@@PATH@@`, headers, expression: '"version":"([^"]+)"' },
      hooksBefore: [hook('reset', '/refused'), hook('warm', '/warm')],
      hooksAfter: [hook('clean', '/moved?t=@@token@@'), hook('lost', '/@@NOWHERE@@')],
    });
    const checks = await tryIt(environment);
    expect(checks.map(({ durationMs: _durationMs, ...check }) => check)).toEqual([
      { name: 'version probe', when: 'version probe', isOk: true, detail: '14.2.3' },
      { name: 'reset', when: 'before', isOk: false, detail: 'it answered 401' },
      { name: 'warm', when: 'before', isOk: true, detail: 'it answered 200' },
      {
        name: 'clean',
        when: 'after',
        isOk: false,
        detail: 'it answered 307 and points to http://login.example/?back=/moved?t=***; redirects are not followed',
      },
      {
        name: 'lost',
        when: 'after',
        isOk: false,
        detail: '@@NOWHERE@@ has no value: it is no property and no secret of the environment',
      },
    ]);
    expect(seen).toEqual([
      `GET /version Bearer ${SECRET}`,
      `POST /refused Bearer ${SECRET}`,
      `POST /warm Bearer ${SECRET}`,
      `POST /moved?t=${SECRET} Bearer ${SECRET}`,
    ]);
  });

  it('tells no secret that the system sends back', async () => {
    const environment = await create({
      ...{ name: 'echo', secrets: { token: SECRET } },
      versionProbe: { url, headers, expression: '/echo' },
    });
    expect(await tryIt(environment)).toMatchObject([{ isOk: true, detail: 'Bearer ***' }]);
    const audit = await api.ask('Admin', 'GET', '/api/audit?pageSize=500');
    expect(audit.body).toContain('environment tried');
    expect(audit.body).not.toContain(SECRET);
    expect(api.log.join('')).not.toContain(SECRET);
    const all = await api.ask('Viewer', 'GET', '/api/environments');
    expect(all.body).not.toContain(SECRET);
  });

  it('of an environment without checks is empty', async () => {
    expect(await tryIt(await create({ name: 'plain' }))).toEqual([]);
  });
});

describe('the answer to a hold', () => {
  it('is refused where nothing is held, and where there is no such lane', async () => {
    const { id } = await create({ name: 'free' });
    const answer = (environmentId: number) =>
      api.ask('Editor', 'POST', '/api/queue/answer', { environmentId, answer: 'go on' });
    const refused = await answer(id);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'CONFLICT_STATE']);
    expect((await answer(999_999)).statusCode).toBe(404);
  });
});
