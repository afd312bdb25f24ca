import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { pino } from 'pino';

import { apiUnderTest, headersOf, KEY, multipart, type Answer, type ApiUnderTest } from './api-fixture.ts';
import { buildApp } from './app.ts';
import { IdentityReader } from './identity.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(async () => api.close());

interface Listed {
  items: Array<{ id: number; name: string; version: string }>;
  totalItems: number;
}

const PLAN = readFileSync(new URL('../../../tests/fixtures/plans/java-test.jmx', import.meta.url));
const SECRET = 'correct-horse-battery-staple';

const post = (url: string, payload: object) => api.ask('Admin', 'POST', url, payload);
const put = (url: string, payload: object) => api.ask('Admin', 'PUT', url, payload);
const remove = (url: string) => api.ask('Admin', 'DELETE', url);
const get = (url: string) => api.ask('Admin', 'GET', url);
const idOf = (answer: Answer): number => answer.json<{ id: number }>().id;
const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];

async function upload(fields: Record<string, string>, file?: { name: string; content: string | Buffer }) {
  const { payload, headers } = multipart(fields, file);
  return api.sidecar.app.inject({ method: 'POST', url: '/api/scripts/upload', payload, headers });
}

let counter = 0;
const unique = (name: string) => `${name}-${++counter}`;

async function scenario(change: object = {}, environment?: number) {
  const environmentId = environment ?? idOf(await post('/api/environments', { name: unique('env') }));
  return {
    name: unique('scenario'),
    displayName: 'Scenario',
    description: '',
    testType: 'standalone',
    scriptId: null,
    environmentId,
    enabledThreadGroups: null,
    loads: [{ testTypeId: 1, userCount: 5, durationSeconds: 30, rampUpSeconds: 3, properties: {} }],
    cooldownSeconds: 0,
    minimumSamples: 10,
    properties: {},
    slos: [],
    keyLabels: null,
    isActive: true,
    ...change,
  };
}

describe('a body', () => {
  it('says "no data" by null, which is never taken for 0', async () => {
    const answer = await post('/api/scenarios', await scenario({ cooldownSeconds: null }));
    expect(codeOf(answer)).toEqual([400, 'REQUEST_INVALID']);
    expect(answer.json().detail).toContain('cooldownSeconds');
  });

  it.each([
    ['a number as text', { cooldownSeconds: '5' }],
    ['a number as a boolean', { minimumSamples: true }],
    ['a boolean as text', { isActive: 'false' }],
    ['an unknown field', { colour: 'red' }],
    [
      'an unknown field of a load',
      { loads: [{ testTypeId: 1, userCount: 1, durationSeconds: 1, rampUpSeconds: 0, properties: {}, x: 1 }] },
    ],
    ['a property that is no text', { properties: { host: 5 } }],
    ['a property whose name is none of JMeter’s', { properties: { 'a b': 'x' } }],
    ['a property whose name begins another line', { properties: { 'a\nb': 'x' } }],
    ['an unknown metric', { slos: [{ label: null, metric: 'p42Ms', comparator: '<=', limit: 1 }] }],
    ['no environment there', { environmentId: 99_999 }],
    [
      'no such test type',
      { loads: [{ testTypeId: 99, userCount: 1, durationSeconds: 1, rampUpSeconds: 0, properties: {} }] },
    ],
    ['no such script', { scriptId: 99_999 }],
    [
      'two loads for one test type',
      {
        loads: [1, 1].map((testTypeId) => ({
          testTypeId,
          userCount: 1,
          durationSeconds: 1,
          rampUpSeconds: 0,
          properties: {},
        })),
      },
    ],
    ['a name that ends in a space', { name: 'prod ' }],
  ])('with %s is refused', async (_name, change) => {
    expect(codeOf(await post('/api/scenarios', await scenario(change)))).toEqual([400, 'REQUEST_INVALID']);
  });

  it('cannot change an id', async () => {
    const { name, displayName } = { name: unique('soak'), displayName: 'Soak' };
    const id = idOf(await post('/api/test-types', { name, displayName }));
    expect(codeOf(await put(`/api/test-types/${id}`, { id: 77, name, displayName }))).toEqual([400, 'REQUEST_INVALID']);
    const batch = { versionId: 1, runs: [{ scenarioId: 1, testTypeId: 1, status: 'completed' }] };
    expect(codeOf(await post('/api/batches', batch))).toEqual([400, 'REQUEST_INVALID']);
  });

  it.each([
    ['malformed', '{"version": ', 'application/json', [400, 'REQUEST_INVALID']],
    ['empty', '', 'application/json', [400, 'REQUEST_INVALID']],
    ['of another kind', '<a/>', 'application/xml', [400, 'REQUEST_INVALID']],
    ['too large', `{"version": "${'x'.repeat(5_000_000)}"}`, 'application/json', [413, 'REQUEST_TOO_LARGE']],
    [
      'that poisons prototypes',
      '{"__proto__": {"isAdmin": true}, "version": "1"}',
      'application/json',
      [400, 'REQUEST_INVALID'],
    ],
  ])('that is %s is a problem', async (_name, payload, type, expected) => {
    const headers = { ...headersOf(), 'content-type': type };
    const answer = await api.sidecar.app.inject({ method: 'POST', url: '/api/versions', headers, payload });
    expect(codeOf(answer)).toEqual(expected);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json().hint).not.toBe('');
  });

  it('that is too large is told the limit', async () => {
    const answer = await post('/api/versions', { version: 'x'.repeat(5_000_000) });
    expect(answer.json().detail).toContain('4194304');
  });

  it('that changes nothing changes nothing', async () => {
    const script = await upload({}, { name: 'plan.jmx', content: PLAN });
    const unchanged = await put(`/api/scripts/${idOf(script)}`, {});
    expect([unchanged.statusCode, unchanged.json()]).toEqual([200, script.json()]);
  });
});

