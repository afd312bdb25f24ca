import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

import type { RunAnnotations } from '../../../backend-sidecar/src/contract/annotations.ts';
import type { Run } from '../../../backend-sidecar/src/contract/runs.ts';
import { GrafanaContent } from '../../harness/grafana-content.ts';
import { realGrafanaUrl } from '../../harness/grafana-under-test.ts';
import { InfluxDb } from '../../harness/influx-db.ts';
import { scenarioNamed, skipCooldown, stage, untilRunHas } from '../stage.ts';
import { APP, BASE, visit } from '../visit.ts';
import { waitUntil } from '../wait-until.ts';

const DASHBOARDS = fileURLToPath(new URL('../../../dashboards', import.meta.url));
const DATABASE = 'jmeter';
/** Three reports of JMeter's listener. */
const DURATION_SECONDS = 16;
/** Of nearly every panel of ours: what Grafana writes where there is nothing. */
const NO_DATA = 'No data';

let folder: string;
let influx: InfluxDb;
let content: GrafanaContent;
let datasourceUid: string;
let run: Run;

/** Dashboards, panel menus and annotations are Grafana's own: there are none in the preview host. */
export function describeLookingFromGrafana(): void {
  describe.runIf(realGrafanaUrl(process.env) !== undefined)('somebody who looks at dashboards of Grafana', () => {
    beforeAll(prepare);
    afterAll(tidyUp);

    visit('finds the figures of a run on all of ours, with the way to the run', async (visitor) => {
      const page = await visitor.open(dashboardPath('perftest-overview'));
      const samples = page.getByTestId('data-testid Panel header Samples');
      await samples.waitFor({ timeout: 40_000 });
      await expect.poll(() => samples.innerText(), { timeout: 20_000 }).toMatch(/Samples\s+[1-9][\d,]*/);
      expect(figureIn(await samples.innerText())).toBe(run.counts?.samples);
      await page.getByRole('link', { name: 'Run in the app' }).waitFor();
      await expectData(page);
      for (const uid of ['perftest-jmeter-live', 'perftest-generator']) {
        await page.goto(dashboardPath(uid));
        await page.getByTestId('data-testid Panel header Active threads').waitFor({ timeout: 40_000 });
        await expectData(page);
      }
    });

    visit('sees the run as a region with its verdict, and goes from there to the run', async (visitor) => {
      const page = await visitor.open(dashboardPath('perftest-overview'));
      const panel = page.getByTestId('data-testid Panel header Throughput and errors');
      const region = panel.getByTestId('data-testid annotation-marker').first();
      await region.waitFor({ timeout: 40_000 });
      expect((await region.boundingBox())?.width).toBeGreaterThan(10);
      await region.hover();
      await page.getByText(`verdict:${run.outcome}`).waitFor();
      const link = page.getByRole('link', { name: run.name });
      const { pathname } = new URL((await link.getAttribute('href')) ?? '', stage().url);
      expect(pathname).toBe(`${APP}/tests/${run.id}`);
    });

    visit('asks a panel’s menu for the load tests of its time', async (visitor) => {
      const page = await visitor.open(dashboardPath('perftest-overview'));
      const panel = page.getByTestId('data-testid Panel header Response times');
      await panel.waitFor({ timeout: 40_000 });
      await panel.hover();
      await panel.getByRole('button', { name: /^Menu for panel/ }).click();
      await page.getByRole('menuitem', { name: 'Extensions' }).hover();
      await page.getByRole('menuitem', { name: 'Load tests here' }).click();
      await page.waitForURL(new RegExp(`${APP}/tests\\?`));
      const table = page.getByRole('table').first();
      await table.getByRole('link', { name: run.name }).waitFor();
      // Those before it had ended when the time of the dashboard begins.
      expect(await table.getByRole('row').count()).toBe(2);
    });
  });
}

/** A run whose listener writes to InfluxDB, and which the sidecar marks on the graphs. */
async function prepare(): Promise<void> {
  const { api, url, authorization, seeded } = stage();
  folder = mkdtempSync(join(tmpdir(), 'browser-influxdb-'));
  influx = await InfluxDb.start({ folder });
  await influx.query(`CREATE DATABASE "${DATABASE}"`);
  content = new GrafanaContent({ url, authorization });
  datasourceUid = await content.addInfluxDb(`JMeter of a test ${influx.port}`, influx.url, DATABASE);
  for (const name of readdirSync(DASHBOARDS).filter((file) => file.endsWith('.json'))) {
    await content.addDashboard(join(DASHBOARDS, name));
  }
  await connectSidecar(authorization.replace(/^Bearer /, ''), influx.url);
  await skipCooldown(api);
  const { id } = await api.post<Run>('/tests', {
    scenarioId: scenarioNamed(seeded.scenarios, 'trans').id,
    testTypeId: seeded.testTypes.find(({ name }) => name === 'load')?.id,
    versionId: seeded.versions[0]?.id,
    ...{ userCount: 5, durationSeconds: DURATION_SECONDS, start: true },
  });
  run = await untilRunHas('completed', id);
  await waitUntil({
    what: `run ${id} is marked`,
    timeoutMs: 20_000,
    read: () => api.get<RunAnnotations>(`/tests/${id}/annotations`),
    isDone: ({ items }) => items.some(({ state }) => state === 'written'),
  });
}

async function tidyUp(): Promise<void> {
  await connectSidecar(null, null);
  await content?.removeAnnotations(['loadtest', `run:${run?.id ?? 0}`]);
  await content?.removeAll();
  await influx?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** With a token for its annotations, and with the InfluxDB; null: without. */
async function connectSidecar(token: string | null, url: string | null): Promise<void> {
  const { api } = stage();
  await api.put('/settings/grafana', { token });
  await api.put('/settings/influxdb', { url, database: url === null ? null : DATABASE });
}

/** At the time of the run, and nothing before it. */
function dashboardPath(uid: string): string {
  const span = { from: String((run.startedAtMs ?? 0) - 1000), to: String((run.completedAtMs ?? 0) + 10_000) };
  const variables = { 'var-datasource': datasourceUid, 'var-runId': String(run.id), 'var-otherRunId': String(run.id) };
  return `${BASE}/d/${uid}/x?${new URLSearchParams({ ...span, ...variables }).toString()}`;
}

function figureIn(text: string): number {
  return Number(/[\d,]+$/.exec(text.trim())?.[0].replaceAll(',', ''));
}

/** Of what is in sight: panels further down ask for their data when somebody goes there. */
async function expectData(page: Page): Promise<void> {
  await expect.poll(() => page.getByText(NO_DATA, { exact: true }).count(), { timeout: 20_000 }).toBe(0);
  expect(await page.getByTestId('data-testid Panel status error').count()).toBe(0);
}
