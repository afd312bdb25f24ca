import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Run, RunSummary } from '../../../backend-sidecar/src/contract/runs.ts';
import type { RunStatistics, StatisticsRow } from '../../../backend-sidecar/src/contract/statistics.ts';
import { stage } from '../stage.ts';
import { APP, parseFigure, visit } from '../visit.ts';

export function describeReadingResults(): void {
  describe('somebody who reads a result', () => {
    visit('gets the verdict in an icon, a word and a sentence, and reaches every tab by keyboard', async (visitor) => {
      const run = await laterRun();
      const page = await visitor.open(`${APP}/tests/${run.id}`, { role: 'Viewer' });
      const sentence = page.getByText(String(run.verdictSentence)).first();
      await sentence.waitFor();
      const head = sentence.locator('xpath=..');
      expect((await head.innerText()).toLowerCase()).toContain(String(run.outcome));
      expect(await head.locator('svg').count()).toBe(1);

      const tabs = page.getByRole('tab');
      await tabs.first().focus();
      for (const title of (await tabs.allInnerTexts()).slice(1)) {
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.getByRole('tab', { name: title, selected: true }).waitFor();
      }
      expect(new URL(page.url()).searchParams.get('tab')).toBe('numbers');
    });

    visit('reads the figures that the sidecar computed, of the run and of its analysis window', async (visitor) => {
      const run = await laterRun();
      const page = await visitor.open(`${APP}/tests/${run.id}?tab=labels`, { role: 'Viewer' });
      await page.getByText(/^samples that began/).waitFor();
      await expectStatistics(page, await statisticsOf(run.id, 'window'));
      await page.getByRole('radio', { name: 'Whole run' }).click();
      await page.waitForURL(/scope=run/);
      await page.getByText(/^every sample of the run/).waitFor();
      await expectStatistics(page, await statisticsOf(run.id, 'run'));
    });

    visit('sees every comparison, and what was changed in the script', async (visitor) => {
      const run = await stage().api.get<Run>(`/tests/${(await laterRun()).id}`);
      const page = await visitor.open(`${APP}/tests/${run.id}?tab=compare`, { role: 'Viewer' });
      await page.getByRole('radio', { name: 'All' }).click();
      const comparison = page.getByRole('table', { name: 'Comparison with the reference' });
      await expect.poll(() => comparison.locator('tbody tr').count()).toBe(run.verdict?.comparisons.length);
      await comparison.getByRole('row').filter({ hasText: 'Transfer' }).filter({ hasText: 'p90' }).first().waitFor();

      await page.getByRole('tab', { name: 'Script and parameters' }).click();
      const edits = page.getByRole('table', { name: 'Changes of the copy' });
      for (const group of ['prod', 'rev']) {
        await edits
          .getByRole('row')
          .filter({ hasText: 'thread group switched off' })
          .filter({ hasText: group })
          .waitFor();
      }
      const lines = page.getByRole('region', { name: 'Changed lines of the script’s copy' });
      await lines.getByRole('row').filter({ hasText: '−' }).filter({ hasText: 'testname="prod"' }).waitFor();
      await lines.getByRole('row').filter({ hasText: '+' }).filter({ hasText: 'enabled="false"' }).first().waitFor();
    });

    visit('downloads the result file, whose records are all accounted for', async (visitor) => {
      const run = await stage().api.get<Run>(`/tests/${(await laterRun()).id}`);
      const page = await visitor.open(`${APP}/tests/${run.id}?tab=files`, { role: 'Viewer' });
      const link = page.getByRole('link', { name: String(run.resultFileName) });
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      expect(download.suggestedFilename()).toBe(run.resultFileName);
      expect(run.resultFileName).toMatch(/^trans_load_14\.2\.3_.*\.csv\.gz$/);
      const [header, ...records] = gunzipSync(readFileSync(await download.path()))
        .toString()
        .trimEnd()
        .split('\n');
      expect(header).toMatch(/^timeStamp,elapsed,label,/);

      await page.getByRole('tab', { name: 'Where the numbers come from' }).click();
      const equation = await page
        .getByText(/^[\d,]+ records$/)
        .locator('xpath=..')
        .innerText();
      const [rows = NaN, ...parts] = [...equation.matchAll(/([\d,]+)\s+\w+/g)].map(([, figure]) =>
        parseFigure(figure ?? '')
      );
      expect(rows).toBe(records.length);
      expect(parts).toHaveLength(4);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(rows);
    });
  });
}

async function laterRun(): Promise<RunSummary> {
  const run = stage().history.at(-1)?.runs[0];
  if (run === undefined) {
    throw new Error('There is no history');
  }
  return run;
}

function statisticsOf(runId: number, scope: 'run' | 'window'): Promise<RunStatistics> {
  return stage().api.get<RunStatistics>(`/tests/${runId}/statistics?scope=${scope}`);
}

/** How each column shows its figure: rounded, in the unit that its header names. */
const COLUMNS: Record<string, (row: StatisticsRow) => number | null> = {
  Count: ({ count }) => count,
  'Min ms': ({ minMs }) => minMs,
  'p50 ms': ({ medianMs }) => medianMs,
  'p90 ms': ({ p90Ms }) => p90Ms,
  'p95 ms': ({ p95Ms }) => p95Ms,
  'p99 ms': ({ p99Ms }) => p99Ms,
  'Max ms': ({ maxMs }) => maxMs,
};

async function expectStatistics(page: Page, { total, rows }: RunStatistics): Promise<void> {
  const table = page.getByRole('table', { name: 'Statistics per label' });
  await table.waitFor();
  const expected = [total, ...rows].map((row) => Object.values(COLUMNS).map((read) => read(row)));
  await expect.poll(() => figuresOf(table)).toEqual(expected);
  const labels = (await table.locator('tbody td:nth-child(2)').allInnerTexts()).slice(1);
  expect(labels.map((text, index) => text.endsWith(rows[index]?.label ?? '?'))).toEqual(rows.map(() => true));
}

async function figuresOf(table: Locator): Promise<number[][]> {
  const headers = (await table.locator('thead th').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const places = Object.keys(COLUMNS).map((name) => headers.indexOf(name));
  const texts = await table
    .locator('tbody tr')
    .evaluateAll((elements) => elements.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  return texts.map((cells) => places.map((place) => parseFigure(cells[place] ?? '')));
}
