import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Run } from '../../../backend-sidecar/src/contract/runs.ts';
import type { Timeline } from '../../../backend-sidecar/src/contract/statistics.ts';
import { scenarioNamed, skipCooldown, stage, untilRunHas } from '../stage.ts';
import { APP, parseFigure, visit } from '../visit.ts';
import { waitUntil } from '../wait-until.ts';
import { liveTable, totalCount } from './watch-live.ts';

export function describeOutage(): void {
  describe('a sidecar that is gone for a while', () => {
    visit('is missed and found again by every page, and a run that went on is stopped then', async (visitor) => {
      visitor.expectProblem(/Failed to load resource: the server responded with a status of 50[234]/);
      visitor.expectProblem(/net::ERR_(INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)/);
      const run = await startLongRun();
      const live = await visitor.open(`${APP}/tests/${run.id}/live`);
      await liveTable(live).waitFor({ timeout: 40_000 });
      await expect.poll(() => totalCount(live), { timeout: 30_000 }).toBeGreaterThan(50);

      await stage().stopSidecar();
      await live.getByText(/The connection is interrupted/).waitFor();
      const countBefore = await totalCount(live);
      const other = await visitor.open(`${APP}/tests`);
      await expectOutageShown(other, 'The runs could not be read');
      await stage().startSidecar();
      // By itself, for the list asks every few seconds.
      await other.getByRole('table', { name: 'Runs' }).waitFor();

      await live.getByText(/The connection is interrupted/).waitFor({ state: 'detached', timeout: 20_000 });
      await expect.poll(() => totalCount(live)).toBeGreaterThan(countBefore);
      await expectNothingMissed(run.id);
      await stopFromLive(live, run);
      await expectPartialFigures(live, run.id);
    });
  });
}

async function startLongRun(): Promise<Run> {
  const { api, seeded } = stage();
  const { id } = await api.post<Run>('/tests', {
    scenarioId: scenarioNamed(seeded.scenarios, 'prod').id,
    testTypeId: seeded.testTypes.find(({ name }) => name === 'load')?.id,
    versionId: seeded.versions[0]?.id,
    userCount: 5,
    durationSeconds: 120,
    start: true,
  });
  return waitUntil({
    what: `run ${id} is running`,
    timeoutMs: 60_000,
    read: async () => {
      await skipCooldown(api);
      return api.get<Run>(`/tests/${id}`);
    },
    isDone: ({ status }) => status === 'running',
  });
}

async function expectOutageShown(page: Page, title: string): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: title });
  await alert.waitFor({ timeout: 20_000 });
  expect(await alert.innerText()).toContain('The sidecar does not answer');
  const asked = page.waitForRequest(/\/api\/tests\?/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await asked;
}

/** A slice for every second since the first sample: those of the outage too. */
async function expectNothingMissed(runId: number): Promise<void> {
  const { points, sliceMs } = await stage().api.get<Timeline>(`/tests/${runId}/timeline`);
  const starts = points.map(({ startMs }) => startMs);
  expect(starts).toEqual(starts.map((_, index) => (starts[0] ?? 0) + index * sliceMs));
  expect(points.every(({ count }) => count > 0)).toBe(true);
}

async function stopFromLive(page: Page, { id, name }: Run): Promise<void> {
  await page.getByRole('button', { name: 'Stop' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.innerText()).toContain(name);
  await dialog.getByRole('button', { name: 'Back' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await stage().api.get<Run>(`/tests/${id}`)).stopSentAtMs).toBeNull();

  await page.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByRole('button', { name: 'Stop run' }).click();
  await page.getByText(/It was cancelled by/).waitFor({ timeout: 40_000 });
}

async function expectPartialFigures(page: Page, runId: number): Promise<void> {
  const run = await untilRunHas('cancelled', runId);
  expect(run.cancelledBy).toBeTruthy();
  expect(run.counts?.samples).toBeGreaterThan(50);
  await page.goto(`${APP}/tests/${runId}?tab=numbers`);
  await page.getByText(/^Cancelled by/).waitFor();
  const equation = await page.getByText(/^[\d,]+ records$/).innerText();
  expect(parseFigure(equation)).toBe(run.counts?.rows);
}
