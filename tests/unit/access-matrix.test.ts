import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ROUTES, type RouteContract } from '../../backend-sidecar/src/contract/routes.ts';
import { apiUnderTest, headersOf, KEY, type ApiUnderTest } from '../../backend-sidecar/src/http/api-fixture.ts';
import { proxyRoutes } from '../../scripts/proxy-routes.ts';
import { sendRaw } from '../preview-host/preview-fixture.ts';
import { startPreviewHost, type PreviewHost } from '../preview-host/server.ts';

const PROXY = '/api/plugin-proxy/perftest-automation-app';

/**
 * The rules in words, by which the table of routes is checked: reading is a Viewer's, changing an Editor's, deleting what
 * others use an Administrator's. These are all that differ from that.
 */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  // An upload that is looked at belongs to whoever may import.
  'GET /api/tests/import/:importId': 'Editor',
  'DELETE /api/tests/import/:importId': 'Editor',
  'DELETE /api/comments/:id': 'Editor',
  // Marks are written again at any time.
  'DELETE /api/tests/:id/annotations': 'Editor',
  // What is open in Confluence is nobody’s business who does not publish; a template is markup for everybody’s pages.
  'GET /api/confluence/spaces': 'Editor',
  // They are asked of Grafana with the token, which may see more than a Viewer.
  'GET /api/grafana/dashboards': 'Editor',
  'GET /api/grafana/dashboards/:uid': 'Editor',
  'GET /api/grafana/test-connection': 'Admin',
  'POST /api/confluence/templates': 'Admin',
  'PUT /api/confluence/templates/:id': 'Admin',
  // Where load is made, and by which account of which host.
  'GET /api/generators/:name': 'Admin',
  'POST /api/generators': 'Admin',
  'PUT /api/generators/:name': 'Admin',
  'POST /api/generators/:name/test': 'Admin',
  'POST /api/generators/:name/forget-host-keys': 'Admin',
  // They answer questions and change nothing.
  'POST /api/batches/preview': 'Viewer',
  'POST /api/slos/check': 'Viewer',
};
const ADMINISTRATION = /^\/api\/(settings|audit)(\/|$)/;

function roleByRule({ method, path }: RouteContract): string {
  const exception = EXCEPTIONS[`${method} ${path}`];
  if (exception !== undefined) {
    return exception;
  }
  if (ADMINISTRATION.test(path) || method === 'DELETE') {
    return 'Admin';
  }
  return method === 'GET' ? 'Viewer' : 'Editor';
}

type Place = 'sidecar' | 'proxy';
type Outcome = 'admitted' | 'refused by Grafana' | `${number} ${string}`;

/** Who asks: how the sidecar alone hears of them, how a client says so to the proxy, and what must become of it. */
interface Caller {
  readonly name: string;
  readonly context: Record<string, unknown>;
  readonly client: Record<string, string>;
  /** What Grafana's role allows, or null: nobody with this comes in at all. */
  readonly role: 'Viewer' | 'Editor' | 'Admin' | null;
  /** What the sidecar says to it, whatever it asks for. */
  readonly refusal?: Outcome;
  readonly isReadOnly?: boolean;
}

const person = (role: string, more: Record<string, unknown> = {}) => ({ OrgRole: role, ...more });
const robot = (role: string) => person(role, { IsServiceAccount: true, Login: `sa-1-${role}` });
const cookie = (text: string) => ({ cookie: text });
const bearer = (role: string) => ({ authorization: `Bearer preview-${role}-token` });
const FORGED = {
  'x-grafana-context': JSON.stringify({ OrgID: 1, OrgRole: 'Admin', Login: 'admin' }),
  'x-grafana-id': 'forged',
  'x-grafana-user': 'admin',
  'x-grafana-org-id': '1',
  'x-webauth-user': 'admin',
  'x-sidecar-key': 'forged',
};

const VIEWER: Caller = {
  name: 'a Viewer',
  context: person('Viewer'),
  client: cookie('preview_role=Viewer'),
  role: 'Viewer',
};
const ADMIN: Caller = {
  name: 'an Admin',
  context: person('Admin'),
  client: cookie('preview_role=Admin'),
  role: 'Admin',
};

