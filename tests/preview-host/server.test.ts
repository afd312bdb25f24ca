import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asRole, echo, makePluginDir, PLUGIN_ID, PROXY, sendRaw, startHost, startUpstream } from './preview-fixture.ts';
import type { PreviewHost } from './server.ts';

let plugin: ReturnType<typeof makePluginDir>;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let host: PreviewHost;

beforeAll(async () => {
  plugin = makePluginDir();
  upstream = await startUpstream(echo);
});

beforeEach(async () => {
  host = await startHost({ pluginDir: plugin.pluginDir, sidecarUrl: upstream.url });
});

afterEach(() => host.close());

afterAll(async () => {
  await upstream.close();
  plugin.remove();
});

const SETTINGS = `/api/plugins/${PLUGIN_ID}/settings`;

const saveSettings = (body: unknown, role = 'Admin') => {
  const headers = { ...asRole(role), 'content-type': 'application/json' };
  return sendRaw(host, { path: SETTINGS, method: 'POST', headers, body: JSON.stringify(body) });
};

const settings = async () => (await sendRaw(host, { path: SETTINGS })).json();

async function bootData(headers: Record<string, string>, path = `/a/${PLUGIN_ID}/home`) {
  const { body } = await sendRaw(host, { path, headers });
  return JSON.parse(/grafanaBootData = (.*);/.exec(body)?.[1] ?? '') as {
    user: Record<string, unknown>;
    navTree: Array<{ id: string; children?: Array<{ text: string; url: string; children: Array<{ text: string }> }> }>;
  };
}

describe('plugin settings', () => {
  it('show secrets only as set', async () => {
    const body = await settings();
    expect(body).toMatchObject({ enabled: true, secureJsonFields: { sidecarKey: true } });
    expect(JSON.stringify(body)).not.toContain('shared-key');
  });

  it('replace jsonData whole', async () => {
    await saveSettings({ enabled: true, jsonData: { other: 1 } });
    expect(await settings()).toMatchObject({ jsonData: { other: 1 } });
    expect((await sendRaw(host, { path: `${PROXY}/api/runs` })).status).toBe(502);
  });

  it('merge secureJsonData', async () => {
    await saveSettings({ enabled: true, jsonData: {}, secureJsonData: { second: 'x' } });
    expect(await settings()).toMatchObject({ secureJsonFields: { sidecarKey: true, second: true } });
  });

  it('disable the plugin when enabled is left out', async () => {
    await saveSettings({ jsonData: { sidecarUrl: upstream.url } });
    const answer = await sendRaw(host, { path: `${PROXY}/api/runs` });
    expect([answer.status, answer.json()]).toEqual([404, { message: 'Plugin is not enabled' }]);
  });

  it('are written by an Admin only', async () => {
    expect((await saveSettings({ enabled: false }, 'Editor')).status).toBe(403);
    expect(await settings()).toMatchObject({ enabled: true });
  });

  it.each(['[]', '{', '"text"'])('refuse the body %s', async (body) => {
    const headers = { ...asRole('Admin'), 'content-type': 'application/json' };
    const answer = await sendRaw(host, { path: SETTINGS, method: 'POST', headers, body });
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      400,
      'application/json',
      '{"message":"bad request data"}',
    ]);
    expect(await settings()).toMatchObject({ enabled: true });
  });

  it('are unknown to somebody without a login', async () => {
    expect((await sendRaw(host, { path: SETTINGS, headers: asRole('signed-out') })).status).toBe(401);
  });
});

