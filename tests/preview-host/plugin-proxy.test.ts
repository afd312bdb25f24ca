import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asRole,
  echo,
  makePluginDir,
  PROXY,
  sendRaw,
  startHost,
  startUpstream,
  type EchoedRequest,
  type RawRequest,
  type Upstream,
} from './preview-fixture.ts';
import type { PreviewHost } from './server.ts';

// Every expectation here was read in, or tried on, Grafana 12.4.0's plugin proxy.

let upstream: Upstream;
let host: PreviewHost;
let plugin: ReturnType<typeof makePluginDir>;
/** Set by a test that needs another answer than the echo. */
let answerNext: ((incoming: IncomingMessage, response: ServerResponse) => void) | undefined;

beforeAll(async () => {
  plugin = makePluginDir();
  upstream = await startUpstream((incoming, response) => {
    const answer = answerNext ?? echo;
    answerNext = undefined;
    answer(incoming, response);
  });
  host = await startHost({ pluginDir: plugin.pluginDir, sidecarUrl: upstream.url });
});

afterAll(async () => {
  await host.close();
  await upstream.close();
  plugin.remove();
});

const send = (path: string, rest: Omit<RawRequest, 'path'> = {}) => sendRaw(host, { path: PROXY + path, ...rest });

async function echoed(path: string, rest: Omit<RawRequest, 'path'> = {}): Promise<EchoedRequest> {
  const answer = await send(path, rest);
  expect(answer.status).toBe(200);
  return answer.json() as EchoedRequest;
}

/** Only the digits of the time are masked: how it is written counts. */
const maskTime = (context = '') =>
  context.replace(/"LastSeenAt":"([^"]*)"/, (_, time: string) => `"LastSeenAt":"${time.replace(/\d/g, '0')}"`);

describe('choice of the route', () => {
  it('sends an exact path to exactly the route url', async () => {
    expect((await echoed('/api/runs')).url).toBe('/api/runs');
  });

  it('appends the text of the trailing star', async () => {
    expect((await echoed('/api/runs/5/errors')).url).toBe('/api/runs/5/errors');
  });

  it('does not match a starred pattern without a further segment', async () => {
    const answer = await send('/any');
    expect([answer.status, answer.json()]).toEqual([404, { message: 'plugin route match not found' }]);
  });

  it('answers a refusal as JSON with a charset and a line end', async () => {
    const { headers, body } = await send('/any');
    expect([headers['content-type'], headers['content-length'], body]).toEqual([
      'application/json; charset=UTF-8',
      '43',
      '{"message":"plugin route match not found"}\n',
    ]);
  });

  it('needs a plugin in the path', async () => {
    const answer = await sendRaw(host, { path: '/api/plugin-proxy', headers: asRole('Viewer') });
    expect([answer.status, answer.json()]).toEqual([404, { message: 'Not found' }]);
  });

  it('does not match a starred pattern by its trailing slash alone', async () => {
    expect((await send('/any/')).status).toBe(404);
  });

  it('answers 404 for a verb that no route lists', async () => {
    const answer = await send('/api/runs/5', { method: 'PUT', ...{ headers: asRole('Admin') } });
    expect([answer.status, answer.json()]).toEqual([404, { message: 'plugin route match not found' }]);
  });

  it('never matches a method that is a list', async () => {
    expect((await send('/list')).status).toBe(404);
  });

  it('takes every verb when the route names none', async () => {
    expect((await echoed('/any/x', { method: 'PATCH' })).method).toBe('PATCH');
  });

  it('loses the parameter of a named segment', async () => {
    expect((await echoed('/item/7/stop', { method: 'POST' })).url).toBe('/stop');
  });

  it('joins url and rest with one slash', async () => {
    expect((await echoed('/any/x')).url).toBe('/any/x');
  });
});

