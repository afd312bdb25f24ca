import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Batch, Run } from '../../../backend-sidecar/src/contract/runs.ts';
import { skipCooldown, stage } from '../stage.ts';
import { APP, visit } from '../visit.ts';

/** Long enough to be reached while it runs. */
const DURATION = '12s';
/** More than any page has. */
const MOST_TABS = 150;

export function describeUsingKeyboard(): void {
  describe('somebody without a mouse', () => {
    visit('starts a test, watches it live, and reads its verdict', async (visitor) => {
      await skipCooldown(stage().api);
      const page = await visitor.open(`${APP}/home`);
      await press(page, page.getByRole('link', { name: 'Run tests' }).last(), 'Enter');
      await page.getByRole('heading', { level: 1, name: 'Run tests' }).waitFor();
      await chooseVersion(page, '14.2.3');
      await press(page, page.getByRole('checkbox', { name: 'Run shop Load' }), 'Space');
      await reach(page, page.getByLabel('Duration of shop Load, ramp-up included'));
      await page.keyboard.press('Control+a');
      await page.keyboard.type(DURATION);
      await press(page, page.getByRole('switch', { name: 'Smoke run before the tests' }), 'Space');
      await press(page, page.getByRole('button', { name: 'Run 1 test' }), 'Enter');
      await page.waitForURL(/\/batches\/\d+$/);
      const { runs } = await stage().api.get<Batch>(`/batches/${page.url().split('/').at(-1)}`);
      expect(runs.map(({ kind, name }) => [kind, name])).toEqual([['test', 'shop · load · 14.2.3']]);

      await press(page, page.locator(`a[href$="/tests/${runs[0]?.id}/live"]`).last(), 'Enter');
      await page.getByRole('table', { name: 'Statistics per label, live' }).waitFor({ timeout: 40_000 });
      const found = page.getByRole('link', { name: 'See what it found' });
      await found.waitFor({ timeout: 60_000 });
      await press(page, found, 'Enter');
      await page.waitForURL(new RegExp(`/tests/${runs[0]?.id}$`));
      const { verdictSentence } = await stage().api.get<Run>(`/tests/${runs[0]?.id}`);
      await page.getByText(String(verdictSentence)).first().waitFor();
    });

    visit('goes back and forth, and finds filters and tabs as they were', async (visitor) => {
      const page = await visitor.open(`${APP}/home`);
      await page.goto(`${APP}/tests?status=completed&sort=-totalSamples`);
      const runs = page.getByRole('table', { name: 'Runs' });
      await runs.waitFor();
      const first = runs.locator('tbody tr td:nth-child(3) a').first();
      const name = await first.innerText();
      await press(page, first, 'Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await press(page, page.getByRole('tab', { name: 'Labels' }), 'Enter');
      await page.getByRole('table', { name: 'Statistics per label' }).waitFor();
      const address = page.url();

      await page.goBack();
      await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
      await page.goBack();
      await runs.waitFor();
      expect(page.url()).toContain('/tests?status=completed&sort=-totalSamples');
      expect(await first.innerText()).toBe(name);
      await page.goForward();
      await page.goForward();
      await page.getByRole('table', { name: 'Statistics per label' }).waitFor();
      expect(page.url()).toBe(address);
    });
  });
}

/** Goes there by the Tab key alone. */
async function press(page: Page, target: Locator, key: 'Enter' | 'Space'): Promise<void> {
  await reach(page, target);
  await page.keyboard.press(key);
}

async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let count = 0; count < MOST_TABS; count += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not lead to ${target.toString()}`);
}

async function chooseVersion(page: Page, version: string): Promise<void> {
  await reach(page, page.getByRole('combobox', { name: 'Version' }));
  await page.keyboard.type(version);
  await expect.poll(() => page.getByRole('option').allInnerTexts()).toEqual([version]);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('combobox', { name: 'Version' }).inputValue()).toBe(version);
}