const CALLERS: readonly Caller[] = [
  VIEWER,
  ADMIN,
  { name: 'an Editor', context: person('Editor'), client: cookie('preview_role=Editor'), role: 'Editor' },
  { name: 'a Viewer’s token', context: robot('Viewer'), client: bearer('viewer'), role: 'Viewer' },
  { name: 'an Editor’s token', context: robot('Editor'), client: bearer('editor'), role: 'Editor' },
  { name: 'an Admin’s token', context: robot('Admin'), client: bearer('admin'), role: 'Admin' },
  {
    name: 'somebody of no role',
    ...{ context: person('None'), client: cookie('preview_role=None'), role: null, refusal: '403 AUTH_ROLE' },
  },
  { name: 'a token of no role', context: robot('None'), client: bearer('none'), role: null, refusal: '403 AUTH_ROLE' },
  {
    name: 'an Admin of another organisation',
    context: person('Admin', { OrgID: 2 }),
    client: cookie('preview_role=Admin; preview_org=2'),
    ...{ role: null, refusal: '403 AUTH_ORGANISATION' },
  },
  {
    name: 'a Viewer who forges headers',
    context: person('Viewer'),
    client: { ...cookie('preview_role=Viewer'), ...FORGED },
    role: 'Viewer',
  },
];

/** Grafana gives them the role of an Admin; it must not count. */
const ANONYMOUS = {
  name: 'an anonymous visitor',
  context: person('Admin', { IsAnonymous: true, UserID: 0, Login: '' }),
  client: cookie('preview_role=signed-out'),
} as const;

const RANK: Record<string, number> = { Viewer: 1, Editor: 2, Admin: 3 };
const mayCome = (role: string, least: string) => (RANK[role] ?? 0) >= (RANK[least] ?? 9);

/** The address of things that are not there: whoever is let in hears 404 or 400, or sees a list. */
const addressOf = (path: string) =>
  path.replace(':importId', 'not-there').replace(':category', 'runner').replace(/:\w+/g, '999999');

