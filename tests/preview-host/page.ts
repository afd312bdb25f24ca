import { includesRole, type Identity, type Role } from './identity.ts';
import { defaultNavUrl, type PluginInclude, type PluginManifest, type PluginSettings } from './plugin-settings.ts';

export interface NavLink {
  id?: string;
  text: string;
  url: string;
  icon?: string;
  img?: string;
  subTitle?: string;
  pluginId?: string;
  isSection?: boolean;
  children?: NavLink[];
}

export interface PageInputs {
  identity: Identity | undefined;
  manifest: PluginManifest;
  settings: PluginSettings;
  theme: 'dark' | 'light';
  timezone: string;
  /** By name, as in Grafana's `/api/frontend/settings`. */
  datasources: Record<string, unknown>;
}

/** Content-Security-Policy of the pages. No eval, no inline worker: what Grafana's own template allows at most. */
export const PAGE_CSP = "script-src 'self' 'unsafe-inline'; worker-src 'self'";

/** The plugin's part of the navigation, by the rules of Grafana's applinks: role, addToNav, default page removed. */
export function pluginNavLink(manifest: PluginManifest, identity: Identity): NavLink | undefined {
  const pages = manifest.includes.filter(
    (include) => include.type === 'page' && include.addToNav && mayOpen(include, identity.role)
  );
  if (pages.length === 0) {
    return undefined;
  }
  const url = defaultNavUrl(manifest);
  const links = pages.map(({ name, path, icon }) => ({ text: name, url: path ?? '', icon, pluginId: manifest.id }));
  return {
    id: `plugin-page-${manifest.id}`,
    text: manifest.name,
    url,
    img: manifest.info.logos?.small,
    subTitle: manifest.info.description,
    pluginId: manifest.id,
    isSection: true,
    children: links.filter((link) => link.url !== url),
  };
}

function mayOpen(include: PluginInclude, role: Role): boolean {
  return role === 'Admin' || includesRole(role, include.role as Role);
}

const EXPLORE: NavLink = { id: 'explore', text: 'Explore', url: '/explore', icon: 'compass' };

/** Grafana's main sections around the plugin. Only the plugin's own links lead somewhere in this host. */
export function navTree({ identity, manifest, settings }: PageInputs): NavLink[] {
  const home = { id: 'home', text: 'Home', url: '/', icon: 'home-alt' };
  if (!identity) {
    return [home];
  }
  const core = [
    home,
    { id: 'dashboards/browse', text: 'Dashboards', url: '/dashboards', icon: 'apps' },
    ...(includesRole(identity.role, 'Editor') ? [EXPLORE] : []),
    { id: 'alerting', text: 'Alerting', url: '/alerting', icon: 'bell' },
  ];
  const app = settings.enabled ? pluginNavLink(manifest, identity) : undefined;
  const apps = { id: 'apps', text: 'More apps', url: '/apps', icon: 'layer-group', children: app ? [app] : [] };
  const admin = { id: 'cfg', text: 'Administration', url: '/admin', icon: 'cog' };
  return [...core, ...(app ? [apps] : []), ...(includesRole(identity.role, 'Admin') ? [admin] : [])];
}

/** `window.grafanaBootData`: what @grafana/runtime builds its config from when it is imported. */
export function bootData(inputs: PageInputs): Record<string, unknown> {
  return {
    user: bootUser(inputs),
    settings: frontendSettings(inputs),
    navTree: navTree(inputs),
    assets: { dark: '', light: '' },
    themePaths: { dark: '', light: '' },
  };
}

function bootUser({ identity, theme, timezone }: PageInputs): Record<string, unknown> {
  return {
    isSignedIn: identity !== undefined && identity.kind !== 'anonymous',
    id: identity?.id ?? 0,
    uid: identity?.uid ?? '',
    login: identity?.login ?? '',
    name: identity?.name ?? '',
    email: identity?.email ?? '',
    orgId: identity?.organisationId ?? 0,
    orgName: identity ? 'Main Org.' : '',
    orgRole: identity?.role ?? '',
    isGrafanaAdmin: identity?.isGrafanaAdmin ?? false,
    authenticatedBy: identity ? 'password' : '',
    theme,
    timezone,
    weekStart: '',
    locale: 'en-US',
    language: 'en-US',
    regionalFormat: 'en-US',
    permissions: permissionsOf(identity?.role),
  };
}

function permissionsOf(role: Role | undefined): Record<string, true> {
  const permissions: Record<string, true> = {};
  const grant = (names: string[]) => names.forEach((name) => (permissions[name] = true));
  if (role && includesRole(role, 'Viewer')) {
    grant(['plugins.app:access', 'annotations:read', 'dashboards:read', 'datasources:query']);
  }
  if (role && includesRole(role, 'Editor')) {
    grant(['annotations:create', 'annotations:write', 'annotations:delete', 'dashboards:write']);
    grant(['datasources:explore']);
  }
  if (role && includesRole(role, 'Admin')) {
    grant(['plugins:write', 'datasources:read', 'datasources:write']);
  }
  return permissions;
}

export function frontendSettings({ manifest, settings, datasources }: PageInputs): Record<string, unknown> {
  const { id, extensions, dependencies } = manifest;
  const version = manifest.info.version ?? '';
  const module = `public/plugins/${id}/module.js`;
  const app = { id, path: module, version, preload: false, angular: { detected: false }, extensions, dependencies };
  return {
    appSubUrl: '',
    appUrl: '/',
    namespace: 'default',
    featureToggles: {},
    buildInfo: {
      version: '12.4.0',
      versionString: 'Grafana v12.4.0 (preview)',
      edition: 'Open Source',
      env: 'production',
    },
    licenseInfo: { enabledFeatures: {} },
    apps: settings.enabled ? { [id]: app } : {},
    datasources,
    defaultDatasource: Object.keys(datasources)[0] ?? '',
    panels: {},
    dateFormats: {
      fullDate: 'YYYY-MM-DD HH:mm:ss',
      useBrowserLocale: false,
      interval: {
        ...{ millisecond: 'HH:mm:ss.SSS', second: 'HH:mm:ss', minute: 'HH:mm' },
        ...{ hour: 'MM/DD HH:mm', day: 'MM/DD', month: 'YYYY-MM', year: 'YYYY' },
      },
      defaultTimezone: 'browser',
      defaultWeekStart: 'browser',
    },
    exploreEnabled: true,
    rendererAvailable: false,
    http2Enabled: false,
    trustedTypesDefaultPolicyEnabled: false,
    disableSanitizeHtml: false,
  };
}

/** The one HTML page; every path under `/a/` gets it. */
export function renderPage(inputs: PageInputs): string {
  const data = JSON.stringify(bootData(inputs)).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <base href="/" />
    <title>Grafana</title>
    <link rel="icon" href="/public/img/home.svg" />
    <link rel="stylesheet" href="/public/preview/host.css" />
    <link rel="stylesheet" href="/public/preview.css" />
  </head>
  <body class="theme-${inputs.theme} app-grafana">
    <div id="reactRoot"></div>
    <script>
      window.__grafana_public_path__ = '/public/';
      window.grafanaBootData = ${data};
    </script>
    <script type="module" src="/public/preview/host.js"></script>
  </body>
</html>
`;
}
