import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Settings } from '../../config/settings.ts';
import { GrafanaDouble, type KeptAnnotation, type Mishap } from '../../integrations/grafana/grafana-fixture.ts';
import { SecretBox } from '../../kernel/secret-box.ts';
import { AnnotationStore } from '../../persistence/annotation-store.ts';
import { openDatabase } from '../../persistence/database.ts';
import { EnvironmentStore } from '../../persistence/environment-store.ts';
import { RunStore } from '../../persistence/run-store.ts';
import { ScenarioStore } from '../../persistence/scenario-store.ts';
import { SettingsStore } from '../../persistence/settings-store.ts';
import { TestTypeStore } from '../../persistence/test-type-store.ts';
import { VersionStore } from '../../persistence/version-store.ts';
import { RunAnnotations } from './run-annotations.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
const START_MS = 1_700_000_000_000;
const END_MS = START_MS + 600_000;
const WITH_QUERY = { annotations: { list: [{ enable: true, target: { type: 'tags', tags: ['loadtest'] } }] } };

/** A sidecar is killed at its nth write of the outbox: what comes after it does not happen. */
class Killed extends Error {}

class MortalStore extends AnnotationStore {
  writesLeft = Infinity;

  override want(...args: Parameters<AnnotationStore['want']>): void {
    this.live();
    super.want(...args);
  }

  override noteAttempt(...args: Parameters<AnnotationStore['noteAttempt']>): void {
    this.live();
    super.noteAttempt(...args);
  }

  override settle(...args: Parameters<AnnotationStore['settle']>): void {
    this.live();
    super.settle(...args);
  }

  override forgetOne(...args: Parameters<AnnotationStore['forgetOne']>): void {
    this.live();
    super.forgetOne(...args);
  }

  private live(): void {
    this.writesLeft--;
    if (this.writesLeft < 0) {
      throw new Killed();
    }
  }
}

let root: string;
let grafana: GrafanaDouble;
let nowMs: number;
let sidecar: ReturnType<typeof begin>;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'perftest-annotations-'));
  grafana = await GrafanaDouble.start();
  nowMs = START_MS;
  sidecar = begin();
});
afterEach(async () => {
  await sidecar.end();
  await grafana.close();
  rmSync(root, { recursive: true });
  expect(grafana.complaints).toEqual([]);
});

function begin(environment: NodeJS.ProcessEnv = {}, writesLeft = Infinity) {
  const { db, close } = openDatabase({ path: join(root, 'db.sqlite'), migrationsDirectory: MIGRATIONS, nowMs: 0 });
  const secretBox = new SecretBox(Buffer.alloc(32, 1));
  const given = { GRAFANA_URL: grafana.url, GRAFANA_API_TOKEN: 'editor-token', ...environment };
  const annotations = new MortalStore(db);
  annotations.writesLeft = writesLeft;
  const [runs, environments] = [new RunStore(db), new EnvironmentStore(db, secretBox)];
  const settings = new Settings(new SettingsStore(db), given, secretBox);
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const service = new RunAnnotations({ annotations, runs, environments, settings, clock: () => nowMs, log });
  const end = async () => {
    await service.stop();
    close();
  };
  return { db, annotations, runs, environments, service, lines, end };
}

async function restart(environment: NodeJS.ProcessEnv = {}): Promise<void> {
  await sidecar.end();
  sidecar = begin(environment);
  sidecar.service.start();
  await settled();
}

function settled(): Promise<void> {
  return sidecar.service.settled();
}

interface MadeRun {
  scenario?: string;
  version?: string;
  environment?: string;
  kind?: 'test' | 'smoke';
  dashboards?: Array<{ title: string; url: string; isAnnotated?: boolean }>;
}