describe('roles', () => {
  it('refuses a Viewer where an Editor is required', async () => {
    const answer = await send('/api/runs', { method: 'POST', headers: asRole('Viewer') });
    expect([answer.status, answer.json()]).toEqual([403, { message: 'plugin proxy route access denied' }]);
  });

  it('lets an Admin do what an Editor may', async () => {
    expect((await send('/api/runs', { method: 'POST', headers: asRole('Admin') })).status).toBe(200);
  });

  it('does not try a later route after a refusal', async () => {
    expect((await send('/api/runs/5', { method: 'DELETE', headers: asRole('Editor') })).status).toBe(403);
  });

  it('answers 401 without a login', async () => {
    const answer = await send('/api/runs', { headers: asRole('signed-out') });
    expect([answer.status, answer.json()]).toMatchObject([401, { message: 'Unauthorized' }]);
  });

  it('answers 401 to an unknown token', async () => {
    expect((await send('/api/runs', { headers: { authorization: 'Bearer glsa_wrong' } })).status).toBe(401);
  });

  it('refuses the role None altogether', async () => {
    expect((await send('/templates', { headers: asRole('None') })).status).toBe(403);
  });

  it('takes the role of a service account from its token', async () => {
    const headers = { authorization: 'Bearer preview-editor-token' };
    expect((await send('/api/runs', { method: 'POST', headers })).status).toBe(200);
  });

  it('refuses a request of a foreign origin that carries a login', async () => {
    expect((await send('/api/runs', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });

  it('ignores the origin of a token bearer', async () => {
    const headers = { origin: 'http://evil.example', authorization: 'Bearer preview-viewer-token' };
    expect((await send('/api/runs', { headers })).status).toBe(200);
  });
});

describe('the path on the wire', () => {
  it('forwards dot segments as they are', async () => {
    expect((await echoed('/api/runs/../settings')).url).toBe('/api/runs/../settings');
  });

  it('forwards encoded dot segments decoded', async () => {
    expect((await echoed('/api/runs/%2e%2e/settings')).url).toBe('/api/runs/../settings');
  });

  it('turns an encoded slash into a slash', async () => {
    expect((await echoed('/api/runs/a%2Fb')).url).toBe('/api/runs/a/b');
  });

  it.each(['%20', '%252F', '%C5%BD', '%FF', '%3F'])('keeps %s encoded', async (escape) => {
    expect((await echoed(`/api/runs/a${escape}b`)).url).toBe(`/api/runs/a${escape}b`);
  });

  it("encodes what Go's url encodes", async () => {
    expect((await echoed("/api/runs/(a)!*'$&+,:;=@~")).url).toBe('/api/runs/%28a%29%21%2A%27$&+,:;=@~');
  });

  it('is refused by the HTTP server when an escape is broken', async () => {
    const answer = await send('/api/runs/a%zz');
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      400,
      'text/plain; charset=utf-8',
      '400 Bad Request',
    ]);
  });

  it('removes a trailing slash', async () => {
    expect((await echoed('/api/runs/5/')).url).toBe('/api/runs/5');
  });

  it('passes the query untouched', async () => {
    expect((await echoed('/api/runs/5?a=%2F&b=x+y&a=2')).url).toBe('/api/runs/5?a=%2F&b=x+y&a=2');
  });
});

describe('templates', () => {
  it('renders a missing key as <no value>', async () => {
    expect((await echoed('/templates')).headers['x-missing']).toBe('<no value>');
  });

  it('renders a missing secret as <no value>', async () => {
    expect((await echoed('/templates')).headers['x-missing-secret']).toBe('<no value>');
  });

  it('renders a missing key as nothing with orEmpty', async () => {
    expect((await echoed('/templates')).headers['x-or-empty']).toBe('');
  });

  it('answers 502 when the url has no scheme', async () => {
    expect((await send('/nowhere')).status).toBe(502);
  });
});

describe('request headers', () => {
  it("sets the route's header over the caller's", async () => {
    const { headers } = await echoed('/api/runs', { headers: { 'x-sidecar-key': 'forged' } });
    expect(headers['x-sidecar-key']).toBe('shared-key');
  });

  it.each(['cookie', 'authorization', 'origin', 'referer', 'x-grafana-device-id', 'x-forwarded-host'])(
    'removes %s',
    async (name) => {
      const sent = {
        ...{ cookie: 'preview_role=Viewer', authorization: 'Basic eA==', origin: host.url, referer: `${host.url}/a` },
        ...{ 'x-grafana-device-id': 'd', 'x-forwarded-host': 'h' },
      };
      expect((await echoed('/api/runs', { headers: sent })).headers).not.toHaveProperty(name);
    }
  );

  it('copies the referer', async () => {
    const { headers } = await echoed('/api/runs', { headers: { referer: `${host.url}/a/x` } });
    expect(headers['x-grafana-referer']).toBe(`${host.url}/a/x`);
  });

  it('sends an empty X-Grafana-Referer when there is none', async () => {
    expect((await echoed('/api/runs')).headers['x-grafana-referer']).toBe('');
  });

  it('names the peer twice in X-Forwarded-For after what the client claims', async () => {
    const { headers } = await echoed('/api/runs', { headers: { 'x-forwarded-for': '9.9.9.9' } });
    expect(headers['x-forwarded-for']).toBe('9.9.9.9, 127.0.0.1, 127.0.0.1');
  });

  it('passes other headers of the client, even misleading ones', async () => {
    const sent = { 'x-grafana-org-id': '1', 'x-webauth-user': 'admin' };
    expect((await echoed('/api/runs', { headers: sent })).headers).toMatchObject(sent);
  });

  it('names the upstream as host', async () => {
    expect((await echoed('/api/runs')).headers.host).toBe(new URL(upstream.url).host);
  });

  it('overrides a forged X-Grafana-Context', async () => {
    const { headers } = await echoed('/api/runs', { headers: { 'x-grafana-context': '{"OrgRole":"Admin"}' } });
    expect(JSON.parse(headers['x-grafana-context'] ?? '')).toMatchObject({
      OrgRole: 'Viewer',
      Login: 'viewer',
      OrgID: 1,
    });
  });

  it('sends names in the context as raw UTF-8 bytes', async () => {
    const { headers } = await echoed('/api/runs', { headers: { cookie: 'preview_role=Editor; preview_user=zoe' } });
    const context = JSON.parse(Buffer.from(headers['x-grafana-context'] ?? '', 'latin1').toString('utf8')) as unknown;
    expect(context).toMatchObject({ Name: 'Zoë Žluťoučký', OrgRole: 'Editor' });
  });

  // Text received from Grafana 12.4.0 for a user's session, names and ids replaced.
  it('writes the context of a session byte for byte', async () => {
    const { headers } = await echoed('/api/runs', { headers: asRole('Editor') });
    expect(maskTime(headers['x-grafana-context'])).toBe(
      '{"UserID":2,"UserUID":"preview-editor","OrgID":1,"OrgName":"Main Org.","OrgRole":"Editor","Login":"editor",' +
        '"Name":"Eddi Editor","Email":"editor@example.org","EmailVerified":false,"AuthID":"","AuthenticatedBy":"",' +
        '"Namespace":"default","ApiKeyID":0,"IsServiceAccount":false,"IsGrafanaAdmin":false,"IsAnonymous":false,' +
        '"IsDisabled":false,"HelpFlags1":0,"LastSeenAt":"0000-00-00T00:00:00Z","Teams":[],"FallbackType":"user"}'
    );
  });

  // Likewise for a service account's token; its login stands for the email too.
  it('writes the context of a service account byte for byte', async () => {
    const { headers } = await echoed('/api/runs', { headers: { authorization: 'Bearer preview-editor-token' } });
    expect(maskTime(headers['x-grafana-context'])).toBe(
      '{"UserID":22,"UserUID":"sa-editor","OrgID":1,"OrgName":"Main Org.","OrgRole":"Editor",' +
        '"Login":"sa-1-preview-editor","Name":"preview-editor","Email":"sa-1-preview-editor","EmailVerified":false,' +
        '"AuthID":"","AuthenticatedBy":"apikey","Namespace":"default","ApiKeyID":0,"IsServiceAccount":true,' +
        '"IsGrafanaAdmin":false,"IsAnonymous":false,"IsDisabled":false,"HelpFlags1":0,' +
        '"LastSeenAt":"0000-00-00T00:00:00Z","Teams":[],"FallbackType":"service-account"}'
    );
  });
});

describe('X-Grafana-Id', () => {
  async function claimsOf(headers: Record<string, string>) {
    const keys = (await sendRaw(host, { path: '/api/signing-keys/keys' })).json() as JSONWebKeySet;
    const token = (await echoed('/api/runs', { headers })).headers['x-grafana-id'] ?? '';
    return jwtVerify(token, createLocalJWKSet(keys), { issuer: `${host.url}/`, audience: 'org:1' });
  }

  it("is signed with the host's ES256 key", async () => {
    const { protectedHeader } = await claimsOf(asRole('Viewer'));
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: expect.stringMatching(/^id-\d{4}-\d{2}-es256$/) });
  });

  it("has a user's claims in lower case and in the order of the alphabet", async () => {
    const { payload } = await claimsOf({ cookie: 'preview_role=Editor; preview_user=zoe' });
    expect(Object.keys(payload)).toEqual(
      'aud authenticatedBy email exp iat identifier iss name namespace role sub type username'.split(' ')
    );
    expect(payload).toMatchObject({ name: 'Zoë Žluťoučký', role: 'Editor', type: 'user', sub: 'user:5' });
  });

  it('has no name for a service account', async () => {
    const { payload } = await claimsOf({ authorization: 'Bearer preview-editor-token' });
    expect(Object.keys(payload)).toEqual('aud exp iat identifier iss namespace role sub type'.split(' '));
    expect(payload.sub).toBe('service-account:22');
  });

  it('lives ten minutes', async () => {
    const { payload } = await claimsOf(asRole('Viewer'));
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  });
});

