/**
 * After `docker compose up`: gives the sidecar a service account in Grafana, and makes the demo's scenarios. What is
 * there already stays as it is, so it may run at every start.
 */
import { setTimeout as wait } from 'node:timers/promises';

import type { Page } from '../../backend-sidecar/src/contract/common.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { Setting } from '../../backend-sidecar/src/contract/system.ts';
import { ProxiedApi } from '../demo/proxied-api.ts';
import { DEMO_TIMES, seed } from '../demo/seed.ts';

const ACCOUNT = 'perftest-automation';

const grafanaUrl = required('GRAFANA_URL');
const login = `${process.env.GRAFANA_ADMIN_USER ?? 'admin'}:${required('GRAFANA_ADMIN_PASSWORD')}`;
const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
const api = new ProxiedApi(grafanaUrl, authorization);

await untilSidecarAnswers();
if (await isTokenMissing()) {
  await api.put('/settings/grafana', { token: await newToken() });
  console.log(`Grafana's service account "${ACCOUNT}" was made and its token saved in the sidecar`);
}
if ((await api.get<Page<Scenario>>('/scenarios')).items.length === 0) {
  const target = new URL(required('DEMO_TARGET'));
  await seed(api, { host: target.hostname, port: Number(target.port) }, DEMO_TIMES);
  console.log('The scenarios of the demo were made');
}
console.log('Everything is set up');

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} must be set`);
  }
  return value;
}

/** Both may have started a moment ago. */
async function untilSidecarAnswers(): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await api.get('/me');
      return;
    } catch (error) {
      if (attempt === 30) {
        throw error;
      }
      await wait(1000);
    }
  }
}

async function isTokenMissing(): Promise<boolean> {
  const settings = await api.get<Setting[]>('/settings/grafana');
  return settings.some(({ key, isSet }) => key === 'token' && isSet !== true);
}

async function newToken(): Promise<string> {
  const id = (await accountId()) ?? (await grafana<{ id: number }>('POST', '', { name: ACCOUNT, role: 'Editor' })).id;
  const { key } = await grafana<{ key: string }>('POST', `/${id}/tokens`, { name: `sidecar ${Date.now()}` });
  return key;
}

async function accountId(): Promise<number | undefined> {
  const found = await grafana<{ serviceAccounts: Array<{ id: number; name: string }> }>(
    'GET',
    `/search?query=${encodeURIComponent(ACCOUNT)}`
  );
  return found.serviceAccounts.find(({ name }) => name === ACCOUNT)?.id;
}

async function grafana<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${grafanaUrl.replace(/\/$/, '')}/api/serviceaccounts${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) {
    throw new Error(`Grafana answered ${answer.status} to ${method} ${path}: ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}
