/**
 * Bundles the sidecar (main.js and its workers beside it) and the command line (perftest.js). Packages stay in
 * node_modules. `node build.mjs [FOLDER]`, by default dist.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const sources = fileURLToPath(new URL('./src', import.meta.url));
const outdir = resolve(process.argv[2] ?? fileURLToPath(new URL('./dist', import.meta.url)));

const options = {
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  jsx: 'automatic',
  sourcemap: true,
  // Bundled in place of the condition in react-dom/server: the report is rendered by the production build.
  define: { 'process.env.NODE_ENV': '"production"' },
};

await rm(outdir, { recursive: true, force: true });
await build({
  ...options,
  entryPoints: {
    main: `${sources}/main.ts`,
    'follow-worker': `${sources}/results/follow-worker.ts`,
    'failure-worker': `${sources}/results/failures/failure-worker.ts`,
    'import-worker': `${sources}/workflow/import-worker.ts`,
    'render-worker': `${sources}/workflow/render-worker.ts`,
    'script-worker': `${sources}/workflow/script-worker.ts`,
    'reconciliation-worker': `${sources}/workflow/reconciliation-worker.ts`,
  },
});
// In pieces: what renders reports is loaded only where one is asked for.
await build({
  ...options,
  entryPoints: { perftest: `${sources}/cli/perftest.ts` },
  splitting: true,
  chunkNames: 'perftest-[name]-[hash]',
});
