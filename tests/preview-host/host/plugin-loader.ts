import { type AppPlugin, type AppPluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';

const loaded = new Map<string, Promise<AppPlugin>>();

/** Reads the plugin's settings and imports its module.js once, as Grafana's importApp does. */
export function loadAppPlugin(pluginId: string): Promise<AppPlugin> {
  const known = loaded.get(pluginId);
  if (known) {
    return known;
  }
  const loading = importApp(pluginId);
  loaded.set(pluginId, loading);
  return loading;
}

async function importApp(pluginId: string): Promise<AppPlugin> {
  const url = `/api/plugins/${pluginId}/settings`;
  const meta = await getBackendSrv().get<AppPluginMeta>(url, undefined, undefined, { showErrorAlert: false });
  if (!meta.enabled) {
    throw new Error('Application Not Enabled');
  }
  const version = encodeURIComponent(meta.info.version);
  const exports = await System.import(`/${meta.module}?_cache=${version}`);
  const plugin = (exports as { plugin: AppPlugin }).plugin;
  plugin.init(meta);
  plugin.meta = meta;
  return plugin;
}
