import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';

import type { Page as ListPage } from '../../../backend-sidecar/src/contract/common.ts';
import type { Run, RunSummary } from '../../../backend-sidecar/src/contract/runs.ts';
import { scenarioNamed, stage } from '../stage.ts';
import { APP, visit } from '../visit.ts';

const PAGE_SIZE = 50;
const PENDING_COUNT = 55;

export function describeFindingTests(): void {
  describe('somebody who looks for a run', () => {
    beforeAll(createPendingRuns);

    visit('filters by scenario and status, and finds the same after a reload', async (visitor) => {
      const page = await visitor.open(`${APP}/tests`, { role: 'Viewer' });
      await choose(page, 'Scenario', 'trans');
      await choose(page, 'Status', 'Completed');
      await expect.poll(() => runNames(page)).toEqual(['trans · load · 14.2.3', 'trans · load · 14.2.2']);
      const { searchParams } = new URL(page.url());
      expect(searchParams.get('status')).toBe('completed');
      expect(searchParams.get('scenarioId')).toBe(String(scenarioNamed(stage().seeded.scenarios, 'trans').id));
      await page.reload();
      await expect.poll(() => runNames(page)).toEqual(['trans · load · 14.2.3', 'trans · load · 14.2.2']);
    });

    visit('searches and sorts, in the address as well', async (visitor) => {
      const page = await visitor.open(`${APP}/tests?status=completed`, { role: 'Viewer' });
      await page
        .getByRole('columnheader', { name: /^Samples/ })
        .getByRole('button')
        .click();
      await page.waitForURL(/sort=-totalSamples/);
      const sorted = await list('status=completed&sort=-totalSamples');
      await expect.poll(() => runNames(page)).toEqual(sorted.items.map(({ name }) => name));
      await page.getByLabel('Search').fill('uid');
      await page.waitForURL(/search=uid/);
      await expect.poll(() => runNames(page)).toEqual(['uid · load · 14.3.0']);
      await page.getByLabel('Search').fill('nothing has this name');
      await page.getByText('No run fits this filter').waitFor();
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await page.getByRole('table', { name: 'Runs' }).waitFor();
    });

    visit('turns the pages of a long list', async (visitor) => {
      const page = await visitor.open(`${APP}/tests?status=pending`, { role: 'Viewer' });
      await page.getByText(`${PENDING_COUNT} runs`).waitFor();
      expect(await runNames(page)).toHaveLength(PAGE_SIZE);
      await page.getByRole('button', { name: '2', exact: true }).click();
      await page.waitForURL(/page=2/);
      await expect.poll(() => runNames(page)).toHaveLength(PENDING_COUNT - PAGE_SIZE);
      await page.reload();
      await expect.poll(() => runNames(page)).toHaveLength(PENDING_COUNT - PAGE_SIZE);
    });
  });
}

async function createPendingRuns(): Promise<void> {
  const { api, seeded } = stage();
  const input = {
    scenarioId: scenarioNamed(seeded.scenarios, 'rev').id,
    testTypeId: seeded.testTypes[0]?.id,
    versionId: seeded.versions[0]?.id,
  };
  for (let count = 0; count < PENDING_COUNT; count += 1) {
    await api.post<Run>('/tests', input);
  }
}

async function choose(page: Page, filter: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: filter, exact: true }).click();
  await page.getByRole('option', { name: option }).click();
  await page.keyboard.press('Escape');
}

function runNames(page: Page): Promise<string[]> {
  return page.getByRole('table', { name: 'Runs' }).locator('tbody tr td:nth-child(3) a').allInnerTexts();
}

function list(query: string): Promise<ListPage<RunSummary>> {
  return stage().api.get<ListPage<RunSummary>>(`/tests?${query}`);
}