function addRun(made: MadeRun = {}): number {
  const { db, environments, runs } = sidecar;
  const { scenario = 'prod', version = '14.2.3', environment = 'staging', kind = 'test', dashboards = [] } = made;
  new TestTypeStore(db).addDefaults();
  const environmentId = environments.create({ name: environment, dashboards }).id;
  const scenarioId = new ScenarioStore(db).create({
    ...{ name: scenario, displayName: scenario, description: '', testType: 'standalone', scriptId: null },
    ...{ environmentId, enabledThreadGroups: null, cooldownSeconds: 0, minimumSamples: 0, keyLabels: null },
    ...{ properties: {}, slos: [], isActive: true, loads: [] },
  }).id;
  return runs.create({
    ...{ kind, scenarioId, testTypeId: 1, versionId: new VersionStore(db).create({ version }).id, environmentId },
    ...{ scriptId: null, revisionId: null, runnerType: 'local', generator: 'local', userCount: 20, status: 'running' },
    ...{ durationSeconds: 600, rampUpSeconds: 0, cooldownSeconds: 0, appliesLoad: true, properties: {}, warnings: [] },
    ...{ createdBy: 'zoe', startedAtMs: START_MS - 4_000, loadStartedAtMs: START_MS },
  }).id;
}

function complete(runId: number): void {
  const { runs } = sidecar;
  runs.moveTo(runId, 'collecting', { loadEndedAtMs: END_MS });
  runs.moveTo(runId, 'analyzing');
  runs.moveTo(runId, 'completed', {
    ...{ completedAtMs: END_MS + 5_000, outcome: 'failed', verdictSentence: '"Pay" <b>failed</b> 6.1 %' },
  });
}

async function started(made: MadeRun = {}): Promise<number> {
  const runId = addRun(made);
  sidecar.service.loadStarted(runId);
  await settled();
  return runId;
}

async function ended(runId: number): Promise<void> {
  complete(runId);
  sidecar.service.ended(runId);
  await settled();
}

const TAGS = ['loadtest', 'scenario:prod', 'type:load', 'version:14.2.3', 'environment:staging'];

