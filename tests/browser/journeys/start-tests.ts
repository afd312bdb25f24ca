import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Page as ListPage } from '../../../backend-sidecar/src/contract/common.ts';
import type { Batch, BatchPreview } from '../../../backend-sidecar/src/contract/runs.ts';
import type { Version } from '../../../backend-sidecar/src/contract/scenarios.ts';
import { readLane, stage } from '../stage.ts';
import { APP, clock, visit } from '../visit.ts';
import { waitUntil } from '../wait-until.ts';

/** The second of the two runs stays for the live page to be looked at. */
export const SECOND_RUN_SECONDS = 30;

export function describeStartingTests(): void {
  describe('an editor who runs tests', () => {
    visit('chooses them, sees their order and end, and starts them as a batch', async (visitor) => {
      const page = await visitor.open(`${APP}/run`);
      await chooseNewVersion(page, '14.3.0');
      await chooseTests(page);
      const preview = await planOf(page);
      expect(preview.runs.map(({ scenarioName, userCount }) => `${scenarioName} ${userCount}`)).toEqual([
        'prod 5',
        'uid 10',
      ]);
      await expectPlanShown(page, preview);

      await page.getByRole('button', { name: 'Run 2 tests' }).click();
      await page.waitForURL(/\/batches\/\d+$/);
      const batch = await stage().api.get<Batch>(`/batches/${page.url().split('/').at(-1)}`);
      await page.getByRole('heading', { level: 1, name: batch.name }).waitFor();
      expect(batch.versionName).toBe('14.3.0');
      expect(batch.runs.map((run) => [run.name, run.userCount, run.durationSeconds])).toEqual([
        ['prod · load · 14.3.0', 5, 6],
        ['uid · load · 14.3.0', 10, SECOND_RUN_SECONDS],
      ]);
      await page.getByText('0 of 2 runs ended').first().waitFor();
    });

    visit('watches the queue run the first, cool down by the second, and skips that', async (visitor) => {
      const page = await visitor.open(`${APP}/queue`);
      await page.getByRole('progressbar', { name: 'Progress of prod · load · 14.3.0' }).waitFor();
      const waiting = page.getByRole('group', { name: 'Runs that wait for demo, in their order' });
      await waiting.getByRole('listitem').filter({ hasText: 'uid · load · 14.3.0' }).waitFor();
      expect((await readLane(stage().api)).state).toBe('running');

      await page.getByText(/Cooling down/).waitFor({ timeout: 60_000 });
      const firstLeft = await secondsLeft(page);
      expect(firstLeft).toBeGreaterThan(30);
      await expect.poll(() => secondsLeft(page), { timeout: 5000 }).toBeLessThan(firstLeft);

      await page.getByRole('button', { name: 'Skip cool-down' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Skip cool-down' }).click();
      await page.getByRole('progressbar', { name: 'Progress of uid · load · 14.3.0' }).waitFor();
      const lane = await readLane(stage().api);
      expect([lane.state, lane.running?.name, lane.waiting]).toEqual(['running', 'uid · load · 14.3.0', []]);
    });
  });
}

async function chooseNewVersion(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Version' }).fill(name);
  await page.getByRole('option', { name: new RegExp(name.replaceAll('.', '\\.')) }).click();
  await waitUntil({
    what: `version ${name} is stored`,
    timeoutMs: 10_000,
    read: () => stage().api.get<ListPage<Version>>('/versions'),
    isDone: ({ items }) => items.some(({ version }) => version === name),
  });
}

async function chooseTests(page: Page): Promise<void> {
  // The target's lookups fail now and then, in a smoke run as well.
  await page.getByRole('switch', { name: 'Smoke run before the tests' }).uncheck({ force: true });
  for (const name of ['Products Load', 'User ids Load']) {
    await page.getByRole('checkbox', { name: `Run ${name}` }).check({ force: true });
  }
  await fillIn(page, 'Users of Products Load', '5');
  await fillIn(page, 'Users of User ids Load', '10');
  await fillIn(page, 'Duration of User ids Load, ramp-up included', `${SECOND_RUN_SECONDS}s`);
}

async function fillIn(page: Page, label: string, text: string): Promise<void> {
  const input = page.getByLabel(label, { exact: true });
  await input.fill(text);
  await input.blur();
}

/** What the sidecar answers to the choice that is on the page now. */
async function planOf(page: Page): Promise<BatchPreview> {
  await page.getByRole('complementary', { name: 'What will happen' }).getByText('30 s, demo').waitFor();
  const [answer] = await Promise.all([page.waitForResponse(/\/batches\/preview$/), page.reload()]);
  return (await answer.json()) as BatchPreview;
}

async function expectPlanShown(page: Page, preview: BatchPreview): Promise<void> {
  const panel = page.getByRole('complementary', { name: 'What will happen' });
  const items = panel.getByRole('listitem');
  await expect.poll(() => items.count()).toBe(2);
  for (const [index, run] of preview.runs.entries()) {
    const text = (await items.nth(index).innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain(`${run.scenarioName} · ${run.testTypeName}`);
    expect(text).toContain(`${clock(run.startsAtMs)} – ${clock(run.endsAtMs)}`);
    expect(text).toContain(`${run.userCount} users, ${run.durationSeconds} s, demo`);
  }
  expect(await panel.innerText()).toContain(`Over at ${clock(preview.endsAtMs)}`);
}

async function secondsLeft(page: Page): Promise<number> {
  const text = await page.getByText(/Cooling down/).innerText();
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
