import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DataDirectory } from '../../config/data-directory.ts';
import { Settings } from '../../config/settings.ts';
import type { KeptData, PicturePresetInput } from '../../contract/pictures.ts';
import { RendererDouble, type PictureMishap } from '../../integrations/grafana/renderer-fixture.ts';
import { SecretBox } from '../../kernel/secret-box.ts';
import { openDatabase } from '../../persistence/database.ts';
import { EnvironmentStore } from '../../persistence/environment-store.ts';
import { PictureStore } from '../../persistence/picture-store.ts';
import { RunStore } from '../../persistence/run-store.ts';
import { ScenarioStore } from '../../persistence/scenario-store.ts';
import { SettingsStore } from '../../persistence/settings-store.ts';
import { TestTypeStore } from '../../persistence/test-type-store.ts';
import { VersionStore } from '../../persistence/version-store.ts';
import { Pictures, type PicturesDeps } from './pictures.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
const TOKEN = 'glsa_token';
const START_MS = 1_700_000_000_000;
const WINDOW = { fromMs: START_MS + 60_000, toMs: START_MS + 600_000 };
const INFLUX = { type: 'influxdb', uid: '${source}' };
const P95 = 'SELECT max("p95") FROM "jmeter" WHERE "runId" =~ /^$runId$/ AND $timeFilter GROUP BY time($__interval)';
const P95_OF_RUN = P95.replace('$runId', '1');

const panel = (id: number, title: string, more: object = {}) => ({
  ...{ id, title, type: 'timeseries', datasource: INFLUX, fieldConfig: { defaults: { unit: 'ms' } } },
  targets: [{ refId: 'A', datasource: INFLUX, rawQuery: true, query: P95 }],
  ...more,
});
const DASHBOARD = {
  title: 'Live',
  panels: [
    panel(1, 'p95'),
    { id: 9, type: 'row', title: 'closed', panels: [panel(2, 'Throughput')] },
    panel(3, 'Read me', { type: 'text', targets: [] }),
  ],
  templating: {
    list: [
      { name: 'source', type: 'datasource', current: { value: 'influx' } },
      { name: 'runId', type: 'query', current: { value: '$__all' }, allValue: '.*' },
    ],
  },
};
const FRAMES = {
  status: 200,
  frames: [
    {
      schema: {
        meta: { executedQueryString: 'SELECT …' },
        fields: [
          { name: 'Time', type: 'time' },
          { name: 'Value', type: 'number', config: { displayNameFromDS: 'jmeter.p95' } },
        ],
      },
      data: {
        values: [
          [START_MS, START_MS + 5000, START_MS + 10_000],
          [100, null, 300],
        ],
      },
    },
  ],
};
const PRESET: PicturePresetInput = {
  ...{ name: 'JMeter', environmentId: null, scenarioId: null, dashboardUid: 'live', panelIds: [1] },
  ...{ variables: { runId: '${runId}' }, range: 'window', widthPixels: 1000, heightPixels: 500, theme: 'light' },
  isActive: true,
};

let root: string;
let grafana: RendererDouble;
let sidecar: ReturnType<typeof begin>;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'perftest-pictures-'));
  grafana = await RendererDouble.start(TOKEN);
  grafana.dashboards.set('live', DASHBOARD);
  grafana.answers.set(P95_OF_RUN, FRAMES);
  sidecar = begin();
});
afterEach(async () => {
  await sidecar.end();
  await grafana.close();
  rmSync(root, { recursive: true });
  expect(grafana.complaints).toEqual([]);
});

function begin(more: Partial<PicturesDeps> = {}, environment: NodeJS.ProcessEnv = {}) {
  const files = new DataDirectory(root, join(root, 'no-memory'));
  files.create();
  const { db, close } = openDatabase({ path: files.databasePath, migrationsDirectory: MIGRATIONS, nowMs: 0 });
  const secretBox = new SecretBox(Buffer.alloc(32, 1));
  const given = { GRAFANA_URL: grafana.url, GRAFANA_API_TOKEN: TOKEN, ...environment };
  const settings = new Settings(new SettingsStore(db), given, secretBox);
  const [pictures, runs] = [new PictureStore(db), new RunStore(db)];
  const log = pino({ level: 'silent' });
  const waitsMs = [1, 1];
  const service = new Pictures({ pictures, runs, files, settings, clock: () => 7, log, waitsMs, ...more });
  const end = async () => {
    await service.stop();
    close();
  };
  return { db, secretBox, files, pictures, runs, service, end };
}

