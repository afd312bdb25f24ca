import { describe, expect } from 'vitest';

import { stage } from '../stage.ts';
import { APP, PROXY, visit } from '../visit.ts';

const CHANGING = /^(run tests|run \d+ tests?|queue it|cancel|stop|skip|make|save|delete|start|edit|cancel the rest)\b/i;

export function describeOnlyLooking(): void {
  describe('a viewer', () => {
    visit('sees everything and finds nothing to press that changes it', async (visitor) => {
      const batch = stage().history[0];
      const runId = batch?.runs[0]?.id;
      const page = await visitor.open(`${APP}/home`, { role: 'Viewer' });
      const places = ['home', 'queue', 'tests', `batches/${batch?.id}`, `tests/${runId}`, 'reports'];
      for (const path of places) {
        await page.goto(`${APP}/${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page
          .getByText(/^(Reading|Loading)/)
          .first()
          .waitFor({ state: 'detached' });
        const main = page.locator('main').or(page.locator('#reactRoot')).last();
        expect(await main.getByRole('button', { name: CHANGING }).allInnerTexts(), path).toEqual([]);
        expect(await main.getByRole('link', { name: CHANGING }).allInnerTexts(), path).toEqual([]);
        expect(await page.getByRole('alert').allInnerTexts(), path).toEqual([]);
      }
    });

    visit('is led home from where tests are started', async (visitor) => {
      const page = await visitor.open(`${APP}/run`, { role: 'Viewer' });
      // Grafana itself leads to its own home, where the preview host has only the plugin's.
      await page.waitForURL((url) => !url.pathname.endsWith('/run'));
      if (stage().loginOf === undefined) {
        await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
      }
    });

    visit('gets 403 for what the pages do not offer', async (visitor) => {
      const page = await visitor.open(`${APP}/home`, { role: 'Viewer' });
      const runId = stage().history[0]?.runs[0]?.id;
      for (const path of ['/api/tests', `/api/tests/${runId}/cancel`, '/api/batches', '/api/queue/skip-cooldown']) {
        const answer = await page.request.post(`${PROXY}${path}`, { data: {} });
        expect([path, answer.status()]).toEqual([path, 403]);
      }
      const deletion = await page.request.delete(`${PROXY}/api/tests/${runId}`);
      expect(deletion.status()).toBe(403);
    });
  });

  describe('somebody who is signed out', () => {
    visit('is asked to sign in, and gets nothing from the sidecar', async (visitor) => {
      const page = await visitor.open(`${APP}/home`, { role: 'signed-out' });
      await page.getByText(/You are signed out|Welcome to Grafana/).waitFor();
      expect((await page.request.get(`${PROXY}/api/queue`)).status()).toBe(401);
    });
  });
}
