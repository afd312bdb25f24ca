import {
  Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { createGunzip } from 'node:zlib';
import { answerJson, DEFAULT_HEADERS } from '../answers.ts';
import { contextJson, includesRole, isRole, type Identity, type IdTokenSigner } from '../identity.ts';
import type { PluginManifest, PluginSettings } from '../plugin-settings.ts';
import { escapePath, findRoute, joinPath, unescapePath, type PluginRoute, type RouteMatch } from './route-match.ts';
import { interpolate } from './template.ts';

export interface PluginProxyDeps {
  manifest: PluginManifest;
  settings: PluginSettings;
  signer: IdTokenSigner;
}

type HeaderMap = Record<string, string | string[]>;

/** No idle connections: a POST on one that the upstream is just closing would fail at random. */
const ONE_CONNECTION_PER_REQUEST = new Agent({ keepAlive: false });

const PROXY_PREFIX = /^\/api\/plugin-proxy\/[\w-]+\/?/;

const HOP_BY_HOP = [
  ...['connection', 'proxy-connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
];

/** Taken from the request by Grafana's login and proxy layers before the route's own headers are set. */
const REMOVED_FROM_REQUEST = [
  ...['cookie', 'set-cookie', 'authorization', 'x-grafana-device-id', 'x-grafana-user', 'origin', 'referer'],
  ...['x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'host'],
];

const REMOVED_FROM_RESPONSE = ['alt-svc', 'close', 'server', 'set-cookie', 'strict-transport-security'];

/** Grafana 12.4's `/api/plugin-proxy/:pluginId/*` for a signed-in caller of an enabled app plugin. */
export async function proxyToUpstream(
  request: IncomingMessage,
  response: ServerResponse,
  { identity, deps }: { identity: Identity; deps: PluginProxyDeps }
): Promise<void> {
  const [rawPath = '', rawQuery] = splitOnce(request.url ?? '', '?');
  const encodedPath = rawPath.replace(PROXY_PREFIX, '');
  const match = findRoute(deps.manifest.routes, { method: request.method ?? 'GET', encodedPath });
  if (!match) {
    return answerJson(response, 404, { message: 'plugin route match not found' });
  }
  if (!hasAccess(match.route, identity)) {
    return answerJson(response, 403, { message: 'plugin proxy route access denied' });
  }
  const target = upstreamTarget(match, deps.settings);
  if (!target) {
    return answerEmpty(response, 502);
  }
  const headers = await upstreamHeaders(request, { route: match.route, identity, deps });
  forward(request, response, {
    target,
    headers,
    path: rawQuery === undefined ? target.path : `${target.path}?${rawQuery}`,
  });
}

function hasAccess(route: PluginRoute, identity: Identity): boolean {
  return isRole(route.reqRole) ? includesRole(identity.role, route.reqRole) : true;
}

interface UpstreamTarget {
  url: URL;
  /** Path as it goes on the wire; dot segments stay as they were sent. */
  path: string;
}

/** undefined when the rendered url has no scheme and host, which Grafana answers with 502. */
function upstreamTarget({ route, rest }: RouteMatch, settings: PluginSettings): UpstreamTarget | undefined {
  const rendered = interpolate(route.url, settings);
  const parts = /^(https?:\/\/[^/?#]+)([^?#]*)/.exec(rendered);
  const base = parts && unescapePath(parts[2] ?? '');
  if (!parts || base === null || base === undefined || !URL.canParse(parts[1] ?? '')) {
    return undefined;
  }
  return { url: new URL(parts[1] ?? ''), path: escapePath(joinPath(base, rest)) || '/' };
}

async function upstreamHeaders(
  request: IncomingMessage,
  { route, identity, deps }: { route: PluginRoute; identity: Identity; deps: PluginProxyDeps }
): Promise<HeaderMap> {
  const headers = withoutHeaders(request.headersDistinct, [
    ...HOP_BY_HOP,
    ...connectionTokens(request.headers),
    ...REMOVED_FROM_REQUEST,
  ]);
  headers['x-grafana-context'] = asHeaderBytes(contextJson(identity, new Date()));
  headers['x-grafana-id'] = await deps.signer.sign(identity);
  for (const { name, content } of route.headers ?? []) {
    headers[name.toLowerCase()] = asHeaderBytes(interpolate(content, deps.settings));
  }
  headers['x-grafana-referer'] = request.headers.referer ?? '';
  headers['x-forwarded-for'] = forwardedFor(request);
  if (asksGoForGzip(request)) {
    headers['accept-encoding'] = 'gzip';
  }
  return { ...headers, ...bodyFraming(request) };
}

/** A body of unknown length stays chunked; a POST without any body says so, as Go's client does. */
function bodyFraming(request: IncomingMessage): HeaderMap {
  if (request.headers['transfer-encoding'] !== undefined) {
    return { 'transfer-encoding': 'chunked' };
  }
  const isMethodWithBody = ['POST', 'PUT', 'PATCH'].includes(request.method ?? '');
  return isMethodWithBody && request.headers['content-length'] === undefined ? { 'content-length': '0' } : {};
}

/** Grafana's director and Go's reverse proxy both append the peer, so it stands there twice. */
function forwardedFor(request: IncomingMessage): string {
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const sent = request.headersDistinct['x-forwarded-for']?.[0];
  return [...(sent ? [sent] : []), peer, peer].join(', ');
}

/** Go's transport asks for gzip by itself, and unpacks the answer, when the client named no encoding. */
function asksGoForGzip(request: IncomingMessage): boolean {
  const { 'accept-encoding': encoding, range } = request.headers;
  return encoding === undefined && range === undefined && request.method !== 'HEAD';
}

/** Header values are bytes: UTF-8 goes out raw, one latin1 character per byte. */
function asHeaderBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function connectionTokens(headers: IncomingHttpHeaders): string[] {
  return (headers.connection ?? '').split(',').map((token) => token.trim().toLowerCase());
}

function withoutHeaders(headers: NodeJS.Dict<string[]>, removed: readonly string[]): HeaderMap {
  const kept: HeaderMap = {};
  for (const [name, values] of Object.entries(headers)) {
    if (values && !removed.includes(name)) {
      kept[name] = values.length === 1 ? (values[0] ?? '') : values;
    }
  }
  return kept;
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { target, headers, path }: { target: UpstreamTarget; headers: HeaderMap; path: string }
): void {
  const isHttps = target.url.protocol === 'https:';
  const { hostname, port, host } = target.url;
  const upstream = (isHttps ? httpsRequest : httpRequest)({
    ...{ hostname, port, path, method: request.method, headers: { host, ...headers } },
    agent: isHttps ? new HttpsAgent() : ONE_CONNECTION_PER_REQUEST,
  });
  upstream.on('response', (answer) => relay(answer, response, { isUnpacking: asksGoForGzip(request) }));
  upstream.on('error', () => (response.headersSent ? response.destroy() : answerEmpty(response, 502)));
  response.on('close', () => !response.writableFinished && upstream.destroy());
  request.pipe(upstream);
}

function relay(answer: IncomingMessage, response: ServerResponse, { isUnpacking }: { isUnpacking: boolean }): void {
  const headers = responseHeaders(answer);
  const isPacked = isUnpacking && answer.headers['content-encoding'] === 'gzip';
  if (isPacked) {
    delete headers['content-encoding'];
    delete headers['content-length'];
  }
  response.writeHead(answer.statusCode ?? 502, headers);
  response.flushHeaders();
  const body = isPacked ? answer.pipe(createGunzip()) : answer;
  // Go's server cannot tell that less came than was to come, unless it knows how much: then it closes the connection.
  const breakOff = () => ('content-length' in headers ? response.destroy() : response.end());
  answer.on('error', breakOff);
  body.on('error', breakOff);
  body.pipe(response);
}

function responseHeaders(answer: IncomingMessage): HeaderMap {
  const removed = [...HOP_BY_HOP, ...connectionTokens(answer.headers), ...REMOVED_FROM_RESPONSE, 'pragma', 'expires'];
  const via = answer.headers.via;
  return {
    ...withoutHeaders(answer.headersDistinct, removed),
    ...DEFAULT_HEADERS,
    'content-security-policy': 'sandbox',
    via: `${answer.httpVersion} grafana${via ? `, ${via}` : ''}`,
  };
}

function answerEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...DEFAULT_HEADERS, 'content-length': 0 });
  response.end();
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
