import { describe, expect, it } from 'vitest';

import { plan, pause, threadGroup } from '../harness/plans.ts';
import { PROXY, type GrafanaUnderTest, type Role } from '../harness/grafana-under-test.ts';
import { ask, json, open, type Question } from '../harness/http-client.ts';

const PLAN = plan([threadGroup('users', [pause(10)], { users: '1', duration: '1' })]);

/** The sidecar behind the proxy: what people and pipelines meet. */
export function describeProduct({ grafana }: { grafana: () => GrafanaUnderTest }): void {
  const send = (path: string, rest: Omit<Question, 'path'> & { role?: Role } = {}) =>
    ask(grafana().url, { headers: grafana().session(rest.role ?? 'Viewer'), ...rest, path: `${PROXY}/api${path}` });
  const sendJson = (method: string, path: string, body: unknown, role: Role = 'Editor') =>
    send(path, {
      ...{ method, body: JSON.stringify(body) },
      headers: { ...grafana().session(role), 'content-type': 'application/json' },
    });

  describe('the sidecar behind Grafana', () => {
    it.each(['Viewer', 'Editor', 'Admin'] as const)(
      'knows a person and a service account with the role %s',
      async (role) => {
        const person = json(await send('/me', { role }));
        const account = json(await send('/me', { headers: grafana().token(role) }));
        expect([person, account]).toMatchObject([
          { role, organisationId: 1 },
          { role, organisationId: 1 },
        ]);
      }
    );

    it('refuses dot segments that would lead to a route of another role', async () => {
      for (const path of ['/tests/../settings', '/tests/%2e%2e/settings', '/tests/..%2Fsettings']) {
        const answer = await send(path);
        expect([path, answer.status, answer.headers['content-type']]).toEqual([
          ...[path, 400, expect.stringContaining('application/problem+json')],
        ]);
      }
    });

    it('refuses a Viewer what Grafana’s prefix lets through', async () => {
      const answer = await sendJson('POST', '/batches', {}, 'Viewer');
      expect(answer.status).toBe(403);
    });

    it('answers what is not there and what is wrong by a problem with code and hint', async () => {
      const missing = await send('/tests/999999999');
      expect([missing.status, json(missing)]).toMatchObject([404, { code: 'NOT_FOUND', status: 404 }]);
      const wrong = await sendJson('POST', '/versions', { version: 7 });
      expect([wrong.status, json(wrong)]).toMatchObject([400, { code: 'REQUEST_INVALID' }]);
      expect(wrong.headers['content-type']).toContain('application/problem+json');
    });

    it('takes an upload, gives it back byte by byte, and forgets it', async () => {
      const form = new FormData();
      form.append('name', `contract ${Date.now()}`);
      form.append('file', new Blob([PLAN]), 'plan.jmx');
      const request = new Request('http://localhost', { method: 'POST', body: form });
      const uploaded = await send('/scripts/upload', {
        ...{ method: 'POST', body: Buffer.from(await request.arrayBuffer()) },
        headers: { ...grafana().session('Editor'), 'content-type': request.headers.get('content-type') ?? '' },
      });
      expect([200, 201]).toContain(uploaded.status);
      const { id } = json<{ id: number }>(uploaded);
      const back = await send(`/scripts/${id}/download`);
      expect([back.status, back.text]).toEqual([200, PLAN]);
      expect(back.headers['content-length']).toBe(String(Buffer.byteLength(PLAN)));
      expect(back.headers['content-disposition']).toMatch(/^attachment; filename="plan\.jmx"/);
      expect((await send(`/scripts/${id}`, { method: 'DELETE', headers: grafana().session('Editor') })).status).toBe(
        403
      );
      const deleted = await send(`/scripts/${id}`, { method: 'DELETE', headers: grafana().session('Admin') });
      expect([200, 204]).toContain(deleted.status);
    });

    it('sends the live events of a run that waits', async () => {
      const run = await pendingRun();
      const { outgoing, incoming } = await open(grafana().url, {
        ...{ path: `${PROXY}/api/tests/${run.id}/live`, headers: grafana().session('Viewer') },
      });
      incoming.on('error', () => undefined);
      const first = await new Promise<string>((resolve) =>
        incoming.once('data', (chunk: Buffer) => resolve(String(chunk)))
      );
      outgoing.destroy();
      expect([incoming.statusCode, incoming.headers['content-type']]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
      expect(first).toMatch(/^(event|data|id|retry|:)/);
      await run.remove();
    });
  });

  async function pendingRun(): Promise<{ id: number; remove(): Promise<void> }> {
    const form = new FormData();
    form.append('name', `contract live ${Date.now()}`);
    form.append('file', new Blob([PLAN]), 'plan.jmx');
    const request = new Request('http://localhost', { method: 'POST', body: form });
    const script = json<{ id: number }>(
      await send('/scripts/upload', {
        ...{ method: 'POST', body: Buffer.from(await request.arrayBuffer()) },
        headers: { ...grafana().session('Editor'), 'content-type': request.headers.get('content-type') ?? '' },
      })
    );
    const name = `contract-${Date.now()}`;
    const [testType] = json<Array<{ id: number }>>(await send('/test-types'));
    const version = json<{ id: number }>(await sendJson('POST', '/versions', { version: name }));
    const environment = json<{ id: number }>(
      await sendJson('POST', '/environments', { name, description: '', properties: {}, secrets: {} })
    );
    const scenario = json<{ id: number }>(
      await sendJson('POST', '/scenarios', {
        ...{ name, displayName: name, description: '', properties: {}, slos: [], keyLabels: null, isActive: true },
        ...{ testType: 'standalone', scriptId: script.id, environmentId: environment.id, enabledThreadGroups: null },
        ...{ cooldownSeconds: 0, minimumSamples: 0 },
        loads: [{ testTypeId: testType?.id, userCount: 1, durationSeconds: 1, rampUpSeconds: 0, properties: {} }],
      })
    );
    const run = json<{ id: number }>(
      await sendJson('POST', '/tests', { scenarioId: scenario.id, testTypeId: testType?.id, versionId: version.id })
    );
    return {
      id: run.id,
      remove: async () => {
        const paths = [`/tests/${run.id}`, `/scenarios/${scenario.id}`, `/scripts/${script.id}`];
        for (const path of [...paths, `/environments/${environment.id}`, `/versions/${version.id}`]) {
          await send(path, { method: 'DELETE', headers: grafana().session('Admin') });
        }
      },
    };
  }
}
