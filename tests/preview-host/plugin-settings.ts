import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertKnownPattern, type PluginRoute } from './proxy/route-match.ts';
import type { TemplateData } from './proxy/template.ts';

export interface PluginInclude {
  type: string;
  name: string;
  path?: string;
  role?: string;
  icon?: string;
  addToNav?: boolean;
  defaultNav?: boolean;
  uid?: string;
}

export interface PluginManifest {
  id: string;
  name: string;
  type: string;
  info: { version?: string; description?: string; logos?: { small?: string; large?: string } };
  includes: PluginInclude[];
  routes: PluginRoute[];
  dependencies?: unknown;
  extensions?: unknown;
}

/** Reads the built plugin.json and fills in what Grafana fills in. Refuses a manifest that Grafana would not load. */
export function readManifest(pluginDir: string): PluginManifest {
  const raw = JSON.parse(readFileSync(join(pluginDir, 'plugin.json'), 'utf8')) as PluginManifest;
  const baseUrl = `public/plugins/${raw.id}`;
  const logo = (path?: string) => (path ? `${baseUrl}/${path}` : '/public/img/icn-app.svg');
  const includes = (raw.includes ?? []).map((include) => ({
    ...include,
    role: include.role ?? 'Viewer',
    path: include.path?.replaceAll('%PLUGIN_ID%', raw.id),
  }));
  const routes = raw.routes ?? [];
  routes.forEach(assertLoadableRoute);
  const logos = { small: logo(raw.info.logos?.small), large: logo(raw.info.logos?.large) };
  return { ...raw, includes, routes, info: { ...raw.info, logos } };
}

function assertLoadableRoute(route: PluginRoute): void {
  assertKnownPattern(route.path);
  if (route.reqRole !== undefined && !['', 'None', 'Viewer', 'Editor', 'Admin'].includes(route.reqRole)) {
    throw new Error(`plugin.json: route "${route.path}" has the invalid reqRole "${route.reqRole}"`);
  }
  if (route.reqAction !== undefined || route.body !== undefined) {
    throw new Error(`plugin.json: reqAction and body of route "${route.path}" are not modelled by the preview host`);
  }
}

/** The plugin's settings in one organisation, kept in memory. */
export class PluginSettings {
  enabled = true;
  pinned = true;
  jsonData: Record<string, unknown>;
  secureJsonData: Record<string, string>;

  constructor(initial: TemplateData) {
    this.jsonData = initial.jsonData;
    this.secureJsonData = initial.secureJsonData;
  }

  /** As Grafana's POST: jsonData replaced whole, secureJsonData merged, what is omitted becomes false or empty. */
  update(command: Record<string, unknown>): void {
    this.enabled = command.enabled === true;
    this.pinned = command.pinned === true;
    this.jsonData = asRecord(command.jsonData);
    const secrets = Object.entries(asRecord(command.secureJsonData)).map(([key, value]) => [key, String(value)]);
    this.secureJsonData = { ...this.secureJsonData, ...(Object.fromEntries(secrets) as Record<string, string>) };
  }

  /** Body of `GET /api/plugins/:id/settings`: secrets only as "is set". */
  toDto(manifest: PluginManifest): Record<string, unknown> {
    const isSet = Object.entries(this.secureJsonData).filter(([, value]) => value.length > 0);
    const { id, name, type, info, includes, dependencies, extensions } = manifest;
    const baseUrl = `public/plugins/${id}`;
    return {
      ...{ id, name, type, info, includes, dependencies, extensions, baseUrl, module: `${baseUrl}/module.js` },
      enabled: this.enabled,
      pinned: this.pinned,
      autoEnabled: false,
      jsonData: this.jsonData,
      secureJsonFields: Object.fromEntries(isSet.map(([key]) => [key, true])),
      defaultNavUrl: `/plugins/${id}/page/${slugOf(defaultPage(manifest)?.name ?? '')}`,
      latestVersion: '',
      hasUpdate: false,
      state: '',
      signature: 'unsigned',
      signatureType: '',
      signatureOrg: '',
      angularDetected: false,
      loadingStrategy: 'script',
    };
  }
}

/** Where the plugin's own link leads; Grafana's settings name it by another path. */
export function defaultNavUrl(manifest: PluginManifest): string {
  return defaultPage(manifest)?.path ?? `/a/${manifest.id}`;
}

function defaultPage({ includes }: PluginManifest): PluginInclude | undefined {
  return includes.find((include) => include.type === 'page' && include.defaultNav && include.addToNav);
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
