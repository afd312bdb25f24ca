import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { PROXY, redirectPlugin, type GrafanaUnderTest } from '../harness/grafana-under-test.ts';
import { ask, open, type Answer } from '../harness/http-client.ts';
import type { Upstream } from './upstream.ts';

const PATH = `${PROXY}/api/tests/7`;

interface Ground {
  grafana: () => GrafanaUnderTest;
  upstream: () => Upstream;
}

/** What becomes of the sidecar's answers on their way. */
export function describeProxiedAnswers({ grafana, upstream }: Ground): void {
  const get = (headers: Record<string, string> = {}) =>
    ask(grafana().url, { path: PATH, headers: { ...grafana().session('Viewer'), ...headers } });

  function answering(status: number, headers: Record<string, string>, body: string | Buffer = ''): Promise<Answer> {
    upstream().answerNext((_, response) => response.writeHead(status, headers).end(body));
    return get();
  }

  describe('an answer', () => {
    it.each([200, 201, 202, 400, 403, 404, 409, 413, 422, 500, 503])(
      'keeps status %i, type and body',
      async (status) => {
        const answer = await answering(status, { 'content-type': 'application/problem+json' }, '{"code":"X"}');
        expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
          ...[status, 'application/problem+json', '{"code":"X"}'],
        ]);
      }
    );

    it.each([204, 304])('of status %i keeps having no body', async (status) => {
      const answer = await answering(status, {});
      expect([answer.status, answer.text]).toEqual([status, '']);
    });

    it('that leads elsewhere leads there', async () => {
      const answer = await answering(302, { location: '/elsewhere' });
      expect([answer.status, answer.headers.location]).toEqual([302, '/elsewhere']);
    });

    it('cannot choose how a browser treats it', async () => {
      const { headers } = await answering(
        200,
        {
          'content-security-policy': "default-src 'self'",
          'cache-control': 'max-age=60',
          'x-frame-options': 'sameorigin',
        },
        'x'
      );
      expect(headers).toMatchObject({
        ...{ 'content-security-policy': 'sandbox', 'cache-control': 'no-store', 'x-frame-options': 'deny' },
        ...{ 'x-content-type-options': 'nosniff', 'x-xss-protection': '1; mode=block' },
      });
    });

    it('that is an HTML page is sandboxed, and whole', async () => {
      const page = '<!doctype html><script>alert(1)</script>';
      const answer = await answering(200, { 'content-type': 'text/html; charset=utf-8' }, page);
      expect([answer.headers['content-security-policy'], answer.headers['content-type'], answer.text]).toEqual([
        ...['sandbox', 'text/html; charset=utf-8', page],
      ]);
    });

    it.each(['set-cookie', 'server', 'strict-transport-security', 'alt-svc'])('loses %s', async (name) => {
      expect((await answering(200, { [name]: 'x' }, 'x')).headers).not.toHaveProperty(name);
    });

    it('keeps the name of a download, and says that it came through Grafana', async () => {
      const disposition = 'attachment; filename="a.xlsx"; filename*=UTF-8\'\'%C5%BD.xlsx';
      const { headers } = await answering(200, { 'content-disposition': disposition, via: '1.0 x' }, 'x');
      expect([headers['content-disposition'], headers.via]).toEqual([disposition, '1.1 grafana, 1.0 x']);
    });

    it('keeps its length where the sidecar knows it', async () => {
      expect((await answering(200, { 'content-length': '3' }, 'abc')).headers['content-length']).toBe('3');
    });

    it('stays compressed for those who asked for that, and is unpacked for others', async () => {
      const packed = gzipSync('figures');
      const respond = (_: IncomingMessage, response: ServerResponse) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
      upstream().answerNext(respond);
      const asked = await get({ 'accept-encoding': 'gzip' });
      expect([asked.headers['content-encoding'], asked.bytes]).toEqual(['gzip', packed]);
      upstream().answerNext(respond);
      const other = await get();
      expect([other.headers['content-encoding'], other.text]).toEqual([undefined, 'figures']);
    });

    it('of 20 MB arrives whole', async () => {
      const bytes = Buffer.alloc(20 * 1024 * 1024, 'x');
      expect((await answering(200, { 'content-type': 'text/csv' }, bytes)).bytes.equals(bytes)).toBe(true);
    });
  });

  describe('events', () => {
    it('arrive one by one, at once', async () => {
      const delays: number[] = [];
      upstream().answerNext((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        void sendEvents(response);
      });
      const { incoming } = await open(grafana().url, { path: PATH, headers: grafana().session('Viewer') });
      expect(incoming.headers['content-type']).toBe('text/event-stream');
      for await (const chunk of incoming) {
        delays.push(...[...String(chunk).matchAll(/^data: (\d+)$/gm)].map(([, sentAt]) => Date.now() - Number(sentAt)));
      }
      expect(delays).toHaveLength(4);
      expect(Math.max(...delays)).toBeLessThan(150);
    });

    it('end for the sidecar when the reader leaves', async () => {
      const closed = new Promise<void>((resolve) =>
        upstream().answerNext((_, response) => {
          response.on('close', resolve);
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: 1\n\n');
        })
      );
      const { outgoing, incoming } = await open(grafana().url, { path: PATH, headers: grafana().session('Viewer') });
      await new Promise((resolve) => incoming.once('data', resolve));
      incoming.on('error', () => undefined);
      outgoing.destroy();
      await closed;
    });
  });

  describe('a sidecar', () => {
    const breakOff = (headers: Record<string, string>) =>
      upstream().answerNext((_, response) => {
        response.writeHead(200, headers);
        response.write('half', () => setTimeout(() => response.destroy(), 100));
      });

    it('that breaks off an answer of known length breaks it off', async () => {
      breakOff({ 'content-length': '100' });
      await expect(get()).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    });

    // Hence files are sent with their length, and the live events have an end of their own.
    it('that breaks off another answer seems to have ended it', async () => {
      breakOff({ 'content-type': 'text/csv' });
      expect((await get()).text).toBe('half');
    });

    it('that is not there is 502 without a body', async () => {
      const restore = await redirectPlugin(grafana(), 'http://127.0.0.1:9');
      const answer = await get();
      await restore();
      expect([answer.status, answer.text, answer.headers['x-content-type-options']]).toEqual([502, '', 'nosniff']);
    });

    it('whose address is missing is 502 without a body', async () => {
      const restore = await redirectPlugin(grafana(), '');
      const answer = await get();
      await restore();
      expect([answer.status, answer.text]).toEqual([502, '']);
    });
  });
}

async function sendEvents(response: ServerResponse): Promise<void> {
  for (let count = 0; count < 4; count += 1) {
    response.write(`data: ${Date.now()}\n\n`);
    await wait(250);
  }
  response.end();
}