describe('the annotation of a run', () => {
  it('is a point when its load begins, and a region with its verdict at its end', async () => {
    const runId = await started();
    expect(grafana.annotations).toEqual([
      {
        ...{ id: 7, dashboardUID: '', time: START_MS, timeEnd: START_MS },
        tags: [...TAGS, 'verdict:pending', `run:${runId}`],
        text:
          `<a href="${grafana.url}/a/perftest-automation-app/tests/${runId}">prod · load · 14.2.3</a>` +
          '<br>Load test on staging, 20 users<br>The run goes on',
      },
    ]);
    await ended(runId);
    expect(grafana.annotations).toEqual([
      {
        ...{ id: 7, dashboardUID: '', time: START_MS, timeEnd: END_MS },
        tags: [...TAGS, 'verdict:failed', `run:${runId}`],
        text:
          `<a href="${grafana.url}/a/perftest-automation-app/tests/${runId}">prod · load · 14.2.3</a>` +
          '<br>Load test on staging, 20 users<br>Failed: &quot;Pay&quot; &lt;b&gt;failed&lt;/b&gt; 6.1 %',
      },
    ]);
    expect(sidecar.service.view(runId)).toEqual({
      why: null,
      items: [{ dashboardUid: null, state: 'written', annotationId: 7, error: null, nextTryAtMs: null }],
    });
  });

  it('leads to Grafana as browsers reach it, its path kept', async () => {
    await restart({ GRAFANA_BROWSER_URL: 'https://grafana.example.org/monitoring/' });
    const runId = addRun({ scenario: '<img src=x onerror="alert(1)">' });
    await sidecar.service.write(runId);
    expect(grafana.annotations[0]?.text).toMatch(
      /^<a href="https:\/\/grafana\.example\.org\/monitoring\/a\/perftest-automation-app\/tests\/1">&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt; · load/
    );
  });

  it('has tags that Grafana takes, whatever things are called', async () => {
    const long = 'Ž'.repeat(100);
    await started({ scenario: long, version: `9:${long.slice(2)}`, environment: long });
    const [{ tags }] = grafana.annotations as [KeptAnnotation];
    expect(tags).toHaveLength(7);
    expect(tags[1]).toBe(`scenario:${'Ž'.repeat(38)}…`);
    expect(tags[3]).toBe(`version:9_${'Ž'.repeat(37)}…`);
    expect(tags[6]).toBe('run:1');
  });

  it('is not made of smoke runs, nor where it is switched off or nothing is set up', async () => {
    const smoke = addRun({ kind: 'smoke' });
    sidecar.service.loadStarted(smoke);
    expect(sidecar.service.view(smoke)).toMatchObject({ why: expect.stringContaining('smoke'), items: [] });
    await expect(sidecar.service.write(smoke)).rejects.toMatchObject({ code: 'CONFLICT_STATE' });

    await sidecar.end();
    sidecar = begin({ GRAFANA_ANNOTATIONS: 'false' });
    const runId = addRun({ scenario: 'b', version: '2', environment: 'b' });
    sidecar.service.loadStarted(runId);
    sidecar.service.ended(runId);
    expect(sidecar.service.view(runId)).toEqual({ why: null, items: [] });

    await sidecar.end();
    sidecar = begin({ GRAFANA_API_TOKEN: '' });
    sidecar.service.loadStarted(runId);
    expect(sidecar.service.view(runId)).toEqual({
      why: 'The settings have no service account token of Grafana.',
      items: [],
    });
    await expect(sidecar.service.write(runId)).rejects.toMatchObject({ code: 'GRAFANA_NOT_SET_UP' });
    expect(grafana.annotations).toEqual([]);
  });

  it('is written of any run that made load when a person asks, and removed, and written again', async () => {
    const runId = addRun();
    complete(runId);
    await sidecar.service.write(runId);
    await sidecar.service.write(runId);
    expect(grafana.annotations).toMatchObject([{ id: 7, timeEnd: END_MS }]);
    expect(await sidecar.service.remove(runId)).toMatchObject({ items: [{ state: 'removed', annotationId: null }] });
    expect(grafana.annotations).toEqual([]);
    expect(await sidecar.service.write(runId)).toMatchObject({ items: [{ state: 'written', annotationId: 8 }] });
  });

  it('is made anew where somebody has removed it in Grafana', async () => {
    const runId = await started();
    grafana.annotations.splice(0);
    await ended(runId);
    expect(grafana.annotations).toMatchObject([{ id: 8, time: START_MS, timeEnd: END_MS }]);
  });

  it('goes with its run if wanted, and else stays', async () => {
    const [first, second] = [await started(), await started({ scenario: 'b', version: '2', environment: 'b' })];
    await ended(first);
    await ended(second);
    sidecar.service.runDeleted(first, { removesAnnotations: false });
    sidecar.runs.delete(first);
    sidecar.service.runDeleted(second, { removesAnnotations: true });
    sidecar.runs.delete(second);
    await settled();
    expect(grafana.annotations.map(({ tags }) => tags.at(-1))).toEqual([`run:${first}`]);
    expect([...sidecar.annotations.of(first), ...sidecar.annotations.of(second)]).toEqual([]);
  });

  it('leaves alone that of another installation’s run of the same number', async () => {
    grafana.annotations.push({
      ...{ id: 3, dashboardUID: '', time: START_MS - 1, timeEnd: END_MS + 1, text: 'other' },
      tags: ['loadtest', 'run:1'],
    });
    await started();
    expect(grafana.annotations.map(({ id }) => id)).toEqual([3, 7]);
    await sidecar.service.remove(1);
    expect(grafana.annotations.map(({ id }) => id)).toEqual([3]);
  });
});

