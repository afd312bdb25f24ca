import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { renderHtml } from '../../backend-sidecar/src/reports/html/render-html.ts';
import { fixtureComparisonInput } from '../../backend-sidecar/src/reports/model/comparison-fixture.ts';
import { fixtureSingleInput } from '../../backend-sidecar/src/reports/model/report-fixture.ts';
import { buildReportModel, type ReportModelInput } from '../../backend-sidecar/src/reports/model/report-model.ts';
import { launchChromium } from './chromium.ts';

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-html-'));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As it was sent by mail: a file on a disk. What goes wrong in its script is thrown at the end. */
async function opened(input: ReportModelInput, javaScriptEnabled = true): Promise<{ page: Page; faults: string[] }> {
  const path = join(folder, 'report.html');
  writeFileSync(path, renderHtml(buildReportModel(input)));
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, javaScriptEnabled });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => faults.push(message.text()));
  page.on('request', (request) => request.url().startsWith('file:') || faults.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, faults };
}

const labelsOf = (page: Page, table: string) =>
  page.locator(`${table} >> tbody tr:visible th`).evaluateAll((cells) => cells.map((cell) => cell.textContent ?? ''));

describe('the HTML report', () => {
  it('sorts by a column, the total staying on top, and filters labels', async () => {
    const { page, faults } = await opened(fixtureSingleInput());
    const table = 'table.statistics >> nth=0';
    const p90 = page.locator(table).getByRole('button', { name: 'p90 ms' });
    const figures = () =>
      page.locator(`${table} >> tbody tr td:nth-child(8)`).evaluateAll((cells) => {
        return cells.map((cell) => Number((cell.textContent ?? '').replaceAll('\u00a0', '')));
      });
    await p90.click();
    const [total, ...descending] = await figures();
    // The fixture's labels by hand: “Prepare data” is the slowest, “Sign out” the fastest.
    expect([total, descending[0], descending.at(-1)]).toEqual([402, 2400, 64]);
    expect(descending).toEqual([...descending].sort((a, b) => b - a));
    await p90.click();
    expect((await figures()).slice(1)).toEqual([...descending].reverse());
    expect(await page.locator(table).locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');

    await page.getByRole('searchbox', { name: /Statistics of the analysis window/ }).fill('PAY');
    expect(await labelsOf(page, table)).toEqual(['Total', 'Pay']);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('tells the figures under the pointer, zooms into a part of the time and hides a line', async () => {
    const { page, faults } = await opened(fixtureSingleInput());
    const figure = page.locator('figure.chart').first();
    const chart = figure.locator('> svg');
    await chart.scrollIntoViewIfNeeded();
    const bounds = await chart.boundingBox();
    if (bounds === null) {
      throw new Error('the chart is not there');
    }
    const at = (share: number) => [bounds.x + bounds.width * share, bounds.y + bounds.height / 2] as const;
    await page.mouse.move(...at(0.5));
    expect(await figure.locator('output').textContent()).toMatch(/^\d+ m \d\d s: p95 \d+ ms, p90 \d+ ms, p50 \d+ ms$/);

    await page.mouse.down();
    await page.mouse.move(...at(0.7));
    await page.mouse.up();
    const times = await figure.locator('g.times text').allTextContents();
    expect(times[0]).not.toBe('0 s');
    expect(times.length).toBeGreaterThan(2);
    await figure.getByRole('button', { name: 'Show all' }).click();
    expect(await figure.locator('g.times text').first().textContent()).toBe('0 s');

    await figure.getByRole('button', { name: 'p90' }).click();
    expect(await figure.locator('path[data-series="p90"]').first().isVisible()).toBe(false);
    expect(await figure.locator('path[data-series="p95"]').first().isVisible()).toBe(true);

    await chart.focus();
    await page.keyboard.press('ArrowRight');
    expect(await figure.locator('output').textContent()).toMatch(/^0 s: /);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is whole without its script: no control that does nothing', async () => {
    const { page } = await opened(fixtureSingleInput(), false);
    expect(await page.locator('button, input').count()).toBe(0);
    expect(await page.locator('table.statistics').first().isVisible()).toBe(true);
    await page.close();
  });

  it('compares 300 labels of 3 versions in less than 2 MB, and fits a narrow window', async () => {
    const input = fixtureComparisonInput({ labelCount: 300, versionNames: ['14.2.3', '14.2.2', '14.2.1'] });
    expect(renderHtml(buildReportModel(input)).length).toBeLessThan(2_000_000);
    const { page, faults } = await opened(input);
    await page.setViewportSize({ width: 480, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(480);
    expect(faults).toEqual([]);
    await page.close();
  });
});
