import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPreviewHost, type PreviewHost, type PreviewHostOptions } from './server.ts';

export const PLUGIN_ID = 'perftest-automation-app';
export const PROXY = `/api/plugin-proxy/${PLUGIN_ID}`;

const KEY_HEADER = { name: 'X-Sidecar-Key', content: '{{ orEmpty .SecureJsonData.sidecarKey }}' };
const SIDECAR = '{{ .JsonData.sidecarUrl }}';

/** A manifest with one route for each rule that is tested. */
const MANIFEST = {
  id: PLUGIN_ID,
  type: 'app',
  name: 'Automation',
  info: { version: '1.0.0', description: 'A plugin', logos: { small: 'img/logo.svg', large: 'img/logo.svg' } },
  includes: [
    { type: 'page', name: 'Home', path: '/a/%PLUGIN_ID%/home', addToNav: true, defaultNav: true },
    { type: 'page', name: 'Run', path: '/a/%PLUGIN_ID%/run', role: 'Editor', addToNav: true },
    { type: 'page', name: 'Configuration', path: '/plugins/%PLUGIN_ID%', role: 'Admin', addToNav: true },
  ],
  routes: [
    { path: 'api/runs', method: 'GET', reqRole: 'Viewer', url: `${SIDECAR}/api/runs`, headers: [KEY_HEADER] },
    { path: 'api/runs/*', method: 'GET', reqRole: 'Viewer', url: `${SIDECAR}/api/runs`, headers: [KEY_HEADER] },
    { path: 'api/runs', method: 'POST', reqRole: 'Editor', url: `${SIDECAR}/api/runs`, headers: [KEY_HEADER] },
    { path: 'api/runs/*', method: 'DELETE', reqRole: 'Admin', url: `${SIDECAR}/api/runs` },
    { path: 'api/runs/*', method: 'DELETE', reqRole: 'Viewer', url: `${SIDECAR}/never` },
    { path: 'any/*', reqRole: 'Viewer', url: `${SIDECAR}/any/` },
    { path: 'list', method: 'GET,HEAD', reqRole: 'Viewer', url: `${SIDECAR}/list` },
    {
      path: 'templates',
      method: 'GET',
      url: `${SIDECAR}/templates`,
      headers: [
        { name: 'X-Missing', content: '{{ .JsonData.missing }}' },
        { name: 'X-Missing-Secret', content: '{{ .SecureJsonData.missing }}' },
        { name: 'X-Or-Empty', content: '{{ orEmpty .SecureJsonData.missing }}' },
      ],
    },
    { path: 'nowhere', method: 'GET', url: '{{ .JsonData.missing }}/x' },
    { path: 'item/:id/stop', method: 'POST', url: `${SIDECAR}/stop` },
  ],
};

export interface Upstream {
  url: string;
  close: () => Promise<void>;
}

export async function startUpstream(listener: RequestListener): Promise<Upstream> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}

export interface EchoedRequest {
  method: string;
  url: string;
  rawHeaders: string[];
  headers: Record<string, string>;
  body: string;
}

/** Answers what it received, as JSON. */
export const echo: RequestListener = (incoming, response) => {
  void readAll(incoming).then((body) => {
    const { method, url, headers, rawHeaders } = incoming;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, headers, rawHeaders, body }));
  });
};

export async function readAll(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A plugin folder with the manifest above; removed by the returned function. */
export function makePluginDir(): { pluginDir: string; remove: () => void } {
  const pluginDir = mkdtempSync(join(tmpdir(), 'preview-plugin-'));
  mkdirSync(join(pluginDir, 'img'));
  writeFileSync(join(pluginDir, 'plugin.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(pluginDir, 'module.js'), 'define([], () => ({}));');
  writeFileSync(join(pluginDir, 'img/logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return { pluginDir, remove: () => rmSync(pluginDir, { recursive: true }) };
}

export function startHost(
  options: Pick<PreviewHostOptions, 'pluginDir' | 'sidecarUrl'> & Partial<PreviewHostOptions>
): Promise<PreviewHost> {
  return startPreviewHost({ port: 0, sidecarKey: 'shared-key', role: 'Viewer', ...options });
}

export interface RawAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
  json: () => unknown;
}

export interface RawRequest {
  path: string;
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

/** Sends the path exactly as given: `fetch` would tidy dot segments and escapes away. */
export function sendRaw(
  host: { url: string },
  { path, method = 'GET', headers, body }: RawRequest
): Promise<RawAnswer> {
  const { hostname, port } = new URL(host.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      readAll(incoming).then((text) => {
        const json = (): unknown => JSON.parse(text);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text, json });
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const asRole = (role: string) => ({ cookie: `preview_role=${role}` });