describe('annotations of dashboards', () => {
  it('are for those that have no annotation query, without the tag that queries look for', async () => {
    grafana.dashboards.set('sut1', { annotations: { list: [{ enable: true, target: { type: 'dashboard' } }] } });
    grafana.dashboards.set('sut2', WITH_QUERY);
    const runId = await started({
      dashboards: [
        { title: 'SUT', url: `${grafana.url}/d/sut1/shop?orgId=1`, isAnnotated: true },
        { title: 'With the query', url: '/grafana/d/sut2', isAnnotated: true },
        { title: 'Gone', url: '/d/sut3/', isAnnotated: true },
        { title: 'Not wanted', url: '/d/sut4' },
        { title: 'Elsewhere', url: 'https://example.org/d/sut5', isAnnotated: true },
      ],
    });
    await ended(runId);
    expect(grafana.annotations.map(({ dashboardUID, time, timeEnd }) => [dashboardUID, time, timeEnd])).toEqual([
      ['', START_MS, END_MS],
      ['sut1', START_MS, END_MS],
    ]);
    expect(grafana.annotations[1]?.tags).toEqual([...TAGS.slice(1), 'verdict:failed', `run:${runId}`]);
    expect(sidecar.service.view(runId).items).toMatchObject([
      { dashboardUid: null, state: 'written' },
      { dashboardUid: 'sut1', state: 'written' },
      { dashboardUid: 'sut2', state: 'skipped', error: expect.stringContaining('annotation query') },
      { dashboardUid: 'sut3', state: 'failed', error: 'There is no dashboard sut3 in this Grafana.' },
    ]);
    await sidecar.service.remove(runId);
    expect(grafana.annotations).toEqual([]);
  });
});

describe('a dashboard that is given the annotation query later', () => {
  it('loses what was written onto it when its runs are written again: nothing is drawn twice', async () => {
    grafana.dashboards.set('sut1', {});
    const runId = await started({ dashboards: [{ title: 'SUT', url: '/d/sut1', isAnnotated: true }] });
    await ended(runId);
    expect(grafana.annotations).toHaveLength(2);
    grafana.dashboards.set('sut1', WITH_QUERY);
    const { items } = await sidecar.service.write(runId);
    expect(items).toMatchObject([{ state: 'written' }, { dashboardUid: 'sut1', state: 'skipped', annotationId: null }]);
    expect(grafana.annotations).toMatchObject([{ dashboardUID: '', timeEnd: END_MS }]);
  });
});

describe('a Grafana that does not do as it is told', () => {
  const WORDS: Array<[Mishap, RegExp]> = [
    ['refused connection', /cannot be reached: the connection was closed/],
    ['failing', /Grafana failed \(500\): “database is locked”/],
    ['too many', /wants fewer requests \(429\)/],
  ];
  it.each(WORDS)('%s: is asked again later, and it is said', async (mishap, words) => {
    grafana.mishaps.push(mishap);
    const runId = await started();
    const [item] = sidecar.service.view(runId).items;
    expect(item).toMatchObject({ state: 'pending', error: expect.stringMatching(words), nextTryAtMs: nowMs + 5_000 });
    nowMs += 5_000;
    sidecar.service.start();
    await settled();
    expect(grafana.annotations).toHaveLength(1);
  });

  it.each<[string, Mishap, RegExp]>([
    ['a redirect is not followed', 'elsewhere', /leads elsewhere \(302\)/],
    ['another server’s page is none', 'other page', /is no Grafana/],
  ])('%s', async (_, mishap, words) => {
    grafana.mishaps.push(mishap);
    const runId = await started();
    expect(sidecar.service.view(runId).items).toMatchObject([{ state: 'failed', error: expect.stringMatching(words) }]);
    expect((await sidecar.service.write(runId)).items).toMatchObject([{ state: 'written', error: null }]);
  });

  it.each([
    ['an unknown token', 'nonsense', /does not know the service account’s token/],
    ['a Viewer’s token', 'viewer-token', /give it the role Editor \(403\)/],
  ])('%s', async (_, token, words) => {
    await sidecar.end();
    sidecar = begin({ GRAFANA_API_TOKEN: token });
    const runId = addRun();
    expect((await sidecar.service.write(runId)).items).toMatchObject([
      { state: 'pending', error: expect.stringMatching(words) },
    ]);
    expect(JSON.stringify([sidecar.lines, sidecar.service.view(runId)])).not.toContain(token);
  });

  it('is given up after sixteen hours, and can be asked again by hand', async () => {
    const runId = await started();
    await sidecar.service.remove(runId);
    grafana.mishaps.push(...Array.from({ length: 11 }, (): Mishap => 'failing'));
    sidecar.service.ended(runId);
    await sidecar.service.write(runId);
    let attempts = 1;
    while (sidecar.service.view(runId).items[0]?.state === 'pending' && attempts < 50) {
      nowMs = sidecar.service.view(runId).items[0]?.nextTryAtMs ?? nowMs;
      sidecar.service.start();
      await settled();
      attempts++;
    }
    expect(attempts).toBe(11);
    expect(nowMs - START_MS).toBe(1000 * (5 + 15 + 60 + 300 + 900 + 1800 + 3600 + 7200 + 14_400 + 28_800));
    expect(sidecar.service.view(runId).items).toMatchObject([{ state: 'failed', nextTryAtMs: null }]);
    expect((await sidecar.service.write(runId)).items).toMatchObject([{ state: 'written' }]);
  });

  it('whose answer was lost has the annotation once', async () => {
    // The look for it, then its creation.
    grafana.mishaps.push(null, 'lost');
    const runId = await started();
    expect(grafana.annotations).toHaveLength(1);
    nowMs += 5_000;
    await ended(runId);
    expect(grafana.annotations).toMatchObject([{ id: 7, time: START_MS, timeEnd: END_MS }]);
  });

  it('that took two attempts that were believed lost keeps one', async () => {
    const runId = await started();
    const [first] = grafana.annotations;
    grafana.annotations.push({ ...(first as KeptAnnotation), id: 99 });
    await ended(runId);
    expect(grafana.annotations).toMatchObject([{ id: 7, timeEnd: END_MS }]);
  });
});