async function restart(more: Partial<PicturesDeps> = {}, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  await sidecar.end();
  sidecar = begin(more, environment);
}

/** One that has ended, with load and an analysis window. */
function addRun(): number {
  const { db, runs, secretBox } = sidecar;
  new TestTypeStore(db).addDefaults();
  const environmentId = new EnvironmentStore(db, secretBox).create({ name: 'staging' }).id;
  const scenarioId = new ScenarioStore(db).create({
    ...{ name: 'prod', displayName: 'prod', description: '', testType: 'standalone', scriptId: null },
    ...{ environmentId, enabledThreadGroups: null, cooldownSeconds: 0, minimumSamples: 0, keyLabels: null },
    ...{ properties: {}, slos: [], isActive: true, loads: [] },
  }).id;
  const { id } = runs.create({
    ...{ kind: 'test', scenarioId, testTypeId: 1, versionId: new VersionStore(db).create({ version: '14' }).id },
    ...{ environmentId, scriptId: null, revisionId: null, runnerType: 'local', generator: 'local', userCount: 1 },
    ...{ durationSeconds: 600, rampUpSeconds: 60, cooldownSeconds: 0, properties: {}, warnings: [], createdBy: 'x' },
    ...{ createdAtMs: START_MS },
  });
  runs.moveTo(id, 'cancelled', {
    ...{ loadStartedAtMs: START_MS, loadEndedAtMs: START_MS + 620_000, completedAtMs: START_MS + 630_000 },
    ...{ windowFromMs: WINDOW.fromMs, windowToMs: WINDOW.toMs },
  });
  return id;
}

async function capture(preset: Partial<PicturePresetInput> = {}, ...mishaps: PictureMishap[]) {
  const runId = addRun();
  sidecar.pictures.createPreset({ ...PRESET, ...preset });
  grafana.mishaps.push(...mishaps);
  await sidecar.service.ofEndedRun(runId);
  return sidecar.service.progress(runId);
}

describe('pictures of a run that has ended', () => {
  it('are of the panels of its presets over its analysis window, in UTC, with the data of their queries', async () => {
    const { pictures, ...progress } = await capture();
    expect(progress).toMatchObject({ isRunning: false, donePictures: 1, allPictures: 1, leftSeconds: null });
    expect(pictures).toMatchObject([
      {
        ...{
          testRunId: 1,
          dashboardTitle: 'Live',
          panelId: 1,
          panelTitle: 'p95',
          state: 'captured',
          why: null,
          ...WINDOW,
        },
        ...{ hasData: true, whyNoData: null },
        figures: [{ name: 'jmeter.p95', unit: 'ms', mean: 200, max: 300 }],
      },
    ]);
    expect(Object.fromEntries(grafana.rendered[0] ?? [])).toMatchObject({
      ...{ panelId: '1', from: String(WINDOW.fromMs), to: String(WINDOW.toMs), width: '1000', height: '500' },
      ...{ 'var-runId': '1', tz: 'UTC', theme: 'light' },
    });
    expect(grafana.queried).toMatchObject([
      {
        ...{ from: String(WINDOW.fromMs), to: String(WINDOW.toMs) },
        queries: [
          { refId: 'A', query: P95_OF_RUN, datasource: { uid: 'influx' }, intervalMs: 5000, maxDataPoints: 1000 },
        ],
      },
    ]);
    const [picture] = sidecar.service.ofRuns([1]);
    const image = readFileSync(sidecar.files.absolute(picture?.imagePath ?? ''));
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([1000, 500]);
    const data = JSON.parse(
      readFileSync(join(sidecar.files.picturesDirectory(1), 'picture-1.json'), 'utf8')
    ) as KeptData;
    expect(data).toMatchObject({ queries: ['SELECT …'], series: [{ values: [100, null, 300] }] });
  });

  it('are of every panel with figures where the preset names none, two at a time', async () => {
    grafana.dashboards.set('live', { ...DASHBOARD, panels: [...DASHBOARD.panels, panel(4, 'Errors')] });
    grafana.waitsForAtOnce = 2;
    const { pictures } = await capture({ panelIds: [], range: 'run' });
    expect(pictures.map(({ panelTitle, fromMs, toMs }) => [panelTitle, fromMs, toMs])).toEqual([
      ['p95', START_MS, START_MS + 620_000],
      ['Throughput', START_MS, START_MS + 620_000],
      ['Errors', START_MS, START_MS + 620_000],
    ]);
    expect(grafana.mostAtOnce).toBe(2);
  });

  it('are wanted once, however often the end of the run is said', async () => {
    await capture();
    await sidecar.service.ofEndedRun(1);
    expect(grafana.rendered).toHaveLength(1);
  });

  it('are only those of presets that are on and fit it', async () => {
    const runId = addRun();
    sidecar.pictures.createPreset({ ...PRESET, isActive: false });
    sidecar.pictures.createPreset({ ...PRESET, name: 'here', environmentId: 1, scenarioId: 1 });
    await sidecar.service.ofEndedRun(runId);
    expect(sidecar.service.progress(runId).pictures).toMatchObject([{ presetId: 2 }]);
  });
});