describe('an error', () => {
  it('of the sidecar itself shows nothing of its inside, and the log shows it under the same id', async () => {
    const lines: string[] = [];
    const app = await buildApp({
      logger: pino({}, { write: (line: string) => lines.push(line) }),
      sidecarKey: KEY,
      identities: new IdentityReader({ organisationId: 1, grafanaUrl: () => null, anonymousMayRead: () => false }),
      version: '0',
    });
    app.get('/fault', () => {
      throw new Error('SQLITE_FULL in /var/lib/perftest/db');
    });
    const answer = await app.inject({ method: 'GET', url: '/fault', headers: headersOf() });
    expect([answer.statusCode, answer.json().code, answer.json().detail]).toEqual([500, 'INTERNAL', undefined]);
    expect(answer.body).not.toMatch(/SQLITE|perftest\/db|at .*\.ts/);
    expect(lines.join('')).toContain('SQLITE_FULL');
    expect(lines.join('')).toContain(answer.json().requestId);
    await app.close();
  });

  it('for an unknown address is a problem', async () => {
    const answer = await get('/api/nothing');
    expect(codeOf(answer)).toEqual([404, 'NOT_FOUND']);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});

describe('a list', () => {
  beforeAll(async () => {
    for (const version of ['1.0', '1.1', '50%_off', '50x_off', 'back\\slash']) {
      await post('/api/versions', { version, displayName: `list ${version}` });
    }
  });
  const versions = async (query: string) => (await get(`/api/versions?${query}`)).json<Listed>();

  it('comes in pages', async () => {
    const page = await versions('search=list&pageSize=2&page=2&sort=version');
    expect([page.items.map(({ version }) => version), page.totalItems]).toEqual([['50%_off', '50x_off'], 5]);
    expect((await versions('search=list&page=9')).items).toEqual([]);
  });

  it('sorts both ways', async () => {
    const [up, down] = [await versions('search=list&sort=version'), await versions('search=list&sort=-version')];
    expect(down.items.map(({ version }) => version)).toEqual(up.items.map(({ version }) => version).reverse());
  });

  it.each(['nothing', 'constructor', '__proto__', '-toString', '', '-'])(
    'refuses to sort by %j and names it',
    async (sort) => {
      const answer = await get(`/api/versions?sort=${sort}`);
      expect(codeOf(answer)).toEqual([400, 'REQUEST_INVALID']);
      expect(answer.json().detail).toContain(`"${sort}"`);
    }
  );

  it.each([
    ['50%_', ['50%_off']],
    ['%', ['50%_off']],
    ['_off', ['50%_off', '50x_off']],
    ['\\', ['back\\slash']],
    ["' OR 1=1 --", []],
  ])('finds %j literally', async (search, expected) => {
    const page = await versions(`sort=version&search=${encodeURIComponent(search)}`);
    expect(page.items.map(({ version }) => version)).toEqual(expected);
  });

  it.each(['page=0', 'page=1.5', 'page=1e300', 'page=x', 'pageSize=0', 'pageSize=501', 'page='])(
    'refuses %s',
    async (query) => {
      expect(codeOf(await get(`/api/versions?${query}`))).toEqual([400, 'REQUEST_INVALID']);
    }
  );

  it.each(['scenarioId=1,x', 'scenarioId=0', 'scenarioId=1,,2', 'scenarioId=1e3', 'batchId=x', 'fromMs=now'])(
    'of runs refuses %s',
    async (query) => {
      expect(codeOf(await get(`/api/tests?${query}`))).toEqual([400, 'REQUEST_INVALID']);
    }
  );
});

describe('a conflict', () => {
  it('of names is 409 and says which name', async () => {
    await post('/api/versions', { version: 'taken' });
    const answer = await post('/api/versions', { version: 'taken' });
    expect(codeOf(answer)).toEqual([409, 'CONFLICT_NAME']);
    expect(answer.json().detail).toBe('version taken');
  });

  it('of use is 409 and says what is in use', async () => {
    const environmentId = idOf(await post('/api/environments', { name: 'used' }));
    expect((await post('/api/scenarios', await scenario({}, environmentId))).statusCode).toBe(201);
    const answer = await remove(`/api/environments/${environmentId}`);
    expect(codeOf(answer)).toEqual([409, 'CONFLICT_IN_USE']);
    expect(answer.json().detail).toMatch(/^environment used is used by 1 scenario; /);
  });
});

describe('secrets of an environment', () => {
  it('come back in no answer, audit entry or log line, and lie sealed on disk', async () => {
    const bodies: string[] = [];
    const keep = async (answer: Promise<Answer>) => {
      const { body, json } = await answer;
      bodies.push(body);
      return json<{ id: number; secretNames: string[] }>();
    };
    const { id, secretNames } = await keep(post('/api/environments', { name: 'vault', secrets: { apiToken: SECRET } }));
    expect(secretNames).toEqual(['apiToken']);
    await keep(put(`/api/environments/${id}`, { name: 'vault', secrets: { other: `${SECRET}2` } }));
    await keep(put(`/api/environments/${id}`, { name: 'vault', secrets: { apiToken: 5 } }));
    await keep(post('/api/environments', { name: 'vault', secrets: { apiToken: SECRET } }));
    await keep(post('/api/environments', { name: 'vault2', secrets: { 'not a name': SECRET } }));
    const malformed = { method: 'POST', url: '/api/environments', payload: `{"secrets": {"a": "${SECRET}` } as const;
    await keep(
      api.sidecar.app.inject({ ...malformed, headers: { ...headersOf(), 'content-type': 'application/json' } })
    );
    for (const url of ['/api/environments', `/api/environments/${id}`, '/api/audit?pageSize=500', '/api/settings']) {
      await keep(get(url));
    }
    expect(bodies.filter((body) => body.includes(SECRET))).toEqual([]);
    expect(api.log.filter((line) => line.includes(SECRET))).toEqual([]);
    const database = ['perf-test.db', 'perf-test.db-wal'].map((name) =>
      readFileSync(join(api.dataDirectory, 'db', name))
    );
    expect(database.some((bytes) => bytes.includes(SECRET))).toBe(false);
    const audit = (await get('/api/audit?search=vault')).json<{ items: Array<{ detail: string | null }> }>();
    expect(audit.items.map(({ detail }) => detail)).toContain('secrets set or removed: other');
  });

  it('are removed by null, and stay when they are not named', async () => {
    const id = idOf(await post('/api/environments', { name: unique('env'), secrets: { a: '1', b: '2' } }));
    const changed = await put(`/api/environments/${id}`, { name: unique('env'), secrets: { a: null } });
    expect(changed.json().secretNames).toEqual(['b']);
  });
});

describe('an upload', () => {
  const stored = () => readdirSync(join(api.dataDirectory, 'jmeter-scripts', 'uploads'));

  it('gives the same bytes back', async () => {
    const answer = await upload(
      { name: 'Java', description: 'of the fixtures' },
      { name: 'java-test.jmx', content: PLAN }
    );
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ name: 'Java', description: 'of the fixtures', sizeBytes: PLAN.length });
    const download = await get(`/api/scripts/${idOf(answer)}/download`);
    expect(download.rawPayload.equals(PLAN)).toBe(true);
    expect(download.headers['content-disposition']).toContain('filename="java-test.jmx"');
  });

  it.each([
    ['../../x.jmx', 'x.jmx'],
    ['..\\..\\evil.jmx', 'evil.jmx'],
    ['.hidden.jmx', '.hidden.jmx'],
    ['Žluťoučký 日本.jmx', 'Žluťoučký 日本.jmx'],
  ])('named %j is stored as %j inside its folder', async (name, fileName) => {
    const answer = await upload({}, { name, content: PLAN });
    expect([answer.statusCode, answer.json().fileName]).toEqual([201, fileName]);
    expect((await get(`/api/scripts/${idOf(answer)}/download`)).rawPayload.equals(PLAN)).toBe(true);
  });

  it.each([
    ['no test plan', {}, { name: 'a.jmx', content: 'hello' }, [422, 'SCRIPT_NOT_JMX']],
    ['another XML', {}, { name: 'a.jmx', content: '<a/>' }, [422, 'SCRIPT_NOT_JMX']],
    [
      'a DOCTYPE',
      {},
      { name: 'a.jmx', content: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><jmeterTestPlan/>' },
      [422, 'SCRIPT_DOCTYPE'],
    ],
    ['an empty file', {}, { name: 'a.jmx', content: '' }, [422, 'SCRIPT_NOT_JMX']],
    ['no file', { name: 'x' }, undefined, [400, 'REQUEST_INVALID']],
    ['a name that is none', {}, { name: '..', content: PLAN }, [422, 'SCRIPT_FILES']],
    ['a name of no test plan', {}, { name: '/etc/passwd', content: PLAN }, [422, 'SCRIPT_FILES']],
    [
      'a name longer than a file system takes',
      {},
      { name: `${'日本😀'.repeat(80)}.jmx`, content: PLAN },
      [422, 'SCRIPT_FILES'],
    ],
    ['a scenario that is no id', { scenarioId: 'x' }, { name: 'a.jmx', content: PLAN }, [400, 'REQUEST_INVALID']],
    [
      'a scenario that is not there',
      { scenarioId: '99999' },
      { name: 'a.jmx', content: PLAN },
      [400, 'REQUEST_INVALID'],
    ],
    ['a name that is too long', { name: 'x'.repeat(101) }, { name: 'a.jmx', content: PLAN }, [400, 'REQUEST_INVALID']],
  ])('with %s is refused and leaves no file', async (_name, fields, file, expected) => {
    const before = stored();
    expect(codeOf(await upload(fields as Record<string, string>, file))).toEqual(expected);
    expect(stored()).toEqual(before);
  });

  it('that is no form is refused', async () => {
    expect(codeOf(await post('/api/scripts/upload', { file: 'x' }))).toEqual([400, 'REQUEST_INVALID']);
  });

  it('is gone with its file once it is deleted', async () => {
    const before = stored();
    const id = idOf(await upload({}, { name: 'a.jmx', content: PLAN }));
    expect(stored()).toHaveLength(before.length + 1);
    expect((await remove(`/api/scripts/${id}`)).statusCode).toBe(204);
    expect(stored()).toEqual(before);
  });
});

describe('settings', () => {
  const save = (category: string, values: object) => put(`/api/settings/${category}`, values);

  it.each([
    ['an unknown name', 'runner', { colour: 'red' }],
    ['another type', 'runner', { deadlineGraceSeconds: '5' }],
    ['a negative time', 'runner', { deadlineGraceSeconds: -1 }],
    ['a time beyond Node’s timers', 'runner', { deadlineGraceSeconds: 1e9 }],
    ['an address that is none', 'grafana', { url: 'grafana' }],
    ['an address of another kind', 'grafana', { url: 'javascript:alert(1)' }],
  ])('refuse %s, and save nothing beside it', async (_name, category, values) => {
    const before = (await get('/api/settings')).body;
    const answer = await save(category, { ...(category === 'runner' ? { javaPath: '/x/java' } : {}), ...values });
    expect(codeOf(answer)).toEqual([400, 'REQUEST_INVALID']);
    expect((await get('/api/settings')).body).toBe(before);
  });

  it('take an emptied address for none, so that nobody is locked out', async () => {
    expect((await save('grafana', { url: '' })).json<unknown>()).toEqual(
      expect.arrayContaining([expect.objectContaining({ key: 'url', value: null, isSet: false })])
    );
    expect((await get('/api/me')).statusCode).toBe(200);
  });

  it('of an unknown category are not found', async () => {
    expect(codeOf(await get('/api/settings/nothing'))).toEqual([404, 'NOT_FOUND']);
  });
});
