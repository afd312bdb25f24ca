import { describe, expect } from 'vitest';

import { expectSoundPage } from '../soundness.ts';
import { stage } from '../stage.ts';
import { APP, visit } from '../visit.ts';

export function describeEveryPage(): void {
  describe('every page', () => {
    for (const theme of ['dark', 'light'] as const) {
      visit(
        `has one heading, labels, unique ids and room for its text, at 1280 and 1920, ${theme}`,
        async (visitor) => {
          const page = await visitor.open(`${APP}/home`, { role: 'Admin', theme });
          for (const [name, path] of Object.entries(pagePaths())) {
            await page.goto(path);
            await page.getByRole('heading', { level: 1 }).first().waitFor();
            await page
              .getByText(/^(Reading|Loading|Working out)/)
              .first()
              .waitFor({ state: 'detached' });
            await expectSoundPage(page, `${name}-${theme}`);
          }
        }
      );
    }

    visit('says so where there is nothing', async (visitor) => {
      visitor.expectProblem(/the server responded with a status of 404/);
      const page = await visitor.open(`${APP}/nowhere`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.goto(`${APP}/tests/999999`);
      const alert = page.getByRole('alert').filter({ hasText: 'The run could not be read' });
      await alert.waitFor();
      expect(await alert.innerText()).toContain('NOT_FOUND');
    });
  });
}

/** With the API's names where a page is of something. */
function pagePaths(): Record<string, string> {
  const batch = stage().history.at(-1);
  const run = `${APP}/tests/${batch?.runs[0]?.id}`;
  return {
    home: `${APP}/home`,
    'run-tests': `${APP}/run`,
    queue: `${APP}/queue`,
    batch: `${APP}/batches/${batch?.id}`,
    tests: `${APP}/tests`,
    overview: run,
    labels: `${run}?tab=labels`,
    'label-charts': `${run}?tab=labels&label=Transfer`,
    errors: `${run}?tab=errors`,
    compare: `${run}?tab=compare&show=all`,
    script: `${run}?tab=script`,
    files: `${run}?tab=files`,
    numbers: `${run}?tab=numbers`,
    live: `${run}/live`,
    time: `${run}?tab=time`,
    'compare-choice': `${APP}/compare`,
    'compare-runs': `${APP}/compare?runs=${stage()
      .history.map(({ runs }) => runs[0]?.id)
      .join(',')}`,
    trends: `${APP}/trends`,
    baselines: `${APP}/baselines`,
    history: `${APP}/baselines?tab=history`,
    import: `${APP}/import`,
    reports: `${APP}/reports`,
    report: `${APP}/reports/${batch?.reportIds[0]}`,
    configuration: '/plugins/perftest-automation-app',
    nowhere: `${APP}/nowhere`,
  };
}
