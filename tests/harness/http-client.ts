import { request as requestHttp, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface Question {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

/**
 * Asks exactly what is given: `fetch` would tidy dot segments, escapes and headers. `path` goes behind the path at which
 * Grafana is served.
 */
export async function ask(baseUrl: string, question: Question): Promise<Answer> {
  const { incoming } = await open(baseUrl, question);
  const bytes = await buffer(incoming);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, bytes, text: bytes.toString('utf8') };
}

/** The same up to the head of the answer, for those who read its body as it comes. */
export function open(
  baseUrl: string,
  { path, method = 'GET', headers = {}, body }: Question
): Promise<{ outgoing: ClientRequest; incoming: IncomingMessage }> {
  const { protocol, hostname, port, pathname } = new URL(baseUrl);
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  const whole = pathname.replace(/\/$/, '') + path;
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path: whole, method, headers, agent: false }, (incoming) =>
      resolve({ outgoing, incoming })
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function json<T = Record<string, unknown>>({ text }: Answer): T {
  return JSON.parse(text) as T;
}
