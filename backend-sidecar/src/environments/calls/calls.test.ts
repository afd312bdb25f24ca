import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { callHttp, type HttpCall } from './http-call.ts';
import { matchInTime, MatchTimeout } from './match-in-time.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = new AbortController().signal;
const get = (url: string, change: Partial<HttpCall> = {}): HttpCall => ({
  ...{ method: 'GET', url, headers: {}, body: null, timeoutSeconds: 5, answer: 'text' },
  ...change,
});

describe('a call', () => {
  it('sends method, header fields and body, and gives status and text', async () => {
    let seen = '';
    const url = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => (seen += chunk));
      request.on('end', () => {
        seen += ` ${request.method} ${request.headers['x-token']} ${request.headers['content-length']}`;
        response.statusCode = 201;
        response.end('größer');
      });
    });
    const outcome = await callHttp(get(url, { method: 'DELETE', headers: { 'X-Token': 'hush' }, body: 'ä' }), never);
    expect(outcome).toEqual({ kind: 'answered', status: 201, text: 'größer' });
    expect(seen).toBe('ä DELETE hush 2');
  });

  it('tells a status that is no success as a status', async () => {
    const url = await serve((_, response) => response.writeHead(401).end('no'));
    expect(await callHttp(get(url), never)).toEqual({ kind: 'answered', status: 401, text: 'no' });
  });

  it('follows no redirect, and says where it points', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(302, { location: 'http://elsewhere.example/login' }).end();
    });
    expect(await callHttp(get(url), never)).toEqual({
      kind: 'failed',
      why: 'it answered 302 and points to http://elsewhere.example/login; redirects are not followed',
    });
    expect(asked).toBe(1);
  });

  it('keeps no more of an answer than 256 KB', async () => {
    const url = await serve((_, response) => response.end(Buffer.alloc(256 * 1024 + 1, 'x')));
    expect(await callHttp(get(url), never)).toEqual({ kind: 'failed', why: 'the answer is longer than 256 KB' });
    expect(await callHttp(get(url, { answer: 'none' }), never)).toMatchObject({ kind: 'answered', status: 200 });
  });

  it.each([
    ['before the answer', (() => undefined) as RequestListener],
    ['within the answer', ((_, response) => void response.write('{')) as RequestListener],
  ])('has a time limit, %s', async (_name, answer) => {
    const url = await serve(answer);
    const outcome = await callHttp(get(url, { timeoutSeconds: 0.2 }), never);
    expect(outcome).toEqual({ kind: 'failed', why: 'it timed out after 0.2 s' });
  });

  it('says that an answer was broken off', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    });
    const why = 'the connection was closed before the answer was complete; it may speak HTTPS there';
    expect(await callHttp(get(url), never)).toEqual({ kind: 'failed', why });
  });

  it('says that nobody listens', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const why = 'nothing listens there; check host and port, and that it runs';
    expect(await callHttp(get(url), never)).toEqual({ kind: 'failed', why });
  });

  it.each([
    ['http://', 'with its values filled in, this is no address'],
    ['ftp://x/', 'with its values filled in, this is no address'],
    ['http://zoe:hush@127.0.0.1/', 'the address holds a user or password; send them in a header field'],
  ])('of %s is refused: %s', async (url, why) => {
    expect(await callHttp(get(url), never)).toEqual({ kind: 'failed', why });
  });

  it('does not tell the value of a header field that cannot be sent', async () => {
    const url = await serve((_, response) => response.end());
    const outcome = await callHttp(get(url, { headers: { authorization: 'hush\nhush' } }), never);
    const why = 'a header field holds a character that is not allowed';
    expect(outcome).toEqual({ kind: 'failed', why });
  });

  it('that is given up throws the reason', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort(new Error('enough')));
    await expect(callHttp(get(url), controller.signal)).rejects.toThrow('enough');
    await expect(callHttp(get(url), controller.signal)).rejects.toThrow('enough');
  });
});

describe('a match', () => {
  it('has its groups', () => {
    expect(matchInTime('version: 14.2.3-rc', 'version: ([0-9.]+)(-x)?')).toEqual([
      'version: 14.2.3',
      '14.2.3',
      undefined,
    ]);
    expect(matchInTime('none', 'version')).toBeNull();
  });

  it('is given up when it would take years', () => {
    expect(() => matchInTime(`${'a'.repeat(50)}!`, '(a+)+$')).toThrow(MatchTimeout);
  });
});
