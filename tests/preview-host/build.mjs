/**
 * Bundles the browser shell (host/) and the server into dist/. The plugin itself is not bundled: the host loads the
 * module.js that ships. `dist/server.mjs` and `dist/main.mjs` run with plain node.
 */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** @grafana/ui asks for the v6 bridge, which is installed beside this package only: one copy for all. */
const oneRouter = {
  name: 'one-router',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^react-router-dom(-v5-compat)?$/ }, ({ path, kind, pluginData }) => {
      return pluginData === 'resolved'
        ? undefined
        : esbuild.resolve(path, { kind, resolveDir: root, pluginData: 'resolved' });
    });
  },
};

/** Importers that end in .mjs get Node's view of a CommonJS default export; these two need the other one. */
const defaultExportShims = {
  name: 'default-export-shims',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^(react-custom-scrollbars-2|calculate-size)$/ }, ({ path, importer }) => {
      return importer.endsWith('.mjs') ? { path: join(root, 'host/shims', `${path}.ts`) } : undefined;
    });
  },
};

const browser = {
  bundle: true,
  platform: 'browser',
  target: 'chrome116',
  minify: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"', process: '{"env":{}}', global: 'window' },
  loader: { '.ttf': 'file', '.svg': 'dataurl' },
};

await rm(dist, { recursive: true, force: true });
await Promise.all([
  build({
    ...browser,
    entryPoints: { host: join(root, 'host/main.tsx') },
    outdir: dist,
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [oneRouter, defaultExportShims],
  }),
  build({
    ...browser,
    entryPoints: {
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    },
    outdir: dist,
    format: 'iife',
  }),
  build({
    entryPoints: { server: join(root, 'server.ts'), main: join(root, 'main.ts') },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    splitting: true,
    chunkNames: 'server-[hash]',
    logLevel: 'warning',
  }),
]);
