import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  answerAccessDenied,
  answerApiJson,
  answerBrokenPath,
  answerJson,
  answerRedirect,
  answerUnauthorized,
  DEFAULT_HEADERS,
} from './answers.ts';
import {
  callerOf,
  createIdTokenSigner,
  includesRole,
  isRole,
  parseCookies,
  type Caller,
  type Role,
} from './identity.ts';
import { frontendSettings, PAGE_CSP, renderPage, type PageInputs } from './page.ts';
import { defaultNavUrl, PluginSettings, readManifest } from './plugin-settings.ts';
import { proxyToUpstream, type PluginProxyDeps } from './proxy/plugin-proxy.ts';
import { unescapePath } from './proxy/route-match.ts';
import { servePublic } from './static-files.ts';

export interface PreviewHostOptions {
  /** 0 takes a free port. */
  port: number;
  /** The plugin's built `dist`: plugin.json, module.js and its chunks. */
  pluginDir: string;
  sidecarUrl: string;
  sidecarKey: string;
  host?: string;
  /** Role of a browser without the `preview_role` cookie. */
  role?: Exclude<Role, 'None'>;
  /** Lets people in who are not signed in, as `auth.anonymous` of Grafana does. */
  anonymousRole?: Exclude<Role, 'None'>;
  /** Added to `{ sidecarUrl }`. */
  jsonData?: Record<string, unknown>;
  /** Data sources by name, shaped as in Grafana's `/api/frontend/settings`. */
  datasources?: Record<string, unknown>;
  /** Answers Grafana's other API calls, e.g. `/api/ds/query`; returns false for what it does not know (404). */
  grafanaApi?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface PreviewHost {
  url: string;
  close: () => Promise<void>;
}

interface HostContext extends PluginProxyDeps {
  options: PreviewHostOptions;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Without the query, as it was sent. */
  path: string;
  caller: Caller;
}

const LOGIN_PAGE = '/login';
/** Grafana's home is open to everybody; here `/` leads to the plugin. */
const NO_ACCESS_PAGE = '/no-access';

const PACKAGE_DIR = packageDir(dirname(fileURLToPath(import.meta.url)));

/** The sources run from the package folder, the bundle from its dist. */
function packageDir(folder: string): string {
  return folder.endsWith('dist') ? dirname(folder) : folder;
}

/**
 * Serves the plugin's pages as Grafana 12.4 would, without a Grafana server, and proxies to the sidecar by the routes
 * of plugin.json. Roles: cookie `preview_role`; service accounts: `Authorization: Bearer preview-editor-token`.
 */
export async function startPreviewHost(options: PreviewHostOptions): Promise<PreviewHost> {
  const manifest = readManifest(options.pluginDir);
  const settings = new PluginSettings({
    jsonData: { sidecarUrl: options.sidecarUrl, ...options.jsonData },
    secureJsonData: { sidecarKey: options.sidecarKey },
  });
  let url = '';
  const signer = await createIdTokenSigner(() => `${url}/`);
  const context: HostContext = { options, manifest, settings, signer };
  const server = createServer((request, response) => {
    answer(context, request, response).catch((error: unknown) => breakDown(response, error));
  });
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, options.port, host);
  url = `http://${host}:${port}`;
  return { url, close: () => closeServer(server) };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

function breakDown(response: ServerResponse, error: unknown): void {
  process.stderr.write(`preview host: ${error instanceof Error ? error.stack : String(error)}\n`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  answerJson(response, 500, { message: 'Internal Server Error', traceID: '' });
}

async function answer(context: HostContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const { role = 'Admin', anonymousRole } = context.options;
  const caller = callerOf(request, { ofBrowsers: role, ofAnonymous: anonymousRole });
  const exchange: Exchange = { request, response, path, caller };
  if (unescapePath(path) === undefined) {
    return answerBrokenPath(response);
  }
  if (isForeignOrigin(exchange)) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
    response.end('origin not allowed\n');
    return;
  }
  if (path.startsWith('/public/')) {
    const folders = { bundleDir: join(PACKAGE_DIR, 'dist'), assetsDir: join(PACKAGE_DIR, 'assets') };
    servePublic(path, response, { ...folders, pluginId: context.manifest.id, pluginDir: context.options.pluginDir });
    return;
  }
  if (path.startsWith('/api/')) {
    return answerApi(context, exchange);
  }
  answerPage(context, exchange);
}

/** Grafana's CSRF check: an Origin of another host is refused when the request carries a login. Ports are ignored. */
function isForeignOrigin({ request, caller }: Exchange): boolean {
  const { origin, host = '' } = request.headers;
  const isSafe = ['HEAD', 'OPTIONS', 'TRACE'].includes(request.method ?? '');
  if (!origin || isSafe || caller.kind !== 'known' || !caller.hasSession) {
    return false;
  }
  const originHost = URL.canParse(origin) ? new URL(origin).hostname : '';
  return originHost !== host.replace(/:\d+$/, '');
}

function answerPage(context: HostContext, { response, request, path, caller }: Exchange): void {
  const { id } = context.manifest;
  if (path === '/') {
    return answerRedirect(response, defaultNavUrl(context.manifest));
  }
  const elsewhere = placeForTheUninvited(context, { request, path, caller });
  if (elsewhere !== undefined) {
    return answerRedirect(response, elsewhere);
  }
  const bases = [`/a/${id}`, `/plugins/${id}`, LOGIN_PAGE, NO_ACCESS_PAGE];
  const isKnown = bases.some((base) => path === base || path.startsWith(`${base}/`));
  response.writeHead(isKnown ? 200 : 404, {
    ...DEFAULT_HEADERS,
    'content-type': 'text/html; charset=UTF-8',
    'content-security-policy': PAGE_CSP,
  });
  response.end(renderPage(pageInputs(context, request, caller)));
}

/**
 * Where Grafana sends whoever may not have a page: to the login, and without the role of the page's include (which counts
 * for exactly its path) or without any role, to its home. That and the login page are this host's own.
 */
function placeForTheUninvited(
  { manifest }: HostContext,
  { request, path, caller }: Omit<Exchange, 'response'>
): string | undefined {
  if (path === LOGIN_PAGE || path === NO_ACCESS_PAGE) {
    return undefined;
  }
  const asked = encodeURIComponent(request.url ?? '/');
  if (caller.kind !== 'known') {
    return `${LOGIN_PAGE}?redirectTo=${asked}`;
  }
  const { role } = caller.identity;
  if (!includesRole(role, 'Viewer')) {
    return `${NO_ACCESS_PAGE}?redirectTo=${asked}`;
  }
  const plain = path.replace(/\/$/, '');
  const page = manifest.includes.find((include) => include.type === 'page' && include.path === plain);
  const isConfiguration = plain === `/plugins/${manifest.id}`;
  const least = isConfiguration ? 'Admin' : page?.role;
  return isRole(least) && !includesRole(role, least) ? '/' : undefined;
}

function pageInputs(
  { manifest, settings, options }: HostContext,
  request: IncomingMessage,
  caller: Caller
): PageInputs {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  const { preview_theme: cookieTheme, preview_timezone: timezone = 'browser' } = parseCookies(request);
  const theme = (query.get('theme') ?? cookieTheme) === 'light' ? 'light' : 'dark';
  const identity = caller.kind === 'known' ? caller.identity : undefined;
  return { identity, manifest, settings, theme, timezone, datasources: options.datasources ?? {} };
}

async function answerApi(context: HostContext, exchange: Exchange): Promise<void> {
  const { response, path, caller, request } = exchange;
  if (path === '/api/health') {
    return answerJson(response, 200, { database: 'ok', version: '12.4.0', commit: 'preview' });
  }
  if (path === '/api/signing-keys/keys') {
    return answerApiJson(response, 200, context.signer.keys);
  }
  if (caller.kind !== 'known') {
    return answerUnauthorized(response, caller.kind);
  }
  if (/^\/api\/plugin-proxy(\/|$)/.test(path)) {
    return answerProxy(context, exchange, caller);
  }
  if (path === `/api/plugins/${context.manifest.id}/settings`) {
    return answerSettings(context, exchange, caller);
  }
  if (path === '/api/frontend/settings') {
    return answerApiJson(response, 200, frontendSettings(pageInputs(context, request, caller)));
  }
  answerSmallApi(context, exchange, caller);
}

type KnownCaller = Extract<Caller, { kind: 'known' }>;

async function answerProxy(context: HostContext, exchange: Exchange, { identity }: KnownCaller): Promise<void> {
  const { request, response, path } = exchange;
  const pluginId = path.split('/')[3];
  if (!pluginId) {
    return answerJson(response, 404, { message: 'Not found' });
  }
  const isRouted = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'].includes(request.method ?? '');
  if (!isRouted) {
    return answerJson(response, 404, { message: 'Not found' });
  }
  if (!includesRole(identity.role, 'Viewer')) {
    return answerAccessDenied(response, 'plugins.app:access');
  }
  if (pluginId !== context.manifest.id) {
    return answerJson(response, 404, { message: 'Plugin not found' });
  }
  if (!context.settings.enabled) {
    return answerJson(response, 404, { message: 'Plugin is not enabled' });
  }
  await proxyToUpstream(request, response, { identity, deps: context });
}

async function answerSettings(context: HostContext, exchange: Exchange, { identity }: KnownCaller): Promise<void> {
  const { request, response } = exchange;
  if (request.method === 'GET') {
    return includesRole(identity.role, 'Viewer')
      ? answerApiJson(response, 200, context.settings.toDto(context.manifest))
      : answerApiJson(response, 403, { message: 'Access Denied' });
  }
  if (request.method !== 'POST') {
    return answerJson(response, 404, { message: 'Not found' });
  }
  if (identity.role !== 'Admin') {
    return answerAccessDenied(response, 'plugins:write');
  }
  const command = await readJsonObject(request);
  if (!command) {
    return answerApiJson(response, 400, { message: 'bad request data' });
  }
  context.settings.update(command);
  answerApiJson(response, 200, { message: 'Plugin settings updated' });
}

async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function answerSmallApi(
  { options }: HostContext,
  { request, response, path }: Exchange,
  { identity }: KnownCaller
): void {
  if (options.grafanaApi?.(request, response)) {
    return;
  }
  if (path === '/api/login/ping' || path === '/api/user/auth-tokens/rotate') {
    return answerApiJson(response, 200, path.endsWith('ping') ? { message: 'Logged in' } : {});
  }
  if (path === '/api/user') {
    const { id, uid, login, name, email, isGrafanaAdmin } = identity;
    return answerApiJson(response, 200, { id, uid, login, name, email, isGrafanaAdmin, orgId: 1, theme: '' });
  }
  answerJson(response, 404, { message: 'Not found' });
}