describe('a picture that cannot be had', () => {
  it.each<[PictureMishap]>([
    ['limit'],
    ['renderer failed'],
    ['renderer took too long'],
    ['blank'],
    ['no data'],
    ['error page'],
    ['too many'],
    ['half'],
    ['connection lost'],
  ])('(%s) is asked for again', async (mishap) => {
    expect((await capture({}, mishap, mishap)).pictures).toMatchObject([{ state: 'captured', why: null }]);
    expect(grafana.rendered).toHaveLength(3);
  });

  it.each<[PictureMishap, RegExp]>([
    ['not installed', /^Grafana has no image renderer$/],
    ['limit', /as many pictures at once/],
    ['renderer failed', /image renderer failed/],
    ['renderer took too long', /took too long/],
    ['blank', /still been loading/],
    ['no data', /nothing of the data/],
    ['error page', /failed or took longer than 60 s/],
    ['too many', /too much to do/],
    ['half', /damaged/],
    ['a web page', /sent text\/html/],
    ['connection lost', /connection was closed/],
  ])('(%s, always) is missing, says why, and its data are kept', async (mishap, why) => {
    const { pictures } = await capture({}, mishap, mishap, mishap);
    expect(pictures).toMatchObject([{ state: 'missing', why: expect.stringMatching(why), hasData: true }]);
    expect(readdirSync(sidecar.files.picturesDirectory(1))).toEqual(['picture-1.json']);
  });

  it.each<[string, Partial<PicturePresetInput>, RegExp]>([
    ['dashboard', { dashboardUid: 'gone' }, /no dashboard gone/],
    ['panel', { panelIds: [77] }, /“Live” has no panel 77/],
  ])('because there is no such %s is not rendered at all', async (_what, preset, why) => {
    expect((await capture(preset)).pictures).toMatchObject([{ state: 'missing', why: expect.stringMatching(why) }]);
    expect(grafana.rendered).toEqual([]);
  });

  it('because nobody knows the token says so, and not the token', async () => {
    await restart({}, { GRAFANA_API_TOKEN: 'glsa_other' });
    const { pictures } = await capture();
    expect(pictures).toMatchObject([{ state: 'missing', why: expect.stringContaining('does not know') }]);
    expect(JSON.stringify(pictures)).not.toContain('glsa_other');
  });

  it('because the renderer sees the login page is told by its being the same for all panels', async () => {
    const { pictures } = await capture({ panelIds: [1, 2] }, 'login page', 'login page');
    const missing = { state: 'missing', why: expect.stringContaining('callback_url'), hasData: true };
    expect(pictures).toMatchObject([missing, missing]);
    expect(sidecar.service.ofRuns([1]).map(({ imagePath }) => imagePath)).toEqual([null, null]);
  });

  it('of a panel without data shows just that', async () => {
    grafana.answers.clear();
    expect((await capture({}, 'no data')).pictures).toMatchObject([
      {
        state: 'captured',
        why: expect.stringContaining('nothing to draw'),
        whyNoData: expect.stringContaining('no values'),
      },
    ]);
  });

  it('is drawn from its data where there is no renderer', async () => {
    await restart({ draw: ({ data }) => Promise.resolve(new TextEncoder().encode(`drawn ${data.panelTitle}`)) });
    grafana.isRendererAvailable = false;
    expect((await capture()).pictures).toMatchObject([
      { state: 'drawn', why: 'Drawn from the panel’s data, because Grafana has no image renderer', sizeBytes: 9 },
    ]);
    expect(grafana.rendered).toEqual([]);
  });
});

