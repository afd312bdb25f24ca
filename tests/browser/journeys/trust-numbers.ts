import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { ImportPreview } from '../../../backend-sidecar/src/contract/imports.ts';
import type { Page as ListPage } from '../../../backend-sidecar/src/contract/common.ts';
import type { Run, RunSummary } from '../../../backend-sidecar/src/contract/runs.ts';
import type { Scenario } from '../../../backend-sidecar/src/contract/scenarios.ts';
import { pastResult, pastResultName } from '../../harness/past-results.ts';
import { stage } from '../stage.ts';
import { APP, visit } from '../visit.ts';

const SCENARIO = 'past-shop';

export function describeTrustingNumbers(): void {
  describe('somebody who wants numbers to trust', () => {
    visit('imports past results, and looks at what was understood before they are runs', async (visitor) => {
      await addScenario();
      const page = await visitor.open(`${APP}/import`);
      await importResults(page, [0, 1, 2, 3]);
      const runs = await importedRuns();
      expect(runs.map(({ versionName, status }) => [versionName, status])).toEqual(
        [0, 1, 2, 3].map((index) => [`1.${index}.0`, 'completed'])
      );
      await page
        .getByRole('link', { name: new RegExp(`^run ${runs[0]?.id}$`, 'i') })
        .first()
        .waitFor();
    });

    visit('accepts runs as the history, with a reason that is kept', async (visitor) => {
      const { id: scenarioId, environmentId } = await scenario();
      const runs = await importedRuns();
      const testTypeId = runs[0]?.testTypeId;
      const page = await visitor.open(
        `${APP}/baselines?tab=history&scenario=${scenarioId}&testType=${testTypeId}&environment=${environmentId}`
      );
      for (const { id } of runs) {
        await page.getByRole('button', { name: `Accept: run ${id}` }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Reason').fill('Release 1 was fast enough');
        await dialog.getByRole('button', { name: 'Accept' }).click();
        await dialog.waitFor({ state: 'detached' });
      }
      const table = page.getByRole('table', { name: 'Runs and their part in the history' });
      await expect.poll(() => table.getByText('Release 1 was fast enough').count()).toBeGreaterThanOrEqual(4);
      await page.getByText(/^4 of 4 runs? of .* are compared with$/).waitFor();
    });

    visit('reads how the next run compares with the history, and what could not be seen', async (visitor) => {
      const page = await visitor.open(`${APP}/import`);
      await importResults(page, [4]);
      const judged = (await importedRuns()).at(-1);
      const run = await stage().api.get<Run>(`/tests/${judged?.id}`);
      expect([run.outcome, run.verdict?.reference?.kind]).toEqual(['failed', 'history']);
      await page.goto(`${APP}/tests/${run.id}`);
      await page.getByText(String(run.verdictSentence)).first().waitFor();
      await page
        .getByText(/4 accepted runs/)
        .first()
        .waitFor();
      await page.goto(`${APP}/tests/${run.id}?tab=compare&show=all`);
      const comparison = page.getByRole('table', { name: 'Comparison with the reference' });
      const login = comparison.getByRole('row').filter({ hasText: 'Login' }).filter({ hasText: 'p90' }).first();
      await login.waitFor();
      expect((await login.innerText()).toLowerCase()).toMatch(/worse\s+critical/);
    });

    visit('compares runs side by side, and follows a label over versions', async (visitor) => {
      const runs = await importedRuns();
      const [first, last] = [runs[0], runs.at(-1)];
      const page = await visitor.open(`${APP}/compare?runs=${first?.id},${last?.id}`, { role: 'Viewer' });
      await page.getByRole('row').filter({ hasText: 'Login' }).filter({ hasText: '36' }).first().waitFor();
      const { id: scenarioId, environmentId } = await scenario();
      await page.goto(
        `${APP}/trends?scenario=${scenarioId}&testType=${last?.testTypeId}&environment=${environmentId}&label=Login`
      );
      await page.getByRole('row').filter({ hasText: '1.4.0' }).filter({ hasText: '560' }).first().waitFor();
    });
  });
}

async function addScenario(): Promise<void> {
  const { api, seeded } = stage();
  const { id } = await api.post<Scenario>(`/scenarios/${seeded.scenarios[0]?.id}/copy`, { name: SCENARIO });
  const {
    id: _id,
    createdAtMs: _createdAtMs,
    sloTexts: _sloTexts,
    ...fields
  } = await api.get<Scenario>(`/scenarios/${id}`);
  const open = { windowTrimStartSeconds: 0, minimumSamples: 0, slos: [], keyLabels: null };
  await api.put(`/scenarios/${id}`, { ...fields, ...open });
}

async function scenario(): Promise<Scenario> {
  const { items } = await stage().api.get<ListPage<Scenario>>(`/scenarios?search=${SCENARIO}`);
  const found = items.find(({ name }) => name === SCENARIO);
  if (found === undefined) {
    throw new Error(`there is no scenario ${SCENARIO}`);
  }
  return found;
}

/** By the page: choose, upload, look, import. */
async function importResults(page: Page, indexes: readonly number[]): Promise<void> {
  const files = indexes.map((index) => ({
    name: pastResultName(SCENARIO, index),
    mimeType: 'text/csv',
    buffer: Buffer.from(pastResult(index)),
  }));
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('input[type=file]').first().setInputFiles(files);
  await page.getByRole('button', { name: /^Upload \d+ files?/ }).click();
  const table = page.getByRole('table', { name: 'Results of the upload' });
  await table.getByText(String(files[0]?.name)).first().waitFor();
  const take = page.getByRole('button', { name: `Import ${indexes.length} run${indexes.length === 1 ? '' : 's'}` });
  await take.click();
  const importId = new URL(page.url()).searchParams.get('import');
  await expect
    .poll(async () => (await stage().api.get<ImportPreview>(`/tests/import/${importId}`)).status, { timeout: 60_000 })
    .toBe('done');
}

/** Oldest first. */
async function importedRuns(): Promise<RunSummary[]> {
  const { id } = await scenario();
  const { items } = await stage().api.get<ListPage<RunSummary>>(`/tests?scenarioId=${id}`);
  return items.sort((one, other) => (one.startedAtMs ?? 0) - (other.startedAtMs ?? 0));
}
