import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../scripts/demo/pages-host.ts';
import { startSidecarProcess } from '../../scripts/demo/sidecar-process.ts';
import { builtSidecarRoot } from './built-sidecar.ts';
import { startPreviewHost } from '../preview-host/server.ts';
import { ask, json, type Answer } from './http-client.ts';

export const PLUGIN_ID = 'perftest-automation-app';
export const PROXY = `/api/plugin-proxy/${PLUGIN_ID}`;
export const SETTINGS = `/api/plugins/${PLUGIN_ID}/settings`;

export type Role = 'None' | 'Viewer' | 'Editor' | 'Admin';
export const ROLES: readonly Role[] = ['None', 'Viewer', 'Editor', 'Admin'];
type Headers = Readonly<Record<string, string>>;

/** A Grafana whose plugin is enabled and connected to a sidecar: the preview host, or a real one. */
export interface GrafanaUnderTest {
  readonly url: string;
  readonly isReal: boolean;
  /** At which Grafana reaches a server that the tests start. */
  readonly upstreamHost: string;
  /** Headers of somebody who is signed in with a browser; where there are no people, of a service account. */
  session(role: Role): Headers;
  /** Headers of somebody who is not signed in. */
  nobody(): Headers;
  /** Headers of a pipeline with a service account's token. */
  token(role: Exclude<Role, 'None'>): Headers;
  close(): Promise<void>;
}

/**
 * E2E_GRAFANA_URL with E2E_GRAFANA_USER and E2E_GRAFANA_PASSWORD (a server administrator) or with E2E_GRAFANA_TOKEN (of an
 * Admin's service account), or the preview host with the built sidecar. E2E_UPSTREAM_HOST is the address of this machine as
 * that Grafana reaches it.
 */
export function openGrafana(environment: NodeJS.ProcessEnv): Promise<GrafanaUnderTest> {
  const url = realGrafanaUrl(environment);
  return url === undefined ? openPreviewHost() : openRealGrafana(url, environment);
}

/** Without a slash at its end; undefined where the preview host is tested. */
export function realGrafanaUrl({ E2E_GRAFANA_URL: url = '' }: NodeJS.ProcessEnv): string | undefined {
  return url === '' ? undefined : url.replace(/\/$/, '');
}

/** A token alone can make service accounts, but no people. */
export function hasPeople(environment: NodeJS.ProcessEnv): boolean {
  return realGrafanaUrl(environment) === undefined || (environment.E2E_GRAFANA_TOKEN ?? '') === '';
}

