import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIDECAR = join(ROOT, 'backend-sidecar/src');

/**
 * Who may know whom: a room and the rooms that it may import from, the room itself aside. `scripts → runs → statistics →
 * results → comparison → report`: a later room knows earlier ones, never the other way. Adapters know the middle, not each
 * other.
 */
const MAY_KNOW: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  contract: [],
  scripts: ['kernel', 'contract'],
  runs: ['kernel', 'contract', 'scripts'],
  // The record of a sample is the word between reader and statistics; the reader's worker feeds the statistics.
  results: ['kernel', 'contract', 'runs', 'statistics'],
  statistics: ['kernel', 'contract', 'runs', 'results'],
  comparison: ['kernel', 'contract', 'runs', 'statistics'],
  'reports/model': ['kernel', 'contract', 'runs', 'statistics', 'comparison'],
  queue: ['kernel', 'contract', 'runs'],
  environments: ['kernel', 'contract'],
  'environments/calls': ['kernel', 'contract', 'environments'],
  runners: ['kernel', 'contract', 'runs'],
  'runners/local': ['kernel', 'contract', 'runs', 'runners'],
  'runners/ssh': ['kernel', 'contract', 'runs', 'runners'],
  'integrations/grafana': ['kernel', 'contract'],
  'integrations/confluence': ['kernel', 'contract'],
  // What is written to InfluxDB is decided where the script's copy is made.
  'integrations/influxdb': ['kernel', 'contract', 'scripts'],
  // The stores keep inventories of scripts, the order of the queue, and SLOs as people write them.
  persistence: ['kernel', 'contract', 'scripts', 'environments', 'runs', 'results', 'comparison', 'queue'],
  live: ['kernel', 'contract'],
  config: ['kernel', 'contract'],
  'reports/charts': ['kernel', 'contract', 'reports/model'],
  'reports/excel': ['kernel', 'contract', 'comparison', 'reports/model'],
  'reports/html': ['kernel', 'contract', 'comparison', 'reports/model'],
  'reports/confluence': ['kernel', 'contract', 'comparison', 'reports/model'],
  workflow: [
    ...['kernel', 'contract', 'scripts', 'runs', 'results', 'statistics', 'comparison', 'queue', 'runners', 'live'],
    ...[
      'reports/model',
      'reports/charts',
      'reports/excel',
      'reports/html',
      'reports/confluence',
      'persistence',
      'config',
      'environments',
      'environments/calls',
      'integrations/confluence',
      'integrations/grafana',
      'integrations/influxdb',
    ],
  ],
  // A program of its own: it knows the data directory as files only.
  backup: [],
  // The command line: the middle without a database and without HTTP.
  cli: [
    ...['kernel', 'contract', 'runs', 'results', 'statistics', 'comparison'],
    ...['reports/model', 'reports/excel', 'reports/html', 'workflow'],
  ],
  http: ['kernel', 'contract', 'runs', 'runners', 'live', 'config', 'persistence', 'workflow'],
};

/** Arrows that only these files may have, each with its reason beside it. */
const ONLY_HERE: Readonly<Record<string, readonly string[]>> = {
  // Two feed what they read to the statistics, one names labels as they do, each in a thread of its own.
  'results → statistics': [
    'results/follow-worker.ts',
    'results/range-reading.ts',
    'results/failures/failure-worker.ts',
  ],
};

/** Rooms that compute only: the world comes to them as arguments. */
const PURE = ['contract', 'scripts', 'environments', 'runs', 'statistics', 'comparison', 'reports/model', 'queue'];
const IMPURE =
  /^(node:(fs|child_process|net|https?|dgram|worker_threads|vm)\b|better-sqlite3|fastify|@fastify\/|drizzle-orm)/;

interface Import {
  file: string;
  target: string;
  isTypeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\.test\.tsx?$|-fixture\.tsx?$|read-xlsx-independently/.test(path));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"(=]*?(?:from\s+)?['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [
    ...[...statements].map(([, type, target = '']) => ({ file, target, isTypeOnly: type !== undefined })),
    ...[...dynamic].map(([, target = '']) => ({ file, target, isTypeOnly: false })),
  ];
}

