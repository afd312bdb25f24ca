import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import type { Comparison } from '../contract/analysis.ts';
import type { Publication, PublishPreview, PublishTemplate } from '../contract/publishing.ts';
import type { Baseline, Report } from '../contract/reports.ts';
import type { RunStatistics, StatisticsRow } from '../contract/statistics.ts';
import { ConfluenceDouble, TOKEN, USERNAME } from '../integrations/confluence/confluence-fixture.ts';
import type { ConfluenceKind } from '../integrations/confluence/confluence-http.ts';
import { elementsIn, findAll, readStorage, shownText } from '../integrations/confluence/storage-tree-fixture.ts';
import { CompletedRuns } from '../persistence/completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from '../persistence/database.ts';
import { BLOCK_VARIABLES, TEXT_VARIABLES } from '../reports/confluence/template.ts';
import { unzip } from '../reports/excel/read-xlsx-independently.ts';
import { NASTY_NAMES } from '../reports/model/comparison-fixture.ts';
import { apiUnderTest, MIGRATIONS, type ApiUnderTest } from './api-fixture.ts';

const GRAFANA_TOKEN = 'glsa_of-the-tests_0123456789';
/** As they are, and as the Cloud is sent them. */
const CANARIES = [TOKEN, Buffer.from(`${USERNAME}:${TOKEN}`).toString('base64'), GRAFANA_TOKEN];

const KINDS: ConfluenceKind[] = ['cloud', 'data center'];
/** The text is the same for both kinds: all of it is compared once. */
const COUNTS: Readonly<Record<ConfluenceKind, number[]>> = { cloud: [1, 40, 300], 'data center': [1, 40] };