const patternOf = ({ path }: RouteContract) => path.replace(/^\//, '').replace(/:.*$/, '*');

/** Grafana's proxy asks for the lowest role of all routes that look alike to it. */
function passesProxy(role: string, route: RouteContract): boolean {
  const twins = ROUTES.filter((other) => other.method === route.method && patternOf(other) === patternOf(route));
  return twins.some((twin) => mayCome(role, twin.role));
}

/** Where Grafana does not stop it, the sidecar decides. */
function expectedOutcome(caller: Caller, route: RouteContract, place: Place): Outcome {
  const grafanaRole = String(caller.context.OrgRole);
  if (place === 'proxy' && !passesProxy(grafanaRole, route)) {
    return 'refused by Grafana';
  }
  return caller.refusal ?? outcomeByRole(caller, route);
}

function outcomeByRole({ role, isReadOnly }: Caller, route: RouteContract): Outcome {
  if (!mayCome(role ?? 'None', roleByRule(route))) {
    return '403 AUTH_ROLE';
  }
  return isReadOnly && route.method !== 'GET' ? '403 AUTH_ANONYMOUS' : 'admitted';
}

function outcomeOf(status: number, body: string): Outcome {
  const { code, message } = (body.startsWith('{') ? JSON.parse(body) : {}) as { code?: string; message?: string };
  if (status === 403 && code === undefined && /route access denied|Access denied|permission/i.test(message ?? '')) {
    return 'refused by Grafana';
  }
  const isRefused = [401, 403, 405, 500, 502].includes(status) || message === 'plugin route match not found';
  return isRefused ? `${status} ${code ?? message ?? ''}` : 'admitted';
}

let api: ApiUnderTest;
let sidecarUrl: string;
const hosts: PreviewHost[] = [];
const folder = mkdtempSync(join(tmpdir(), 'access-matrix-'));
const environment = { JMETER_HOME: '/not/there', ANONYMOUS_MAY_READ: 'true' };

beforeAll(async () => {
  api = await apiUnderTest(environment);
  await api.sidecar.app.listen({ host: '127.0.0.1', port: 0 });
  sidecarUrl = `http://127.0.0.1:${(api.sidecar.app.server.address() as AddressInfo).port}`;
  const plugin = fileURLToPath(new URL('../../plugin.json', import.meta.url));
  const manifest = JSON.parse(readFileSync(plugin, 'utf8')) as object;
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify({ ...manifest, routes: proxyRoutes() }));
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

async function host(sidecarKey = KEY): Promise<PreviewHost> {
  const started = await startPreviewHost({
    ...{ port: 0, pluginDir: folder, sidecarUrl, sidecarKey, anonymousRole: 'Admin' },
  });
  hosts.push(started);
  return started;
}

type Ask = (caller: Caller, method: string, path: string) => Promise<{ status: number; body: string }>;

const askSidecar: Ask = async ({ context }, method, path) =>
  sendRaw({ url: sidecarUrl }, { method, path, headers: headersOf(context) });

function askThrough(proxy: PreviewHost): Ask {
  return ({ client }, method, path) => sendRaw(proxy, { method, path: `${PROXY}${path}`, headers: client });
}

/** The whole table at once: a difference names caller, route and place. */
async function outcomes(callers: readonly Caller[], place: Place, ask: Ask) {
  const found: Record<string, Outcome> = {};
  const expected: Record<string, Outcome> = {};
  for (const caller of callers) {
    for (const route of ROUTES) {
      const cell = `${place}: ${caller.name} ${route.method} ${route.path}`;
      const { status, body } = await ask(caller, route.method, addressOf(route.path));
      found[cell] = outcomeOf(status, body);
      expected[cell] = expectedOutcome(caller, route, place);
    }
  }
  return { found, expected };
}

describe('the table of routes', () => {
  it('gives every route the role that the rules say', () => {
    expect(ROUTES.length).toBeGreaterThan(80);
    const named = (role: (route: RouteContract) => string) =>
      ROUTES.map((route) => `${route.method} ${route.path}: ${role(route)}`);
    expect(named(({ role }) => role)).toEqual(named(roleByRule));
  });

  it.each(Object.keys(EXCEPTIONS))('has the exception %s', (name) => {
    expect(ROUTES.map(({ method, path }) => `${method} ${path}`)).toContain(name);
  });
});

describe('every route for every kind of caller', () => {
  it('at the sidecar, and through Grafana’s proxy in front of it', async () => {
    const callers: readonly Caller[] = [...CALLERS, { ...ANONYMOUS, role: 'Viewer', isReadOnly: true }];
    const alone = await outcomes(callers, 'sidecar', askSidecar);
    expect(alone.found).toEqual(alone.expected);
    const proxied = await outcomes(callers, 'proxy', askThrough(await host()));
    expect(proxied.found).toEqual(proxied.expected);
  }, 120_000);

  it('is the same where Grafana’s signature is verified', async () => {
    const signing = await host();
    const put = async (url: string | null) =>
      sendRaw(signing, {
        ...{ method: 'PUT', path: `${PROXY}/api/settings/grafana`, body: JSON.stringify({ url }) },
        headers: { ...ADMIN.client, 'content-type': 'application/json' },
      });
    expect((await put(signing.url)).status).toBe(200);
    const callers: readonly Caller[] = [...CALLERS, { ...ANONYMOUS, role: 'Viewer', isReadOnly: true }];
    const proxied = await outcomes(callers, 'proxy', askThrough(signing)).finally(() => put(null));
    expect(proxied.found).toEqual(proxied.expected);
  }, 120_000);

  it('refuses whoever is anonymous as long as nobody allowed it', async () => {
    const put = (value: boolean | null) =>
      api.ask('Admin', 'PUT', '/api/settings/general', { anonymousMayRead: value });
    expect((await put(false)).statusCode).toBe(200);
    const caller: Caller = { ...ANONYMOUS, role: null, refusal: '403 AUTH_ANONYMOUS' };
    const alone = await outcomes([caller], 'sidecar', askSidecar);
    expect(alone.found).toEqual(alone.expected);
    const proxied = await outcomes([caller], 'proxy', askThrough(await host()));
    expect(proxied.found).toEqual(proxied.expected);
    expect((await put(null)).statusCode).toBe(200);
  }, 120_000);

  it('refuses everybody without the key, or with another', async () => {
    const admin: Caller = { ...ADMIN, refusal: '401 AUTH_KEY_MISSING' };
    for (const key of ['', 'another-key-of-somebody-else']) {
      const proxied = await outcomes([admin], 'proxy', askThrough(await host(key)));
      expect(proxied.found).toEqual(proxied.expected);
    }
    const withoutKey: Ask = ({ context }, method, path) => {
      const { 'x-sidecar-key': _key, ...headers } = headersOf(context);
      return sendRaw({ url: sidecarUrl }, { method, path, headers });
    };
    const alone = await outcomes([admin], 'sidecar', withoutKey);
    expect(alone.found).toEqual(alone.expected);
  }, 120_000);

  it('refuses whoever is not signed in where Grafana lets nobody in', async () => {
    const closed = await startPreviewHost({ port: 0, pluginDir: folder, sidecarUrl, sidecarKey: KEY });
    hosts.push(closed);
    for (const headers of [cookie('preview_role=signed-out'), { authorization: 'Bearer nonsense' }]) {
      for (const { method, path } of ROUTES) {
        const { status } = await sendRaw(closed, { method, path: `${PROXY}${addressOf(path)}`, headers });
        expect(status, `${method} ${path}`).toBe(401);
      }
    }
  }, 60_000);
});

describe('a verb that a route does not have', () => {
  const VERBS = ['HEAD', 'OPTIONS', 'PATCH'];

  it('is refused on every route, and the sidecar names those that there are', async () => {
    const proxy = askThrough(await host());
    for (const { path } of ROUTES) {
      const verbs = ROUTES.filter((route) => route.path === path).map(({ method }) => method);
      for (const verb of VERBS) {
        const alone = await sendRaw({ url: sidecarUrl }, { method: verb, path: addressOf(path), headers: headersOf() });
        expect(alone.status, `${verb} ${path}`).toBe(405);
        expect(alone.headers.allow?.split(', '), path).toEqual(expect.arrayContaining(verbs));
        expect((await proxy(ADMIN, verb, addressOf(path))).status, `${verb} ${path}`).toBe(404);
      }
    }
  }, 120_000);

  it('tells nothing to whoever has no key', async () => {
    for (const method of [...VERBS, 'TRACE', 'PROPFIND']) {
      const { status, body } = await sendRaw({ url: sidecarUrl }, { method, path: '/api/tests/1' });
      expect([401, 404], method).toContain(status);
      expect(body).not.toContain('GET');
    }
  });
});

describe('another way to write the path', () => {
  /** As a Viewer, who may read runs but no settings. */
  it.each([
    ['/api/tests/../settings', '400 REQUEST_PATH'],
    ['/api/tests/%2e%2e/settings', '400 REQUEST_PATH'],
    ['/api/tests/..%2fsettings', '400 REQUEST_PATH'],
    ['/api/tests/..%5csettings', '400 REQUEST_PATH'],
    ['/api/tests/./1', '400 REQUEST_PATH'],
    ['/api/tests//1', '404 NOT_FOUND'],
    ['/api/tests/%2f/1', '400 REQUEST_PATH'],
    ['//api/settings', 'refused by Grafana'],
    ['/api//settings', '404 plugin route match not found'],
    ['/api/%73ettings', 'refused by Grafana'],
    ['/%61pi/settings', 'refused by Grafana'],
    ['/api/settings/', 'refused by Grafana'],
    ['/API/settings', '404 plugin route match not found'],
    ['/api/tests/%252e%252e/settings', '404 NOT_FOUND'],
  ])('%s leads a Viewer nowhere', async (path, expected) => {
    const { status, body } = await askThrough(await host())(VIEWER, 'GET', path);
    const { code, message } = JSON.parse(body) as { code?: string; message?: string };
    const found = outcomeOf(status, body);
    expect(found === 'admitted' ? `${status} ${code ?? message}` : found).toBe(expected);
  });
});