async function openPreviewHost(): Promise<GrafanaUnderTest> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'contract-'));
  const key = randomBytes(32).toString('hex');
  const port = await freePort(0);
  const host = await startPreviewHost({
    port: 0,
    pluginDir: fileURLToPath(new URL('../../dist', import.meta.url)),
    sidecarUrl: `http://127.0.0.1:${port}`,
    sidecarKey: key,
  });
  const environment = { ...process.env, GRAFANA_URL: host.url };
  const sidecar = await startSidecarProcess({ root: builtSidecarRoot(), dataDirectory, port, key, environment });
  return {
    ...{ url: host.url, isReal: false, upstreamHost: '127.0.0.1' },
    session: (role) => ({ cookie: `preview_role=${role}` }),
    // Whoever says nothing is signed in there.
    nobody: () => ({ cookie: 'preview_role=signed-out' }),
    token: (role) => ({ authorization: `Bearer preview-${role.toLowerCase()}-token` }),
    close: async () => {
      await sidecar.stop();
      await host.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** People and service accounts of each role are made for the time of the tests. */
export async function openRealGrafana(
  url: string,
  environment: NodeJS.ProcessEnv
): Promise<GrafanaUnderTest & { loginOf(role: Role): Login }> {
  const admin = new Administrator(url, environment);
  const people = new Map<Role, Person>();
  const tokens = new Map<Role, ServiceAccount>();
  for (const role of ROLES) {
    tokens.set(role, await admin.addServiceAccount(role));
    if (hasPeople(environment)) {
      people.set(role, await admin.addPerson(role));
    }
  }
  const token = (role: Role) => ({ authorization: `Bearer ${tokens.get(role)?.key ?? ''}` });
  const session = (role: Role): Headers => {
    const person = people.get(role);
    return person === undefined ? token(role) : { cookie: person.cookie };
  };
  return {
    ...{ url, isReal: true, upstreamHost: environment.E2E_UPSTREAM_HOST ?? '127.0.0.1' },
    ...{ session, token },
    loginOf: (role) => people.get(role)?.login ?? { user: '', password: '' },
    nobody: () => ({}),
    close: async () => {
      for (const { id } of tokens.values()) {
        await admin.call('DELETE', `/api/serviceaccounts/${id}`);
      }
      for (const { id } of people.values()) {
        await admin.call('DELETE', `/api/admin/users/${id}`);
      }
    },
  };
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** As the preview host names them. */
const NAMES: Readonly<Record<Role, string>> = {
  ...{ None: 'Nora None', Viewer: 'Vera Viewer', Editor: 'Eddi Editor', Admin: 'Ada Admin' },
};

interface Person {
  readonly id: number;
  readonly login: Login;
  readonly cookie: string;
}

interface ServiceAccount {
  readonly id: number;
  readonly key: string;
}

class Administrator {
  private readonly authorization: string;
  private readonly suffix = randomBytes(3).toString('hex');

  constructor(
    private readonly url: string,
    environment: NodeJS.ProcessEnv
  ) {
    const { E2E_GRAFANA_USER: user = 'admin', E2E_GRAFANA_PASSWORD: password = 'admin' } = environment;
    this.authorization = hasPeople(environment)
      ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      : `Bearer ${environment.E2E_GRAFANA_TOKEN ?? ''}`;
  }

  async addPerson(role: Role): Promise<Person> {
    const login = `contract-${role.toLowerCase()}-${this.suffix}`;
    const password = randomBytes(12).toString('hex');
    const { id } = await this.call<{ id: number }>('POST', '/api/admin/users', {
      ...{ name: NAMES[role], login, password, email: `${login}@example.org`, OrgId: 1 },
    });
    await this.call('PATCH', `/api/org/users/${id}`, { role });
    return { id, login: { user: login, password }, cookie: await this.signIn(login, password) };
  }

  async addServiceAccount(role: Role): Promise<ServiceAccount> {
    const name = `contract-${role.toLowerCase()}-${this.suffix}`;
    const { id } = await this.call<{ id: number }>('POST', '/api/serviceaccounts', { name, role });
    const { key } = await this.call<{ key: string }>('POST', `/api/serviceaccounts/${id}/tokens`, { name });
    return { id, key };
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { authorization: this.authorization, 'content-type': 'application/json' };
    const answer = await ask(this.url, { method, path, headers, body: JSON.stringify(body ?? {}) });
    return accepted<T>(answer, `${method} ${path}`);
  }

  private async signIn(user: string, password: string): Promise<string> {
    const answer = await ask(this.url, {
      ...{ method: 'POST', path: '/login', body: JSON.stringify({ user, password }) },
      headers: { 'content-type': 'application/json' },
    });
    accepted(answer, 'POST /login');
    return (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
  }
}

function accepted<T>(answer: Answer, what: string): T {
  if (answer.status >= 300) {
    throw new Error(`Grafana answered ${answer.status} to ${what}: ${answer.text}`);
  }
  return json<T>(answer);
}

interface StoredSettings {
  readonly enabled: boolean;
  readonly pinned: boolean;
  readonly jsonData: Record<string, unknown>;
}

/** Sends the plugin's requests elsewhere until the returned function is called. A key that is given stays. */
export async function redirectPlugin(
  { url, token }: Pick<GrafanaUnderTest, 'url' | 'token'>,
  sidecarUrl: string,
  sidecarKey?: string
): Promise<() => Promise<void>> {
  // A login of ten minutes ago would have to be renewed first.
  const headers = { ...token('Admin'), 'content-type': 'application/json' };
  const stored = json<StoredSettings>(await ask(url, { path: SETTINGS, headers }));
  const save = async (jsonData: Record<string, unknown>, secureJsonData: Record<string, string> = {}) => {
    const body = JSON.stringify({ enabled: stored.enabled, pinned: stored.pinned, jsonData, secureJsonData });
    accepted(await ask(url, { method: 'POST', path: SETTINGS, headers, body }), 'POST settings');
  };
  await save({ ...stored.jsonData, sidecarUrl }, sidecarKey === undefined ? {} : { sidecarKey });
  return () => save(stored.jsonData);
}