describe('the answer', () => {
  it('gets the sandbox and no-store headers over its own', async () => {
    answerNext = (_, response) =>
      response
        .writeHead(200, {
          'content-security-policy': "default-src 'self'",
          'cache-control': 'max-age=60',
          via: '1.0 x',
        })
        .end();
    expect((await send('/api/runs')).headers).toMatchObject({
      'content-security-policy': 'sandbox',
      'cache-control': 'no-store',
      'x-frame-options': 'deny',
      'x-content-type-options': 'nosniff',
      via: '1.1 grafana, 1.0 x',
    });
  });

  it.each(['set-cookie', 'server', 'strict-transport-security', 'alt-svc'])('loses %s', async (name) => {
    answerNext = (_, response) => response.writeHead(200, { [name]: 'x' }).end();
    expect((await send('/api/runs')).headers).not.toHaveProperty(name);
  });

  it('keeps status and body of a problem', async () => {
    answerNext = (_, response) =>
      response.writeHead(409, { 'content-type': 'application/problem+json' }).end('{"a":1}');
    const answer = await send('/api/runs');
    expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([
      409,
      '{"a":1}',
      'application/problem+json',
    ]);
  });

  it('keeps a Content-Disposition', async () => {
    answerNext = (_, response) =>
      response.writeHead(200, { 'content-disposition': 'attachment; filename="a.xlsx"' }).end();
    expect((await send('/api/runs')).headers['content-disposition']).toBe('attachment; filename="a.xlsx"');
  });

  it('is unpacked when the client named no encoding, since Go asks for gzip by itself', async () => {
    answerNext = (incoming, response) => {
      expect(incoming.headers['accept-encoding']).toBe('gzip');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain'));
    };
    expect((await send('/api/runs')).body).toBe('plain');
  });

  it('is 502 with an empty body when nobody listens upstream', async () => {
    const gone = await startUpstream(echo);
    await gone.close();
    const orphan = await startHost({ pluginDir: plugin.pluginDir, sidecarUrl: gone.url });
    const answer = await sendRaw(orphan, { path: `${PROXY}/api/runs` });
    await orphan.close();
    expect([answer.status, answer.body]).toEqual([502, '']);
  });
});

