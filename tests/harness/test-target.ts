import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A system under test whose behaviour is in the path: /ok answers after some milliseconds, /fail with 500, /never not at
 * all. It counts requests and remembers the headers of the last one of each path.
 */
export interface TestTarget {
  readonly port: number;
  requests(path: string): number;
  lastHeaders(path: string): IncomingMessage['headers'] | undefined;
  close(): Promise<void>;
}

const ANSWER_AFTER_MS = 5;

export async function startTestTarget(): Promise<TestTarget> {
  const seen = new Map<string, { count: number; headers: IncomingMessage['headers'] }>();
  const server = createServer((request, response) => {
    request.resume();
    const { pathname } = new URL(request.url ?? '/', 'http://target');
    seen.set(pathname, { count: (seen.get(pathname)?.count ?? 0) + 1, headers: request.headers });
    answer(pathname, response);
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests: (path) => seen.get(path)?.count ?? 0,
    lastHeaders: (path) => seen.get(path)?.headers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(path: string, response: ServerResponse): void {
  if (path !== '/never') {
    setTimeout(() => response.writeHead(path === '/fail' ? 500 : 200).end('{"status":"ok"}'), ANSWER_AFTER_MS);
  }
}
