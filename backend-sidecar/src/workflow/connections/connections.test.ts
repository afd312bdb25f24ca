import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { ConnectionTest, SettingsUpdate } from '../../contract/system.ts';
import { apiUnderTest, type ApiUnderTest } from '../../http/api-fixture.ts';

/** Just closed, so nothing listens there. */
let NOT_THERE: string;

let api: ApiUnderTest;
const servers: Server[] = [];
beforeAll(async () => {
  api = await apiUnderTest({ JMETER_HOME: '/not/there', PATH: '/not/there' });
  NOT_THERE = await serve(() => undefined);
  await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
});
afterAll(async () => api.close());
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = async (listener: RequestListener) => `http://${await listening(createServer(listener))}`;

async function test(values: Record<string, SettingsUpdate>): Promise<Record<string, ConnectionTest>> {
  const answer = await api.ask('Admin', 'POST', '/api/settings/test-connections', { values });
  expect(answer.statusCode, answer.body).toBe(200);
  return Object.fromEntries(answer.json<ConnectionTest[]>().map((result) => [result.name, result]));
}

interface FakeGrafana {
  token?: string;
  rights?: string[];
  organisationId?: number;
  datasources?: Record<string, unknown>;
  date?: Date;
  seen?: string[];
}

/** Answers as Grafana 12.4 did when it was asked (bodies shortened). */
const grafana = (options: FakeGrafana = {}) =>
  serve((request, response) => {
    const { token = 'glsa_right', organisationId = 1 } = options;
    const rights = options.rights ?? [
      'annotations:create',
      'annotations:write',
      'annotations:delete',
      'dashboards:read',
    ];
    options.seen?.push(request.headers.authorization ?? '');
    response.setHeader('date', (options.date ?? new Date()).toUTCString());
    const answers: Record<string, unknown> = {
      '/api/health': { database: 'ok', version: '12.4.0', commit: 'x' },
      '/api/signing-keys/keys': { keys: [{ kty: 'EC', kid: 'id-2026-11-es256' }] },
      '/api/org': { id: organisationId, name: 'Main Org.' },
      '/api/access-control/user/permissions': Object.fromEntries(rights.map((right) => [right, ['*']])),
      '/api/frontend/settings': { datasources: options.datasources ?? {} },
    };
    const isOpen = ['/api/health', '/api/signing-keys/keys'].includes(request.url ?? '');
    const isRefused = !isOpen && request.headers.authorization !== `Bearer ${token}`;
    response.statusCode = isRefused ? 401 : 200;
    response.end(JSON.stringify(isRefused ? { message: 'Invalid API key' } : answers[request.url ?? '']));
  });

describe('a connection that nobody has set up', () => {
  it('is called so, and no failure', async () => {
    const results = await test({});
    const states = Object.entries(results).map(([name, { state }]) => [name, state]);
    expect(states).toEqual([
      ['JMeter', 'fails'],
      ['Grafana', 'not set up'],
      ['Grafana’s token', 'not set up'],
      ['InfluxDB', 'not set up'],
      ['Grafana’s datasource', 'not set up'],
      ['Confluence', 'not set up'],
    ]);
    expect(results.JMeter?.detail).toContain('JMETER_HOME');
  });
});

describe('an address', () => {
  it.each([
    ['a name that no host has', () => 'http://no-such-host.invalid:3000', /DNS/],
    ['a port at which nothing listens', () => NOT_THERE, /nothing listens/],
    ['a port that is never asked', () => 'http://127.0.0.1:6000', /a port that is reserved/],
  ])('%s', async (_name, address, expected) => {
    const url = address();
    const results = await test({ grafana: { url, token: 'x' }, influxdb: { url } });
    expect([results.Grafana?.state, results.InfluxDB?.state]).toEqual(['fails', 'fails']);
    expect(results.Grafana?.detail).toMatch(expected);
    expect(results.InfluxDB?.detail).toMatch(expected);
  });

  it('of another server', async () => {
    const url = await serve((_request, response) => response.end('<h1>It works</h1>'));
    const results = await test({ grafana: { url }, influxdb: { url } });
    expect(results.Grafana?.detail).toContain('is no Grafana');
    expect(results.InfluxDB?.detail).toContain('is no InfluxDB');
  });

  it('that leads elsewhere', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/grafana/' }).end());
    expect((await test({ grafana: { url } })).Grafana?.detail).toContain('leads elsewhere (302)');
  });

  it('with a certificate that is not trusted, and HTTPS where there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perftest-tls-'));
    const files = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject];
    execFileSync('openssl', [...args, '-keyout', files[0], '-out', files[1]], { stdio: 'ignore' });
    const tls = createTlsServer({ key: readFileSync(files[0]), cert: readFileSync(files[1]) });
    const results = await test({ grafana: { url: `https://${await listening(tls)}` } });
    expect(results.Grafana?.detail).toMatch(/certificate is self-signed/);
    const plain = await grafana();
    expect((await test({ grafana: { url: plain.replace('http:', 'https:') } })).Grafana?.detail).toMatch(/HTTPS/);
    rmSync(folder, { recursive: true });
  });

  it('that never answers is given up', async () => {
    const url = await serve(() => undefined);
    const begunMs = Date.now();
    const results = await test({ grafana: { url }, influxdb: { url } });
    expect(results.Grafana?.detail).toContain('did not answer within 8 s');
    expect(results.InfluxDB?.detail).toContain('did not answer within 8 s');
    expect(Date.now() - begunMs).toBeLessThan(14_000);
  });
});

