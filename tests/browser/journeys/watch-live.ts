import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Run, RunSummary } from '../../../backend-sidecar/src/contract/runs.ts';
import { shiftsSince } from '../layout-shift.ts';
import { expectSoundPage } from '../soundness.ts';
import { readLane, stage } from '../stage.ts';
import { APP, parseFigure, visit } from '../visit.ts';

export function describeWatchingLive(): void {
  describe('somebody who watches a run', () => {
    visit('sees it grow, looks into a label, errors and log, and is led to what it found', async (visitor) => {
      const run = await runningRun();
      const page = await visitor.open(`${APP}/tests/${run.id}/live`, { role: 'Viewer' });
      await page.getByRole('heading', { level: 1, name: run.name }).waitFor();
      await expectGrowth(page);
      await expectCharts(page);
      const labels = await labelsOf(page);
      expect(labels[0]).toBe('Total');
      expect(labels).toEqual(expect.arrayContaining(['Lookup', expect.stringMatching(/^TX ?Find a person$/)]));

      await expectLabelCharts(page);
      await expectErrors(page);
      await expectLog(page);
      expect(await labelsOf(page)).toEqual(labels);
      await expectSoundPage(page, 'live', 'dark');
      await expectWholeStateAfterReload(page);
      await expectSoundPage(page, 'live', 'light');

      await page.getByRole('link', { name: 'See what it found' }).click({ timeout: 60_000 });
      await page.waitForURL(new RegExp(`/tests/${run.id}$`));
      const { verdictSentence } = await stage().api.get<Run>(`/tests/${run.id}`);
      await page.getByText(String(verdictSentence)).first().waitFor();
    });
  });
}

async function runningRun(): Promise<RunSummary> {
  const { running } = await readLane(stage().api);
  if (running === null) {
    throw new Error('Nothing runs');
  }
  return running;
}

export function liveTable(page: Page): Locator {
  return page.getByRole('table', { name: 'Statistics per label, live' });
}

/** In their order, marks included. */
async function labelsOf(page: Page): Promise<string[]> {
  const texts = await liveTable(page).locator('tbody tr td:first-child').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

export async function totalCount(page: Page): Promise<number> {
  const headers = await liveTable(page).locator('thead th').allInnerTexts();
  const column = headers.findIndex((header) => header.trim() === 'Count');
  return parseFigure(await liveTable(page).locator('tbody tr').first().locator('td').nth(column).innerText());
}

async function expectGrowth(page: Page): Promise<void> {
  await liveTable(page).waitFor({ timeout: 40_000 });
  const firstShownMs = await page.evaluate(() => performance.now());
  await expect.poll(() => totalCount(page), { timeout: 20_000 }).toBeGreaterThan(20);
  const count = await totalCount(page);
  const bar = page.getByRole('progressbar').first();
  const progress = Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(() => totalCount(page), { timeout: 10_000 }).toBeGreaterThan(count);
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 10_000 })
    .toBeGreaterThan(progress);
  await page.getByText(/^result file, exact/).waitFor();
  await expectStillness(page, firstShownMs);
}

/** Figures arrive each second; what somebody reads stays where it is. Of opening the page browsers tolerate 0.1. */
async function expectStillness(page: Page, firstShownMs: number): Promise<void> {
  expect(await shiftsSince(page, 0)).toBeLessThan(0.1);
  expect(await shiftsSince(page, firstShownMs)).toBeLessThan(0.02);
}

async function expectCharts(page: Page): Promise<void> {
  const canvases = page.locator('figure canvas');
  await expect.poll(() => canvases.count()).toBe(4);
  for (const canvas of await canvases.all()) {
    const box = await canvas.boundingBox();
    expect(box?.width).toBeGreaterThan(300);
    expect(box?.height).toBeGreaterThan(100);
    expect(await isPainted(canvas)).toBe(true);
  }
  await expectChartsFollow(page);
}

/** Both what the chart has and what it paints. */
async function expectChartsFollow(page: Page): Promise<void> {
  const times = await chartTimes(page);
  const canvas = page.getByRole('figure', { name: 'Active threads' }).locator('canvas');
  const picture = await pictureOf(canvas);
  await expect.poll(async () => (await shownTimes(page)).length, { timeout: 10_000 }).toBeGreaterThan(times.length);
  await expect.poll(async () => (await pictureOf(canvas)) !== picture, { timeout: 5000 }).toBe(true);
  await throughput(page).getByText('As a table').click();
}

function pictureOf(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
}

function isPainted(canvas: Locator): Promise<boolean> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data;
    return pixels?.some((value) => value !== 0) ?? false;
  });
}

async function expectLabelCharts(page: Page): Promise<void> {
  await liveTable(page).getByRole('button', { name: 'Lookup', exact: true }).click();
  await page.getByRole('figure', { name: 'Response time of Lookup' }).locator('canvas').waitFor();
  expect(new URL(page.url()).searchParams.get('label')).toBe('Lookup');
  await page.getByRole('button', { name: 'Show all samples' }).click();
  await page.getByRole('figure', { name: 'Response time', exact: true }).locator('canvas').waitFor();
}

async function expectErrors(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Errors: \d+ groups?$/ }).click({ timeout: 20_000 });
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('row').filter({ hasText: 'Lookup' }).filter({ hasText: '500' }).first().waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
}

async function expectLog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  const drawer = page.getByRole('dialog');
  await drawer
    .getByLabel('End of jmeter.log')
    .getByText(/o\.a\.j/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
}

/** In the other theme, for the looks of it. */
async function expectWholeStateAfterReload(page: Page): Promise<void> {
  const count = await totalCount(page);
  const times = await chartTimes(page);
  await page.context().addCookies([{ name: 'preview_theme', value: 'light', url: stage().url }]);
  await page.reload();
  await expect.poll(() => totalCount(page)).toBeGreaterThanOrEqual(count);
  expect((await chartTimes(page)).slice(0, times.length)).toEqual(times);
}

/** The slices that the chart of the throughput has, from its table, which this opens. */
async function chartTimes(page: Page): Promise<string[]> {
  await throughput(page).getByText('As a table').click();
  await throughput(page).locator('tbody th').first().waitFor();
  return shownTimes(page);
}

function shownTimes(page: Page): Promise<string[]> {
  return throughput(page).locator('tbody th').allInnerTexts();
}

function throughput(page: Page): Locator {
  return page.getByRole('figure', { name: 'Throughput', exact: true });
}