describe('pages', () => {
  it('redirect / to the default page', async () => {
    const answer = await sendRaw(host, { path: '/' });
    expect([answer.status, answer.headers.location]).toEqual([302, `/a/${PLUGIN_ID}/home`]);
  });

  it('send somebody without a login to the login, and back to what was asked for', async () => {
    const answer = await sendRaw(host, { path: `/a/${PLUGIN_ID}/runs?x=1&y=2`, headers: asRole('signed-out') });
    const location = `/login?redirectTo=%2Fa%2F${PLUGIN_ID}%2Fruns%3Fx%3D1%26y%3D2`;
    expect([answer.status, answer.headers.location]).toEqual([302, location]);
    expect((await sendRaw(host, { path: location, headers: asRole('signed-out') })).status).toBe(200);
  });

  it.each([
    ['Viewer', `/a/${PLUGIN_ID}/run`],
    ['Viewer', `/a/${PLUGIN_ID}/run/`],
    ['Viewer', `/a/${PLUGIN_ID}/run?x=1`],
    ['Viewer', `/plugins/${PLUGIN_ID}`],
    ['Editor', `/plugins/${PLUGIN_ID}`],
  ])('send a %s home who opens %s by its address', async (role, path) => {
    const answer = await sendRaw(host, { path, headers: asRole(role) });
    expect([answer.status, answer.headers.location]).toEqual([302, '/']);
  });

  it('are guarded by exactly the path of an include, not by what lies below', async () => {
    const path = `/a/${PLUGIN_ID}/run/5`;
    expect((await sendRaw(host, { path, headers: asRole('Viewer') })).status).toBe(200);
  });

  it('send the role None away from every page of the app', async () => {
    const answer = await sendRaw(host, { path: `/a/${PLUGIN_ID}/nowhere`, headers: asRole('None') });
    expect([answer.status, answer.headers.location]).toEqual([
      302,
      `/no-access?redirectTo=%2Fa%2F${PLUGIN_ID}%2Fnowhere`,
    ]);
    expect((await sendRaw(host, { path: answer.headers.location ?? '', headers: asRole('None') })).status).toBe(200);
  });

  it('are served for every path of the app', async () => {
    expect((await sendRaw(host, { path: `/a/${PLUGIN_ID}/runs/5?tab=errors` })).status).toBe(200);
  });

  it('allow no eval and no inline worker', async () => {
    const { headers } = await sendRaw(host, { path: `/a/${PLUGIN_ID}/home` });
    expect(headers['content-security-policy']).toBe("script-src 'self' 'unsafe-inline'; worker-src 'self'");
  });

  it('list in the menu what the role may open, without the default page', async () => {
    const childrenFor = async (role: string) => {
      const { navTree } = await bootData(asRole(role));
      return navTree.find(({ id }) => id === 'apps')?.children?.[0]?.children.map(({ text }) => text);
    };
    expect(await childrenFor('Viewer')).toEqual([]);
    expect(await childrenFor('Editor')).toEqual(['Run']);
    expect(await childrenFor('Admin')).toEqual(['Run', 'Configuration']);
  });

  it('list Explore for an Editor, not for a Viewer', async () => {
    const sectionsFor = async (role: string) => (await bootData(asRole(role))).navTree.map(({ id }) => id);
    expect(await sectionsFor('Viewer')).not.toContain('explore');
    expect(await sectionsFor('Editor')).toContain('explore');
  });

  it('know the person of the cookie', async () => {
    const { user } = await bootData({ cookie: 'preview_role=Editor; preview_user=zoe' });
    expect(user).toMatchObject({ name: 'Zoë Žluťoučký', orgRole: 'Editor', isSignedIn: true });
  });

  it('take the theme from the address', async () => {
    expect((await bootData({}, `/a/${PLUGIN_ID}?theme=light`)).user.theme).toBe('light');
  });
});

describe('files', () => {
  it("serve the plugin's module whatever _cache says", async () => {
    const answer = await sendRaw(host, { path: `/public/plugins/${PLUGIN_ID}/module.js?_cache=1.0.0` });
    expect([answer.status, answer.body]).toEqual([200, 'define([], () => ({}));']);
  });

  it('of the plugin that do not exist are refused in JSON', async () => {
    const answer = await sendRaw(host, { path: `/public/plugins/${PLUGIN_ID}/nope.js` });
    expect([answer.status, answer.json()]).toEqual([404, { message: 'Plugin file not found' }]);
  });

  it('stay inside the plugin folder', async () => {
    for (const dots of ['..', '%2e%2e']) {
      expect((await sendRaw(host, { path: `/public/plugins/${PLUGIN_ID}/${dots}/${dots}/etc/passwd` })).status).toBe(
        404
      );
    }
  });

  it.each(['inter/Inter-Regular.woff2', 'inter/Inter-MediumItalic.woff2', 'roboto/any.woff2', 'ext/inter-500.woff2'])(
    'include the font %s',
    async (name) => {
      const answer = await sendRaw(host, { path: `/public/fonts/${name}` });
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'font/woff2']);
    }
  );

  it("include Grafana's icons, and a placeholder for those that no package has", async () => {
    const shipped = await sendRaw(host, { path: '/public/build/img/icons/unicons/play.svg' });
    const unknown = await sendRaw(host, { path: '/public/build/img/icons/unicons/pathfinder-unite.svg' });
    expect([shipped.status, shipped.headers['x-preview-placeholder']]).toEqual([200, undefined]);
    expect([unknown.status, unknown.headers['x-preview-placeholder']]).toEqual([200, 'icon']);
  });

  it('have their own drawings of the icons in common use', () => {
    expect(existsSync(join(import.meta.dirname, 'assets/icons/spinner.svg'))).toBe(true);
  });
});

describe('other API calls', () => {
  it('are answered by the given stand-in', async () => {
    const other = await startHost({
      ...{ pluginDir: plugin.pluginDir, sidecarUrl: upstream.url },
      grafanaApi: ({ url }, response) => {
        response.end('[]');
        return url === '/api/search';
      },
    });
    const answer = await sendRaw(other, { path: '/api/search' });
    await other.close();
    expect(answer.body).toBe('[]');
  });

  it('are 404 without one', async () => {
    expect((await sendRaw(host, { path: '/api/search' })).status).toBe(404);
  });

  it('tell the health without a login', async () => {
    const answer = await sendRaw(host, { path: '/api/health', headers: asRole('signed-out') });
    expect(answer.json()).toMatchObject({ database: 'ok' });
  });
});