describe('Grafana', () => {
  it('is tried with address, keys, clock, token and rights', async () => {
    const url = await grafana();
    const results = await test({ grafana: { url, token: 'glsa_right' } });
    expect(results.Grafana).toMatchObject({ state: 'works', detail: 'Grafana 12.4.0' });
    expect(results.Grafana?.checks.map(({ name }) => name)).toEqual(['Address', 'Identities', 'Clock']);
    expect(results['Grafana’s token']).toMatchObject({ state: 'works' });
  });

  it('says how far its clock is off', async () => {
    const url = await grafana({ date: new Date(Date.now() - 90_000) });
    const { Grafana } = await test({ grafana: { url } });
    expect(Grafana?.state).toBe('warning');
    expect(Grafana?.detail).toMatch(/(89|90|91) s behind/);
  });

  it.each([
    ['is not known', { token: 'glsa_other' }, /does not know this token.*401/],
    ['is of another organisation', { organisationId: 2 }, /of organisation 2, this sidecar serves 1/],
    [
      'may not enough',
      { rights: ['dashboards:read'] },
      /may not mark runs on graphs \(annotations:create\), .* give the service account the role Editor/,
    ],
  ])('says of a token that it %s', async (_name, options, expected) => {
    const url = await grafana(options);
    const result = (await test({ grafana: { url, token: 'glsa_right' } }))['Grafana’s token'];
    expect(result?.state).toBe('fails');
    expect(result?.detail).toMatch(expected);
  });
});

describe('values that are only typed', () => {
  it('are tried, not saved', async () => {
    await test({ influxdb: { url: NOT_THERE } });
    expect((await api.ask('Admin', 'GET', '/api/settings/influxdb')).body).not.toContain(NOT_THERE);
  });

  it('are refused as they would be when they are saved', async () => {
    const post = (values: object) => api.ask('Admin', 'POST', '/api/settings/test-connections', { values });
    expect((await post({ grafana: { url: 'grafana:3000' } })).statusCode).toBe(400);
    expect((await post({ grafana: { nonsense: 'x' } })).statusCode).toBe(400);
    expect((await post({ nonsense: {} })).statusCode).toBe(404);
  });

  it('do not lead a saved secret to another address', async () => {
    const home: string[] = [];
    const own = await grafana({ seen: home });
    await api.ask('Admin', 'PUT', '/api/settings/grafana', { token: 'glsa_right' });
    expect((await test({ grafana: { url: own } }))['Grafana’s token']?.state).toBe('works');
    expect(home).toContain('Bearer glsa_right');
    await api.ask('Admin', 'PUT', '/api/settings/influxdb', { url: own, password: 'hunter2', username: 'u' });
    const influx: string[] = [];
    const other = await serve((request, response) => {
      influx.push(request.headers.authorization ?? '');
      response.setHeader('x-influxdb-version', '1.8.10');
      response.writeHead(204).end();
    });
    await test({ influxdb: { url: other } });
    expect(influx.join()).not.toContain(Buffer.from('u:hunter2').toString('base64'));
    await test({ influxdb: { url: other, password: 'typed' } });
    expect(influx.join()).toContain(Buffer.from('u:typed').toString('base64'));
    await api.ask('Admin', 'PUT', '/api/settings/influxdb', { url: null, password: null, username: null });
    await api.ask('Admin', 'PUT', '/api/settings/grafana', { token: null });
  });
});

describe('Grafana’s datasource', () => {
  const influx = { type: 'influxdb', jsonData: { dbName: 'jmeter' } };
  const tried = async (datasources: Record<string, unknown>, more: SettingsUpdate = {}) => {
    const url = await grafana({ datasources });
    const values = { grafana: { url, token: 'glsa_right' }, influxdb: { url: NOT_THERE, ...more } };
    return (await test(values))['Grafana’s datasource'];
  };

  it('is found by itself when there is one, and compared with what is written', async () => {
    const datasources = { JMeter: { ...influx, name: 'JMeter', uid: 'a' }, Prom: { type: 'prometheus', uid: 'p' } };
    expect(await tried(datasources)).toMatchObject({ state: 'works', detail: '“JMeter” (a)' });
    expect(await tried(datasources, { database: 'other' })).toMatchObject({
      ...{ state: 'warning', detail: 'it reads “jmeter”, and runs are written into “other”' },
    });
  });

  it('must be chosen when there are several, and must be there', async () => {
    const datasources = { A: { ...influx, name: 'A', uid: 'a' }, B: { ...influx, name: 'B', uid: 'b' } };
    expect((await tried(datasources))?.detail).toContain('say which: “A” (a), “B” (b)');
    expect(await tried(datasources, { datasourceUid: 'b' })).toMatchObject({ state: 'works' });
    expect((await tried(datasources, { datasourceUid: 'c' }))?.detail).toContain(
      'no datasource of InfluxDB has the UID c'
    );
    expect((await tried({}))?.state).toBe('warning');
  });
});

describe('the checklist of the first run', () => {
  it('says what is done and what is open', async () => {
    const states = async () => {
      const { steps } = (await api.ask('Viewer', 'GET', '/api/setup')).json<{
        steps: Array<{ id: string; state: string }>;
      }>();
      return Object.fromEntries(steps.map(({ id, state }) => [id, state]));
    };
    expect(await states()).toEqual({
      ...{ sidecar: 'done', jmeter: 'open', grafana: 'open', influxdb: 'optional' },
      ...{ environment: 'open', script: 'open', scenario: 'open', run: 'open' },
    });
    const environment = { name: 'staging', properties: {}, isActive: true };
    expect((await api.ask('Editor', 'POST', '/api/environments', environment)).statusCode).toBe(201);
    expect(await states()).toMatchObject({ environment: 'done', scenario: 'open' });
  });
});