describe('a sidecar that is killed', () => {
  /** All that happens to a run; each step in the same way as the pipeline and the routes take it. */
  async function life(runId: number, isDeleted: boolean): Promise<void> {
    sidecar.service.loadStarted(runId);
    await settled();
    if (sidecar.runs.get(runId).status === 'running') {
      complete(runId);
    }
    sidecar.service.ended(runId);
    await settled();
    if (isDeleted) {
      sidecar.service.runDeleted(runId, { removesAnnotations: true });
      sidecar.runs.delete(runId);
      await settled();
    }
  }

  const DASHBOARDS = [{ title: 'SUT', url: '/d/sut1', isAnnotated: true }];

  it.each(Array.from({ length: 11 }, (_, index) => index))(
    'at write %i has one annotation of the run and one of its dashboard in the end',
    async (writesLeft) => {
      grafana.dashboards.set('sut1', {});
      const runId = addRun({ dashboards: DASHBOARDS });
      sidecar.annotations.writesLeft = writesLeft;
      await life(runId, false).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));

      nowMs += 60_000;
      await sidecar.end();
      sidecar = begin();
      // As a start does it: what was begun is made up for, and a run that is still at work is taken over.
      sidecar.service.start();
      const { status } = sidecar.runs.get(runId);
      if (status === 'running') {
        sidecar.service.loadStarted(runId);
        complete(runId);
        sidecar.service.ended(runId);
      }
      await settled();
      const shown = grafana.annotations.map(({ dashboardUID, time, timeEnd }) => [dashboardUID, time, timeEnd]);
      expect(shown.sort()).toEqual([
        ['', START_MS, END_MS],
        ['sut1', START_MS, END_MS],
      ]);
      expect(grafana.annotations.every(({ tags }) => tags.includes('verdict:failed'))).toBe(true);
    }
  );

  it.each([0, 1, 2, 3])('while the annotations of a deleted run are removed, at write %i: none is left', async (n) => {
    const runId = await started();
    await ended(runId);
    sidecar.annotations.writesLeft = n + 1;
    sidecar.service.runDeleted(runId, { removesAnnotations: true });
    sidecar.runs.delete(runId);
    await settled();
    nowMs += 60_000;
    await restart();
    expect(grafana.annotations).toEqual([]);
    expect(sidecar.annotations.of(runId)).toEqual([]);
  });
});
