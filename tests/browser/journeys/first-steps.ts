import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Run } from '../../../backend-sidecar/src/contract/runs.ts';
import { scenarioNamed, stage, untilRunHas } from '../stage.ts';
import { APP, visit } from '../visit.ts';

export function describeFirstSteps(): void {
  describe('somebody who has just installed it', () => {
    visit('is led from one step to the next, up to the first test that passes', (visitor) =>
      stage().withNewSidecar(async (fill) => {
        const page = await visitor.open(`${APP}/home`, { role: 'Admin' });
        await stepIs(page, 'JMeter', 'Done');
        await stepIs(page, 'Environment', 'To do');
        await stepIs(page, 'Script', 'To do');
        await stepIs(page, 'First test that passes', 'To do');

        await page.getByRole('link', { name: 'New environment' }).click();
        await page.getByRole('textbox', { name: /^Name/ }).fill('shop');
        await page.getByRole('button', { name: 'Create environment' }).click();
        await page.getByRole('heading', { name: 'shop', level: 1 }).waitFor();
        await page.goto(`${APP}/home`);
        await stepIs(page, 'Environment', 'Done');
        expect(await linkOf(page, 'Upload a script')).toBe(`${APP}/scripts`);
        expect(await linkOf(page, 'New scenario')).toBe(`${APP}/scenarios/new`);

        const { scenarios, testTypes, versions } = await fill();
        await page.reload();
        await stepIs(page, 'Script', 'Done');
        await stepIs(page, 'Scenario', 'Done');
        expect(await linkOf(page, 'Run tests')).toBe(`${APP}/run`);

        const { id } = await stage().api.post<Run>('/tests', {
          scenarioId: scenarioNamed(scenarios, 'trans').id,
          testTypeId: testTypes.find(({ name }) => name === 'load')?.id,
          versionId: versions[0]?.id,
          ...{ properties: { version: '14.2.2' }, start: true },
        });
        expect(await untilRunHas('completed', id)).toMatchObject({ outcome: 'passed' });
        await page.getByText('A test has passed: everything works').waitFor({ timeout: 30_000 });
        await page.getByRole('button', { name: 'Close', exact: true }).click();
        await page.reload();
        await page.getByRole('heading', { name: 'Now and next' }).waitFor();
        expect(await page.getByText('First steps').count()).toBe(0);
        // It would still ask the sidecar that is stopped now.
        await page.close();
      })
    );
  });
}

/** The list asks anew by itself. */
async function stepIs(page: Page, title: string, state: 'Done' | 'To do'): Promise<void> {
  const step = page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) });
  await step.getByText(state, { exact: true }).waitFor({ timeout: 30_000 });
}

/** Of a step; Grafana's menu has some of these as well. */
function linkOf(page: Page, name: string): Promise<string | null> {
  return page.locator('#pageContent').getByRole('listitem').getByRole('link', { name }).getAttribute('href');
}
