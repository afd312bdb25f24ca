import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Setting } from '../../../backend-sidecar/src/contract/system.ts';
import { DATABASE } from '../influx.ts';
import { stage } from '../stage.ts';
import { APP, PROXY, visit } from '../visit.ts';

const PASSWORD = 'of-the-load-tests';

export function describeAdministering(): void {
  describe('an administrator', () => {
    visit('changes a setting, writes a secret that nobody reads again, and goes back', async (visitor) => {
      const page = await visitor.open(`${APP}/settings?tab=runner`, { role: 'Admin' });
      const grace = page.getByRole('spinbutton', { name: 'Time beyond the planned end' });
      expect(await grace.inputValue()).toBe('300');
      await grace.fill('601.5');
      await page.getByText('A whole number from 0 to 604800').waitFor();
      await grace.fill('420');
      await save(page);
      await page.reload();
      await expect.poll(() => grace.inputValue()).toBe('420');
      await page.getByText('Saved here', { exact: true }).waitFor();

      await page.getByRole('tab', { name: 'InfluxDB' }).click();
      const password = page.locator('#setting-influxdb-password');
      await password.fill(PASSWORD);
      await save(page);
      await page.reload();
      await expect.poll(() => password.isDisabled()).toBe(true);
      expect(await password.inputValue()).not.toContain(PASSWORD);
      expect(await page.content()).not.toContain(PASSWORD);
      const told = await Promise.all(['settings', 'audit'].map((path) => page.request.get(`${PROXY}/api/${path}`)));
      expect((await Promise.all(told.map((answer) => answer.text()))).join()).not.toContain(PASSWORD);

      await page.getByRole('button', { name: 'Remove: Password' }).click();
      await save(page);
      await page.getByRole('tab', { name: 'JMeter' }).click();
      await page.getByRole('button', { name: 'Reset to the default: Time beyond the planned end' }).click();
      await save(page);
      expect(await savedSettings()).toEqual([]);
    });

    visit('is told the truth of each connection, before anything is saved', async (visitor) => {
      const page = await visitor.open(`${APP}/settings?tab=influxdb`, { role: 'Admin' });
      const address = page.locator('#setting-influxdb-url');
      await address.fill('http://127.0.0.1:9');
      expect(await tried(page, 'InfluxDB')).toMatch(/^Fails/);
      expect(await connection(page, 'JMeter').innerText()).toMatch(/^Works/);
      expect(await connection(page, 'Confluence').innerText()).toMatch(/^Not set up/);

      const { influxUrl } = stage();
      if (influxUrl !== undefined) {
        await address.fill(influxUrl);
        await page.locator('#setting-influxdb-database').fill('nowhere');
        expect(await tried(page, 'InfluxDB')).toMatch(/^Fails[\s\S]*no database “nowhere”/);
        await page.locator('#setting-influxdb-database').fill(DATABASE);
        expect(await tried(page, 'InfluxDB')).toMatch(/^Works[\s\S]*InfluxDB 1\.\d/);
      }
      expect(await savedSettings()).toEqual([]);
    });

    visit('reads who did what, before and after, and finds it again by the address', async (visitor) => {
      const page = await visitor.open(`${APP}/audit`, { role: 'Admin' });
      const rows = page.getByRole('table', { name: 'Audit log' }).locator('tbody tr');
      const changes = rows.filter({ hasText: 'deadlineGraceSeconds' });
      await changes.first().waitFor();
      expect(await changes.count()).toBe(2);
      // The newest is first: to the default, and before that to 420.
      const before = await changes.locator('del').allInnerTexts();
      const after = await changes.locator('ins').allInnerTexts();
      expect([before, after]).toEqual([
        ['420', '300'],
        ['300', '420'],
      ]);
      const [person] = await changes.last().locator('td').nth(1).allInnerTexts();

      const all = await rows.count();
      await choose(page, 'Who', String(person));
      await expect.poll(() => rows.count()).toBeLessThan(all);
      const people = await rows.locator('td:nth-child(2)').allInnerTexts();
      expect(new Set(people)).toEqual(new Set([person]));

      await page.getByLabel('Search').fill('runner');
      await expect.poll(() => rows.count()).toBe(2);
      await page.reload();
      await expect.poll(() => rows.count()).toBe(2);
      expect(await page.getByLabel('Search').inputValue()).toBe('runner');
      await page.getByLabel('Search').fill('nothing of that kind');
      await page.getByText('Nothing fits these filters').waitFor();
    });
  });

  describe('somebody who is no administrator', () => {
    visit('is told whom to ask, and gets neither settings nor audit log', async (visitor) => {
      const page = await visitor.open(`${APP}/home`, { role: 'Viewer' });
      for (const [place, words] of [
        ['settings', 'Settings are made by Admins'],
        ['audit', 'The audit log is for Admins'],
      ] as const) {
        expect(await page.getByRole('link', { name: new RegExp(`^${place}$`, 'i') }).count()).toBe(0);
        // Grafana leads people home from the address of such a page; below it, the page itself must speak.
        await page.goto(`${APP}/${place}/`);
        const said = page.getByText(words).or(page.getByRole('heading', { level: 1, name: /^(Home|Welcome)/ }));
        await said.first().waitFor();
        expect((await page.request.get(`${PROXY}/api/${place}`)).status()).toBe(403);
      }
      for (const [method, path] of [
        ['PUT', 'settings/runner'],
        ['POST', 'settings/test-connections'],
        ['GET', 'audit/export'],
      ] as const) {
        const answer = await page.request.fetch(`${PROXY}/api/${path}`, {
          method,
          ...(method === 'GET' ? {} : { data: {} }),
        });
        expect([path, answer.status()]).toEqual([path, 403]);
      }
    });
  });
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('No unsaved changes').waitFor();
}

/** Saved in the sidecar, hence no default and nothing of its environment. */
async function savedSettings(): Promise<string[]> {
  const settings = await stage().api.get<Setting[]>('/settings');
  return settings.filter(({ source }) => source === 'saved').map(({ category, key }) => `${category}.${key}`);
}

async function tried(page: Page, name: string): Promise<string> {
  const [answer] = await Promise.all([
    page.waitForResponse(/\/settings\/test-connections$/, { timeout: 60_000 }),
    page.getByRole('button', { name: 'Test connections' }).click(),
  ]);
  await answer.finished();
  await page.getByRole('button', { name: 'Test connections' }).waitFor();
  return connection(page, name).innerText();
}

function connection(page: Page, name: string): Locator {
  const list = page.getByRole('list', { name: 'Connections' });
  return list.locator(':scope > li').filter({ has: page.locator('strong').getByText(name, { exact: true }) });
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