describe.each(KINDS)('publishing to Confluence %s by the routes', (kind) => {
  let double: ConfluenceDouble;
  let api: ApiUnderTest;
  let database: OpenDatabase;
  let completed: CompletedRuns;
  /** By the number of labels: the older run first. */
  const runs = new Map<number, { ids: [number, number]; versions: [string, string] }>();

  beforeAll(async () => {
    double = await ConfluenceDouble.start(kind);
    api = await apiUnderTest({
      ...{ CONFLUENCE_URL: double.url, CONFLUENCE_KIND: kind, CONFLUENCE_API_TOKEN: TOKEN },
      ...{
        GRAFANA_API_TOKEN: GRAFANA_TOKEN,
        CONFLUENCE_USERNAME: double.target.username ?? '',
        CONFLUENCE_SPACE_KEY: 'PERF',
      },
    });
    const path = join(api.dataDirectory, 'db', 'perf-test.db');
    database = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 0 });
    completed = new CompletedRuns(database.db, {});
    for (const count of COUNTS[kind]) {
      const versions = [`1.${count}.0`, `1.${count}.1`] satisfies [string, string];
      const [older, newer] = [rowsOf(count, 1), rowsOf(count, 1.31)];
      runs.set(count, {
        versions,
        ids: [
          completed.add({ version: versions[0], rows: older }),
          completed.add({ version: versions[1], rows: newer }),
        ],
      });
    }
  });
  afterAll(async () => {
    database.close();
    await api.close();
    await double.close();
  });

  const get = async <T>(url: string) => (await api.ask('Viewer', 'GET', url)).json<T>();
  const report = async (body: object): Promise<number> => {
    const { id } = (await api.ask('Editor', 'POST', '/api/reports/generate', body)).json<Report>();
    await vi.waitFor(async () => expect((await get<Report>(`/api/reports/${id}`)).status).toBe('ready'), {
      timeout: 30_000,
      interval: 50,
    });
    return id;
  };
  const single = () => report({ type: 'single', testRunId: runs.get(1)?.ids[1] });
  const status = (id: number) => get<Publication>(`/api/confluence/status/${id}`);
  const publish = async (id: number, body: object = {}): Promise<Publication> => {
    const answer = await api.ask('Editor', 'POST', `/api/confluence/publish/${id}`, body);
    expect([answer.statusCode, answer.body]).toEqual([202, expect.any(String)]);
    return vi.waitFor(
      async () => {
        const now = await status(id);
        expect(['published', 'failed']).toContain(now.state);
        return now;
      },
      { timeout: 20_000, interval: 10 }
    );
  };
  const pageOf = ({ pageId }: Publication) => double.wiki.page(pageId ?? '');
  const preview = async (id: number, body: object = {}) =>
    (await api.ask('Editor', 'POST', `/api/confluence/preview/${id}`, body)).json<PublishPreview>();

  describe.each(COUNTS[kind])('with %i labels', (count) => {
    const given = () => {
      const found = runs.get(count);
      if (found === undefined) {
        throw new Error('The test has no such runs');
      }
      return found;
    };

    it('has every figure of a single report as the API has it', async () => {
      const { ids } = given();
      const page = pageOf(await publish(await report({ type: 'single', testRunId: ids[1] })));
      const statistics = await get<RunStatistics>(`/api/tests/${ids[1]}/statistics?scope=window`);
      const table = tableWith(page.storage, 'Samples');
      expect(table.slice(1).sort(byLabel)).toEqual(statistics.rows.map(asShown).sort(byLabel));
      expect(table[0]).toEqual({ ...asShown(statistics.total), Label: 'All samples' });
    });

    it('has every figure of a comparison, and beside a baseline, as the API has it', async () => {
      const { ids, versions } = given();
      const versionIds = [completed.versionId(versions[1]), completed.versionId(versions[0])];
      const made = await api.ask('Editor', 'POST', '/api/baselines', { name: `b${count}`, sourceTestRunId: ids[0] });
      const baselineId = made.json<Baseline>().id;
      const compared = await get<Comparison>(`/api/compare?runIds=${ids[0]},${ids[1]}`);
      for (const body of [
        { type: 'comparison', versionIds },
        { type: 'baseline', testRunId: ids[1], baselineId },
      ]) {
        const { storage } = pageOf(await publish(await report(body)));
        const expected = compared.labels.map(({ label, kind: of, metrics }) => ({
          ...{ Label: of === 'sample' ? label : `${label} (${of})` },
          ...{ [versions[0]]: milliseconds(metrics.p90Ms.values[0]) },
          [versions[1]]: `${milliseconds(metrics.p90Ms.values[1])} (${percent(metrics.p90Ms.changeRatios[1])})`,
        }));
        const shown = tableWith(storage, 'Last against first').map(({ 'Last against first': _state, ...row }) => row);
        expect(shown.sort(byLabel)).toEqual(expected.sort(byLabel));
      }
    });
  });

  it('says who publishes what where, and lets no Viewer', async () => {
    const id = await single();
    expect((await api.ask('Viewer', 'POST', `/api/confluence/publish/${id}`, {})).statusCode).toBe(403);
    const spaces = (await api.ask('Editor', 'GET', '/api/confluence/spaces')).json<Array<{ key: string }>>();
    expect(spaces.map(({ key }) => key)).toEqual(['PERF', 'TEAM']);
    const before = await preview(id, { versionNote: 'x' });
    expect(before).toMatchObject({ spaceKey: 'PERF', pageId: null, problems: [] });
    expect(before.attachments.map(({ fileName }) => fileName)).toEqual([`report-${id}.xlsx`, `report-${id}.html`]);
    const published = await publish(id, { versionNote: 'Release night' });
    const page = pageOf(published);
    expect(published).toMatchObject({ title: before.title, url: expect.stringContaining(page.id), attachmentsDone: 2 });
    expect(page).toMatchObject({ spaceKey: 'PERF', message: expect.stringMatching(/^Release night · [0-9a-f]{12}$/) });
    expect([...page.labels].sort()).toEqual([...before.labels].sort());
    expect(shownText(readStorage(page.storage))).toContain(shownText(readStorage(before.storage)));
    const { artefacts, confluenceUrl } = await get<Report>(`/api/reports/${id}`);
    expect(confluenceUrl).toBe(published.url);
    expect(artefacts).toContainEqual(expect.objectContaining({ kind: 'confluence', state: 'ready' }));
    expect(await preview(id)).toMatchObject({ pageId: page.id, problems: [] });
  });

  it('updates its own section alone, wherever the page has been moved and however it is called', async () => {
    const id = await single();
    const first = pageOf(await publish(id));
    double.wiki.edit(first.id, (storage) => `<h1>Ours &mdash; kept</h1>${storage}<p>Below</p>`, 'Called otherwise');
    first.parentId = '77';
    const again = await publish(id);
    expect(again).toMatchObject({ state: 'published', pageId: first.id, title: 'Called otherwise' });
    expect(first).toMatchObject({ title: 'Called otherwise', parentId: '77', version: 4 });
    expect(first.storage).toMatch(/^<h1>Ours &mdash; kept<\/h1>.*<p>Below<\/p>$/s);
    first.status = 'trashed';
    const anew = await publish(id);
    expect(anew.state).toBe('published');
    expect(anew.pageId).not.toBe(first.id);
    expect(double.wiki.filesOf(anew.pageId ?? '')).toHaveLength(2);
  });

  it('says that a title is taken, and publishes under another', async () => {
    const id = await single();
    const { title } = await preview(id);
    const other = double.wiki.create({ spaceKey: 'PERF', parentId: null, title, storage: '<p>Somebody’s</p>' });
    expect((await preview(id)).problems).toEqual([expect.stringContaining('without the marks')]);
    expect(await publish(id)).toMatchObject({ state: 'failed', error: expect.stringContaining('another page') });
    expect(other.storage).toBe('<p>Somebody’s</p>');
    expect(await publish(id, { title: 'Free 🚀 <title>' })).toMatchObject({
      state: 'published',
      title: 'Free 🚀 <title>',
    });
  });

  it.each([
    ['a space', { spaceKey: 'NONE' }, /no space NONE/],
    ['a parent', { parentPageId: '999999' }, /no page 999999/],
  ])('says that %s is missing, before and after', async (_what, place, why) => {
    const id = await single();
    expect((await preview(id, place)).problems.join()).toMatch(why);
    expect(await publish(id, place)).toMatchObject({ state: 'failed', pageId: null, error: expect.any(String) });
    // Publishing it elsewhere is then free.
    expect(await publish(id, { spaceKey: 'TEAM', parentPageId: undefined })).toMatchObject({ spaceKey: 'TEAM' });
  });

  it('fills every variable of a template, and refuses one that is wrong', async () => {
    const path = '/api/confluence/templates';
    const texts = Object.keys(TEXT_VARIABLES).map((name) => `<li>${name}: {{${name}}}</li>`);
    const body = `<h1>All</h1><ul>${texts.join('')}</ul>${Object.keys(BLOCK_VARIABLES)
      .map((name) => `{{${name}}}`)
      .join('')}`;
    const template = { name: `all ${kind}`, title: '{{outcome}} <{{version}}> & {{reportId}}', body, isDefault: false };
    const wrong = await api.ask('Admin', 'POST', path, { ...template, body: '<p>{{nothing}}' });
    expect([wrong.statusCode, wrong.body]).toEqual([400, expect.stringContaining('no variable {{nothing}}')]);
    const { id: templateId } = (await api.ask('Admin', 'POST', path, template)).json<PublishTemplate>();
    const id = await report({ type: 'single', testRunId: runs.get(40)?.ids[1] });
    const published = await publish(id, { templateId });
    expect(published).toMatchObject({ state: 'published', title: `Passed <1.40.1> & ${id}` });
    const text = shownText(readStorage(pageOf(published).storage));
    // A label may be called like a variable: it is not filled in.
    expect(NASTY_NAMES.reduce((left, name) => left.replaceAll(name, ''), text)).not.toMatch(/\{\{|\}\}/);
    expect(text).toContain(`reportId: ${id}`);
    expect(NASTY_NAMES.filter((name) => !text.includes(name))).toEqual([]);
  });

  it('left a token in no file, page or answer', async () => {
    const id = await single();
    const { pageId } = await publish(id);
    const { ids } = runs.get(1) ?? { ids: [] };
    const paths = ['settings', 'audit', 'audit/export', `confluence/status/${id}`, 'reports', `tests/${ids[1]}`];
    const files = ['excel', 'html', 'evidence'].map((kind) => `reports/${id}/download/${kind}`);
    const given = await Promise.all(
      [...paths, ...files].map(async (path) => {
        const { statusCode, rawPayload } = await api.ask('Admin', 'GET', `/api/${path}`);
        expect([path, statusCode]).toEqual([path, 200]);
        return { name: path, bytes: rawPayload };
      })
    );
    const attached = double.wiki
      .filesOf(pageId ?? '')
      .map(({ fileName, content }) => ({ name: fileName, bytes: content }));
    const page = { name: 'page', bytes: Buffer.from(double.wiki.page(pageId ?? '').storage) };
    const all = [...given, ...attached, page].flatMap(withParts);
    // What is searched is what was meant: the words of the report are found in it.
    expect(all.filter(({ bytes }) => bytes.includes('workbook.xml')).length).toBeGreaterThan(0);
    const holding = all.filter(({ bytes }) => CANARIES.some((canary) => bytes.includes(canary)));
    expect(holding.map(({ name }) => name)).toEqual([]);
  });

  it('asked for nothing that is not described, and told nobody its token', () => {
    expect(double.complaints).toEqual([]);
    expect(api.log.filter((line) => CANARIES.some((canary) => line.includes(canary)))).toEqual([]);
  });
});

