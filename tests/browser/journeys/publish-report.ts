import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

import type { RunStatistics } from '../../../backend-sidecar/src/contract/statistics.ts';
import { ConfluenceDouble, TOKEN } from '../../../backend-sidecar/src/integrations/confluence/confluence-fixture.ts';
import { readStorage, shownText } from '../../../backend-sidecar/src/integrations/confluence/storage-tree-fixture.ts';
import { stage } from '../stage.ts';
import { APP, PROXY, visit } from '../visit.ts';

const SAID_BY_PEOPLE = '<p>We talked about this on Monday.</p>';

/** A run of the real JMeter, its report, and its page in a Confluence of the Data Center kind. */
export function describePublishingReports(): void {
  describe('somebody who publishes a report', () => {
    let confluence: ConfluenceDouble;
    beforeAll(async () => {
      confluence = await ConfluenceDouble.start('data center');
    });
    afterAll(async () => {
      await stage().api.put('/settings/confluence', { url: null, token: null, spaceKey: null });
      await confluence.close();
    });

    visit('has its Confluence tried before it is saved', async (visitor) => {
      const page = await visitor.open(`${APP}/settings?tab=confluence`, { role: 'Admin' });
      await page.locator('#setting-confluence-url').fill(confluence.url);
      await page.locator('#setting-confluence-token').fill(TOKEN);
      await page.locator('#setting-confluence-spaceKey').fill('PERF');
      await page.getByRole('button', { name: 'Test connections' }).click();
      const tried = page
        .getByRole('list', { name: 'Connections' })
        .locator(':scope > li')
        .filter({ hasText: 'Confluence' });
      await tried.filter({ hasText: /^Works/ }).waitFor();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('No unsaved changes').waitFor();
      await page.reload();
      await page.getByText('Saved here').first().waitFor();
      expect(await page.content()).not.toContain(TOKEN);
    });

    visit('sees the page before it is written, and finds the same there', async (visitor) => {
      const { sentence, runs } = reportedBatch();
      const page = await visitor.open(reportPath(), { role: 'Editor' });
      await page.getByRole('button', { name: 'Publish in Confluence…' }).click();
      const drawer = page.getByRole('dialog');
      await drawer.frameLocator('iframe').getByText(sentence).first().waitFor();
      await drawer.getByRole('button', { name: 'Publish', exact: true }).click();
      const link = await publishedLink(page);

      const pages = [...confluence.wiki.pages.values()];
      expect(pages.map(({ spaceKey }) => spaceKey)).toEqual(['PERF']);
      expect(link).toContain(String(pages[0]?.id));
      const text = shownText(readStorage(String(pages[0]?.storage)));
      expect(text).toContain(sentence);
      // A figure of it by another way, the digits alone.
      const { total } = await stage().api.get<RunStatistics>(`/tests/${runs[0]?.id}/statistics?scope=window`);
      expect(text.replace(/\s/g, '')).toContain(String(Math.round(Number(total?.p90Ms))));
      const names = confluence.wiki.files.map(({ fileName }) => fileName);
      expect(names).toEqual(
        expect.arrayContaining([expect.stringMatching(/\.xlsx$/), expect.stringMatching(/\.html$/)])
      );
      expect(confluence.complaints).toEqual([]);
    });

    visit('publishes again, and leaves alone what people have written', async (visitor) => {
      const [id = ''] = confluence.wiki.pages.keys();
      confluence.wiki.edit(id, (storage) => SAID_BY_PEOPLE + storage);
      const { version, storage: written } = confluence.wiki.page(id);
      const before = sentenceCount(written);
      const page = await visitor.open(reportPath(), { role: 'Editor' });
      await page.getByRole('button', { name: 'Publish again…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Update the page' }).click();
      await expect.poll(() => confluence.wiki.page(id).version, { timeout: 30_000 }).toBeGreaterThan(version);
      await publishedLink(page);
      expect([...confluence.wiki.pages.keys()]).toEqual([id]);
      const { storage } = confluence.wiki.page(id);
      expect(storage.split(SAID_BY_PEOPLE)).toHaveLength(2);
      expect(sentenceCount(storage)).toBe(before);
      expect(confluence.complaints).toEqual([]);
    });

    visit('as a Viewer finds the page, and may not write it', async (visitor) => {
      const page = await visitor.open(reportPath(), { role: 'Viewer' });
      await publishedLink(page);
      expect(await page.getByRole('button', { name: /Publish/ }).count()).toBe(0);
      const answer = await page.request.post(`${PROXY}/api/confluence/publish/${reportedBatch().reportId}`, {
        data: {},
      });
      expect(answer.status()).toBe(403);
    });
  });
}

function reportedBatch() {
  const { history } = stage();
  const batch = history.at(-1);
  return { sentence: String(batch?.sentence), runs: batch?.runs ?? [], reportId: batch?.reportIds[0] };
}

/** How often the report's own section stands there. */
function sentenceCount(storage: string): number {
  return shownText(readStorage(storage)).split(reportedBatch().sentence).length - 1;
}

function reportPath(): string {
  return `${APP}/reports/${reportedBatch().reportId}`;
}

/** Its address, once it is published. */
async function publishedLink(page: Page): Promise<string> {
  await page.getByText('Published in Confluence:').waitFor({ timeout: 60_000 });
  return String(await page.locator('a[href*="/confluence/"]').getAttribute('href'));
}
