import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';

/** What reached the sidecar's place. */
export interface Arrived {
  readonly method: string;
  /** As it was on the wire. */
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rawHeaders: string[];
  readonly bodyBytes: number;
  readonly bodySha256: string;
}

export interface Upstream {
  readonly url: string;
  /** Instead of the echo, for one request. */
  answerNext(listener: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** How many requests have arrived. */
  count(): number;
  close(): Promise<void>;
}

/** Stands where the sidecar stands and says what arrived. `host` is the address at which Grafana reaches it. */
export async function startUpstream(host: string): Promise<Upstream> {
  let next: RequestListener | undefined;
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const listener = next ?? echo;
    next = undefined;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://${host}:${port}`,
    answerNext: (listener) => {
      next = listener;
    },
    count: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash('sha256');
  let bodyBytes = 0;
  request.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bodyBytes += chunk.length;
  });
  request.on('end', () => {
    const { method = '', url = '', headers, rawHeaders } = request;
    const arrived = { method, url, headers, rawHeaders, bodyBytes, bodySha256: hash.digest('hex') };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(arrived));
  });
}