interface Given {
  name: string;
  bytes: Buffer;
}

/** A zip with all that is packed in it, at any depth. */
function withParts(one: Given): Given[] {
  const isZip = one.bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]));
  const parts = isZip ? [...unzip(one.bytes)] : [];
  return [one, ...parts.flatMap(([name, bytes]) => withParts({ name: `${one.name}/${name}`, bytes }))];
}

function rowsOf(count: number, factor: number): StatisticsRow[] {
  return Array.from({ length: count }, (_, index) =>
    statisticsRow({
      label: NASTY_NAMES[index] ?? `Step ${index}`,
      p90Ms: Math.round((120 + ((index * 37) % 900)) * factor),
      meanMs: 70.25 + index / 3,
      count: 4000 + index * 7,
      errors: index % 4,
      errorRate: (index % 4) / (4000 + index * 7),
    })
  );
}

/** The first table with this header, as people read it. */
function tableWith(storage: string, header: string): Array<Record<string, string>> {
  const tables = findAll(readStorage(storage), 'table').map((table) => findAll(table, 'tr').map(elementsIn));
  const [head = [], ...rows] = tables.find(([first = []]) => first.some((cell) => shownText(cell) === header)) ?? [];
  return rows.map((cells) =>
    Object.fromEntries(cells.map((cell, index) => [shownText(head[index] ?? cell), shownText(cell)]))
  );
}

