import { readFileSync } from 'node:fs';

import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';

import type { Batch, Lane, Queue } from '../../../backend-sidecar/src/contract/runs.ts';
import type { Script } from '../../../backend-sidecar/src/contract/scenarios.ts';
import { csvFile, pause, plan, request, threadGroup } from '../../harness/plans.ts';
import { stage } from '../stage.ts';
import { APP, visit } from '../visit.ts';
import { waitUntil } from '../wait-until.ts';

const FAULTS = readFileSync(new URL('../../fixtures/plans/planted-faults.jmx', import.meta.url));

/** Three to one, hard-coded; the demo’s target knows the paths. */
const SHOP = plan([
  csvFile('users.csv'),
  threadGroup('buyers', [pause(50), request('Look', '/prod/search?user=${name}')], { users: '6', duration: '900' }),
  threadGroup('sellers', [pause(50), request('List', '/prod/product')], { users: '2', duration: '900' }),
]);
const USERS = 'anna\nbert\ncarl\n';
const SCENARIO = 'shop';

/** A release is prepared and run by the pages alone; the sidecar's API is asked only what came of it. */
export function describeManagingRelease(): void {
  describe('a performance engineer with a new script', () => {
    visit('is told its faults before anything runs', async (visitor) => {
      const page = await visitor.open(`${APP}/scripts`);
      await upload(page, [{ name: 'faults.jmx', mimeType: 'application/xml', buffer: FAULTS }]);
      for (const fault of ['accounts.csv', 'org.example.NoSuchSampler', 'View Results Tree', 'Fixed']) {
        await page.getByText(fault).first().waitFor();
      }
      await page
        .getByText(/hard-coded|fixed in the script|written in the script/i)
        .first()
        .waitFor();
    });

    visit('uploads another with its data, and makes a scenario of it', async (visitor) => {
      const page = await visitor.open(`${APP}/scripts`);
      await upload(page, [
        { name: 'shop.jmx', mimeType: 'application/xml', buffer: Buffer.from(SHOP) },
        { name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(USERS) },
      ]);
      const script = await stage().api.get<Script>(`/scripts/${page.url().split('/').at(-1)?.replace(/\?.*/, '')}`);
      expect(script.files.map(({ name }) => name)).toEqual(['shop.jmx', 'users.csv']);

      await page.goto(`${APP}/scenarios/new?script=${script.id}`);
      await page.getByRole('textbox', { name: /^Name/ }).fill(SCENARIO);
      await choose(page, 'Environment', 'demo');
      for (const testType of ['Load', 'Stress']) {
        await page.getByRole('checkbox', { name: testType, exact: true }).check({ force: true });
        await fillIn(page, `Users of ${testType}`, '4');
        await fillIn(page, `Duration of ${testType}`, '5s');
        await fillIn(page, `Ramp-up of ${testType}`, '0s');
      }
      await fillIn(page, 'Cool-down', '0s');
      await page.getByRole('button', { name: 'Add SLO' }).click();
      await page.getByRole('textbox', { name: 'SLO 1' }).fill('p95 of Loook < 800 ms');
      await page.getByText(/Look/).last().waitFor();
      await page.getByRole('textbox', { name: 'SLO 1' }).fill('p95 of Look < 5 s');
      await page.getByRole('button', { name: 'Create scenario' }).click();
      await page.waitForURL(/\/scenarios\/\d+$/);
    });

    visit('starts a batch of four into a paused queue, and puts it in another order', async (visitor) => {
      const page = await visitor.open(`${APP}/queue`);
      await page.getByRole('button', { name: 'Pause the whole queue' }).click();
      await page.getByText(/The whole queue is paused by/).waitFor();
      const batch = await startFour(page);
      expect(batch.runs.map(({ kind }) => kind)).toEqual(['smoke', 'test', 'test', 'test', 'test']);

      await page.goto(`${APP}/queue`);
      const [smoke = 0, first = 0, second = 0, third = 0, last = 0] = batch.runs.map(({ id }) => id);
      expect(await waitingIds()).toEqual([smoke, first, second, third, last]);
      await moveByKeyboard(page, 4, 'ArrowUp', 2);
      await untilWaiting([smoke, first, last, second, third]);
      await moveByMouse(page, { from: 4, to: 1 });
      await untilWaiting([smoke, third, first, last, second]);
    });

    visit('lets it go on, pauses, cancels one, repeats one, and resumes to its end', async (visitor) => {
      const page = await visitor.open(`${APP}/queue`);
      const batch = await newestBatch();
      const [smoke, first] = await waitingIds();
      // What ran before may have left a cool-down that is longer than a test waits.
      await stage().api.post('/queue/skip-cooldown', { environmentId: (await demoLane()).environmentId });
      await page.getByRole('button', { name: 'Let the whole queue go on' }).click();
      await untilRuns(first);
      expect((await batchOf(batch.id)).runs.find(({ id }) => id === smoke)).toMatchObject({ outcome: 'passed' });

      await page.getByRole('button', { name: 'Pause the whole queue' }).click();
      await untilIdle();
      const left = await waitingIds();
      expect(left).toHaveLength(3);
      await page
        .getByRole('button', { name: /^Take shop .* out of the queue$/ })
        .last()
        .click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel run' }).click();
      await untilWaiting(left.slice(0, 2));

      await page.goto(`${APP}/tests/${first}`);
      await page.getByRole('button', { name: 'Run again' }).click();
      await page.getByRole('dialog').getByRole('radio', { name: 'Next' }).check({ force: true });
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Run .*again$/ })
        .click();
      await waitUntil({
        what: 'the repeated run waits first',
        timeoutMs: 10_000,
        read: waitingIds,
        isDone: (ids) => ids.length === 3 && ids[1] === left[0],
      });

      await page.goto(`${APP}/queue`);
      await page.getByRole('button', { name: 'Let the whole queue go on' }).click();
      const ended = await waitUntil({
        what: 'the batch has ended',
        timeoutMs: 90_000,
        read: () => batchOf(batch.id),
        isDone: ({ status }) => status === 'completed',
      });
      expect(ended.runCount).toBe(4);
      const statuses = ended.runs
        .filter(({ kind, supersededByRunId }) => kind === 'test' && supersededByRunId === null)
        .map(({ status }) => status);
      expect(statuses.sort()).toEqual(['cancelled', 'completed', 'completed', 'completed']);
      await page.goto(`${APP}/queue/batches/${batch.id}`);
      await page.getByText('1 repeated run').waitFor();
    });
  });
}

