import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { proxyRoutes } from '../../../scripts/proxy-routes.ts';
import { ROUTES } from '../contract/routes.ts';
import { AppError } from '../kernel/errors.ts';
import { apiUnderTest, headersOf, KEY, type ApiUnderTest } from './api-fixture.ts';
import { IdentityReader } from './identity.ts';

type Inject = { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; url: string; headers?: Record<string, string> };

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(async () => api.close());

const inject = (options: Inject) => api.sidecar.app.inject(options);

describe('every route of the contract', () => {
  it('is registered, and nothing else is', async () => {
    const document = (await api.ask('Viewer', 'GET', '/api/openapi.json')).json<{ paths: object }>();
    const registered = Object.entries(document.paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`)
    );
    const open = ['GET /healthz', 'GET /readyz', 'GET /metrics'];
    const expected = [...ROUTES.map((route) => `${route.method} ${route.path}`), ...open];
    expect(registered.sort()).toEqual(expected.sort());
  });

  it('stands in plugin.json as Grafana’s proxy needs it', () => {
    const pluginJson = JSON.parse(readFileSync(new URL('../../../plugin.json', import.meta.url), 'utf8'));
    expect(pluginJson.routes).toEqual(proxyRoutes());
    expect(pluginJson.routes.length).toBeGreaterThan(20);
  });
});

describe('the OpenAPI document', () => {
  it('is 3.1 and refers only to schemas that it has', async () => {
    const answer = await api.ask('Viewer', 'GET', '/api/openapi.json');
    const document = JSON.parse(answer.body);
    expect(document.openapi).toBe('3.1.0');
    const names = new Set(Object.keys(document.components.schemas));
    const references = [...answer.body.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((name) => !names.has(String(name)))).toEqual([]);
    expect(answer.body.match(/"\$ref":"(?!#\/components\/schemas\/)/g)).toBeNull();
  });
});

describe('the key', () => {
  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a wrong one', 'another-key-of-the-tests-0123'],
    ['one that only begins like it', KEY.slice(0, -1)],
    ['an unrendered template', '<no value>'],
  ])('%s is refused', async (_name, key) => {
    const headers = { ...headersOf(), 'x-sidecar-key': key } as Record<string, string>;
    if (key === undefined) {
      delete headers['x-sidecar-key'];
    }
    const answer = await inject({ method: 'GET', url: '/api/tests', headers });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'AUTH_KEY_MISSING']);
  });

  it.each(['/%61pi/tests', '/ap%69/tests', '/api%2ftests', '/%2fapi/tests', '/API/tests', '/api/tests/', '/', '/docs'])(
    '%s does not get around it',
    async (url) => {
      const answer = await inject({ method: 'GET', url });
      expect([400, 401]).toContain(answer.statusCode);
    }
  );

  it.each(['/healthz', '/readyz', '/metrics'])('%s needs none and names nobody’s tests', async (url) => {
    await api.ask('Editor', 'POST', '/api/versions', { version: 'Secret-Release-7' });
    const answer = await inject({ method: 'GET', url });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toContain('Secret-Release-7');
  });
});

describe('the path', () => {
  it.each([
    '/api/tests/../settings',
    '/api/tests/%2e%2e/settings',
    '/api/tests/%2E%2e/settings',
    '/api/tests/.%2e/settings',
    '/api/tests/..%2fsettings',
    '/api/tests/./1',
    '/api/tests/..',
    '/api//settings',
    '/api/tests/%2f/1',
    '/api\\settings',
    '/api/tests/..%5csettings',
  ])('%s is refused', async (url) => {
    // light-my-request resolves dot segments before it sends; a socket does not.
    const answer = await rawGet(url);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('REQUEST_PATH');
  });

  it('with a broken escape is a problem as every other', async () => {
    const answer = await rawGet('/api/tests/%zz');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
  });

  it('may hold dots in a query', async () => {
    expect((await api.ask('Viewer', 'GET', '/api/tests?search=../a//b')).statusCode).toBe(200);
  });
});

/** Sends the request line as it is. */
async function rawGet(path: string): Promise<string> {
  const { connect } = await import('node:net');
  const { app } = api.sidecar;
  if (!app.server.listening) {
    await app.listen({ host: '127.0.0.1', port: 0 });
  }
  const { port } = app.server.address() as AddressInfo;
  const headers = Object.entries(headersOf()).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.end(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers.join('\r\n')}\r\n\r\n`);
    });
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}

describe('the caller', () => {
  it.each([
    ['no context', undefined, 401, 'AUTH_IDENTITY_MISSING'],
    ['a context that is no JSON', '{', 401, 'AUTH_IDENTITY_MISSING'],
    ['a context that is no object', 'null', 401, 'AUTH_IDENTITY_MISSING'],
    ['a list', '[]', 403, 'AUTH_ORGANISATION'],
    ['an anonymous visitor', JSON.stringify({ OrgID: 1, OrgRole: 'Viewer', IsAnonymous: true }), 403, 'AUTH_ANONYMOUS'],
    ['another organisation', JSON.stringify({ OrgID: 2, OrgRole: 'Admin' }), 403, 'AUTH_ORGANISATION'],
    ['an organisation as text', JSON.stringify({ OrgID: '1', OrgRole: 'Admin' }), 403, 'AUTH_ORGANISATION'],
    ['role None', JSON.stringify({ OrgID: 1, OrgRole: 'None' }), 403, 'AUTH_ROLE'],
    ['no role', JSON.stringify({ OrgID: 1 }), 403, 'AUTH_ROLE'],
    ['a role of every object', JSON.stringify({ OrgID: 1, OrgRole: 'constructor' }), 403, 'AUTH_ROLE'],
  ])('%s is refused', async (_name, context, status, code) => {
    const headers: Record<string, string> = { 'x-sidecar-key': KEY };
    if (context !== undefined) {
      headers['x-grafana-context'] = context;
    }
    const answer = await inject({ method: 'GET', url: '/api/me', headers });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('keeps a name beyond latin1, in answers and in the audit log', async () => {
    const headers = headersOf({ Login: 'Zoë Žluťoučký', Name: 'Zoë Žluťoučký 日本' });
    const me = await inject({ method: 'GET', url: '/api/me', headers });
    expect(me.json()).toEqual({
      ...{ login: 'Zoë Žluťoučký', name: 'Zoë Žluťoučký 日本', role: 'Admin', organisationId: 1, kind: 'user' },
      sidecarVersion: '0.0.0',
    });
    await api.sidecar.app.inject({ method: 'POST', url: '/api/versions', headers, payload: { version: 'of-zoe' } });
    const audit = await api.ask('Admin', 'GET', '/api/audit?search=of-zoe');
    expect(audit.json<{ items: object[] }>().items).toMatchObject([{ person: 'Zoë Žluťoučký', role: 'Admin' }]);
  });
});

describe('Grafana’s signed identity', () => {
  const servers: Server[] = [];
  afterEach(() => {
    servers.splice(0).forEach((server) => server.close());
  });

  async function grafana() {
    let keys: JWK[] = [];
    const server = createServer((request, response) => {
      const isKeys = request.url === '/sub/api/signing-keys/keys';
      response.writeHead(isKeys ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sub`;
    const reader = new IdentityReader({ organisationId: 1, grafanaUrl: () => url, anonymousMayRead: () => true });
    return {
      url,
      close: () => new Promise((resolve) => server.close(resolve)),
      addKey: async (kid: string) => {
        const { publicKey, privateKey } = await generateKeyPair('ES256');
        keys = [...keys, { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }];
        return privateKey;
      },
      publish: (more: unknown[]) => (keys = more as JWK[]),
      me: async (token: string | undefined, context: Record<string, unknown> = {}) => {
        const headers = headersOf(context, token === undefined ? {} : { 'x-grafana-id': token });
        return reader.read(headers).then(
          ({ role }) => [200, role],
          (error: unknown) => (error instanceof AppError ? [error.status, error.code] : error)
        );
      },
    };
  }

  type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  const sign = (
    key: SigningKey,
    kid: string,
    claims: { aud?: string; sub?: string; role?: string; expires?: string } = {}
  ) =>
    new SignJWT({ username: 'zoe', ...(claims.role === undefined ? {} : { role: claims.role }) })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setSubject(claims.sub ?? 'user:7')
      .setAudience(claims.aud ?? 'org:1')
      .setIssuedAt()
      .setExpirationTime(claims.expires ?? '5m')
      .sign(key);

  it('is verified with the keys of the address that is set, subpath included', async () => {
    const { addKey, me } = await grafana();
    const key = await addKey('one');
    const { privateKey: stranger } = await generateKeyPair('ES256');
    expect(await me(await sign(key, 'one'))).toEqual([200, 'Admin']);
    expect(await me(await sign(key, 'one', { aud: 'org:2' }))).toEqual([401, 'AUTH_IDENTITY_INVALID']);
    expect(await me(await sign(key, 'one', { expires: '2 minutes ago' }))).toEqual([401, 'AUTH_IDENTITY_INVALID']);
    expect(await me(await sign(stranger, 'one'))).toEqual([401, 'AUTH_IDENTITY_INVALID']);
    expect(await me('nonsense')).toEqual([401, 'AUTH_IDENTITY_INVALID']);
    expect(await me(undefined)).toEqual([401, 'AUTH_IDENTITY_MISSING']);
  });

  it('keeps an address from being saved with which the caller could not be verified', async () => {
    const { addKey, close, url } = await grafana();
    const key = await addKey('one');
    const headers = headersOf({ OrgRole: 'Admin' }, { 'x-grafana-id': await sign(key, 'one') });
    const save = (address: string) =>
      api.sidecar.app.inject({ method: 'PUT', url: '/api/settings/grafana', headers, payload: { url: address } });
    const wrong = await save('http://127.0.0.1:9');
    expect([wrong.statusCode, wrong.json().code]).toEqual([400, 'REQUEST_INVALID']);
    expect((await save(url)).statusCode).toBe(200);
    const unset = { method: 'PUT' as const, url: '/api/settings/grafana', headers, payload: { url: null } };
    expect((await api.sidecar.app.inject(unset)).statusCode).toBe(200);
    await close();
  });

  it('lowers the role of the context and never raises it', async () => {
    const { addKey, me } = await grafana();
    const key = await addKey('one');
    expect(await me(await sign(key, 'one', { role: 'Viewer' }))).toEqual([200, 'Viewer']);
    expect(await me(await sign(key, 'one', { role: 'Admin' }), { OrgRole: 'Editor' })).toEqual([200, 'Editor']);
    expect(await me(await sign(key, 'one', { role: 'None' }))).toEqual([403, 'AUTH_ROLE']);
  });

  it('must name the caller whom the context names', async () => {
    const { addKey, me } = await grafana();
    const key = await addKey('one');
    const REFUSED = [401, 'AUTH_IDENTITY_INVALID'];
    expect(await me(await sign(key, 'one', { sub: 'user:8' }))).toEqual(REFUSED);
    expect(await me(await sign(key, 'one', { sub: 'service-account:7' }))).toEqual(REFUSED);
    expect(await me(await sign(key, 'one', { sub: 'anonymous:0' }))).toEqual(REFUSED);
    expect(await me(await sign(key, 'one', { sub: '' }))).toEqual(REFUSED);
    const robot = { IsServiceAccount: true, Login: 'sa-1-ci' };
    expect(await me(await sign(key, 'one', { sub: 'service-account:7' }), robot)).toEqual([200, 'Admin']);
    const visitor = { IsAnonymous: true, UserID: 0, Login: '', OrgRole: 'Admin' };
    expect(await me(await sign(key, 'one', { sub: 'anonymous:0' }), visitor)).toEqual([200, 'Viewer']);
    expect(await me(await sign(key, 'one', { sub: 'user:7' }), visitor)).toEqual(REFUSED);
  });

  it('is verified with a key that was added after the first were read', async () => {
    const { addKey, me } = await grafana();
    await me(await sign(await addKey('id-2026-11'), 'id-2026-11'));
    const rolled = await addKey('id-2026-12');
    await expect
      .poll(async () => me(await sign(rolled, 'id-2026-12')), { timeout: 15_000, interval: 500 })
      .toEqual([200, 'Admin']);
  }, 20_000);

  it('is not believed while the keys cannot be read', async () => {
    const unreachable = await grafana();
    const key = await unreachable.addKey('one');
    await unreachable.close();
    expect(await unreachable.me(await sign(key, 'one'))).toEqual([503, 'AUTH_SIGNING_KEYS_UNREACHABLE']);
  });

  it('is not called invalid when it is the keys that are', async () => {
    const broken = await grafana();
    const key = await broken.addKey('one');
    broken.publish(['no key']);
    expect(await broken.me(await sign(key, 'one'))).toEqual([503, 'AUTH_SIGNING_KEYS_UNREACHABLE']);
  });
});
