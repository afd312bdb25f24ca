import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freePort } from '../../scripts/demo/pages-host.ts';
import { startPreviewHost } from '../preview-host/server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PLUGIN_ID = 'perftest-automation-app';
const { version } = readJson(join(ROOT, 'package.json')) as { version: string };

let folder: string;
let plugin: string;
let sidecar: string;

beforeAll(() => {
  // On the disk of the project: packages are linked into it, not copied.
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.cache', 'package-test-'));
  makeRelease('first');
  execFileSync('python3', ['-m', 'zipfile', '-e', archive('first', `${PLUGIN_ID}-${version}.zip`), folder]);
  execFileSync('tar', ['-xzf', archive('first', `perftest-sidecar-${version}.tar.gz`), '-C', folder]);
  plugin = join(folder, PLUGIN_ID);
  sidecar = join(folder, `perftest-sidecar-${version}`);
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makeRelease(name: string): void {
  execFileSync(process.execPath, ['scripts/package.mjs', '--to', join(folder, name)], { cwd: ROOT, stdio: 'pipe' });
}

function archive(release: string, name: string): string {
  return join(folder, release, name);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

describe('npm run package', () => {
  it('writes checksums that its archives have', () => {
    const said = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: join(folder, 'first'), encoding: 'utf8' });
    expect(said).toBe(`${PLUGIN_ID}-${version}.zip: OK\nperftest-sidecar-${version}.tar.gz: OK\n`);
  });

  it('gives the same bytes another time', () => {
    makeRelease('second');
    const sums = ['first', 'second'].map((release) => readFileSync(archive(release, 'SHA256SUMS'), 'utf8'));
    expect(sums[1]).toBe(sums[0]);
  }, 120_000);
});

describe('the plugin’s zip', () => {
  it('is what was built, with what Grafana shows of a plugin', () => {
    const { id, info } = readJson(join(plugin, 'plugin.json')) as {
      id: string;
      info: { version: string; updated: string; logos: { small: string }; screenshots: Array<{ path: string }> };
    };
    expect([id, info.version]).toEqual([PLUGIN_ID, version]);
    expect(info.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
    const pictures = [info.logos.small, ...info.screenshots.map(({ path }) => path)];
    const files = ['module.js', 'README.md', 'CHANGELOG.md', 'LICENSE', ...pictures];
    expect(files.filter((file) => !existsSync(join(plugin, file)))).toEqual([]);
    expect(readFileSync(join(plugin, 'module.js'), 'utf8')).toBe(readFileSync(join(ROOT, 'dist/module.js'), 'utf8'));
  });

  it('shows itself in pictures that a catalogue can show, small enough to be carried along', () => {
    const { info } = readJson(join(plugin, 'plugin.json')) as { info: { screenshots: Array<{ path: string }> } };
    const pictures = info.screenshots.map(({ path }) => ({ path, bytes: readFileSync(join(plugin, path)) }));
    expect(pictures.length).toBeGreaterThanOrEqual(4);
    expect(pictures.map(({ bytes }) => bytes.toString('latin1', 1, 4))).toEqual(pictures.map(() => 'PNG'));
    // The head of a PNG has its size.
    const widths = pictures.map(({ bytes }) => bytes.readUInt32BE(16));
    expect(widths.filter((width) => width < 1280 || width > 1600)).toEqual([]);
    const sizesKb = pictures.map(({ bytes }) => bytes.length / 1024);
    expect(Math.max(...sizesKb)).toBeLessThan(150);
  });

  it('has a README that shows all of its pictures', () => {
    const readme = readFileSync(join(plugin, 'README.md'), 'utf8');
    const shown = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path);
    const pictures = readdirSync(join(plugin, 'img')).filter((name) => name.endsWith('.png'));
    expect(shown.sort()).toEqual(pictures.map((name) => `img/${name}`).sort());
    expect(readme).not.toContain('%PLUGIN_ID%');
  });

  it('has every dashboard of the project', () => {
    const dashboards = readdirSync(join(ROOT, 'dashboards')).filter((name) => name.endsWith('.json'));
    expect(dashboards.filter((name) => !existsSync(join(plugin, 'dashboards', name)))).toEqual([]);
  });

  it('is refused by nothing that the preview host checks, and served', async () => {
    const host = await startPreviewHost({
      port: 0,
      pluginDir: plugin,
      sidecarUrl: 'http://127.0.0.1:9',
      sidecarKey: 'k',
    });
    const answers = ['module.js', 'img/logo.svg'].map((file) =>
      fetch(`${host.url}/public/plugins/${PLUGIN_ID}/${file}`)
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    await host.close();
  });
});

describe('the sidecar’s tarball', () => {
  let child: ChildProcess | undefined;

  afterAll(() => child?.kill('SIGKILL'));

  it('knows its commands by its package.json and in bin', () => {
    const { bin } = readJson(join(sidecar, 'package.json')) as { bin: Record<string, string> };
    expect(Object.keys(bin).sort()).toEqual(['perftest', 'perftest-backup', 'perftest-sidecar']);
    expect(readdirSync(join(sidecar, 'bin')).sort()).toEqual(['perftest', 'perftest-backup', 'perftest-sidecar']);
  });

  it('has unit, Dockerfile, settings and what assembles a JMeter', () => {
    const files = ['perftest-sidecar.service', 'Dockerfile', '.env.example', 'README.md', 'jmeter/pom.xml'];
    expect(files.filter((file) => !existsSync(join(sidecar, file)))).toEqual([]);
    const unit = readFileSync(join(sidecar, 'perftest-sidecar.service'), 'utf8');
    expect(unit).toContain('ExecStart=/opt/perftest-sidecar/bin/perftest-sidecar');
    expect(unit).toContain('KillMode=process');
    const copied = [...readFileSync(join(sidecar, 'Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
    const sources = copied.flatMap(([, names = '']) => names.split(' '));
    expect(sources.filter((source) => !existsSync(join(sidecar, source)))).toEqual([]);
  });

  it('starts with nothing but the packages of its lockfile, and migrates a new database', async () => {
    linkPackages();
    const answered = execFileSync(join(sidecar, 'bin', 'perftest-sidecar'), ['--version'], { encoding: 'utf8' });
    expect(answered).toBe(`${version}\n`);
    const port = await freePort(0);
    const data = join(folder, 'data');
    child = spawn(join(sidecar, 'bin', 'perftest-sidecar'), [], {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, DATA_DIR: data, SIDECAR_PORT: String(port), SIDECAR_KEY: 'k'.repeat(32) },
    });
    await untilReady(`http://127.0.0.1:${port}/readyz`);

    const database = new Sqlite(join(data, 'db', 'perf-test.db'), { readonly: true });
    const applied = database.prepare('SELECT count(*) AS count FROM __drizzle_migrations').get();
    database.close();
    const journal = readJson(join(ROOT, 'backend-sidecar/migrations/meta/_journal.json')) as { entries: unknown[] };
    expect(applied).toEqual({ count: journal.entries.length });
    await expectAnswersThroughProxy(`http://127.0.0.1:${port}`);
  }, 60_000);
});

/**
 * As `npm ci` would put them, but hard links to what is here already: a package that the lockfile lacks is missing. Those for
 * other machines are nowhere here.
 */
function linkPackages(): void {
  const { packages } = readJson(join(sidecar, 'npm-shrinkwrap.json')) as {
    packages: Record<string, { optional?: boolean }>;
  };
  const places = Object.entries(packages).flatMap(([place, { optional }]) =>
    place === '' || (optional === true && !existsSync(join(ROOT, place))) ? [] : [place]
  );
  const outermost = places.filter((place) => !places.some((other) => place.startsWith(`${other}/`)));
  for (const place of outermost) {
    mkdirSync(dirname(join(sidecar, place)), { recursive: true });
    execFileSync('cp', ['-al', join(ROOT, place), join(sidecar, place)]);
  }
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) {
      return;
    }
    await wait(100);
  }
  throw new Error(`${url} does not answer`);
}

async function expectAnswersThroughProxy(sidecarUrl: string): Promise<void> {
  const host = await startPreviewHost({ port: 0, pluginDir: plugin, sidecarUrl, sidecarKey: 'k'.repeat(32) });
  const answer = await fetch(`${host.url}/api/plugin-proxy/${PLUGIN_ID}/api/me`);
  expect([answer.status, await answer.json()]).toMatchObject([200, { role: 'Admin' }]);
  await host.close();
}