/** By hand, apart from the product's own formats. */
function asShown(row: StatisticsRow): Record<string, string> {
  return {
    ...{ Label: row.label, Samples: grouped(row.count, 0), Errors: `${fixed(100 * (row.errorRate ?? 0), 2)}\u00a0%` },
    ...{ Mean: `${fixed(row.meanMs ?? 0, 1)}\u00a0ms`, p90: milliseconds(row.p90Ms), p95: milliseconds(row.p95Ms) },
    ...{
      p99: milliseconds(row.p99Ms),
      Throughput: row.throughputPerSec === null ? '–' : `${fixed(row.throughputPerSec, 2)}\u00a0/s`,
    },
    ...{ 'p90 before': '–', Change: '–', State: '–' },
  };
}

function milliseconds(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${grouped(value, 0)}\u00a0ms`;
}

function percent(ratio: number | null | undefined): string {
  const value = fixed(100 * (ratio ?? 0), 1);
  return `${(ratio ?? 0) > 0 ? '+' : ''}${value}\u00a0%`;
}

function fixed(value: number, decimals: number): string {
  return grouped(Math.round(Number((value * 10 ** decimals).toPrecision(15))) / 10 ** decimals, decimals);
}

function grouped(value: number, decimals: number): string {
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return format.format(value).replaceAll(',', '\u00a0');
}

function byLabel(one: Record<string, string>, other: Record<string, string>): number {
  return (one.Label ?? '') < (other.Label ?? '') ? -1 : 1;
}
