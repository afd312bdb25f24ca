import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface KeptAnnotation {
  id: number;
  dashboardUID: string;
  time: number;
  timeEnd: number;
  text: string;
  tags: string[];
}

/** What happens to one request: lost = it is carried out, but its answer never comes. */
export type Mishap = 'refused connection' | 'lost' | 'too many' | 'failing' | 'silent' | 'elsewhere' | 'other page';

const TAGS_LIMIT_BYTES = 500;
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  POST: ['dashboardUID', 'panelId', 'time', 'timeEnd', 'tags', 'text', 'data'],
  PATCH: ['time', 'timeEnd', 'tags', 'text', 'data'],
};

/**
 * Grafana's HTTP API of annotations and dashboards as Grafana 12.4 carries it out (pkg/api/annotations.go and
 * annotationsimpl/xorm_store.go), below a path. What Grafana would take in silence, but nobody can mean, it notes in
 * `complaints`.
 */
export class GrafanaDouble {
  readonly annotations: KeptAnnotation[] = [];
  readonly dashboards = new Map<string, unknown>();
  readonly roles = new Map([
    ['editor-token', 'Editor'],
    ['viewer-token', 'Viewer'],
  ]);
  readonly requests: string[] = [];
  readonly complaints: string[] = [];
  /** Takes the place of what is otherwise answered; the first is for the next request. */
  readonly mishaps: Array<Mishap | null> = [];
  private nextId = 7;

  private constructor(
    private readonly server: Server,
    readonly url: string
  ) {
    server.on('request', (request, response) => void this.handle(request, response));
  }