/** `reports/html` of `reports/html/Chart.tsx`, `http` of `http/routes/runs.ts`; undefined for main.ts and sidecar.ts. */
function roomOf(path: string): string | undefined {
  const folders = relative(SIDECAR, path).split('/').slice(0, -1);
  const nested = folders.slice(0, 2).join('/');
  return nested in MAY_KNOW ? nested : folders[0];
}

const files = sources(SIDECAR);
const imports = files.flatMap(importsOf);
const own = imports.filter(({ target }) => target.startsWith('.'));

describe('the imports of the sidecar', () => {
  it('were found', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(own.length).toBeGreaterThan(300);
  });

  it('lie in rooms that are known here', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== undefined));
    const repair =
      'A new folder needs a line in MAY_KNOW that says what it may know; a folder that is gone loses its line.';
    expect([...rooms].sort(), repair).toEqual(Object.keys(MAY_KNOW).sort());
  });

  it('go in one direction', () => {
    const wrong = own.flatMap(({ file, target }) => {
      const [from, to] = [roomOf(file), roomOf(join(dirname(file), target))];
      const isFine = from === undefined || from === to || (to !== undefined && MAY_KNOW[from]?.includes(to));
      return isFine ? [] : [`${relative(SIDECAR, file)} (${from}) imports ${target} (${to ?? 'the composition'})`];
    });
    const repair =
      'Move what is shared to a room that both may know, or hand it over as an argument from sidecar.ts. ' +
      'Only a decision about the architecture adds an arrow to MAY_KNOW.';
    expect(wrong, repair).toEqual([]);
  });

  it('have exceptions only where they are explained', () => {
    const found = own
      .map(({ file, target }) => [`${roomOf(file)} → ${roomOf(join(dirname(file), target))}`, relative(SIDECAR, file)])
      .filter(([arrow = '']) => arrow in ONLY_HERE);
    expect(found.length, 'ONLY_HERE names an arrow that is gone: remove it').toBeGreaterThan(0);
    for (const [arrow = '', file] of found) {
      expect(ONLY_HERE[arrow], `${arrow} belongs into ${ONLY_HERE[arrow]} alone`).toContain(file);
    }
  });

  it('bring nothing of the world into rooms that only compute', () => {
    const computing = imports.filter(({ file }) => PURE.includes(roomOf(file) ?? ''));
    expect(computing.length).toBeGreaterThan(50);
    const worldly = computing
      .filter(({ target }) => IMPURE.test(target))
      .map(({ file, target }) => `${relative(SIDECAR, file)} imports ${target}`);
    expect(worldly, 'Read it in workflow/ or an adapter and hand the content over.').toEqual([]);
  });

  it('let http reach the database through stores alone', () => {
    const direct = imports.filter(
      ({ file, target }) =>
        roomOf(file) === 'http' && /drizzle|better-sqlite3|persistence\/(schema|database)/.test(target)
    );
    expect(
      direct.map(({ file }) => relative(SIDECAR, file)),
      'Add a method to the store.'
    ).toEqual([]);
  });
});

describe('the imports of the plugin', () => {
  const plugin = sources(join(ROOT, 'src')).flatMap(importsOf);
  const foreign = plugin.filter(({ target }) => /backend-sidecar|perftest-automation-sidecar/.test(target));

  it('were found', () => {
    expect(plugin.length).toBeGreaterThan(50);
    expect(foreign.length).toBeGreaterThan(3);
  });

  it('reach the sidecar only for types of its contract', () => {
    const wrong = foreign
      .filter(({ target, isTypeOnly }) => !isTypeOnly || !target.startsWith('perftest-automation-sidecar/contract/'))
      .map(({ file, target }) => `${relative(ROOT, file)} imports ${target}`);
    const repair =
      "Write `import type … from 'perftest-automation-sidecar/contract/…'`; a value would bundle the schemas.";
    expect(wrong, repair).toEqual([]);
  });
});
