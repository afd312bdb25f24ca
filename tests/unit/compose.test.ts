import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import Schema from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PLUGIN_ID = 'perftest-automation-app';

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string; target?: string };
  restart?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, unknown>;
  healthcheck?: { test: string[] };
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const compose = parse(read('docker-compose.yaml')) as Compose;
const services = Object.entries(compose.services);

function service(name: string): Service {
  return compose.services[name] ?? {};
}

describe('docker-compose.yaml', () => {
  it('is valid by the schema of the Compose Specification', () => {
    const schema = JSON.parse(read('tests/fixtures/compose/compose-spec.json')) as Record<string, unknown>;
    const compiled = Schema.Compile(schema);
    expect(compiled.Errors(compose)).toEqual([true, []]);
    // The check itself is no sham.
    expect(compiled.Check({ services: { grafana: { image: 'x', restart: 5 } } })).toBe(false);
  });

  it('waits only for services that it has, and uses only volumes that it has', () => {
    const awaited = services.flatMap(([, { depends_on = {} }]) => Object.keys(depends_on));
    expect(awaited.filter((name) => !(name in compose.services))).toEqual([]);
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const own = named.filter((name) => !name.startsWith('./'));
    expect(new Set(own)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('mounts folders of the project that exist', () => {
    const volumes = services.flatMap(([, { volumes: mounted = [] }]) => mounted);
    const folders = volumes.map((volume) => volume.split(':')[0] ?? '').filter((source) => source.startsWith('./'));
    expect(folders.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
  });

  it('asks nobody for anything: every variable has a default', () => {
    const variables = [...read('docker-compose.yaml').matchAll(/(?<!\$)\$\{(\w+)([^}]*)\}/g)];
    expect(variables.length).toBeGreaterThan(0);
    expect(variables.filter(([, , rest = '']) => !rest.startsWith(':-')).map(([, name]) => name)).toEqual([]);
  });

  it('publishes nothing but Grafana, and that to this machine only', () => {
    expect(services.flatMap(([, { ports = [] }]) => ports)).toEqual(['127.0.0.1:3000:3000']);
  });

  it('gives Grafana the plugin, allowed though unsigned, and what the files of provisioning/ read', () => {
    const { environment = {}, entrypoint = [] } = service('grafana');
    expect(environment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS).toBe(PLUGIN_ID);
    expect(read('provisioning/Dockerfile')).toContain(`/usr/share/perftest-plugins/${PLUGIN_ID}`);
    const set = [
      ...Object.keys(environment),
      ...[...entrypoint.join(' ').matchAll(/export (\w+)=/g)].map(([, name]) => name),
    ];
    const provisioned = ['plugins', 'datasources', 'dashboards'].flatMap((folder) => filesIn(`provisioning/${folder}`));
    const asked = provisioned.flatMap((file) => [...read(file).matchAll(/: \$(\w+)$/gm)].map(([, name]) => name));
    expect(asked).toEqual(expect.arrayContaining(['SIDECAR_URL', 'SIDECAR_KEY', 'INFLUXDB_URL']));
    expect(asked.filter((name) => !set.includes(name))).toEqual([]);
  });

  it('has the sidecar where Grafana is told it is, and Grafana, InfluxDB and target where others look for them', () => {
    const { SIDECAR_PORT, GRAFANA_URL, INFLUXDB_URL } = service('sidecar').environment ?? {};
    expect(service('grafana').environment).toMatchObject({
      SIDECAR_URL: `http://sidecar:${SIDECAR_PORT}`,
      INFLUXDB_URL,
    });
    expect(service('setup').environment?.GRAFANA_URL).toBe(GRAFANA_URL);
    const addresses = services.flatMap(([, { environment = {} }]) => Object.values(environment)).filter(isAddress);
    const hosts = new Set(addresses.map((address) => new URL(address).hostname).filter((host) => host !== 'localhost'));
    expect([...hosts].filter((host) => !(host in compose.services))).toEqual([]);
    const [, , port] = service('target').command ?? [];
    expect(service('setup').environment?.DEMO_TARGET).toBe(`http://target:${port}`);
  });

  it('names only variables that the sidecar reads', () => {
    const known = [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    const given = Object.keys(service('sidecar').environment ?? {}).map((name) => name.replace(/_FILE$/, ''));
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('hands Confluence on from the shell, and says nothing of it where nobody has set it', () => {
    const known = [...read('.env.example').matchAll(/^(?:# )?(CONFLUENCE_[A-Z0-9_]+)=/gm)].map(([, name]) =>
      String(name)
    );
    expect(known).toContain('CONFLUENCE_API_TOKEN');
    // Compose fills in an empty text, which the sidecar takes for unset.
    const handedOn = Object.fromEntries(known.map((name) => [name, `\${${name}:-}`]));
    expect(service('sidecar').environment).toMatchObject(handedOn);
  });

  it('runs scripts that exist', () => {
    const words = services.flatMap(([, { command = [] }]) => command);
    expect(words.filter((word) => word.startsWith('scripts/') && !existsSync(join(ROOT, word)))).toEqual([]);
  });
});

function isAddress(text: string): boolean {
  return /^https?:/.test(text);
}

function filesIn(folder: string): string[] {
  return existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`) : [];
}

describe('the images', () => {
  const built = services.flatMap(([name, { build }]) => (build === undefined ? [] : [{ name, ...build }]));

  it.each(built)('$name is a stage of its Dockerfile', ({ dockerfile, target }) => {
    const stages = [...read(dockerfile).matchAll(/^FROM \S+(?: AS (\w+))?$/gm)].map(([, stage]) => stage);
    expect(target === undefined || stages.includes(target)).toBe(true);
  });

  it.each([...new Set(built.map(({ dockerfile }) => dockerfile))])(
    '%s copies what there is and is not ignored',
    (file) => {
      const copied = [...read(file).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
        names.split(' ')
      );
      expect(copied.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
      const letIn = [...read(`${file}.dockerignore`).matchAll(/^!(.+)$/gm)].map(([, name = '']) => name);
      const isLetIn = (name: string) => letIn.some((allowed) => name === allowed || name.startsWith(`${allowed}/`));
      expect(copied.filter((name) => !isLetIn(name))).toEqual([]);
    }
  );
});

describe('the commands of services, by a shell', () => {
  const asRun = (text: string) => text.replaceAll('$$', '$');

  it('keys: makes two secrets that everybody may read, and keeps them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-keys-'));
    const script = asRun(service('keys').command?.at(-1) ?? '').replaceAll('/keys', folder);
    const make = () => {
      execFileSync('sh', ['-euc', script]);
      return ['sidecar.key', 'renderer.token'].map((name) => readFileSync(join(folder, name), 'utf8'));
    };
    const first = make();
    expect(first).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(make()).toEqual(first);
    expect(readdirSync(folder).sort()).toEqual(['renderer.token', 'sidecar.key']);
    expect(statSync(join(folder, 'sidecar.key')).mode & 0o777).toBe(0o444);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['grafana', 'SIDECAR_KEY', '/run.sh'],
    ['renderer', 'AUTH_TOKEN', 'grafana-image-renderer server'],
  ])('%s: hands %s to the program', (name, variable, program) => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-keys-'));
    for (const key of ['sidecar.key', 'renderer.token']) {
      writeFileSync(join(folder, key), 'the secret');
    }
    const script = asRun(service(name).entrypoint?.at(-1) ?? '').replaceAll('/keys', folder);
    expect(script).toContain(`exec ${program}`);
    const said = execFileSync('sh', ['-c', script.replace(program, `printenv ${variable}`)], { encoding: 'utf8' });
    expect(said).toBe('the secret\n');
    rmSync(folder, { recursive: true });
  });
});

describe('the first process of the sidecar’s container', () => {
  const KEEP_RUNNING = join(ROOT, 'backend-sidecar/package/keep-running.sh');

  /** A stand-in for the sidecar: notes each start, fails the first time, then stays until it is asked to stop. */
  const PROGRAM = `
    const fs = require('node:fs');
    fs.appendFileSync('starts', process.pid + '\\n');
    if (fs.readFileSync('starts', 'utf8').trim().split('\\n').length === 1) process.exit(1);
    process.on('SIGTERM', () => { fs.writeFileSync('stopped', 'well'); process.exit(0); });
    setInterval(() => {}, 1000);
    fs.writeFileSync('up', '');
  `;

  it('starts the sidecar again when it fails, and stops it when it is asked to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keep-running-'));
    writeFileSync(join(folder, 'program.cjs'), PROGRAM);
    const child = spawn('sh', [KEEP_RUNNING, 'program.cjs'], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    for (let attempt = 0; attempt < 100 && !existsSync(join(folder, 'up')); attempt += 1) {
      await wait(100);
    }
    expect(readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n')).toHaveLength(2);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(readFileSync(join(folder, 'stopped'), 'utf8')).toBe('well');
    rmSync(folder, { recursive: true });
  });
});
