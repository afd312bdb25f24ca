import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';

import type { Script } from '../../contract/scenarios.ts';
import { jmeterArguments } from '../../runners/jmeter-arguments.ts';
import { addScenarios, FakeJMeter, workflowOn, type Workflow } from '../pipeline-fixture.ts';
import { prepareRun, removeCompanions } from '../runs/prepare-run.ts';
import { ScriptLibrary } from './script-library.ts';

const PLAN = readFileSync(
  fileURLToPath(new URL('../../../../tests/fixtures/plans/java-test.jmx', import.meta.url)),
  'utf8'
);
const NOW_MS = 1_700_000_000_000;

let root: string;
let jmeter: FakeJMeter;
let workflow: Workflow;
let library: ScriptLibrary;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perftest-companions-'));
  jmeter = new FakeJMeter(() => NOW_MS);
  workflow = workflowOn(root, jmeter, () => NOW_MS);
  library = new ScriptLibrary(workflow.scripts, workflow.files, () => NOW_MS);
});
afterEach(async () => {
  await workflow.stop();
  rmSync(root, { recursive: true });
});

/** Files as from a zip file, so that they may lie in folders. */
async function intakeOf(texts: Contents) {
  const intake = await library.begin();
  await intake.add('files.zip', Readable.from([await zip(texts)]));
  return intake;
}

type Contents = Readonly<Record<string, string | Buffer>>;

function zip(contents: Contents): Promise<Buffer> {
  const file = new yazl.ZipFile();
  Object.entries(contents).forEach(([name, content]) => file.addBuffer(Buffer.from(content), name));
  file.end();
  return buffer(file.outputStream);
}

const FILES = {
  'plan.jmx': PLAN,
  'data/users.csv': 'anna\n',
  'lib/own.jar': await zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n' }),
  'load.properties': 'a=1\n',
  'env.properties': 'b=2\n',
};

async function queuedRun(texts: Contents): Promise<{ runId: number; script: Script }> {
  const script = await library.add(await intakeOf(texts), { name: 'own' }, 'zoe');
  const ids = addScenarios(workflow);
  workflow.scripts.update(script.id, { isDefault: true, scenarioId: ids.prod });
  const input = { scenarioId: ids.prod, testTypeId: 1, versionId: ids.versionId, start: true };
  const run = await workflow.requests.createRun(input, 'zoe');
  return { runId: run.id, script };
}

/** JMeter of the run is started. */
async function started(): Promise<void> {
  const followed = new Promise((resolve) => (jmeter.onFollow = resolve));
  workflow.dispatcher.start();
  await followed;
}

async function end(runId: number): Promise<void> {
  const ended = workflow.nextEnd();
  jmeter.end(runId, 20);
  await ended;
}

const within = (runId: number, name: string) => join(workflow.files.runDirectory(runId), name);
const textOf = (path: string) => readFileSync(path, 'utf8');

describe('the companions of a script', () => {
  it('lie beside the copy while JMeter runs, and not afterwards', async () => {
    const { runId } = await queuedRun(FILES);
    await started();
    expect(textOf(within(runId, 'data/users.csv'))).toBe('anna\n');
    expect(existsSync(within(runId, 'lib/own.jar'))).toBe(true);
    // What a test writes is no companion.
    writeFileSync(within(runId, 'data/written.txt'), 'x');
    await end(runId);
    expect(workflow.runs.get(runId).status).toBe('completed');
    const left = readdirSync(workflow.files.runDirectory(runId));
    expect(left).toContain('script.jmx');
    expect(left).not.toContain('lib');
    expect(left).not.toContain('load.properties');
    expect(readdirSync(within(runId, 'data'))).toEqual(['written.txt']);
  }, 30_000);

  it('are copies: what a run writes into them stays out of the revision', async () => {
    const { runId, script } = await queuedRun(FILES);
    await started();
    writeFileSync(within(runId, 'data/users.csv'), 'overwritten');
    await end(runId);
    expect(textOf(library.path(workflow.scripts.revision(script.id), 'data/users.csv'))).toBe('anna\n');
  }, 30_000);

  it('are those of the revision that was the newest when the run was made', async () => {
    const { runId, script } = await queuedRun(FILES);
    await library.revise(script.id, await intakeOf({ 'data/users.csv': 'bert\n', 'more.csv': 'x' }), {}, 'zoe');
    await started();
    expect(textOf(within(runId, 'data/users.csv'))).toBe('anna\n');
    expect(existsSync(within(runId, 'more.csv'))).toBe(false);
    await end(runId);
    expect(workflow.runs.get(runId).revisionId).toBe(workflow.scripts.revision(script.id, 1).id);
    expect(workflow.scripts.revisions(script.id).map(({ number, runCount }) => [number, runCount])).toEqual([
      [2, 0],
      [1, 1],
    ]);
    await expect(library.remove(script.id)).rejects.toMatchObject({
      code: expect.stringContaining('IN_USE') as string,
    });
    expect(textOf(library.path(workflow.scripts.revision(script.id, 1)))).toBe(PLAN);
  }, 30_000);

  it('are told to JMeter: jars as search path, properties in front of the run’s own', async () => {
    const { runId } = await queuedRun(FILES);
    workflow.runs.moveTo(runId, 'preparing');
    const plan = await prepareRun(runId, workflow);
    const input = {
      plan,
      home: '/jmeter',
      jvmArguments: [],
      stopPort: 4445,
      propertiesPath: within(runId, 'run.properties'),
    };
    const given = jmeterArguments(input);
    expect(given).toContain(`-Jsearch_paths=${within(runId, 'lib/own.jar')}`);
    const files = given.flatMap((argument, index) => (argument === '-q' ? [given[index + 1]] : []));
    expect(files).toEqual([
      within(runId, 'env.properties'),
      within(runId, 'load.properties'),
      within(runId, 'run.properties'),
      '/dev/stdin',
    ]);
    await removeCompanions(plan);
    expect(readdirSync(workflow.files.runDirectory(runId)).sort()).toEqual(['copy-edits.json', 'script.jmx']);
  }, 30_000);

  it('of a plan in a folder are found from there: JMeter gets the copy in the same folder', async () => {
    const { runId } = await queuedRun({ 'plans/plan.jmx': PLAN, 'data/users.csv': 'anna\n' });
    workflow.runs.moveTo(runId, 'preparing');
    const plan = await prepareRun(runId, workflow);
    expect(plan.scriptPath).toBe(within(runId, 'plans/script.jmx'));
    expect(textOf(plan.scriptPath)).toBe(textOf(within(runId, 'script.jmx')));
    await removeCompanions(plan);
    expect(readdirSync(workflow.files.runDirectory(runId)).sort()).toEqual(['copy-edits.json', 'script.jmx']);
  }, 30_000);
});
