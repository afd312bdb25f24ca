import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import { stage } from '../stage.ts';
import { APP, visit } from '../visit.ts';

export function describeSendingReports(): void {
  describe('somebody who wants to send a report', () => {
    visit('finds the batch’s verdict on its page and in its report', async (visitor) => {
      const batch = stage().history.at(-1);
      const page = await visitor.open(`${APP}/batches/${batch?.id}`, { role: 'Viewer' });
      await page.getByText(String(batch?.sentence), { exact: true }).first().waitFor();
      const verdicts = page.getByRole('table', { name: 'Verdicts by scenario and test type' });
      await verdicts.getByRole('row').filter({ hasText: 'trans' }).getByText(String(batch?.outcome)).waitFor();

      await page
        .getByRole('link', { name: /report/i })
        .or(reportLinks(page))
        .first()
        .click();
      await page.waitForURL(/\/reports\/\d+$/);
      const frame = page.frameLocator('iframe');
      await frame.getByText(String(batch?.sentence)).first().waitFor();

      const href = await page.getByRole('link', { name: /as Excel$/ }).getAttribute('href');
      const excel = await page.request.get(String(href));
      expect(excel.headers()['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      expect(excel.headers()['content-disposition']).toMatch(/^attachment; .*\.xlsx/);
      // Local file header of a zip.
      expect((await excel.body()).subarray(0, 4)).toEqual(Buffer.from([0x50, 0x4b, 0x03, 0x04]));
    });
  });
}

function reportLinks(page: Page) {
  return page.locator('a[href*="/reports/"]:not([download])');
}
