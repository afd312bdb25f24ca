import { createHash, randomBytes } from 'node:crypto';

import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { describe, expect, it } from 'vitest';

import { ROUTES } from '../../backend-sidecar/src/contract/routes.ts';
import { hasPeople, PROXY, ROLES, type GrafanaUnderTest, type Role } from '../harness/grafana-under-test.ts';
import { ask, json, type Answer, type Question } from '../harness/http-client.ts';
import type { Arrived, Upstream } from './upstream.ts';

/** An Admin's and a Viewer's route that is there in every version. */
const ADMIN_ROUTE = '/api/settings';
const VIEWER_ROUTE = '/api/tests';

/** With a token alone there are no people, and nobody has a login. */
const itOfPeople = it.runIf(hasPeople(process.env));

interface Ground {
  grafana: () => GrafanaUnderTest;
  upstream: () => Upstream;
}

/** What of a request reaches the sidecar, and what does not. */
export function describeProxiedRequests({ grafana, upstream }: Ground): void {
  const send = (path: string, rest: Omit<Question, 'path'> = {}) =>
    ask(grafana().url, { headers: grafana().session('Viewer'), ...rest, path: PROXY + path });

  async function arrived(path: string, rest: Omit<Question, 'path'> = {}): Promise<Arrived> {
    const answer = await send(path, rest);
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    return json<Arrived>(answer);
  }

  describe('every route of the API', () => {
    const rank = (role: Role) => ROLES.indexOf(role);
    const routes = ROUTES.map(({ method, path, role }) => ({ method, path, role: role as Role }));

    it.each(routes)(
      '$method $path reaches the sidecar for $role and above, unchanged',
      async ({ method, path, role }) => {
        const sent = path.replace(/:\w+/g, '7');
        for (const caller of ROLES.filter((one) => rank(one) >= rank(role))) {
          const { url, method: verb } = await arrived(`${sent}?a=1`, { method, headers: grafana().session(caller) });
          expect([caller, verb, url]).toEqual([caller, method, `${sent}?a=1`]);
        }
      }
    );

    it.each(routes)('$method $path is nothing for somebody without role or login', async ({ method, path }) => {
      const sent = path.replace(/:\w+/g, '7');
      const before = upstream().count();
      const statuses = [
        (await send(sent, { method, headers: grafana().session('None') })).status,
        (await send(sent, { method, headers: grafana().nobody() })).status,
      ];
      expect([statuses, upstream().count() - before]).toEqual([[403, 401], 0]);
    });

    it('refuses verbs that no route has, before the sidecar hears of them', async () => {
      const before = upstream().count();
      for (const method of ['PATCH', 'OPTIONS', 'PROPFIND']) {
        const answer = await send(`${VIEWER_ROUTE}/7`, { method, headers: grafana().session('Admin') });
        expect([method, answer.status]).toEqual([method, 404]);
      }
      expect(upstream().count()).toBe(before);
    });
  });

  describe('a refusal', () => {
    const refused = (answer: Answer) => [answer.status, answer.headers['content-type'], json(answer)];

    it('by the role of a route says so', async () => {
      expect(refused(await send(ADMIN_ROUTE, { headers: grafana().session('Editor') }))).toEqual([
        ...[403, 'application/json; charset=UTF-8', { message: 'plugin proxy route access denied' }],
      ]);
    });

    it('of a path that no route has says so', async () => {
      expect(refused(await send('/api/nothing', { headers: grafana().session('Admin') }))).toEqual([
        ...[404, 'application/json; charset=UTF-8', { message: 'plugin route match not found' }],
      ]);
    });

    it('of somebody who is not signed in says so', async () => {
      const answer = await send(VIEWER_ROUTE, { headers: grafana().nobody() });
      expect(refused(answer)).toEqual([
        ...[401, 'application/json; charset=UTF-8'],
        expect.objectContaining({ message: 'Unauthorized', messageId: 'auth.unauthorized', statusCode: 401 }),
      ]);
    });

    it('of a wrong token says so', async () => {
      const answer = await send(VIEWER_ROUTE, { headers: { authorization: 'Bearer glsa_wrong_00000000' } });
      expect(refused(answer)).toEqual([
        ...[401, 'application/json; charset=UTF-8'],
        expect.objectContaining({ message: 'Invalid API key', messageId: 'api-key.invalid', statusCode: 401 }),
      ]);
    });

    it('of somebody without a role says what is missing', async () => {
      expect(json(await send(VIEWER_ROUTE, { headers: grafana().session('None') }))).toMatchObject({
        title: 'Access denied',
        message: "You'll need additional permissions to perform this action. Permissions needed: plugins.app:access",
      });
    });

    it('of another plugin says so', async () => {
      const path = '/api/plugin-proxy/nobody-nothing-app/api/tests';
      const answer = await ask(grafana().url, { path, headers: grafana().session('Admin') });
      expect([answer.status, json(answer)]).toMatchObject([404, { message: 'Plugin not found' }]);
    });

    itOfPeople('meets a request of a foreign page that carries a login', async () => {
      const headers = { ...grafana().session('Admin'), origin: 'http://evil.example' };
      const answer = await send(VIEWER_ROUTE, { method: 'POST', headers });
      expect([answer.status, answer.text]).toEqual([403, 'origin not allowed\n']);
    });

    it('has no body where HEAD asks, and HEAD is no GET', async () => {
      const answer = await send(VIEWER_ROUTE, { method: 'HEAD' });
      expect([answer.status, answer.text]).toEqual([404, '']);
    });
  });

  describe('a path', () => {
    it.each([
      ['dot segments', '/api/tests/../settings', '/api/tests/../settings'],
      ['encoded dot segments, decoded', '/api/tests/%2e%2e/settings', '/api/tests/../settings'],
      ['an encoded slash, decoded', '/api/tests/a%2Fb', '/api/tests/a/b'],
      ['a space', '/api/tests/a%20b', '/api/tests/a%20b'],
      ['an encoded percent', '/api/tests/a%252Fb', '/api/tests/a%252Fb'],
      ['UTF-8', '/api/tests/%C5%BDlut%C3%BD', '/api/tests/%C5%BDlut%C3%BD'],
      ['bytes that are no UTF-8', '/api/tests/a%FFb', '/api/tests/a%FFb'],
      ['a question mark', '/api/tests/a%3Fb', '/api/tests/a%3Fb'],
      ['marks that Go encodes', "/api/tests/(a)!*'$&+,:;=@~", '/api/tests/%28a%29%21%2A%27$&+,:;=@~'],
      ['no slash at its end', '/api/tests/7/', '/api/tests/7'],
      ['its query untouched', '/api/tests/7?a=%2F&b=x+y&a=2&c', '/api/tests/7?a=%2F&b=x+y&a=2&c'],
    ])('arrives with %s', async (_, sent, received) => {
      expect((await arrived(sent)).url).toBe(received);
    });

    it('with a broken escape gets no further than the server', async () => {
      const answer = await send('/api/tests/a%zz');
      expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
        ...[400, 'text/plain; charset=utf-8', '400 Bad Request'],
      ]);
    });
  });

  describe('the headers', () => {
    it('bring the key of the plugin’s settings, whatever the caller sends', async () => {
      const key = (await arrived(VIEWER_ROUTE)).headers['x-sidecar-key'];
      expect(key).toMatch(/\S{16,}/);
      const forged = { ...grafana().session('Viewer'), 'x-sidecar-key': 'forged' };
      expect((await arrived(VIEWER_ROUTE, { headers: forged })).headers['x-sidecar-key']).toBe(key);
    });

    it('leave login, origin, referer and forwarded names behind', async () => {
      const sent = {
        ...grafana().session('Viewer'),
        origin: new URL(grafana().url).origin,
        ...{ referer: `${grafana().url}/a/x`, 'x-grafana-device-id': 'd', 'x-forwarded-host': 'h' },
        ...{ 'x-forwarded-proto': 'https', 'x-forwarded-port': '1', 'x-grafana-user': 'root' },
      };
      const { headers } = await arrived(VIEWER_ROUTE, { headers: sent });
      const removed = ['cookie', 'authorization', ...Object.keys(sent).filter((name) => name !== 'cookie')];
      expect(removed.filter((name) => name in headers)).toEqual([]);
      expect(headers['x-grafana-referer']).toBe(`${grafana().url}/a/x`);
    });

    it('do not bring a token on', async () => {
      const { headers } = await arrived(VIEWER_ROUTE, { headers: grafana().token('Viewer') });
      expect(headers).not.toHaveProperty('authorization');
    });

    it('bring others of the caller on, also misleading ones', async () => {
      const sent = { 'x-grafana-org-id': '1', 'x-webauth-user': 'admin', 'x-ds-authorization': 'Bearer x' };
      expect(
        (await arrived(VIEWER_ROUTE, { headers: { ...grafana().session('Viewer'), ...sent } })).headers
      ).toMatchObject(sent);
    });

    itOfPeople('choose an organisation that the person is in', async () => {
      const headers = { ...grafana().session('Admin'), 'x-grafana-org-id': '987654' };
      const answer = await send(VIEWER_ROUTE, { headers });
      expect([answer.status, json(answer)]).toMatchObject([403, { title: 'Access denied' }]);
    });

    it('choose the organisation of the token, or none', async () => {
      const other = { 'x-grafana-org-id': '987654' };
      const account = await send(VIEWER_ROUTE, { headers: { ...grafana().token('Admin'), ...other } });
      expect([account.status, json(account)]).toMatchObject([401, { messageId: 'api-key.organization-mismatch' }]);
      for (const nonsense of ['0', 'abc', '']) {
        await arrived(VIEWER_ROUTE, { headers: { ...grafana().session('Viewer'), 'x-grafana-org-id': nonsense } });
      }
    });

    it('name the sidecar as host, and the way that the request came', async () => {
      const headers = { ...grafana().session('Viewer'), 'x-forwarded-for': '9.9.9.9' };
      const received = (await arrived(VIEWER_ROUTE, { headers })).headers;
      expect(received.host).toBe(new URL(upstream().url).host);
      // Grafana names its peer twice; a proxy before it may be one more.
      expect(received['x-forwarded-for']).toMatch(/(^|, )([\d.:a-f]+), \2$/);
    });
  });

  describe('the identity', () => {
    const contextOf = ({ headers }: Arrived) =>
      JSON.parse(Buffer.from(headers['x-grafana-context'] ?? '', 'latin1').toString('utf8')) as Record<string, unknown>;

    itOfPeople.each(['Viewer', 'Editor', 'Admin'] as const)('of a person with the role %s is signed', async (role) => {
      const received = await arrived(VIEWER_ROUTE, { headers: grafana().session(role) });
      const context = contextOf(received);
      expect(context).toMatchObject({ OrgID: 1, OrgRole: role, IsAnonymous: false, IsServiceAccount: false });
      expect(await claimsOf(received)).toMatchObject({
        ...{ aud: 'org:1', role, type: 'user', sub: `user:${String(context.UserID)}`, username: context.Login },
        ...{ name: context.Name, email: context.Email, identifier: context.UserUID, namespace: 'default' },
      });
    });

    it.each(['Viewer', 'Editor', 'Admin'] as const)('of a service account with the role %s is signed', async (role) => {
      const received = await arrived(VIEWER_ROUTE, { headers: grafana().token(role) });
      const context = contextOf(received);
      expect(context).toMatchObject({ OrgID: 1, OrgRole: role, IsAnonymous: false, IsServiceAccount: true });
      const claims = await claimsOf(received);
      expect(claims).toMatchObject({
        ...{ aud: 'org:1', role, type: 'service-account', sub: `service-account:${String(context.UserID)}` },
      });
      expect(claims).not.toHaveProperty('name');
    });

    itOfPeople('has the fields of Grafana 12.4, in their order', async () => {
      const received = await arrived(VIEWER_ROUTE);
      expect(Object.keys(contextOf(received)).join(' ')).toBe(
        'UserID UserUID OrgID OrgName OrgRole Login Name Email EmailVerified AuthID AuthenticatedBy Namespace ApiKeyID ' +
          'IsServiceAccount IsGrafanaAdmin IsAnonymous IsDisabled HelpFlags1 LastSeenAt Teams FallbackType'
      );
      expect(Object.keys(await claimsOf(received)).join(' ')).toBe(
        'aud authenticatedBy email exp iat identifier iss name namespace role sub type username'
      );
    });

    it('is no forger’s', async () => {
      const forged = { 'x-grafana-context': '{"OrgRole":"Admin"}', 'x-grafana-id': 'a.b.c' };
      const received = await arrived(VIEWER_ROUTE, { headers: { ...grafana().session('Viewer'), ...forged } });
      expect(contextOf(received).OrgRole).toBe('Viewer');
      expect(await claimsOf(received)).toMatchObject({ role: 'Viewer' });
    });

    async function claimsOf({ headers }: Arrived): Promise<Record<string, unknown>> {
      const keys = json<JSONWebKeySet>((await ask(grafana().url, { path: '/api/signing-keys/keys' })) as Answer);
      const { payload } = await jwtVerify(headers['x-grafana-id'] ?? '', createLocalJWKSet(keys), {
        algorithms: ['ES256'],
      });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
      return payload;
    }
  });

  describe('a body', () => {
    it('of 20 MB arrives byte by byte', async () => {
      const body = randomBytes(20 * 1024 * 1024);
      const headers = { ...grafana().session('Editor'), 'content-type': 'application/octet-stream' };
      const received = await arrived('/api/scripts/upload', { method: 'POST', headers, body });
      expect([received.bodyBytes, received.bodySha256]).toEqual([
        body.length,
        createHash('sha256').update(body).digest('hex'),
      ]);
      expect(received.headers['content-type']).toBe('application/octet-stream');
    });

    it('of an unknown length stays without one', async () => {
      const headers = { ...grafana().session('Editor'), 'transfer-encoding': 'chunked' };
      const received = await arrived('/api/scripts/upload', { method: 'POST', headers, body: 'abc' });
      expect([received.bodyBytes, received.headers['transfer-encoding']]).toEqual([3, 'chunked']);
    });

    it('that is none is sent as none', async () => {
      const received = await arrived('/api/tests', { method: 'POST', headers: grafana().session('Editor') });
      expect([received.bodyBytes, received.headers['content-length']]).toEqual([0, '0']);
    });
  });
}
