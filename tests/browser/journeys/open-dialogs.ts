import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import { pastResult, pastResultName } from '../../harness/past-results.ts';
import { expectSoundDialog } from '../soundness.ts';
import { scenarioNamed, stage } from '../stage.ts';
import { APP, THEMES, visit, type Theme, type Visitor } from '../visit.ts';

interface Opening {
  path: string;
  /** Opens it. */
  button: string | RegExp;
  /** What has to be done before there is such a button. */
  prepare?: (page: Page) => Promise<void>;
}

export function describeOpeningDialogs(): void {
  describe('every drawer and dialog', () => {
    visit('has names, order and contrast, and leaves by the keyboard', async (visitor) => {
      // There is no Confluence, and its drawer says so.
      visitor.expectProblem(/status of 409.*confluence/);
      await Promise.all(THEMES.map((theme) => expectSoundDialogs(visitor, theme)));
    });
  });
}

async function expectSoundDialogs(visitor: Visitor, theme: Theme): Promise<void> {
  const page = await visitor.open(`${APP}/home`, { role: 'Admin', theme });
  let shown = '';
  for (const [name, { path, button, prepare }] of Object.entries(openings())) {
    if (path !== shown) {
      await page.goto(path);
      await prepare?.(page);
      shown = path;
    }
    const opener = page.getByRole('button', { name: button }).first();
    await opener.click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await dialog
      .getByText(/^(Reading|Loading|Working out)/)
      .first()
      .waitFor({ state: 'detached' });
    await expectSoundDialog(page, name, theme);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await opener.isVisible(), name).toBe(true);
  }
}

function openings(): Record<string, Opening> {
  const { history, seeded } = stage();
  const batch = history.at(-1);
  const run = `${APP}/tests/${batch?.runs[0]?.id}`;
  const { id, scriptId } = scenarioNamed(seeded.scenarios, 'trans');
  return {
    'new-report': { path: `${APP}/reports`, button: 'New report' },
    publish: { path: `${APP}/reports/${batch?.reportIds[0]}`, button: /^Publish/ },
    'accept-run': { path: run, button: /^Accept/ },
    'make-baseline': { path: run, button: 'Make baseline' },
    'run-again': { path: run, button: /^Run again/ },
    'delete-run': { path: run, button: 'Delete' },
    'cell-of-run-tests': { path: `${APP}/run`, button: /^Schedule, script, environment and baseline of/ },
    'upload-script': { path: `${APP}/scripts`, button: 'Upload a script' },
    'edit-script': { path: `${APP}/scripts/${scriptId}`, button: 'Edit' },
    'import-scenarios': { path: `${APP}/scenarios`, button: /^Import/ },
    'copy-scenario': { path: `${APP}/scenarios/${id}`, button: 'Copy' },
    'add-pictures': { path: `${APP}/scenarios/${id}`, button: 'Add pictures' },
    'new-version': { path: `${APP}/versions`, button: 'New version' },
    'new-test-type': { path: `${APP}/scenarios?tab=test-types`, button: 'New test type' },
    'new-baseline': { path: `${APP}/baselines`, button: 'New baseline' },
    'past-result': { path: `${APP}/import`, button: /^More about/, prepare: uploadResult },
  };
}

/** It stays an upload that nobody imports. */
async function uploadResult(page: Page): Promise<void> {
  const file = { name: pastResultName('trans', 0), mimeType: 'text/csv', buffer: Buffer.from(pastResult(0)) };
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('input[type=file]').first().setInputFiles([file]);
  await page.getByRole('button', { name: /^Upload \d+ files?/ }).click();
}