describe('data that cannot be kept', () => {
  it.each<[string, object, RegExp]>([
    [
      'another kind of datasource',
      { targets: [{ datasource: { uid: 'prom' } }] },
      /“Metrics” is of the kind prometheus/,
    ],
    ['Flux', { targets: [{ datasource: { uid: 'flux' } }] }, /asked in Flux/],
    ['a datasource that is gone', { targets: [{ datasource: { uid: 'x' } }] }, /not known to Grafana/],
    ['a library panel', { targets: [], libraryPanel: { uid: 'x' } }, /library of panels/],
    ['a format', { targets: [{ refId: 'A', query: '${runId:date}' }] }, /as “date”/],
  ])('(%s) says why, and the picture is there', async (_what, more, why) => {
    grafana.dashboards.set('live', { ...DASHBOARD, panels: [panel(1, 'p95', more)] });
    const { pictures } = await capture();
    expect(pictures).toMatchObject([
      { state: 'captured', hasData: false, whyNoData: expect.stringMatching(why), figures: [] },
    ]);
  });

  it('because the query is wrong has InfluxDB’s words', async () => {
    grafana.answers.set(P95_OF_RUN, { status: 400, error: 'InfluxDB returned error: found EOF' });
    const { pictures } = await capture();
    expect(pictures).toMatchObject([{ whyNoData: expect.stringContaining('found EOF') }]);
  });
});

describe('a capture again', () => {
  it('takes the place of the one before; one that fails does not', async () => {
    await capture();
    const before = sidecar.service.ofRuns([1])[0]?.imagePath ?? '';
    grafana.mishaps.push('limit', 'limit', 'limit');
    expect(sidecar.service.captureAgain({ testRunId: 1 })).toMatchObject({ isRunning: true });
    await sidecar.service.ofEndedRun(1);
    expect(sidecar.service.progress(1).pictures).toMatchObject([{ id: 1, state: 'captured' }]);
    sidecar.service.captureAgain({ testRunId: 1, presetIds: [1] });
    await sidecar.service.ofEndedRun(1);
    expect(sidecar.service.progress(1).pictures).toMatchObject([{ id: 3, state: 'captured' }]);
    expect(existsSync(sidecar.files.absolute(before))).toBe(true);
  });

  it('of what no preset fits, or without a token, is refused', async () => {
    addRun();
    expect(() => sidecar.service.captureAgain({ testRunId: 1 })).toThrow('no preset');
    await restart({}, { GRAFANA_API_TOKEN: '' });
    expect(() => sidecar.service.captureAgain({ testRunId: 1 })).toThrow('service account token');
  });
});

describe('a sidecar that ends in the middle', () => {
  it('has the pictures after its next start', async () => {
    const runId = addRun();
    sidecar.pictures.createPreset({ ...PRESET, panelIds: [] });
    void sidecar.service.ofEndedRun(runId);
    await restart();
    expect(sidecar.service.progress(runId).pictures.some(({ state }) => state === 'waiting')).toBe(true);
    sidecar.service.resume();
    await sidecar.service.ofEndedRun(runId);
    expect(sidecar.service.progress(runId).pictures).toMatchObject([
      { panelTitle: 'p95', state: 'captured' },
      { panelTitle: 'Throughput', state: 'captured' },
    ]);
  });

  it('keeps no report waiting for ever', async () => {
    await restart({ reportLimitMs: 5, waitsMs: [60_000] });
    const { pictures } = await capture({}, 'limit');
    expect(pictures).toMatchObject([{ state: 'waiting' }]);
    expect(sidecar.service.ofRuns([1])).toMatchObject([{ why: expect.stringContaining('still being captured') }]);
  });
});
