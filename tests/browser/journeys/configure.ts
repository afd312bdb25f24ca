import { describe, expect } from 'vitest';

import { stage } from '../stage.ts';
import { BASE, visit } from '../visit.ts';

const PLUGIN = 'perftest-automation-app';

export function describeConfiguring(): void {
  describe('an administrator', () => {
    visit('saves the sidecar’s address, tests it, and never sees the key again', async (visitor) => {
      const { sidecarUrl, key } = stage();
      const page = await visitor.open(`${BASE}/plugins/${PLUGIN}`, { role: 'Admin' });
      const address = page.getByLabel('Address');
      await address.waitFor();
      expect(await address.inputValue()).toBe(sidecarUrl);
      await address.fill(`${sidecarUrl}/`);
      await page.getByRole('button', { name: 'Save and test' }).click();
      await page.getByText(/^The sidecar answers and takes you for .+ \(Admin\)$/).waitFor({ timeout: 30_000 });

      await page.reload();
      await address.waitFor();
      expect(await address.inputValue()).toBe(sidecarUrl);
      expect(await page.locator('#sidecarKey').isDisabled()).toBe(true);
      expect(await page.locator('#sidecarKey').inputValue()).not.toContain(key);
      expect(await page.content()).not.toContain(key);
      const settings = await page.request.get(`${BASE}/api/plugins/${PLUGIN}/settings`);
      expect(await settings.text()).not.toContain(key);
      expect(await settings.json()).toMatchObject({ jsonData: { sidecarUrl }, secureJsonFields: { sidecarKey: true } });
    });

    visit('is told what an address must look like', async (visitor) => {
      const page = await visitor.open(`${BASE}/plugins/${PLUGIN}`, { role: 'Admin' });
      await page.getByLabel('Address').fill('localhost:8085');
      await page.getByRole('button', { name: 'Save and test' }).click();
      await page.getByText('An address that begins with http:// or https://').waitFor();
      const settings = await page.request.get(`${BASE}/api/plugins/${PLUGIN}/settings`);
      expect(await settings.json()).toMatchObject({ jsonData: { sidecarUrl: stage().sidecarUrl } });
    });
  });
}
