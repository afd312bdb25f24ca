import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { influxClient } from './influx-client.ts';
import type { InfluxTarget } from './influx-target.ts';

const { signal } = new AbortController();
const POINTS = { measurement: 'jmeter', runId: '42' };
const TOKEN = 'right-token';
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        })
    )
  );
});

type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, Buffer.concat(chunks).toString('utf8'), response));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly response: ServerResponse;
  readonly lines: string[];
  readonly bucket: string | null;
}

function write({ request, body, response, lines, bucket: name }: Asked): void {
  if (name !== 'load') {
    return json(response, 404, { code: 'not found', message: 'bucket "?" not found' });
  }
  if (request.headers['content-type']?.startsWith('text/plain') !== true || body === '') {
    return json(response, 400, { code: 'invalid', message: 'writing requires points' });
  }
  lines.push(...body.trimEnd().split('\n'));
  response.writeHead(204).end();
}

function query({ request, body, response }: Asked): void {
  if (request.headers['content-type'] !== 'application/vnd.flux' || request.headers.accept !== 'application/csv') {
    return json(response, 400, { code: 'invalid', message: 'unknown content type' });
  }
  const hasRun = body.includes('from(bucket: "load")') && body.includes('r.runId == "42"');
  response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' });
  response.end(hasRun ? ',result,table,_time\r\n,_result,0,2026-11-23T04:05:06.5Z\r\n\r\n' : '\r\n');
}

function remove({ body, response, lines, bucket: name }: Asked): void {
  const { start, stop, predicate } = JSON.parse(body) as Record<string, string>;
  const isRight = name === 'load' && start !== undefined && stop !== undefined;
  if (!isRight || predicate !== '_measurement="jmeter" AND runId="42"') {
    return json(response, 400, { code: 'invalid', message: 'bad predicate' });
  }
  lines.length = 0;
  response.writeHead(204).end();
}

const PATHS: Readonly<Record<string, (asked: Asked) => void>> = {
  '/api/v2/write': write,
  '/api/v2/query': query,
  '/api/v2/delete': remove,
};

/** As InfluxDB 2's API documents its answers; what it does not know it refuses. */
function influxDb2(lines: string[]): Handler {
  return (request, body, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://influx');
    if (request.headers.authorization !== `Token ${TOKEN}`) {
      return json(response, 401, { code: 'unauthorized', message: 'unauthorized access' });
    }
    const answer = PATHS[pathname];
    if (request.method !== 'POST' || searchParams.get('org') !== 'ops' || answer === undefined) {
      return json(response, 404, { code: 'not found', message: 'not found' });
    }
    answer({ request, body, response, lines, bucket: searchParams.get('bucket') });
  };
}

function bucket(url: string, changes: Partial<{ bucket: string; token: string }> = {}): InfluxTarget {
  const { bucket: name = 'load', token = TOKEN } = changes;
  return { kind: 'bucket', url, organisation: 'ops', bucket: name, credentials: { kind: 'token', token } };
}

describe('a bucket of InfluxDB 2', () => {
  it('is checked without a point, written to, asked for the newest point, and cleared of a run', async () => {
    const lines: string[] = [];
    const client = influxClient(bucket(await serve(influxDb2(lines))));
    expect(await client.checkWriting(signal)).toEqual({ kind: 'done', value: null });
    expect(await client.write('jmeter,runId=42 count=1 1\n', signal)).toEqual({ kind: 'done', value: null });
    expect(lines).toEqual(['jmeter,runId=42 count=1 1']);
    expect(await client.newestPointMs(POINTS, signal)).toEqual({
      kind: 'done',
      value: Date.UTC(2026, 10, 23, 4, 5, 6, 500),
    });
    expect(await client.newestPointMs({ ...POINTS, runId: '43' }, signal)).toEqual({ kind: 'done', value: null });
    expect(await client.remove(POINTS, signal)).toEqual({ kind: 'done', value: null });
    expect(lines).toEqual([]);
  });

  it('that is not there, and a token that is refused, are told as such', async () => {
    const url = await serve(influxDb2([]));
    const missing = await influxClient(bucket(url, { bucket: 'nowhere' })).checkWriting(signal);
    const refused = await influxClient(bucket(url, { token: 'hush-hush' })).checkWriting(signal);
    expect(missing).toMatchObject({ kind: 'fault', fault: { kind: 'missing' } });
    expect(refused).toMatchObject({ kind: 'fault', fault: { kind: 'credentials' } });
    expect(JSON.stringify(refused)).not.toContain('hush');
  });
});

describe('what is no InfluxDB', () => {
  const target = (url: string): InfluxTarget => ({
    ...{ kind: 'database', url, database: 'jmeter' },
    credentials: { kind: 'user', username: 'me', password: 'hush' },
  });

  it.each<[string, Handler, string]>([
    ['a page', (_, __, response) => response.end('<html>'), 'is no InfluxDB'],
    ['a redirect', (_, __, response) => response.writeHead(302, { location: 'http://x/' }).end(), 'answered 302'],
    ['an endless answer', (_, __, response) => response.end('x'.repeat(2_000_000)), 'longer than any'],
    ['a closed connection', (request) => request.socket.destroy(), 'the connection was closed'],
  ])('is told: %s', async (_, handler, expected) => {
    const answer = await influxClient(target(await serve(handler))).newestPointMs(POINTS, signal);
    expect(answer).toMatchObject({ kind: 'fault' });
    expect(JSON.stringify(answer)).toContain(expected);
    expect(JSON.stringify(answer)).not.toContain('hush');
  });

  it('throws when it was aborted', async () => {
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(influxClient(target('http://127.0.0.1:9')).checkWriting(aborted)).rejects.toThrow('enough');
  });
});