interface SentFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

async function upload(page: Page, files: SentFile[]): Promise<void> {
  await page.getByRole('button', { name: 'Upload a script' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles(files);
  await dialog.getByRole('button', { name: /^Upload/ }).click();
  await page.waitForURL(/\/scripts\/\d+/);
  await page.getByRole('heading', { name: 'Findings' }).or(page.getByText('Thread groups')).first().waitFor();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).first().fill(option);
  await page
    .getByRole('option', { name: new RegExp(`^${option}`) })
    .first()
    .click();
}

async function fillIn(page: Page, label: string, text: string): Promise<void> {
  const input = page.getByRole('textbox', { name: label });
  await input.fill(text);
  await input.press('Tab');
}

/** Two test types, each twice. */
async function startFour(page: Page): Promise<Batch> {
  await page.goto(`${APP}/run`);
  await choose(page, 'Version', '14.2.3');
  for (const testType of ['Load', 'Stress']) {
    await page.getByRole('checkbox', { name: `Run ${SCENARIO} ${testType}` }).check({ force: true });
    const repeats = page.getByLabel(`Runs of ${SCENARIO} ${testType}`, { exact: true });
    await repeats.fill('2');
    // Focus on what comes next would show its tooltip over the page.
    await repeats.blur();
  }
  await page.getByRole('button', { name: 'Run 4 tests' }).click();
  await page.waitForURL(/\/batches\/\d+$/);
  return newestBatch();
}

async function newestBatch(): Promise<Batch> {
  const { items } = await stage().api.get<{ items: Array<{ id: number }> }>('/batches?pageSize=1');
  return batchOf(items[0]?.id ?? 0);
}

function batchOf(id: number): Promise<Batch> {
  return stage().api.get<Batch>(`/batches/${id}`);
}

async function demoLane(): Promise<Lane> {
  const { lanes } = await stage().api.get<Queue>('/queue');
  const [lane] = lanes;
  if (lane === undefined) {
    throw new Error('There is no lane');
  }
  return lane;
}

async function waitingIds(): Promise<number[]> {
  return (await demoLane()).waiting.map(({ run }) => run.id);
}

async function untilWaiting(expected: readonly number[]): Promise<void> {
  await expect.poll(waitingIds, { timeout: 10_000 }).toEqual(expected);
}

async function untilRuns(id: number | undefined): Promise<void> {
  await expect.poll(async () => (await demoLane()).running?.id, { timeout: 60_000 }).toBe(id);
}

async function untilIdle(): Promise<void> {
  await expect.poll(async () => (await demoLane()).running, { timeout: 60_000 }).toBeNull();
}

function handles(page: Page): Locator {
  return page.getByRole('button', { name: /^Move shop/ });
}

/** As a screen reader's user does it: grasp, move, let go. */
async function moveByKeyboard(page: Page, index: number, key: 'ArrowUp' | 'ArrowDown', steps: number): Promise<void> {
  await handles(page).nth(index).focus();
  await page.keyboard.press('Space');
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(key);
    // The list moves its rows before it takes the next key.
    await page.waitForTimeout(200);
  }
  await page.keyboard.press('Space');
}

async function moveByMouse(page: Page, { from, to }: { from: number; to: number }): Promise<void> {
  const [source, target] = [await middleOf(handles(page).nth(from)), await middleOf(handles(page).nth(to))];
  await page.mouse.move(source.x, source.y);
  await page.mouse.down();
  // A drag begins after some pixels; a jump would not be one.
  await page.mouse.move(source.x, source.y - 8, { steps: 4 });
  await page.mouse.move(target.x, target.y - 4, { steps: 20 });
  await page.waitForTimeout(300);
  await page.mouse.up();
}

async function middleOf(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (box === null) {
    throw new Error('The handle is not shown');
  }
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
