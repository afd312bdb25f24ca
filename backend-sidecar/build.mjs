/**
 * Bundles the sidecar (main.js and its workers beside it), backups (perftest-backup.js) and the command line (perftest.js), and lays the fonts of charts
 * beside them. Packages stay in node_modules. `node build.mjs [FOLDER]`, by default dist.
 */
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
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
    'perftest-backup': `${sources}/backup/backup.ts`,
    'follow-worker': `${sources}/results/follow-worker.ts`,
    'range-worker': `${sources}/results/range-worker.ts`,
    'failure-worker': `${sources}/results/failures/failure-worker.ts`,
    'import-worker': `${sources}/workflow/imports/import-worker.ts`,
    'render-worker': `${sources}/workflow/reports/render-worker.ts`,
    'script-worker': `${sources}/workflow/scripts/script-worker.ts`,
    'learning-worker': `${sources}/workflow/history/learning-worker.ts`,
    'reconciliation-worker': `${sources}/workflow/analysis/reconciliation-worker.ts`,
    'backfill-worker': `${sources}/workflow/influxdb/backfill-worker.ts`,
  },
});
// In pieces: what renders reports is loaded only where one is asked for.
await build({
  ...options,
  entryPoints: { perftest: `${sources}/cli/perftest.ts` },
  splitting: true,
  chunkNames: 'perftest-[name]-[hash]',
});

// Of fonts with nine weights the one that charts are drawn with, and under which licence.
const { devDependencies } = JSON.parse(await readFile(new URL('./package.json', import.meta.url), 'utf8'));
const require = createRequire(import.meta.url);
for (const name of Object.keys(devDependencies).filter((one) => one.startsWith('@expo-google-fonts/'))) {
  const folder = dirname(require.resolve(`${name}/package.json`));
  const target = join(outdir, 'fonts', name.split('/')[1]);
  await mkdir(target, { recursive: true });
  await copyFile(join(folder, 'LICENSE_FONT'), join(target, 'LICENSE'));
  for (const file of await readdir(join(folder, '400Regular'))) {
    if (file.endsWith('.ttf')) {
      await copyFile(join(folder, '400Regular', file), join(target, file));
    }
  }
}
