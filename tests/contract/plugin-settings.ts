import { describe, expect, it } from 'vitest';

import { PROXY, SETTINGS, type GrafanaUnderTest, type Role } from '../harness/grafana-under-test.ts';
import { ask, json } from '../harness/http-client.ts';

interface Stored {
  enabled: boolean;
  pinned: boolean;
  jsonData: Record<string, unknown>;
  secureJsonFields: Record<string, boolean>;
}

/** The plugin's settings in Grafana, on which its configuration page relies. */
export function describePluginSettings({ grafana }: { grafana: () => GrafanaUnderTest }): void {
  const read = (role: Role = 'Admin') => ask(grafana().url, { path: SETTINGS, headers: grafana().session(role) });
  const stored = async () => json<Stored>(await read());
  const save = (body: unknown, role: Role = 'Admin') =>
    ask(grafana().url, {
      ...{ method: 'POST', path: SETTINGS, body: typeof body === 'string' ? body : JSON.stringify(body) },
      headers: { ...grafana().session(role), 'content-type': 'application/json' },
    });

  describe('the plugin’s settings', () => {
    it('are seen by everybody with a role, without the key', async () => {
      for (const role of ['Viewer', 'Editor', 'Admin'] as const) {
        const answer = await read(role);
        expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
        const { enabled, secureJsonFields } = json<Stored>(answer);
        expect([enabled, secureJsonFields]).toEqual([true, { sidecarKey: true }]);
        expect(json(answer)).not.toHaveProperty('secureJsonData');
      }
    });

    it('are not seen by others', async () => {
      expect((await read('None')).status).toBe(403);
      expect((await ask(grafana().url, { path: SETTINGS, headers: grafana().nobody() })).status).toBe(401);
    });

    it('say what Grafana knows of the plugin', async () => {
      expect(json(await read())).toMatchObject({
        ...{ id: 'perftest-automation-app', type: 'app', name: 'Performance Test Automation' },
        ...{ module: 'public/plugins/perftest-automation-app/module.js', signature: 'unsigned' },
        ...{ baseUrl: 'public/plugins/perftest-automation-app', loadingStrategy: 'script', angularDetected: false },
        defaultNavUrl: expect.stringMatching(/\/plugins\/perftest-automation-app\/page\/home$/),
      });
    });

    it.each(['Viewer', 'Editor'] as const)('are not saved by a %s', async (role) => {
      const answer = await save({ enabled: true, pinned: true, jsonData: {} }, role);
      expect([answer.status, json(answer)]).toMatchObject([
        403,
        {
          title: 'Access denied',
          message: "You'll need additional permissions to perform this action. Permissions needed: plugins:write",
        },
      ]);
    });

    it('are replaced whole when they are saved, except secrets', async () => {
      const before = await stored();
      const saved = await save({ enabled: true, pinned: true, jsonData: { ...before.jsonData, other: { a: [1] } } });
      expect([saved.status, json(saved)]).toEqual([200, { message: 'Plugin settings updated' }]);
      expect((await stored()).jsonData).toEqual({ ...before.jsonData, other: { a: [1] } });
      await save({ enabled: true, pinned: true, jsonData: before.jsonData });
      expect(await stored()).toMatchObject({ jsonData: before.jsonData, secureJsonFields: { sidecarKey: true } });
    });

    it('that are saved without saying so disable the plugin, and then nothing is proxied', async () => {
      const { jsonData } = await stored();
      await save({ jsonData });
      const answer = await ask(grafana().url, { path: `${PROXY}/api/me`, headers: grafana().session('Admin') });
      const disabled = await stored();
      await save({ enabled: true, pinned: true, jsonData });
      expect([disabled.enabled, disabled.pinned]).toEqual([false, false]);
      expect([answer.status, json(answer)]).toEqual([404, { message: 'Plugin is not enabled' }]);
    });

    it('that are no JSON are refused', async () => {
      const answer = await save('{');
      expect([answer.status, json(answer)]).toMatchObject([400, { message: 'bad request data' }]);
    });

    it('have no other verbs', async () => {
      const statuses = [];
      for (const method of ['PUT', 'DELETE', 'PATCH']) {
        statuses.push(
          (await ask(grafana().url, { method, path: SETTINGS, headers: grafana().session('Admin') })).status
        );
      }
      expect(statuses).toEqual([404, 404, 404]);
    });
  });
}
