import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { paintedPicture } from './picture-fixture.ts';

/** What comes instead of the next picture. */
export type PictureMishap =
  | 'not installed'
  | 'limit'
  | 'renderer failed'
  | 'renderer took too long'
  | 'blank'
  | 'no data'
  | 'login page'
  | 'error page'
  | 'too many'
  | 'half'
  | 'a web page'
  | 'connection lost';

/** How long a picture waits for others to be under way with it, where a test has asked for that. */
const PATIENCE_MS = 2000;

/** Sizes of public/img/rendering_*.png of Grafana 12.4. */
const PLACEHOLDERS: Partial<Record<PictureMishap, readonly [number, number]>> = {
  'not installed': [478, 208],
  limit: [526, 202],
  'renderer failed': [523, 200],
  'renderer took too long': [503, 203],
};
const RENDER_PARAMETERS = /^(panelId|from|to|width|height|scale|theme|tz|timeout|hideLogo|orgId|var-[A-Za-z0-9_]+)$/;

/**
 * Grafana 12.4 with its image renderer, as far as pictures of panels need it: a picture of status 200 whatever happens
 * (rendering.go), none smaller than 1000 × 500, the login page for whom it does not know. What Grafana would take in
 * silence, but nobody can mean, it notes in `complaints`.
 */
export class RendererDouble {
  readonly dashboards = new Map<string, unknown>();
  readonly mishaps: PictureMishap[] = [];
  readonly rendered: URLSearchParams[] = [];
  readonly queried: Array<{ from: string; to: string; queries: Array<Record<string, unknown>> }> = [];
  readonly complaints: string[] = [];
  isRendererAvailable = true;
  /** By the text of a query or its measurement. */
  readonly answers = new Map<string, unknown>();
  mostAtOnce = 0;
  /** A picture waits for so many to be under way, or until it is clear that they will not be. */
  waitsForAtOnce = 1;
  private atOnce = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly token: string
  ) {
    server.on('request', (request, response) => void this.handle(request, response));
  }

  static async start(token: string, path = '/grafana'): Promise<RendererDouble> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RendererDouble(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, token);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const path = pathname.slice(new URL(this.url).pathname.length);
    const isKnown = request.headers.authorization === `Bearer ${this.token}`;
    const render = /^\/render\/d-solo\/([^/]+)\/[^/]+$/.exec(path);
    if (render !== null) {
      await (isKnown ? this.render(render[1] ?? '', searchParams, request, response) : toLogin(response));
      return;
    }
    const { status, content } = isKnown ? this.answer(path, await text(request)) : said(401, 'Invalid API key');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  }

  private answer(path: string, body: string): { status: number; content: unknown } {
    const [, uid] = /^\/api\/dashboards\/uid\/([^/]+)$/.exec(path) ?? [];
    if (uid !== undefined) {
      const dashboard = this.dashboards.get(decodeURIComponent(uid));
      return dashboard === undefined
        ? said(404, 'Dashboard not found')
        : { status: 200, content: { dashboard, meta: {} } };
    }
    switch (path) {
      case '/api/frontend/settings':
        return { status: 200, content: { rendererAvailable: this.isRendererAvailable, ...DATASOURCES } };
      case '/api/ds/query':
        return this.query(JSON.parse(body) as RendererDouble['queried'][number]);
      default:
        this.complaints.push(path);
        return said(404, 'Not found');
    }
  }

  private query(asked: RendererDouble['queried'][number]): { status: number; content: unknown } {
    this.queried.push(asked);
    const results = asked.queries.map((query) => {
      const key = String(query.query ?? query.measurement);
      return [String(query.refId), this.answers.get(key) ?? { status: 200, frames: [] }] as const;
    });
    const hasFailed = results.some(([, result]) => (result as { error?: string }).error !== undefined);
    return { status: hasFailed ? 400 : 200, content: { results: Object.fromEntries(results) } };
  }

  private async render(
    uid: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    this.rendered.push(query);
    this.complaints.push(...[...query.keys()].filter((name) => !RENDER_PARAMETERS.test(name)));
    if (Number(query.get('from')) >= Number(query.get('to')) || !this.hasPanel(uid, query)) {
      this.complaints.push(`rendered ${uid} ${query.toString()}`);
    }
    this.atOnce++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await this.untilAtOnce();
    this.atOnce--;
    const mishap = this.mishaps.shift();
    const size = sizeOf(query);
    if (mishap === undefined) {
      sendPicture(response, paintedPicture({ ...size, inkPixels: 4000 + Number(query.get('panelId')) }));
      return;
    }
    suffer(mishap, size, request, response);
  }

  private async untilAtOnce(): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    do {
      await new Promise((resolve) => setTimeout(resolve, 5));
    } while (this.mostAtOnce < this.waitsForAtOnce && performance.now() < endMs);
  }

  /** Grafana sends a picture of “Panel not found”, which nobody wants in a report. */
  private hasPanel(uid: string, query: URLSearchParams): boolean {
    const dashboard = this.dashboards.get(uid);
    return dashboard !== undefined && JSON.stringify(dashboard).includes(`"id":${query.get('panelId')},`);
  }
}

const DATASOURCES = {
  defaultDatasource: 'JMeter',
  datasources: {
    JMeter: { uid: 'influx', type: 'influxdb', jsonData: { version: 'InfluxQL', timeInterval: '5s' } },
    Fluxed: { uid: 'flux', type: 'influxdb', jsonData: { version: 'Flux' } },
    Metrics: { uid: 'prom', type: 'prometheus', jsonData: {} },
    '-- Mixed --': { type: 'datasource', jsonData: {} },
  },
};

type Size = { widthPixels: number; heightPixels: number };

function sizeOf(query: URLSearchParams): Size {
  return {
    widthPixels: Math.max(1000, Number(query.get('width') ?? 1000)),
    heightPixels: Math.max(500, Number(query.get('height') ?? 500)),
  };
}

function suffer(mishap: PictureMishap, size: Size, request: IncomingMessage, response: ServerResponse): void {
  const [widthPixels, heightPixels] = PLACEHOLDERS[mishap] ?? [0, 0];
  if (widthPixels > 0) {
    sendPicture(response, paintedPicture({ widthPixels, heightPixels, inkPixels: 2000 }));
    return;
  }
  switch (mishap) {
    case 'blank':
      sendPicture(response, paintedPicture({ ...size, inkPixels: 0 }));
      return;
    case 'no data':
      sendPicture(response, paintedPicture({ ...size, inkPixels: 379 }));
      return;
    case 'login page':
      sendPicture(response, paintedPicture({ ...size, inkPixels: 9000 }));
      return;
    case 'half':
      sendPicture(response, paintedPicture({ ...size, inkPixels: 4000 }).subarray(0, 700));
      return;
    case 'error page':
      response.writeHead(500, { 'content-type': 'text/html' }).end('<html>Rendering failed</html>');
      return;
    case 'a web page':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>a proxy’s page</html>');
      return;
    case 'too many':
      response.writeHead(429, { 'content-type': 'application/json' }).end('{}');
      return;
    default:
      request.socket.destroy();
  }
}

function sendPicture(response: ServerResponse, content: Buffer): void {
  response.writeHead(200, { 'content-type': 'image/png' }).end(content);
}

function toLogin(response: ServerResponse): void {
  response.writeHead(302, { location: '/grafana/login' }).end();
}

function said(status: number, message: string) {
  return { status, content: { message } };
}
