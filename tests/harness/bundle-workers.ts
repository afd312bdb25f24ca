import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the folder in which the threads' programs lie as `sources` has them. */
    workers: { sources: string; bundles: string };
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = join(ROOT, 'backend-sidecar', 'src');
const SUFFIX = '.source.mjs';

/**
 * Bundles the programs of the sidecar's threads once for all unit tests. From its sources a thread takes half a second
 * of the processor to start, and hundreds are started.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const bundles = join(ROOT, '.cache', `workers-${process.pid}`);
  await bundleWorkers(bundles);
  project.onTestsRerun(() => bundleWorkers(bundles));
  project.provide('workers', { sources: SOURCES, bundles });
  return () => rmSync(bundles, { recursive: true, force: true });
}

async function bundleWorkers(outdir: string): Promise<void> {
  const entries = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => join(SOURCES, name.replace(SUFFIX, '.ts')));
  await build({
    ...{ entryPoints: entries, outdir, outbase: SOURCES, outExtension: { '.js': '.mjs' }, sourcemap: true },
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'esm', jsx: 'automatic' },
    // As the sidecar's own build has it.
    define: { 'process.env.NODE_ENV': '"production"' },
    // It is native.
    external: ['@resvg/resvg-js'],
    // Packages are bundled, too: reading each of their files would take most of the start. Some are CommonJS.
    banner: {
      js: "import * as bannerModule from 'node:module';\nconst require = bannerModule.createRequire(import.meta.url);",
    },
  });
}
