import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Browser } from 'playwright-core';

import type { Batch, Lane, Queue, Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import { freePort } from '../../scripts/demo/pages-host.ts';
import { ProxiedApi } from '../../scripts/demo/proxied-api.ts';
import { seed, type Seed, type Times } from '../../scripts/demo/seed.ts';
import { startSidecarProcess, type SidecarProcess } from '../../scripts/demo/sidecar-process.ts';
import { startDemoTarget } from '../../scripts/demo/target.mjs';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';
import {
  openRealGrafana,
  realGrafanaUrl,
  redirectPlugin,
  type Login,
  type Role,
} from '../harness/grafana-under-test.ts';
import { launchChromium } from './chromium.ts';
import { openInflux, type InfluxOfStage } from './influx.ts';
import { waitUntil } from './wait-until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The cool-down is far longer than any test waits: where a run begins after another, somebody has skipped it. */
const TIMES: Times = { durationSeconds: 6, rampUpSeconds: 1, cooldownSeconds: 90, minimumSamples: 50 };

/** Everything a user has: pages in a browser, the sidecar as a process of its own, JMeter, a system under test. */
export interface Stage {
  readonly url: string;
  /** The people of a real Grafana, made for these tests; undefined for the preview host, which knows roles by a cookie. */
  readonly loginOf: ((role: Role) => Login) | undefined;
  /** What the datasource of the preview host reads; a real Grafana has datasources of its own. */
  readonly influxUrl: string | undefined;
  /** Of an Admin's service account. */
  readonly authorization: string;
  readonly sidecarUrl: string;
  readonly key: string;
  readonly browser: Browser;
  /** As an Admin. */
  readonly api: ProxiedApi;
  readonly seeded: Seed;
  /** One after another: 14.2.2 and then 14.2.3, whose transfers are slower; both of trans · load. */
  readonly history: Batch[];
  startSidecar(): Promise<void>;
  stopSidecar(): Promise<void>;
  /** Meanwhile the pages and `api` have to do with a sidecar that has just been installed; answers with what gives it contents. */
  withNewSidecar(use: (fill: () => Promise<Seed>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

let current: Stage | undefined;

/** The stage that `openStage` has opened. */
export function stage(): Stage {
  if (current === undefined) {
    throw new Error('The stage is not open');
  }
  return current;
}

export async function openStage(): Promise<Stage> {
  assertBuilt();
  const dataDirectory = mkdtempSync(join(tmpdir(), 'browser-tests-'));
  const jmeterHome = process.env.JMETER_HOME ?? (await assembleJMeter());
  const target = await startDemoTarget();
  const key = randomBytes(32).toString('hex');
  const port = await freePort(0);
  const sidecarUrl = `http://127.0.0.1:${port}`;
  const host = await openHost(sidecarUrl, key);
  const environment = {
    ...process.env,
    JMETER_HOME: jmeterHome,
    JMETER_JVM_ARGS: '-Xms64m -Xmx256m',
    // Generator, target and tests share this host.
    RUN_GENERATOR_CPU_LIMIT_PERCENT: '100',
    GRAFANA_URL: host.url,
  };
  const start = () => startSidecarProcess({ root: ROOT, dataDirectory, port, key, environment });
  let sidecar: SidecarProcess = await start();

  const api = new ProxiedApi(host.url, host.authorization);
  const seeded = await seed(api, { host: '127.0.0.1', port: target.port }, TIMES);
  await makeUserIdsFail(api, seeded);
  const history = await runHistory(api, seeded);
  const browser = await launchChromium();

  current = {
    ...{ url: host.url, loginOf: host.loginOf, influxUrl: host.influxUrl, authorization: host.authorization },
    ...{ sidecarUrl, key, browser, api, seeded, history },
    startSidecar: async () => {
      sidecar = await start();
    },
    stopSidecar: () => sidecar.stop(),
    withNewSidecar: async (use) => {
      const folder = mkdtempSync(join(tmpdir(), 'browser-tests-new-'));
      const newPort = await freePort(0);
      const fresh = await startSidecarProcess({ root: ROOT, dataDirectory: folder, port: newPort, key, environment });
      const restore = await redirectPlugin(
        { url: host.url, token: () => ({ authorization: host.authorization }) },
        `http://127.0.0.1:${newPort}`
      );
      try {
        await use(() => seed(api, { host: '127.0.0.1', port: target.port }, TIMES));
      } finally {
        await restore();
        await fresh.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    close: async () => {
      await browser.close();
      await endRuns(api);
      await sidecar.stop();
      await host.close();
      await target.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
  return current;
}

function assertBuilt(): void {
  for (const output of ['dist/module.js', 'backend-sidecar/dist/main.js', 'tests/preview-host/dist/server.mjs']) {
    if (!existsSync(join(ROOT, output))) {
      throw new Error(`${output} is missing: npm run build`);
    }
  }
}

interface Host {
  readonly url: string;
  /** As an Admin's service account. */
  readonly authorization: string;
  readonly loginOf: ((role: Role) => Login) | undefined;
  readonly influxUrl: string | undefined;
  close(): Promise<void>;
}

/** The preview host, or the Grafana of E2E_GRAFANA_URL: its plugin is connected to our sidecar, and keeps our key. */
async function openHost(sidecarUrl: string, sidecarKey: string): Promise<Host> {
  const realUrl = realGrafanaUrl(process.env);
  if (realUrl === undefined) {
    return openPreview(sidecarUrl, sidecarKey);
  }
  const grafana = await openRealGrafana(realUrl, process.env);
  const restore = await redirectPlugin(grafana, sidecarUrl, sidecarKey);
  return {
    ...{ url: realUrl, authorization: String(grafana.token('Admin').authorization), loginOf: grafana.loginOf },
    influxUrl: undefined,
    close: async () => {
      await restore();
      await grafana.close();
    },
  };
}

async function openPreview(sidecarUrl: string, sidecarKey: string): Promise<Host> {
  const influx = await openInflux();
  const host = await startPreview({ sidecarUrl, sidecarKey, influx });
  return {
    ...{ url: host.url, authorization: 'Bearer preview-admin-token', loginOf: undefined, influxUrl: influx.influx.url },
    close: async () => {
      await host.close();
      await influx.close();
    },
  };
}

interface PreviewPlace {
  sidecarUrl: string;
  sidecarKey: string;
  influx: InfluxOfStage;
}

async function startPreview({ influx, ...sidecar }: PreviewPlace): Promise<{ url: string; close(): Promise<void> }> {
  const { startPreviewHost } = (await import(
    join(ROOT, 'tests/preview-host/dist/server.mjs')
  )) as typeof import('../preview-host/server.ts');
  return startPreviewHost({ port: 0, pluginDir: join(ROOT, 'dist'), ...sidecar, ...influx.host });
}

/** The pages cannot set JMeter properties; the target answers as 14.2.3, whose lookups fail now and then. */
async function makeUserIdsFail(api: ProxiedApi, { scenarios }: Seed): Promise<void> {
  const { id, createdAtMs: _createdAtMs, sloTexts: _sloTexts, ...input } = scenarioNamed(scenarios, 'uid');
  await api.put(`/scenarios/${id}`, { ...input, properties: { version: '14.2.3' } });
}

async function runHistory(api: ProxiedApi, { scenarios, testTypes, versions }: Seed): Promise<Batch[]> {
  const { id: scenarioId } = scenarioNamed(scenarios, 'trans');
  const testTypeId = testTypes.find(({ name }) => name === 'load')?.id ?? 0;
  const batches: Batch[] = [];
  for (const { id: versionId, version } of versions) {
    const runs = [{ scenarioId, testTypeId, properties: { version } }];
    const { id } = await api.post<Batch>('/batches', { versionId, name: `Release ${version}`, smoke: false, runs });
    batches.push(await untilBatchHasEnded(api, id));
    await skipCooldown(api);
  }
  return batches;
}

async function untilBatchHasEnded(api: ProxiedApi, batchId: number): Promise<Batch> {
  return waitUntil({
    what: `batch ${batchId} has ended and has its report`,
    timeoutMs: 90_000,
    read: () => api.get<Batch>(`/batches/${batchId}`),
    isDone: ({ completedAtMs, reportIds }) => completedAtMs !== null && reportIds.length > 0,
  });
}

export function scenarioNamed(scenarios: readonly Scenario[], wanted: string): Scenario {
  const scenario = scenarios.find(({ name }) => name === wanted);
  if (scenario === undefined) {
    throw new Error(`There is no scenario ${wanted}`);
  }
  return scenario;
}

/** Of the environment in which the journeys run tests. */
export async function readLane(api: ProxiedApi): Promise<Lane> {
  const { lanes } = await api.get<Queue>('/queue');
  const lane = lanes.find(({ environmentName }) => environmentName === 'demo');
  if (lane === undefined) {
    throw new Error('There is no lane of demo');
  }
  return lane;
}

/** Ends a cool-down, if there is one. */
export async function skipCooldown(api: ProxiedApi): Promise<void> {
  const { state, environmentId } = await readLane(api);
  if (state === 'cooling down') {
    await api.post('/queue/skip-cooldown', { environmentId });
  }
}

export function untilRunHas(status: Run['status'], runId: number): Promise<Run> {
  const { api } = stage();
  return waitUntil({
    what: `run ${runId} is ${status}`,
    timeoutMs: 60_000,
    read: () => api.get<Run>(`/tests/${runId}`),
    isDone: (run) => run.status === status,
  });
}

/** No JMeter may outlive the tests. */
async function endRuns(api: ProxiedApi): Promise<void> {
  const { lanes } = await api.get<Queue>('/queue');
  const waiting = lanes.flatMap((lane) => lane.waiting.map(({ run }) => run));
  const running = lanes.flatMap((lane) => lane.running ?? []);
  for (const { id } of [...waiting, ...running]) {
    await api.post(`/tests/${id}/cancel`);
  }
  await waitUntil({
    what: 'nothing runs',
    timeoutMs: 60_000,
    read: () => api.get<Queue>('/queue'),
    isDone: (queue) => queue.lanes.every((lane) => lane.running === null),
  });
}
