/**
 * Starts the preview host from the environment: PREVIEW_PORT, PREVIEW_HOST, PREVIEW_PLUGIN_DIR, SIDECAR_URL,
 * SIDECAR_KEY, PREVIEW_ROLE.
 */
import { resolve } from 'node:path';
import { isRole } from './identity.ts';
import { startPreviewHost } from './server.ts';

const { env } = process;
const role = isRole(env.PREVIEW_ROLE) && env.PREVIEW_ROLE !== 'None' ? env.PREVIEW_ROLE : 'Admin';
const preview = await startPreviewHost({
  port: Number(env.PREVIEW_PORT ?? 3000),
  host: env.PREVIEW_HOST ?? '127.0.0.1',
  // npm runs workspace scripts in the package's folder and tells where it was called.
  pluginDir: resolve(env.INIT_CWD ?? '.', env.PREVIEW_PLUGIN_DIR ?? 'dist'),
  sidecarUrl: env.SIDECAR_URL ?? 'http://127.0.0.1:8085',
  sidecarKey: env.SIDECAR_KEY ?? '',
  role,
});
process.stdout.write(`Preview of the plugin: ${preview.url}\n`);
