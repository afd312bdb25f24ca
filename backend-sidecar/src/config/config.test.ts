import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readConfig } from './config.ts';
import { DataDirectory } from './data-directory.ts';
import { lockDirectory } from './directory-lock.ts';
import { SecretBox } from '../kernel/secret-box.ts';
import { Settings } from './settings.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perftest-config-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const SIDECAR_KEY = '0123456789abcdef';

describe('the environment', () => {
  it('needs nothing but a key; an empty variable counts as unset', () => {
    const empty = {
      DATA_DIR: '',
      SIDECAR_PORT: '',
      SIDECAR_HOST: '',
      SIDECAR_SECRETS_KEY: '',
      LOG_LEVEL: '',
      GRAFANA_ORG_ID: '',
    };
    expect(readConfig({ SIDECAR_KEY, ...empty })).toEqual(readConfig({ SIDECAR_KEY }));
    expect(readConfig({ SIDECAR_KEY })).toMatchObject({
      host: '127.0.0.1',
      port: 8085,
      organisationId: 1,
      secretsKey: null,
    });
    expect(readConfig({ SIDECAR_KEY }).dataDirectory).toMatch(/\/data$/);
  });

  it('is refused with all that is wrong in it at once', () => {
    const wrong = { SIDECAR_KEY: 'short', SIDECAR_PORT: '99999', GRAFANA_ORG_ID: 'x', SIDECAR_SECRETS_KEY: 'c2hvcnQ=' };
    for (const name of Object.keys(wrong)) {
      expect(() => readConfig(wrong)).toThrow(name);
    }
  });
});

describe('a setting', () => {
  function settings(environment: NodeJS.ProcessEnv = {}, saved = new Map<string, string | number | boolean>()) {
    const store = {
      get: (category: string, key: string) => saved.get(`${category}.${key}`),
      set: (category: string, key: string, value: string | number | boolean) =>
        void saved.set(`${category}.${key}`, value),
      remove: (category: string, key: string) => void saved.delete(`${category}.${key}`),
    };
    return new Settings(store, environment, new SecretBox(Buffer.alloc(32, 7)));
  }

  it('that is saved wins over the environment, which wins over the default', () => {
    const some = settings({ JAVA_PATH: '/env/java' });
    const describe = () => some.list('runner').find(({ key }) => key === 'javaPath');
    expect(describe()).toMatchObject({ value: '/env/java', source: 'environment' });
    some.update('runner', { javaPath: '/saved/java' }, 0);
    expect(describe()).toMatchObject({ value: '/saved/java', source: 'saved' });
    some.update('runner', { javaPath: null }, 0);
    expect(describe()).toMatchObject({ value: '/env/java', source: 'environment' });
    expect(settings().text('runner.javaPath')).toBe('java');
    expect(settings({ JAVA_PATH: '' }).text('runner.javaPath')).toBe('java');
  });

  it('that is wrong in the environment is told at the start', () => {
    expect(() => settings({ RUN_DEADLINE_GRACE_SECONDS: 'soon' })).toThrow('RUN_DEADLINE_GRACE_SECONDS');
    expect(() => settings({ GRAFANA_URL: 'grafana:3000' })).toThrow('GRAFANA_URL');
    expect(() => settings({ RUN_MASK_PATTERNS: 'fine\n(' })).toThrow('RUN_MASK_PATTERNS');
  });

  it('of several lines has each of them checked before it is saved', () => {
    const some = settings();
    expect(() => some.update('runner', { maskPatterns: '\\d{16}\n[a-' }, 0)).toThrow('[a-');
    some.update('runner', { maskPatterns: ' \\d{16} \n\n(?<=pin=)\\d+\n' }, 0);
    expect(some.lines('runner.maskPatterns')).toEqual(['\\d{16}', '(?<=pin=)\\d+']);
  });

  it('of one name in two categories are two settings', () => {
    const some = settings();
    some.update('influxdb', { url: 'http://influx:8086' }, 0);
    expect([some.text('influxdb.url'), some.text('grafana.url')]).toEqual(['http://influx:8086', null]);
  });

  it('that are switches are read from the environment', () => {
    expect(settings({ ANONYMOUS_MAY_READ: 'true' }).isOn('general.anonymousMayRead')).toBe(true);
    expect(settings().isOn('general.anonymousMayRead')).toBe(false);
    expect(() => settings({ ANONYMOUS_MAY_READ: 'yes' })).toThrow('ANONYMOUS_MAY_READ must be true or false');
  });

  it('that are secret are sealed where they are saved, and never shown', () => {
    const saved = new Map<string, string | number | boolean>();
    const some = settings({ INFLUXDB_PASSWORD: 'of the environment' }, saved);
    some.update('grafana', { token: 'glsa_secret' }, 0);
    expect(some.secret('grafana.token')).toBe('glsa_secret');
    expect(some.secret('influxdb.password')).toBe('of the environment');
    expect(some.secret('influxdb.token')).toBeNull();
    expect(JSON.stringify([...saved])).not.toContain('glsa_secret');
    expect(some.list().filter(({ isSecret }) => isSecret)).toHaveLength(4);
    expect(JSON.stringify(some.list())).not.toMatch(/glsa_secret|of the environment/);
    expect(some.list('grafana').find(({ key }) => key === 'token')).toMatchObject({
      ...{ value: null, isSet: true, isSecret: true, source: 'saved' },
    });
  });
});

