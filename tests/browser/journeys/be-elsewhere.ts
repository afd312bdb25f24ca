import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Run } from '../../../backend-sidecar/src/contract/runs.ts';
import { stage } from '../stage.ts';
import { APP, visit } from '../visit.ts';

export function describeBeingElsewhere(): void {
  describe('somebody whose browser is in New York', () => {
    for (const [timeZone, shownZone] of [
      ['utc', 'UTC'],
      // Half an hour beside all others.
      ['Asia/Kolkata', 'Asia/Kolkata'],
      ['browser', 'America/New_York'],
    ] as const) {
      visit(`and who has chosen ${timeZone} in Grafana, reads all times in ${shownZone}`, async (visitor) => {
        const { startedAtMs, id } = await firstRun();
        const page = await visitor.open(`${APP}/tests?status=completed&sort=startedAtMs`, {
          role: 'Viewer',
          timeZone,
          browserTimeZone: 'America/New_York',
        });
        const row = page.getByRole('table', { name: 'Runs' }).locator('tbody tr').first();
        await row.waitFor();
        expect(await row.innerText()).toContain(dayAndTime(startedAtMs, shownZone));
        await page.goto(`${APP}/tests/${id}`);
        const [begin] = await chartTimes(page);
        expect(begin).toMatch(new RegExp(`^${dayAndTime(startedAtMs, shownZone).slice(11)}:\\d\\d$`));
      });
    }
  });

  describe('somebody whose day begins before UTC’s', () => {
    visit('enters the day of a release, and it is that day', async (visitor) => {
      const page = await visitor.open(`${APP}/versions`, { timeZone: 'utc', browserTimeZone: 'Asia/Kolkata' });
      await page.getByRole('button', { name: 'New version' }).click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('textbox', { name: /^Version/ }).fill('elsewhere');
      await drawer.getByPlaceholder('No date').click();
      await page.getByRole('button', { name: / 15, / }).click();
      await drawer.getByRole('button', { name: 'Save' }).click();
      await drawer.waitFor({ state: 'detached' });
      const row = page.getByRole('row').filter({ hasText: 'elsewhere' });
      await row.getByText(/^\d{4}-\d\d-15$/).waitFor();
    });
  });
}

async function firstRun(): Promise<{ id: number; startedAtMs: number }> {
  const { id, startedAtMs } = await stage().api.get<Run>(`/tests/${stage().history[0]?.runs[0]?.id}`);
  return { id, startedAtMs: Number(startedAtMs) };
}

/** As the pages write it, but by another program than theirs: 2026-11-23 18:05. */
function dayAndTime(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return parts.format(atMs);
}

async function chartTimes(page: Page): Promise<string[]> {
  const chart = page.getByRole('figure', { name: 'Throughput', exact: true });
  await chart.getByText('As a table').click();
  await chart.locator('tbody th').first().waitFor();
  return chart.locator('tbody th').allInnerTexts();
}
