import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A system under test whose behaviour is in the path: /ok answers after some milliseconds, /fail with 500, /never not at
 * all. It counts requests and remembers the queries of each path and the headers of its last request. A path can be
 * told what to answer.
 */
export interface TestTarget {
  readonly port: number;
  requests(path: string): number;
  /** The different queries that a path was asked with, e.g. `?user=anna`. */
  queries(path: string): string[];
  answerWith(path: string, answer: TargetAnswer): void;
  lastHeaders(path: string): IncomingMessage['headers'] | undefined;
  close(): Promise<void>;
}

export interface TargetAnswer {
  readonly status: number;
  readonly body: string;
}

interface Seen {
  count: number;
  headers: IncomingMessage['headers'];
  readonly queries: Set<string>;
}

const ANSWER_AFTER_MS = 5;

export async function startTestTarget(): Promise<TestTarget> {
  const seen = new Map<string, Seen>();
  const answers = new Map<string, TargetAnswer>();
  const server = createServer((request, response) => {
    request.resume();
    const { pathname, search } = new URL(request.url ?? '/', 'http://target');
    const { count, queries } = seen.get(pathname) ?? { count: 0, queries: new Set<string>() };
    seen.set(pathname, { count: count + 1, headers: request.headers, queries: queries.add(search) });
    answer(response, pathname, answers.get(pathname));
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests: (path) => seen.get(path)?.count ?? 0,
    queries: (path) => [...(seen.get(path)?.queries ?? [])],
    answerWith: (path, given) => void answers.set(path, given),
    lastHeaders: (path) => seen.get(path)?.headers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, path: string, given: TargetAnswer | undefined): void {
  if (path === '/never') {
    return;
  }
  const { status, body } = given ?? { status: path === '/fail' ? 500 : 200, body: '{"status":"ok"}' };
  setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end(body), ANSWER_AFTER_MS);
}
