import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect } from 'vitest';

import type { Script } from '../../../backend-sidecar/src/contract/scenarios.ts';
import { expectSoundPage } from '../soundness.ts';
import { scenarioNamed, stage } from '../stage.ts';
import { APP, BASE, THEMES, visit, type Theme, type Visitor } from '../visit.ts';

export function describeEveryPage(): void {
  describe('every page', () => {
    // Two revisions have a difference.
    beforeAll(reviseUserIds);

    visit('of results has one heading, labels, unique ids and room for its text', (visitor) =>
      expectSoundPages(visitor, resultPaths())
    );
    visit('of management has one heading, labels, unique ids and room for its text', (visitor) =>
      expectSoundPages(visitor, managementPaths())
    );

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

/** Both themes at a time: most of it is waiting. */
async function expectSoundPages(visitor: Visitor, paths: Record<string, string>): Promise<void> {
  await Promise.all(THEMES.map((theme) => expectSoundPagesIn(theme, visitor, paths)));
}

async function expectSoundPagesIn(theme: Theme, visitor: Visitor, paths: Record<string, string>): Promise<void> {
  const page = await visitor.open(`${APP}/home`, { role: 'Admin', theme });
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page
      .getByText(/^(Reading|Loading|Working out)/)
      .first()
      .waitFor({ state: 'detached' });
    expect(await page.getByText('There is no such page').count(), name).toBe(name === 'nowhere' ? 1 : 0);
    await expectSoundPage(page, name, theme);
  }
}

async function reviseUserIds(): Promise<void> {
  const { api } = stage();
  const plan = readFileSync(new URL('../../../scripts/demo/jmeter-scripts/uid.jmx', import.meta.url), 'utf8');
  const form = new FormData();
  form.append('comment', 'Another name of the plan');
  form.append('file', new Blob([plan.replace(/testname="[^"]*"/, 'testname="User ids"')]), 'uid.jmx');
  await api.upload<Script>(`/scripts/${userIds().scriptId}/revisions`, form);
}

function userIds() {
  return scenarioNamed(stage().seeded.scenarios, 'uid');
}

function resultPaths(): Record<string, string> {
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
  };
}

function managementPaths(): Record<string, string> {
  const { id, scriptId, environmentId } = userIds();
  return {
    scenarios: `${APP}/scenarios`,
    scenario: `${APP}/scenarios/${id}`,
    'new-scenario': `${APP}/scenarios/new`,
    scripts: `${APP}/scripts`,
    preflight: `${APP}/scripts/${scriptId}`,
    revisions: `${APP}/scripts/${scriptId}?tab=revisions`,
    difference: `${APP}/scripts/${scriptId}?tab=difference`,
    'script-files': `${APP}/scripts/${scriptId}?tab=files`,
    environments: `${APP}/environments`,
    environment: `${APP}/environments/${environmentId}`,
    'new-environment': `${APP}/environments/new`,
    versions: `${APP}/versions`,
    'test-types': `${APP}/scenarios?tab=test-types`,
    settings: `${APP}/settings`,
    'settings-influxdb': `${APP}/settings?tab=influxdb`,
    audit: `${APP}/audit`,
    configuration: `${BASE}/plugins/perftest-automation-app`,
    nowhere: `${APP}/nowhere`,
  };
}
