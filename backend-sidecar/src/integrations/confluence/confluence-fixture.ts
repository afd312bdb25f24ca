import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { answerOfCloud } from './cloud-api-fixture.ts';
import type { ConfluenceKind, ConfluenceTarget } from './confluence-http.ts';
import { answerOfDataCenter } from './data-center-api-fixture.ts';
import type { Asked, Given } from './requests-fixture.ts';
import { Refusal, Wiki } from './wiki-fixture.ts';

/**
 * What happens to one request. `cut before`: the connection breaks before anything was done, `cut after`: when it was
 * done, `half an answer`: while the answer is on its way. A number takes the place of the answer.
 */
export type Mishap =
  | 'cut before'
  | 'cut after'
  | 'half an answer'
  | 'sign-in page'
  | { readonly status: number; readonly retryAfter?: string; readonly content?: unknown };

export interface SeenRequest {
  readonly number: number;
  readonly method: string;
  readonly path: string;
}

export const TOKEN = 'ATATT3xFfGF0-very-secret-token';
export const USERNAME = 'bot@example.com';

/** A Confluence on this host, as strict as the vendor's descriptions; what it refuses for its form is a complaint. */
export class ConfluenceDouble {
  readonly wiki = new Wiki();
  readonly requests: string[] = [];
  /** Requests that are not as described, each a fault of who asks. */
  readonly complaints: string[] = [];
  /** Asked before anything is done with a request. */
  interfere: (request: SeenRequest) => Mishap | undefined | void = () => undefined;
  /** Told when it was done, before the answer leaves. */
  done: (request: SeenRequest) => void = () => undefined;

  private constructor(
    private readonly server: Server,
    readonly kind: ConfluenceKind,
    readonly url: string
  ) {
    server.on('request', (request, response) => void this.handle(request, response));
  }

  static async start(kind: ConfluenceKind): Promise<ConfluenceDouble> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ConfluenceDouble(server, kind, `http://127.0.0.1:${port}/${kind === 'cloud' ? 'wiki' : 'confluence'}`);
  }

  get target(): ConfluenceTarget {
    return { kind: this.kind, url: this.url, username: this.kind === 'cloud' ? USERNAME : null, token: TOKEN };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) {
      return;
    }
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams } = new URL(url, this.url);
    const root = `${new URL(this.url).pathname}/`;
    const path = pathname.startsWith(root) ? pathname.slice(root.length) : `(outside) ${pathname}`;
    const seen = { number: this.requests.length + 1, method, path };
    this.requests.push(`${method} ${path}`);
    const mishap = this.interfere(seen) ?? undefined;
    if (mishap === 'cut before') {
      request.socket.destroy();
    } else if (mishap === 'sign-in page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Log in</body></html>');
    } else if (typeof mishap === 'object') {
      const { status, retryAfter, content = { message: 'no' } } = mishap;
      response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
      response.end(JSON.stringify(content));
    } else {
      const asked = { method, path, query: searchParams, headers: headers as Asked['headers'], body };
      const given = this.answer(asked);
      this.done(seen);
      this.give(given, response, mishap);
    }
  }

  private give({ status, content }: Given, response: ServerResponse, mishap: Mishap | undefined): void {
    const text = JSON.stringify(content);
    const length = Buffer.byteLength(text);
    if (mishap === 'cut after') {
      response.socket?.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
    if (mishap === 'half an answer') {
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
      return;
    }
    response.end(text);
  }

  private answer(asked: Asked): Given {
    try {
      this.expectSignedIn(asked);
      const answerOf = this.kind === 'cloud' ? answerOfCloud : answerOfDataCenter;
      return answerOf(this.wiki, asked, this.url);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      if (error.status === 415 || /described|xhtml|XSRF|label|the form/.test(error.message)) {
        this.complaints.push(`${asked.method} ${asked.path}: ${error.message}`);
      }
      return refused(error, asked);
    }
  }

  /** https://developer.atlassian.com/cloud/confluence/basic-auth-for-rest-apis/ and …/server/…/personal-access-tokens */
  private expectSignedIn({ headers }: Asked): void {
    const basic = `Basic ${Buffer.from(`${USERNAME}:${TOKEN}`).toString('base64')}`;
    if (headers.authorization !== (this.kind === 'cloud' ? basic : `Bearer ${TOKEN}`)) {
      throw new Refusal(401, `Client must be authenticated to access this resource, not by ${headers.authorization}`);
    }
    if (headers.accept !== 'application/json') {
      throw new Refusal(406, 'what answer is wanted is not described');
    }
  }
}

/** API v2 has a list of errors, v1 one message. */
function refused({ status, message }: Refusal, { path }: Asked): Given {
  const content = path.startsWith('api/v2/')
    ? { errors: [{ status, code: 'REFUSED', title: message, detail: null }] }
    : { statusCode: status, message, data: { authorized: status !== 401 } };
  return { status, content };
}
