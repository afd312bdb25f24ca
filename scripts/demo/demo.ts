import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Batch } from '../../backend-sidecar/src/contract/runs.ts';
import { checkExpectations } from './expectations.ts';
import { freePort, startPagesHost } from './pages-host.ts';
import { followBatches } from './progress.ts';
import { ProxiedApi } from './proxied-api.ts';
import { DEMO_TIMES, REAL_TIMES, seed, type Seed } from './seed.ts';
import { startSidecarProcess } from './sidecar-process.ts';
import { startDemoTarget } from './target.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const endsItself = process.argv.includes('--exit');
const times = process.argv.includes('--real-times') ? REAL_TIMES : DEMO_TIMES;

/** Everything that must be closed, the last opened first. */
const closers: Array<() => Promise<void>> = [];
const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
});

try {
  process.exitCode = await Promise.race([demo(), stopped.then(() => 130)]);
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  for (const close of closers.reverse()) {
    await close();
  }
}

async function demo(): Promise<number> {
  const dataDirectory = join(ROOT, 'data', 'demo');
  rmSync(dataDirectory, { recursive: true, force: true });
  const target = await startDemoTarget({ port: 0 });
  closers.push(() => target.close());

  const host = await startPagesHost(ROOT, process.env);
  closers.push(() => host.close());
  const key = randomBytes(32).toString('hex');
  const sidecar = await startSidecarProcess({
    root: ROOT,
    dataDirectory,
    port: await freePort(8085),
    key,
    // Generator and target share this host.
    environment: { RUN_GENERATOR_CPU_LIMIT_PERCENT: '100', ...process.env, GRAFANA_URL: host.url },
  });
  closers.push(() => sidecar.stop());
  await host.connect({ url: sidecar.url, key });

  const pages = `${host.url}/a/perftest-automation-app/home`;
  console.log(`\n  Pages (${host.name}):  ${pages}\n  Data:  ${dataDirectory}\n`);

  const api = new ProxiedApi(host.url, host.authorization);
  const seeded = await seed(api, { host: '127.0.0.1', port: target.port }, times);
  const batches = await startBatches(api, seeded);
  const ended = await followBatches(api, batches);
  const problems = await checkExpectations(api, ended, dataDirectory);
  console.log(problems.length === 0 ? '\n✓ Everything came out as expected' : `\n✗ ${problems.join('\n✗ ')}`);
  console.log(`\n  Pages:    ${pages}\n  Reports:  ${join(dataDirectory, 'reports')}\n`);
  if (!endsItself) {
    console.log('  Press Ctrl-C to end.');
    await stopped;
  }
  return problems.length === 0 ? 0 : 1;
}

/** One batch per version, load only, the older version first: the newer one is compared with it. */
async function startBatches(api: ProxiedApi, { scenarios, testTypes, versions }: Seed): Promise<Batch[]> {
  const load = testTypes.find((type) => type.name === 'load');
  if (load === undefined) {
    throw new Error('There is no test type "load"');
  }
  const batches: Batch[] = [];
  for (const [index, { id, version }] of versions.entries()) {
    const runs = scenarios.map((scenario) => ({
      scenarioId: scenario.id,
      testTypeId: load.id,
      // The demo's target answers as the version that the script names.
      properties: { version },
    }));
    // Once is enough to see that the scripts work; the later release fails now and then, also in a smoke run.
    const smoke = index === 0;
    batches.push(await api.post<Batch>('/batches', { versionId: id, name: `Release ${version}`, smoke, runs }));
  }
  return batches;
}