describe('streaming', () => {
  function open(path: string): Promise<IncomingMessage> {
    const { hostname, port } = new URL(host.url);
    return new Promise((resolve, reject) => {
      request({ hostname, port, path: PROXY + path, agent: false }, resolve)
        .on('error', reject)
        .end();
    });
  }

  it('passes an event on before the next one is written', async () => {
    let next: () => void = () => undefined;
    answerNext = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      next = () => response.end('data: 2\n\n');
    };
    const events: string[] = [];
    for await (const chunk of await open('/any/events')) {
      events.push(String(chunk));
      next();
    }
    expect(events).toEqual(['data: 1\n\n', 'data: 2\n\n']);
  });

  it('sends the head of an answer before its first byte', async () => {
    let finish: () => void = () => undefined;
    answerNext = (_, response) => {
      response.writeHead(200).flushHeaders();
      finish = () => response.end();
    };
    const answer = await open('/any/slow');
    finish();
    expect(answer.statusCode).toBe(200);
  });

  it('ends the upstream exchange when the client leaves', async () => {
    const left = new Promise<void>((resolve) => {
      answerNext = (_, response) => {
        response.on('close', resolve);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      };
    });
    (await open('/any/events')).destroy();
    await left;
  });

  it('breaks off the answer when the upstream breaks off', async () => {
    answerNext = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
    };
    const answer = await open('/any/file');
    await expect(answer.toArray()).rejects.toThrow('aborted');
  });

  it('passes the beginning of an upload on before its end', async () => {
    const { hostname, port } = new URL(host.url);
    const arrived = new Promise<string>((resolve) => {
      answerNext = (incoming, response) => {
        incoming.once('data', (chunk) => resolve(String(chunk)));
        incoming.on('end', () => response.end());
      };
    });
    const upload = request({ hostname, port, path: `${PROXY}/any/upload`, method: 'POST', agent: false });
    upload.write('first part');
    expect(await arrived).toBe('first part');
    const answered = new Promise((resolve) => upload.on('response', resolve));
    upload.end();
    await answered;
  });

  it('ends an upload upstream when the client leaves', async () => {
    const { hostname, port } = new URL(host.url);
    const upload = request({ hostname, port, path: `${PROXY}/any/upload`, method: 'POST', agent: false });
    upload.on('error', () => undefined);
    const aborted = new Promise<void>((resolve) => {
      answerNext = (incoming) => {
        incoming.on('error', () => resolve());
        incoming.once('data', () => upload.destroy());
      };
    });
    upload.write('first part');
    await aborted;
  });

  it('carries 100 MB up without loss', async () => {
    const sizeBytes = 100 * 1024 * 1024;
    answerNext = (incoming, response) => {
      let received = 0;
      incoming.on('data', (chunk: Buffer) => (received += chunk.length));
      incoming.on('end', () => response.end(String(received)));
    };
    const chunk = new Uint8Array(1024 * 1024);
    let sentBytes = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sentBytes === sizeBytes) {
          controller.close();
          return;
        }
        sentBytes += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const answer = await fetch(`${host.url}${PROXY}/any/upload`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await answer.text()).toBe(String(sizeBytes));
  });

  it('says that a POST without a body has none', async () => {
    const { headers } = await echoed('/any/x', { method: 'POST' });
    expect(headers['content-length']).toBe('0');
  });
});

describe('a port that is taken', () => {
  it('fails the start', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(startHost({ pluginDir: plugin.pluginDir, sidecarUrl: upstream.url, port })).rejects.toThrow(
      'EADDRINUSE'
    );
    blocker.close();
  });
});
