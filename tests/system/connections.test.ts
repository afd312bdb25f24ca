import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ConnectionTest, SettingsUpdate } from '../../backend-sidecar/src/contract/system.ts';
import { apiUnderTest, type ApiUnderTest } from '../../backend-sidecar/src/http/api-fixture.ts';
import { InfluxDb } from '../harness/influx-db.ts';

const folder = mkdtempSync(join(tmpdir(), 'connections-'));
const ADMIN = { username: 'admin', password: 'of-the-admin' };

let api: ApiUnderTest;
let open: InfluxDb;
let guarded: InfluxDb;
beforeAll(async () => {
  api = await apiUnderTest({ JMETER_HOME: '/not/there' });
  open = await InfluxDb.start({ folder: join(folder, 'open') });
  guarded = await InfluxDb.start({ folder: join(folder, 'guarded'), admin: ADMIN });
  await open.query('CREATE DATABASE jmeter');
  await guarded.query('CREATE DATABASE jmeter');
  await guarded.query("CREATE USER reader WITH PASSWORD 'of-the-reader'");
  await guarded.query('GRANT READ ON jmeter TO reader');
});
afterAll(async () => {
  await open?.stop();
  await guarded?.stop();
  await api?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function tried(influxdb: SettingsUpdate): Promise<ConnectionTest | undefined> {
  const answer = await api.ask('Admin', 'POST', '/api/settings/test-connections', { values: { influxdb } });
  return answer.json<ConnectionTest[]>().find(({ name }) => name === 'InfluxDB');
}

describe('an InfluxDB 1.x as it is', () => {
  it('works, with its version, and for writing and reading', async () => {
    const result = await tried({ url: open.url });
    expect(result).toMatchObject({ state: 'works' });
    expect(result?.detail).toMatch(/^InfluxDB 1\.\d+\.\d+/);
    expect(result?.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      ...['Address works', 'Write works', 'Read works', 'Clock works'],
    ]);
  });

  it('has no such database', async () => {
    const result = await tried({ url: open.url, database: 'nowhere' });
    expect(result).toMatchObject({ state: 'fails' });
    expect(result?.detail).toMatch(/no database “nowhere”/);
  });

  it('asks for a user, refuses a wrong password, and lets a reader not write', async () => {
    const { url } = guarded;
    expect((await tried({ url }))?.detail).toMatch(/refuses user and password/);
    expect((await tried({ url, username: 'admin', password: 'wrong' }))?.detail).toMatch(/refuses user and password/);
    expect(await tried({ url, ...ADMIN })).toMatchObject({ state: 'works' });
    const reader = await tried({ url, username: 'reader', password: 'of-the-reader' });
    expect(reader?.checks.map(({ name, state }) => `${name} ${state}`)).toEqual(
      expect.arrayContaining(['Write fails', 'Read works'])
    );
    expect(reader?.detail).toMatch(/may not/);
  });
});