  static async start(path = '/grafana'): Promise<GrafanaDouble> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new GrafanaDouble(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { method = 'GET', url = '' } = request;
    const { pathname, searchParams } = new URL(url, this.url);
    const path = pathname.slice(new URL(this.url).pathname.length);
    this.requests.push(`${method} ${path}`);
    const mishap = this.mishaps.shift() ?? null;
    if (mishap !== null && mishap !== 'lost') {
      suffer(mishap, request, response);
      return;
    }
    const { status, content } = this.answer({ method, path, query: searchParams, body, headers: request.headers });
    if (mishap === 'lost') {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  }

  private answer({ method, path, query, body, headers }: Asked): Given {
    const role = this.roles.get((headers.authorization ?? '').replace(/^Bearer /, ''));
    if (role === undefined) {
      return said(401, 'Invalid API key');
    }
    const [, area, resource, id = ''] = /^\/api\/(annotations|dashboards\/uid)(\/([^/]+))?$/.exec(path) ?? [];
    if (area === 'dashboards/uid' && resource !== undefined && method === 'GET') {
      return this.dashboard(decodeURIComponent(id));
    }
    if (area !== 'annotations') {
      this.complaints.push(`${method} ${path}`);
      return said(404, 'Not found');
    }
    if (method === 'GET' && resource === undefined) {
      return { status: 200, content: this.find(query) };
    }
    return role === 'Editor'
      ? this.write({ method, id, body, contentType: headers['content-type'] })
      : said(403, `You'll need additional permissions to perform this action.`);
  }

  private dashboard(uid: string): Given {
    const dashboard = this.dashboards.get(uid);
    return dashboard === undefined
      ? said(404, 'Dashboard not found')
      : { status: 200, content: { dashboard, meta: { slug: 'x' } } };
  }

  private find(query: URLSearchParams): KeptAnnotation[] {
    const tags = parseTags(query.getAll('tags'));
    const [from, to] = [Number(query.get('from') ?? 0), Number(query.get('to') ?? 0)];
    const isWithin = ({ time, timeEnd }: KeptAnnotation) => from === 0 || to === 0 || (time <= to && timeEnd >= from);
    return this.annotations
      .filter((one) => tags.every((tag) => one.tags.includes(tag)) && isWithin(one))
      .sort((a, b) => b.timeEnd - a.timeEnd)
      .slice(0, Number(query.get('limit') ?? 100));
  }

  private write({ method, id, body, contentType }: Written): Given {
    const kept = this.annotations.find((one) => one.id === Number(id));
    if (method === 'DELETE') {
      // Grafana does not look whether it is there.
      this.annotations.splice(0, Infinity, ...this.annotations.filter((one) => one !== kept));
      return said(200, 'Annotation deleted');
    }
    const given = this.readBody(method, body, contentType);
    if (given === undefined) {
      return said(400, 'bad request data');
    }
    return method === 'POST' ? this.create(given) : this.patch(kept, given);
  }

  private readBody(method: string, body: string, contentType = ''): Partial<KeptAnnotation> | undefined {
    try {
      const given = JSON.parse(body) as Partial<KeptAnnotation>;
      const unknown = Object.keys(given).filter((name) => !FIELDS[method]?.includes(name));
      this.complaints.push(...unknown.map((name) => `${method} with ${name}`));
      if (!contentType.startsWith('application/json')) {
        this.complaints.push(`${method} as ${contentType}`);
      }
      return given;
    } catch {
      return undefined;
    }
  }

  private create(given: Partial<KeptAnnotation>): Given {
    const { time = Date.now(), timeEnd, tags = [], dashboardUID = '' } = given;
    if ((given.text ?? '') === '') {
      return said(400, 'Failed to save annotation');
    }
    if (dashboardUID !== '' && !this.dashboards.has(dashboardUID)) {
      this.complaints.push(`annotation of the dashboard ${dashboardUID}, which does not exist`);
    }
    const stored = parseTags(tags);
    if (isTooLong(stored)) {
      return said(400, 'Tags length exceeds the maximum allowed.');
    }
    const kept = { id: this.nextId++, dashboardUID, time, timeEnd: timeEnd ?? time, text: given.text ?? '' };
    this.annotations.push({ ...kept, tags: stored });
    return { status: 200, content: { message: 'Annotation added', id: kept.id } };
  }

  private patch(kept: KeptAnnotation | undefined, given: Partial<KeptAnnotation>): Given {
    if (kept === undefined) {
      return said(404, 'Annotation not found');
    }
    if (isTooLong(given.tags ?? [])) {
      return said(400, 'Tags length exceeds the maximum allowed.');
    }
    kept.tags = given.tags ?? kept.tags;
    kept.text = given.text || kept.text;
    kept.time = given.time || kept.time;
    kept.timeEnd = Math.max(given.timeEnd || kept.timeEnd, kept.time);
    return said(200, 'Annotation patched');
  }
}

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  headers: IncomingMessage['headers'];
}

interface Written {
  method: string;
  id: string;
  body: string;
  contentType: string | undefined;
}

interface Given {
  status: number;
  content: unknown;
}

function said(status: number, message: string): Given {
  return { status, content: { message } };
}

function suffer(mishap: Exclude<Mishap, 'lost'>, request: IncomingMessage, response: ServerResponse): void {
  switch (mishap) {
    case 'refused connection':
      request.socket.destroy();
      return;
    case 'failing':
      response.writeHead(500).end(JSON.stringify({ message: 'database is locked' }));
      return;
    case 'too many':
      response.writeHead(429).end('{}');
      return;
    case 'elsewhere':
      response.writeHead(302, { location: 'http://127.0.0.1:9/login' }).end();
      return;
    case 'other page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>a proxy’s page</html>');
      return;
    default:
  }
}

/** `a:b:c` becomes `a:b`, as in Grafana. */
function parseTags(tags: readonly string[]): string[] {
  const pairs = tags.map((tag) =>
    tag
      .split(':')
      .slice(0, 2)
      .map((part) => part.trim())
  );
  const joined = pairs
    .filter(([key]) => key !== '')
    .map(([key, value = '']) => (value === '' ? key : `${key}:${value}`));
  return [...new Set(joined as string[])];
}

function isTooLong(tags: readonly string[]): boolean {
  return tags.reduce((sum, tag) => sum + Buffer.byteLength(tag) + 3, 1) > TAGS_LIMIT_BYTES;
}
