import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AuditEntry } from '../contract/system.ts';
import { apiUnderTest, headersOf, type ApiUnderTest } from './api-fixture.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(async () => api.close());

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
  api.ask('Admin', method, url, payload);
const entries = async (query: string) =>
  (await ask('GET', `/api/audit?${query}`)).json<{ items: AuditEntry[]; totalItems: number }>().items;

describe('the audit log', () => {
  it('has what was made, changed and deleted, before and after', async () => {
    const { id } = (await ask('POST', '/api/versions', { version: '1.0' })).json<{ id: number }>();
    await ask('PUT', `/api/versions/${id}`, { version: '1.0', description: 'new search', isActive: true });
    await ask('DELETE', `/api/versions/${id}`);
    const [deleted, changed, created] = await entries('search=1.0');
    expect(created).toMatchObject({ action: 'version created', subject: '1.0', before: null });
    expect(created?.after).toMatchObject({ version: '1.0', isActive: true });
    expect(changed).toMatchObject({ before: { description: '' }, after: { description: 'new search' } });
    expect(Object.keys(changed?.after ?? {})).toEqual(['description']);
    expect(deleted).toMatchObject({ action: 'version deleted', after: null, before: { description: 'new search' } });
  });

  it('never has a secret, nor do answers and the log', async () => {
    await ask('PUT', '/api/settings/grafana', { token: 'glsa_first_secret' });
    await ask('PUT', '/api/settings/grafana', { token: 'glsa_other_secret', annotations: false });
    const input = { name: 'staging', description: '', properties: { host: 'a' }, isActive: true };
    const { id } = (
      await ask('POST', '/api/environments', { ...input, secrets: { PASSWORD: 'hunter2-secret' } })
    ).json<{ id: number }>();
    await ask('PUT', `/api/environments/${id}`, {
      ...{ ...input, properties: { host: 'b', dbPassword: 'left-here' }, secrets: { PASSWORD: 'hunter3-secret' } },
    });
    const [changed, created] = await entries('search=staging');
    expect(changed).toMatchObject({
      detail: 'secrets set or removed: PASSWORD',
      before: { 'properties.host': 'a' },
      after: { 'properties.host': 'b', 'properties.dbPassword': '(not shown)' },
    });
    expect(created?.after).toMatchObject({ secretNames: ['PASSWORD'] });
    const [saved] = await entries('action=settings%20saved');
    expect(saved).toMatchObject({ before: { annotations: true }, after: { annotations: false, token: '(not shown)' } });
    const everything =
      (await ask('GET', '/api/audit?pageSize=500')).body + (await ask('GET', '/api/audit/export')).body;
    const secrets = /glsa_first|glsa_other|hunter2|hunter3|left-here/;
    expect(everything).not.toMatch(secrets);
    expect((await ask('GET', '/api/settings')).body).not.toMatch(secrets);
    expect(api.log.join('')).not.toMatch(secrets);
  });

  it('is filtered by person, action and time', async () => {
    const other = headersOf({ Login: 'sa-1-ci', IsServiceAccount: true, OrgRole: 'Editor' });
    const version = { method: 'POST' as const, url: '/api/versions', headers: other, payload: { version: '2.0-ci' } };
    expect((await api.sidecar.app.inject(version)).statusCode).toBe(201);
    const [entry] = await entries('person=sa-1-ci');
    expect(entry).toMatchObject({ person: 'sa-1-ci', role: 'Editor', action: 'version created' });
    expect(await entries('person=sa-1-ci&action=version%20deleted')).toEqual([]);
    expect(await entries(`person=sa-1-ci&fromMs=${entry?.atMs}&toMs=${entry?.atMs}`)).toHaveLength(1);
    expect(await entries(`toMs=${(entry?.atMs ?? 0) - 1}&person=sa-1-ci`)).toEqual([]);
    expect((await ask('GET', '/api/audit/choices')).json()).toMatchObject({
      people: ['sa-1-ci', 'zoe'],
      actions: expect.arrayContaining(['version created', 'settings saved']) as unknown,
    });
  });

  it('leaves as CSV, its formulas disarmed', async () => {
    await ask('POST', '/api/versions', { version: '=2+5' });
    const answer = await ask('GET', '/api/audit/export?search=%3D2');
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.body.split('\r\n')[0]).toBe('time,person,role,action,subject,detail,before,after');
    expect(answer.body).toContain(",zoe,Admin,version created,'=2+5,,,");
  });
});
