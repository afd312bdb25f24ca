import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';

import type { Run, RunInput } from '../../../backend-sidecar/src/contract/runs.ts';
import type { RunStatistics } from '../../../backend-sidecar/src/contract/statistics.ts';
import type { Environment, EnvironmentInput, Scenario } from '../../../backend-sidecar/src/contract/scenarios.ts';
import { DATABASE, DATASOURCE } from '../influx.ts';
import { scenarioNamed, stage, untilRunHas } from '../stage.ts';
import { APP, parseFigure, visit } from '../visit.ts';

/** Long enough for the listener to write twice. */
const RUN_SECONDS = 10;
/** Long enough for somebody to look as well, whatever else the machine does. */
const WATCHED_SECONDS = 20;
/** What InfluxDB knows of a run is asked for every two seconds, and shown within three. */
const SAID_WITHIN_MS = 15_000;

interface Place {
  environment: Environment;
  input: EnvironmentInput;
  scenario: Scenario;
  /** Of the run whose database was missing. */
  runId?: number;
}

/** The preview host has a datasource that reads the InfluxDB of the stage; a real Grafana has its own proofs of that. */
export function describeWatchingInflux(): void {
  describe('somebody whose environment writes to InfluxDB', () => {
    let place: Place;
    beforeAll(async () => {
      if (stage().influxUrl !== undefined) {
        place = await makePlace('nowhere');
      }
    });

    visitWithInflux('is told within 15 s that the database is missing, and has the exact figures', async (visitor) => {
      const { id } = await startRun(place.scenario);
      place.runId = id;
      const page = await visitor.open(`${APP}/tests/${id}/live`);
      await untilRunHas('running', id);
      const saidSince = Date.now();
      await page.getByText('No live figures from InfluxDB').waitFor({ timeout: SAID_WITHIN_MS });
      const text = await page.getByText(/The charts show the result file, which is exact/).innerText();
      expect(Date.now() - saidSince).toBeLessThan(SAID_WITHIN_MS);
      expect(text).toContain('nowhere');
      await expect.poll(async () => Math.max(...(await shownRates(page))), { timeout: 20_000 }).toBeGreaterThan(0);
      await page.getByText(/^result file, exact/).waitFor();
      expect(await page.getByText(/InfluxDB, sampled/).count()).toBe(0);
      await untilRunHas('completed', id);
    });

    visitWithInflux('mends that, writes the run afterwards, and sees all of its requests', async (visitor) => {
      const { environment, input, runId } = place;
      await stage().api.put(`/environments/${environment.id}`, { ...input, influxDb: databaseNamed(DATABASE) });
      const page = await visitor.open(`${APP}/tests/${runId}`);
      await page.getByRole('button', { name: 'Write to InfluxDB' }).click();
      await page.getByRole('radio', { name: 'InfluxDB' }).click({ timeout: 30_000 });
      await page.getByText('InfluxDB, sampled · written from the result file every 5 s').waitFor();
      expect(new URL(page.url()).searchParams.get('figures')).toBe('influxdb');
      const { total } = await untilJudged(Number(runId));
      await expectAllRequests(page, total.count);
    });

    visitWithInflux('watches the next one live by Grafana’s datasource, and by the result file', async (visitor) => {
      const { id } = await startRun(place.scenario, { durationSeconds: WATCHED_SECONDS });
      const page = await visitor.open(`${APP}/tests/${id}/live`);
      // Until the sidecar's stream is there the table, too, is InfluxDB's.
      await page
        .getByText(/^InfluxDB, sampled · \d+ s behind/)
        .first()
        .waitFor({ timeout: 40_000 });
      await expect.poll(() => page.locator('figure canvas').count(), { timeout: 20_000 }).toBe(4);
      await expect.poll(async () => Math.max(...(await shownRates(page))), { timeout: 20_000 }).toBeGreaterThan(0);
      const explore = await page.locator('a[href*="panes="]').getAttribute('href');
      const panes = JSON.parse(new URL(explore ?? '', stage().url).searchParams.get('panes') ?? '{}');
      expect(panes.run.datasource).toBe(DATASOURCE.uid);
      expect(panes.run.queries[0].query).toContain(`"runId" = '${id}'`);

      await page.getByRole('radio', { name: 'Result file' }).click();
      await page.waitForURL(/figures=file/);
      await page
        .getByText(/^result file, exact/)
        .first()
        .waitFor();
      expect(await page.getByText(/InfluxDB, sampled/).count()).toBe(0);

      await page.getByRole('radio', { name: 'InfluxDB' }).click();
      const { total } = await untilJudged(id);
      await page.getByText(/^InfluxDB, sampled · written by JMeter’s listener every 5 s/).waitFor();
      await expectAllRequests(page, total.count);
    });
  });
}

function visitWithInflux(...[name, journey]: Parameters<typeof visit>): void {
  visit(name, async (visitor) => {
    if (stage().influxUrl !== undefined) {
      await journey(visitor);
    }
  });
}

function databaseNamed(database: string): EnvironmentInput['influxDb'] {
  return {
    use: 'database',
    url: String(stage().influxUrl),
    database,
    ...{ username: null, passwordSecret: null, datasourceUid: null },
  };
}

/** As the demo's environment and one of its scenarios, but with an InfluxDB. */
async function makePlace(database: string): Promise<Place> {
  const { api, seeded } = stage();
  const {
    id: _id,
    environmentId,
    sloTexts: _texts,
    createdAtMs: _at,
    ...model
  } = scenarioNamed(seeded.scenarios, 'trans');
  const { properties } = await api.get<Environment>(`/environments/${environmentId}`);
  const input = { name: 'with InfluxDB', properties, influxDb: databaseNamed(database) };
  const environment = await api.post<Environment>('/environments', input);
  const scenario = await api.post<Scenario>('/scenarios', {
    ...model,
    ...{ name: 'sampled', displayName: 'Sampled', environmentId: environment.id, cooldownSeconds: 0 },
    loads: model.loads.map((load) => ({ ...load, userCount: 5, durationSeconds: RUN_SECONDS })),
  });
  return { environment, input, scenario };
}

function startRun(scenario: Scenario, changes: Partial<RunInput> = {}): Promise<Run> {
  const { api, seeded } = stage();
  return api.post<Run>('/tests', {
    scenarioId: scenario.id,
    testTypeId: scenario.loads[0]?.testTypeId,
    versionId: seeded.versions[0]?.id,
    ...{ properties: { version: '14.2.2' }, start: true },
    ...changes,
  });
}

async function untilJudged(runId: number): Promise<RunStatistics> {
  await untilRunHas('completed', runId);
  return stage().api.get<RunStatistics>(`/tests/${runId}/statistics?scope=run`);
}

/** Requests per second, for five seconds each; the table rounds them. */
async function expectAllRequests(page: Page, count: number): Promise<void> {
  const sum = async () => (await shownRates(page)).reduce((total, rate) => total + rate * 5, 0);
  await expect.poll(async () => Math.abs((await sum()) / count - 1)).toBeLessThan(0.01);
}

/** Requests per second as the table of their chart has them, one a slice. */
async function shownRates(page: Page): Promise<number[]> {
  const chart = page.getByRole('figure', { name: 'Throughput', exact: true });
  if ((await chart.getByRole('table').count()) === 0) {
    await chart.getByText('As a table').click();
  }
  await chart.locator('tbody th').first().waitFor();
  const texts = await chart.locator('tbody td').allInnerTexts();
  return texts.map(parseFigure);
}
