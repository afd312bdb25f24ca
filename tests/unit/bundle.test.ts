import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const MODULE = join(DIST, 'module.js');
const KB = 1024;

/** What Grafana 12.4 gives to plugins, by its SystemJS import map; `module` tells the module its own address. */
const SHARED_BY_GRAFANA = [
  ...['@emotion/css', '@emotion/react', '@grafana/data', '@grafana/data/unstable', '@grafana/runtime'],
  ...['@grafana/runtime/unstable', '@grafana/ui', '@grafana/ui/unstable', 'd3', 'i18next', 'jquery', 'lodash'],
  ...['moment', 'module', 'prismjs', 'react', 'react-dom', 'react-inlinesvg', 'react-redux', 'react-router'],
  ...['react-router-dom', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'redux', 'rxjs', 'rxjs/operators'],
];

describe('the built module.js', () => {
  it('that every user of Grafana loads is under 30 KB', () => {
    expect(statSync(MODULE).size).toBeLessThan(30 * KB);
  });

  it('asks Grafana only for what Grafana shares', () => {
    const [, list] = /define\(\[([^\]]*)\]/.exec(readFileSync(MODULE, 'utf8')) ?? [];
    const asked: string[] = JSON.parse(`[${list}]`);
    expect(asked).toContain('@grafana/runtime');
    expect(asked.filter((name) => !SHARED_BY_GRAFANA.includes(name))).toEqual([]);
  });
});

/** What webpack writes for `import()`: the chunks that are fetched, unless they are there already. */
const DYNAMIC_IMPORT = /(?:Promise\.all\(\[((?:\w+\.e\(\d+\),?)+)\]\)|(\w+\.e\(\d+\)))\.then\(/g;

function importsOf(file: string): string[][] {
  const text = readFileSync(join(DIST, file), 'utf8');
  return [...text.matchAll(DYNAMIC_IMPORT)].map(([, several, one]) =>
    [...(several ?? one ?? '').matchAll(/\.e\((\d+)\)/g)].map(([, id]) => `${id}.js`)
  );
}

function compressedKb(files: Iterable<string>): number {
  const sizes = [...new Set(files)].map((file) => gzipSync(readFileSync(join(DIST, file))).length);
  return sizes.reduce((sum, size) => sum + size, 0) / KB;
}

describe('the first load of a page, compressed and on top of what Grafana ships', () => {
  const lists = importsOf('module.js');
  /** Everything that is imported, by whatever: the app and the configuration by module.js, the pages by the app. */
  const firstLoads = lists.flatMap((root) => [
    ['module.js', ...root],
    ...root.flatMap((file) => importsOf(file).map((page) => ['module.js', ...root, ...page])),
  ]);

  it('is known for every page, and for all code', () => {
    // The pages of App.tsx, and those that are loaded by themselves: app, configuration.
    const pages = readFileSync(join(DIST, '../src/App.tsx'), 'utf8').match(/= lazy\(/g) ?? [];
    expect(firstLoads.length).toBeGreaterThanOrEqual(pages.length + lists.length);
    const reached = new Set(firstLoads.flat());
    const later = [...reached].filter((file) => file !== 'module.js').flatMap((file) => importsOf(file).flat());
    const code = readdirSync(DIST).filter((file) => file.endsWith('.js'));
    expect(code.filter((file) => !reached.has(file) && !later.includes(file))).toEqual([]);
  });

  it('is under 300 KB', () => {
    expect(Math.max(...firstLoads.map(compressedKb))).toBeLessThan(300);
  });
});
