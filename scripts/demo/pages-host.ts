import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Where the pages are served, and how the demo signs in there. */
export interface PagesHost {
  readonly name: string;
  readonly url: string;
  readonly authorization: string;
  /** Connects the plugin to the sidecar. */
  connect(sidecar: { url: string; key: string }): Promise<void>;
  close(): Promise<void>;
}

const PLUGIN_ID = 'perftest-automation-app';
const ADMIN = `Basic ${Buffer.from('admin:admin').toString('base64')}`;

/** A running Grafana (PREVIEW_GRAFANA_URL), one to start (GRAFANA_HOME), else the preview host. */
export async function startPagesHost(root: string, environment: NodeJS.ProcessEnv): Promise<PagesHost> {
  const { PREVIEW_GRAFANA_URL, PREVIEW_GRAFANA_AUTHORIZATION, GRAFANA_HOME } = environment;
  if (PREVIEW_GRAFANA_URL !== undefined) {
    return grafana(PREVIEW_GRAFANA_URL, PREVIEW_GRAFANA_AUTHORIZATION ?? ADMIN, () => undefined);
  }
  const port = await freePort(Number(environment.PREVIEW_PORT ?? 3000));
  return GRAFANA_HOME === undefined ? preview(root, port) : startGrafana(root, GRAFANA_HOME, port);
}

/** The preview host must know the sidecar's address when it starts: it is started by `connect`. */
async function preview(root: string, port: number): Promise<PagesHost> {
  let running: { close(): Promise<void> } | undefined;
  return {
    name: 'preview host',
    url: `http://127.0.0.1:${port}`,
    authorization: 'Bearer preview-admin-token',
    async connect(sidecar) {
      const { startPreviewHost } = (await import(
        join(root, 'tests/preview-host/dist/server.mjs')
      )) as typeof import('../../tests/preview-host/server.ts');
      running = await startPreviewHost({
        port,
        pluginDir: join(root, 'dist'),
        sidecarUrl: sidecar.url,
        sidecarKey: sidecar.key,
      });
    },
    close: async () => running?.close(),
  };
}

async function startGrafana(root: string, home: string, port: number): Promise<PagesHost> {
  const data = join(root, 'data', 'grafana');
  mkdirSync(join(data, 'plugins'), { recursive: true });
  mkdirSync(join(data, 'provisioning'), { recursive: true });
  try {
    symlinkSync(join(root, 'dist'), join(data, 'plugins', PLUGIN_ID));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  const child = spawn(
    join(home, 'bin', 'grafana'),
    [
      'server',
      '--homepath',
      home,
      `cfg:paths.data=${join(data, 'data')}`,
      `cfg:paths.plugins=${join(data, 'plugins')}`,
      `cfg:paths.provisioning=${join(data, 'provisioning')}`,
    ],
    { stdio: 'ignore', env: { ...process.env, ...QUIET_GRAFANA, GF_SERVER_HTTP_PORT: String(port) } }
  );
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, child);
  return grafana(url, ADMIN, () => child.kill('SIGTERM'));
}

const QUIET_GRAFANA = {
  GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: PLUGIN_ID,
  GF_PLUGINS_PREINSTALL_DISABLED: 'true',
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
  GF_ANALYTICS_REPORTING_ENABLED: 'false',
  GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
  GF_NEWS_NEWS_FEED_ENABLED: 'false',
  GF_SECURITY_DISABLE_GRAVATAR: 'true',
};

function grafana(url: string, authorization: string, stop: () => void): PagesHost {
  return {
    name: 'Grafana',
    url,
    authorization,
    async connect(sidecar) {
      const answer = await fetch(new URL(`/api/plugins/${PLUGIN_ID}/settings`, url), {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({
          enabled: true,
          pinned: true,
          jsonData: { sidecarUrl: sidecar.url },
          secureJsonData: { sidecarKey: sidecar.key },
        }),
      });
      if (!answer.ok) {
        throw new Error(`Grafana did not take the plugin's settings: ${answer.status} ${await answer.text()}`);
      }
    },
    close: async () => stop(),
  };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    const answer = await fetch(new URL('/api/health', url)).catch(() => undefined);
    if (answer?.ok === true) {
      return;
    }
    if (child.exitCode !== null) {
      break;
    }
    await wait(500);
  }
  throw new Error(`Grafana did not start at ${url}`);
}

/** Below the ports of outgoing connections, of which a load test opens thousands before this one is used. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/** The wanted port if it is free, else (and for 0) any other. */
export function freePort(wanted: number): Promise<number> {
  const port = wanted === 0 ? randomInt(FIRST_PORT, LAST_PORT) : wanted;
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      code === 'EADDRINUSE' || code === 'EACCES' ? resolve(freePort(0)) : reject(new Error(`no free port: ${code}`))
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}
