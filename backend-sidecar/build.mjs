/** Bundles the sidecar: main.js and its workers beside it. Packages stay in node_modules. */
import { rm } from 'node:fs/promises';

import { build } from 'esbuild';

await rm(new URL('./dist', import.meta.url), { recursive: true, force: true });
await build({
  entryPoints: {
    main: 'src/main.ts',
    perftest: 'src/cli/perftest.ts',
    'follow-worker': 'src/results/follow-worker.ts',
    'failure-worker': 'src/results/failures/failure-worker.ts',
    'import-worker': 'src/workflow/import-worker.ts',
    'render-worker': 'src/workflow/render-worker.ts',
    'script-worker': 'src/workflow/script-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  jsx: 'automatic',
  sourcemap: true,
  // Bundled in place of the condition in react-dom/server: the report is rendered by the production build.
  define: { 'process.env.NODE_ENV': '"production"' },
});