describe('the secrets key', () => {
  it('is made once, for this user alone', () => {
    const files = new DataDirectory(directory);
    files.create();
    const key = files.secretsKey(null);
    expect(key).toHaveLength(32);
    expect(files.secretsKey(null).equals(key)).toBe(true);
    expect(files.secretsKey(Buffer.alloc(32, 1).toString('base64')).equals(Buffer.alloc(32, 1))).toBe(true);
  });

  it('is made although a crash left half of one', () => {
    const files = new DataDirectory(directory);
    files.create();
    writeFileSync(join(directory, 'db', 'secrets.key.part'), 'half');
    expect(files.secretsKey(null)).toHaveLength(32);
  });
});

describe('the lock of a data directory', () => {
  it('keeps a second one out until it is released', () => {
    const path = join(directory, 'db', 'sidecar.lock');
    const unlock = lockDirectory(path);
    expect(() => lockDirectory(path)).toThrow('Another sidecar works on this data directory');
    unlock();
    lockDirectory(path)();
  });

  it('does not blame another sidecar for a path that cannot be used', () => {
    mkdirSync(join(directory, 'sidecar.lock'));
    expect(() => lockDirectory(join(directory, 'sidecar.lock'))).not.toThrow('Another sidecar');
  });

  it('is free once its holder was killed', async () => {
    const path = join(directory, 'sidecar.lock');
    const module = new URL('./directory-lock.ts', import.meta.url).href;
    const program = `import { lockDirectory } from '${module}'; lockDirectory(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(() => lockDirectory(path)).toThrow('Another sidecar');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    lockDirectory(path)();
  }, 30_000);
});

describe('raw failures', () => {
  function makeMemory(): string {
    const memory = join(directory, 'memory');
    mkdirSync(memory);
    return memory;
  }

  it('lie in memory, in a directory that no other user may enter', () => {
    const memory = makeMemory();
    const path = new DataDirectory(join(directory, 'data'), memory).failuresPath(7);
    expect(path.startsWith(`${memory}/`)).toBe(true);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('lie with their run where there is no memory, or another’s directory in the place', () => {
    const data = join(directory, 'data');
    const beside = join(data, 'results', 'run-7', 'failures.xml');
    expect(new DataDirectory(data, join(directory, 'none')).failuresPath(7)).toBe(beside);

    const memory = makeMemory();
    const taken = dirname(new DataDirectory(data, memory).failuresPath(7));
    chmodSync(taken, 0o755);
    expect(new DataDirectory(data, memory).failuresPath(7)).toBe(beside);
  });

  it('are found again and removed, those of another data directory are not', () => {
    const memory = makeMemory();
    const own = new DataDirectory(join(directory, 'data'), memory);
    const other = new DataDirectory(join(directory, 'other'), memory);
    const withRun = new DataDirectory(join(directory, 'data'), '/nowhere').failuresPath(9);
    mkdirSync(dirname(withRun), { recursive: true });
    for (const path of [own.failuresPath(7), other.failuresPath(8), withRun]) {
      writeFileSync(path, 'x');
    }
    expect(own.runsWithFailures()).toEqual([7, 9]);
    own.removeFailures(7);
    own.removeFailures(9);
    expect(own.runsWithFailures()).toEqual([]);
    expect(existsSync(withRun)).toBe(false);
    expect(other.runsWithFailures()).toEqual([8]);
  });
});
