import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Run } from '../../../backend-sidecar/src/contract/runs.ts';
import { scenarioNamed, skipCooldown, stage, untilRunHas } from '../stage.ts';
import { APP, signIn, visit } from '../visit.ts';
import { liveTable, totalCount } from './watch-live.ts';

export function describeLosingSession(): void {
  describe('somebody whose session ends while a run is watched', () => {
    visit('is told, signs in again, and misses nothing', async (visitor) => {
      // Grafana's own pages, and the stream that is asked for again, get 401 until then.
      visitor.expectProblem(/status of (401|50[234])/);
      visitor.expectProblem(/net::ERR_(INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)/);
      const run = await startRun();
      const page = await visitor.open(`${APP}/tests/${run.id}/live`);
      await liveTable(page).waitFor({ timeout: 40_000 });
      const before = await totalCount(page);

      await endSession(page.context());
      // A stream that is open stays open: the session is looked at again when it is asked for anew.
      await stage().stopSidecar();
      await stage().startSidecar();
      const told = page.getByText(/signed out|connection is interrupted|Welcome to Grafana/i).first();
      await told.waitFor({ timeout: 30_000 });

      await signIn(page.context(), { role: 'Editor', theme: 'dark' });
      await page.goto(`${APP}/tests/${run.id}/live`);
      await liveTable(page).waitFor({ timeout: 40_000 });
      await expect.poll(() => totalCount(page)).toBeGreaterThan(before);
      await stop(page, run);
    });
  });
}

async function startRun(): Promise<Run> {
  const { api, seeded } = stage();
  await skipCooldown(api);
  const { id } = await api.post<Run>('/tests', {
    scenarioId: scenarioNamed(seeded.scenarios, 'prod').id,
    testTypeId: seeded.testTypes.find(({ name }) => name === 'load')?.id,
    versionId: seeded.versions[0]?.id,
    ...{ userCount: 5, durationSeconds: 120, start: true },
  });
  return untilRunHas('running', id);
}

async function endSession(context: BrowserContext): Promise<void> {
  await context.clearCookies();
  await context.addCookies([{ name: 'preview_role', value: 'signed-out', url: stage().url }]);
}

async function stop(page: Page, { id }: Run): Promise<void> {
  await page.request.post(`${stage().url}/api/plugin-proxy/perftest-automation-app/api/tests/${id}/cancel`);
  await untilRunHas('cancelled', id);
}
