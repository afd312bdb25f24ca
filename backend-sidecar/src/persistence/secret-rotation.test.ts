import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readConfig } from '../config/config.ts';
import { headersOf, KEY, MIGRATIONS } from '../http/api-fixture.ts';
import { SecretBox } from '../kernel/secret-box.ts';
import { createSidecar } from '../sidecar.ts';

const ONE = Buffer.alloc(32, 1).toString('base64');
const TWO = Buffer.alloc(32, 2).toString('base64');

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'perftest-rotation-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

const keyFile = (name = 'secrets.key') => join(dataDirectory, 'db', name);

/** Starts a sidecar with these variables, does something with it, and stops it. */
async function withSidecar<T = void>(
  variables: Record<string, string>,
  work: (app: Awaited<ReturnType<typeof createSidecar>>['app']) => Promise<T> | T = () => undefined as T
): Promise<T> {
  const environment = { SIDECAR_KEY: KEY, DATA_DIR: dataDirectory, ...variables };
  const sidecar = await createSidecar({
    config: readConfig(environment),
    environment,
    migrationsDirectory: MIGRATIONS,
    version: '0',
    log: pino({ level: 'silent' }),
  });
  try {
    return await work(sidecar.app);
  } finally {
    await sidecar.stop();
  }
}

const storeSecrets = (variables: Record<string, string>) =>
  withSidecar(variables, async (app) => {
    const send = (method: 'PUT' | 'POST', url: string, payload: object) =>
      app.inject({ method, url, headers: headersOf(), payload });
    const environment = { name: 'staging', properties: {}, isActive: true, secrets: { PIN: 'of-staging' } };
    expect((await send('POST', '/api/environments', environment)).statusCode).toBe(201);
    const token = await send('PUT', '/api/settings/influxdb', { token: 'of-influx', database: 'v1.looks-sealed' });
    expect(token.statusCode).toBe(200);
  });

interface Row {
  place: string;
  sealed: string;
}

/** What is in the tables, read beside the sidecar's own code. */
function sealedRows(): Row[] {
  const db = new Sqlite(join(dataDirectory, 'db', 'perf-test.db'), { readonly: true });
  const secrets = db
    .prepare("select 'environment_secrets/' || environment_id || '/' || name place, sealed from environment_secrets")
    .all() as Row[];
  const settings = db
    .prepare(
      "select 'settings/' || category || '.' || key place, json_extract(value, '$') sealed from settings where key = 'token'"
    )
    .all() as Row[];
  db.close();
  return [...secrets, ...settings];
}

const openedWith = (key: string) => {
  const box = new SecretBox(Buffer.from(key, 'base64'));
  return sealedRows().map(({ place, sealed }) => box.open(sealed, place));
};

const SECRETS = ['of-staging', 'of-influx'];

describe('another key for secrets', () => {
  it('from one variable to another, after which the former one is not needed', async () => {
    await storeSecrets({ SIDECAR_SECRETS_KEY: ONE });
    expect(openedWith(ONE)).toEqual(SECRETS);
    await withSidecar({ SIDECAR_SECRETS_KEY: TWO, SIDECAR_SECRETS_KEY_OLD: ONE });
    expect(openedWith(TWO)).toEqual(SECRETS);
    await withSidecar({ SIDECAR_SECRETS_KEY: TWO });
  });

  it('from the key file to a variable, and to a file again', async () => {
    await storeSecrets({});
    await withSidecar({ SIDECAR_SECRETS_KEY: TWO });
    expect(openedWith(TWO)).toEqual(SECRETS);
    rmSync(keyFile());
    await withSidecar({ SIDECAR_SECRETS_KEY_OLD: TWO });
    expect(() => openedWith(TWO)).toThrow();
    await withSidecar({});
  });

  it('from the key file to a new one, beside the one that was put aside', async () => {
    await storeSecrets({});
    renameSync(keyFile(), keyFile('secrets.key.old'));
    await withSidecar({});
    rmSync(keyFile('secrets.key.old'));
    await withSidecar({});
    expect(sealedRows()).toHaveLength(2);
  });

  it('goes on where secrets of both keys are there, as an older backup has them', async () => {
    await storeSecrets({ SIDECAR_SECRETS_KEY: ONE });
    const db = new Sqlite(join(dataDirectory, 'db', 'perf-test.db'));
    const sealed = new SecretBox(Buffer.from(TWO, 'base64')).seal('of-staging', 'environment_secrets/1/PIN');
    db.prepare('update environment_secrets set sealed = ?').run(sealed);
    db.close();
    await withSidecar({ SIDECAR_SECRETS_KEY: TWO, SIDECAR_SECRETS_KEY_OLD: ONE });
    expect(openedWith(TWO)).toEqual(SECRETS);
  });

  it('changes nothing when it breaks off in the middle', async () => {
    await storeSecrets({ SIDECAR_SECRETS_KEY: ONE });
    const before = sealedRows();
    const db = new Sqlite(join(dataDirectory, 'db', 'perf-test.db'));
    // The second of the two writes fails, as on a full disk.
    db.exec("create trigger broken before update on settings begin select raise(abort, 'disk full'); end");
    db.close();
    await expect(withSidecar({ SIDECAR_SECRETS_KEY: TWO, SIDECAR_SECRETS_KEY_OLD: ONE })).rejects.toThrow('disk full');
    expect(sealedRows()).toEqual(before);
  });
});

describe('a key that opens not all', () => {
  it('keeps the sidecar from starting, names the secrets and what to do, and changes nothing', async () => {
    await storeSecrets({ SIDECAR_SECRETS_KEY: ONE });
    const before = sealedRows();
    const refusal = await withSidecar({ SIDECAR_SECRETS_KEY: TWO }).then(
      () => '',
      (error: unknown) => String(error)
    );
    expect(refusal).toContain('2 stored secrets');
    expect(refusal).toContain('environment_secrets/1/PIN, settings/influxdb.token');
    expect(refusal).toContain('SIDECAR_SECRETS_KEY_OLD');
    expect(refusal).not.toMatch(/of-staging|of-influx/);
    expect(sealedRows()).toEqual(before);
    // The data directory is free again: the right key starts at once.
    await withSidecar({ SIDECAR_SECRETS_KEY: ONE });
  });

  it('may throw them away when it is told to', async () => {
    await storeSecrets({ SIDECAR_SECRETS_KEY: ONE });
    await withSidecar({ SIDECAR_SECRETS_KEY: TWO, SIDECAR_SECRETS_LOST: 'forget' });
    expect(sealedRows()).toEqual([]);
    await withSidecar({ SIDECAR_SECRETS_KEY: TWO });
    expect(() => readConfig({ SIDECAR_KEY: KEY, SIDECAR_SECRETS_LOST: 'yes' })).toThrow('SIDECAR_SECRETS_LOST');
  });
});
