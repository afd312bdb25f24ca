import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import { InfluxDb, type InfluxRow } from '../harness/influx-db.ts';
import { mixedPlan } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

const FOLDER = fileURLToPath(new URL('../../dashboards', import.meta.url));
const DATABASE = 'jmeter';

interface Target {
  refId: string;
  query: string;
}

interface Panel {
  title: string;
  type: string;
  description?: string;
  targets?: Target[];
}

interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
  templating: { list: Array<{ name: string; type: string; query: string }> };
}

const dashboards = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Dashboard);
const panels = dashboards.flatMap(({ uid, panels: all }) => all.map((panel) => ({ uid, panel })));
const queries = panels.flatMap(({ uid, panel }) =>
  (panel.targets ?? []).map(({ refId, query }) => ({ name: `${uid}: ${panel.title} (${refId})`, query }))
);

let folder: string;
let influx: InfluxDb;
let bed: TestBed;
let run: Run;
/** Of the result file, counted here and by nobody else. */
let rows: Array<{ label: string; elapsedMs: number; isFailed: boolean; isTransaction: boolean; endMs: number }>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
  influx = await InfluxDb.start({ folder });
  await influx.query(`CREATE DATABASE "${DATABASE}"`);
  bed = await TestBed.open({ INFLUXDB_URL: influx.url, INFLUXDB_DATABASE: DATABASE });
  run = await bed.carryOut({ plan: mixedPlan(), name: 'shop', durationSeconds: 22, userCount: 2 });
  rows = readRows(bed.resultText(run.id));
});

afterAll(async () => {
  await bed?.close();
  await influx?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function readRows(csv: string): typeof rows {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    // No field but the message of a transaction holds a comma.
    const isTransaction = line.includes('Number of samples in transaction');
    const cells = line.replace(/"[^"]*"/g, '').split(',');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    const elapsedMs = Number(cell('elapsed'));
    return {
      ...{ label: cell('label'), elapsedMs, isTransaction, isFailed: cell('success') !== 'true' },
      endMs: Number(cell('timeStamp')) + elapsedMs,
    };
  });
}

/** As Grafana fills in a query; the time is the whole of the run. */
function filledIn(query: string, runId = String(run.id)): string {
  const fromMs = (run.startedAtMs ?? 0) - 60_000;
  const toMs = (run.completedAtMs ?? 0) + 60_000;
  return (
    query
      .replaceAll('$timeFilter', `time >= ${fromMs}ms AND time <= ${toMs}ms`)
      .replaceAll('$__interval_ms', '5000')
      .replaceAll('$__interval', '5s')
      .replaceAll('$runId', runId)
      .replaceAll('$otherRunId', runId)
      .replaceAll('$application', '(shop)')
      .replaceAll('$transaction', '.*')
      // Of the load of this test nothing is a minute old, but the test may be slow.
      .replaceAll('now() - 1m', 'now() - 1h')
  );
}

function ask(query: string): Promise<InfluxRow[]> {
  return influx.query(filledIn(query), DATABASE);
}

/** All rows of a panel's query. */
function answerOf(title: string, refId = 'A', uid = 'perftest-overview'): Promise<InfluxRow[]> {
  const found = panels.find(({ uid: of, panel }) => of === uid && panel.title === title);
  const query = found?.panel.targets?.find((target) => target.refId === refId)?.query;
  expect(query, `${uid}: ${title} (${refId})`).toBeDefined();
  return ask(query ?? '');
}

function sum(answer: readonly InfluxRow[], column: string): number {
  return answer.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}

describe('the dashboards', () => {
  it('ask about what a run of JMeter left in InfluxDB, each query for something that is there', async () => {
    expect(queries.length).toBeGreaterThan(35);
    const empty: string[] = [];
    for (const { name, query } of queries) {
      const answer = await ask(query);
      const hasValue = answer.some((row) =>
        Object.entries(row).some(([key, value]) => key !== 'time' && value !== null)
      );
      if (!hasValue) {
        empty.push(name);
      }
    }
    expect(empty).toEqual([]);
  });

  it('offer the run and what it is made of', async () => {
    const values = new Map<string, unknown[]>();
    for (const { templating } of dashboards) {
      for (const { name, type, query } of templating.list.filter((variable) => variable.type === 'query')) {
        const answer = await ask(query);
        values.set(
          `${type} ${name}`,
          answer.map(({ value }) => value)
        );
      }
    }
    expect(Object.fromEntries(values)).toEqual({
      'query application': ['shop'],
      'query runId': [String(run.id)],
      'query otherRunId': [String(run.id)],
      'query transaction': expect.arrayContaining(['Fine', 'Whole way', 'all', 'internal']),
    });
  });

  it('count samples and errors of samplers as the result file holds them', async () => {
    const samples = rows.filter(({ isTransaction }) => !isTransaction);
    const failed = samples.filter(({ isFailed }) => isFailed);
    expect(rows.length).toBeGreaterThan(samples.length);
    expect(failed.length).toBeGreaterThan(0);
    expect(await answerOf('Samples')).toMatchObject([{ sum: samples.length }]);
    expect(await answerOf('Errors', 'A')).toMatchObject([{ sum: failed.length }]);
    expect(await answerOf('Errors', 'B')).toMatchObject([{ sum: samples.length }]);
    expect(await answerOf('Runs in this time range', 'D')).toMatchObject([{ Samples: samples.length }]);
    expect(await answerOf('Runs in this time range', 'E')).toMatchObject([{ Errors: failed.length }]);
    expect(await answerOf('Slowest')).toMatchObject([{ max: Math.max(...rows.map(({ elapsedMs }) => elapsedMs)) }]);
    expect(await answerOf('Most threads')).toMatchObject([{ max: 2 }]);
  });

  it('give rates that add up to the samples, whatever the buckets', async () => {
    const samples = rows.filter(({ isTransaction }) => !isTransaction);
    const failed = samples.filter(({ isFailed }) => isFailed).length;
    expect(5 * sum(await answerOf('Throughput and errors', 'A'), 'sum')).toBeCloseTo(samples.length, 6);
    expect(5 * sum(await answerOf('Throughput and errors', 'B'), 'sum')).toBeCloseTo(failed, 6);
    expect(5 * sum(await answerOf('Throughput', 'A', 'perftest-jmeter-live'), 'sum')).toBeCloseTo(samples.length, 6);
    const byLabel = await answerOf('Throughput by label', 'A', 'perftest-jmeter-live');
    expect(5 * sum(byLabel, 'sum')).toBeCloseTo(rows.length, 6);
    expect(sum(await answerOf('Errors in words', 'A', 'perftest-jmeter-live'), 'Count')).toBe(failed);
  });

  it('say of each label what the result file says', async () => {
    const labels = [...new Set(rows.map(({ label }) => label))].sort();
    const [counts, means, errors] = await Promise.all(['A', 'B', 'C'].map((refId) => answerOf('By label', refId)));
    expect(counts?.map(({ transaction }) => transaction).sort()).toEqual(labels);
    for (const label of labels) {
      const of = rows.filter((row) => row.label === label);
      const times = of.map(({ elapsedMs }) => elapsedMs);
      const failed = of.filter(({ isFailed }) => isFailed).length;
      const its = (answer: readonly InfluxRow[] = []) => answer.find(({ transaction }) => transaction === label);
      expect(its(counts)).toMatchObject({ Count: of.length, Min: Math.min(...times), Max: Math.max(...times) });
      expect(its(means)?.Mean).toBeCloseTo(times.reduce((total, ms) => total + ms, 0) / of.length, 6);
      expect(its(errors)?.Errors).toBe(failed === 0 ? undefined : failed);
    }
  });

  it('lay runs over each other from their first point, step by step without a gap', async () => {
    const answer = await answerOf('Throughput', 'A', 'perftest-overview');
    expect(answer.length).toBeGreaterThan(2);
    const aligned = panels.find(({ uid, panel }) => uid === 'perftest-overview' && panel.type === 'trend')?.panel;
    const steps = await ask(aligned?.targets?.[0]?.query ?? '');
    const times = steps.map(({ time }) => Number(time));
    expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual(times.slice(1).map(() => 10_000));
    expect(times.length).toBeGreaterThanOrEqual(3);
  });

  it('can be told apart, explain each panel, and take their datasource from a variable', () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    for (const { panel } of panels.filter(({ panel: { type } }) => type !== 'row')) {
      expect(panel.description, panel.title).toMatch(/\w{3}/);
    }
    const text = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));
    expect(text.join('')).not.toMatch(/"uid": "(?!\$\{datasource\}|-- Grafana --|perftest-)/);
    // Grafana escapes what stands between two slashes of a line: a rate must not share one with an expression.
    for (const { name, query } of queries) {
      const divided = query.split('\n').filter((line) => /\/ \$__interval_ms/.test(line));
      expect(
        divided.filter((line) => (line.match(/\//g) ?? []).length > 1),
        name
      ).toEqual([]);
    }
  });

  it('are shipped with the plugin under the names that they have', () => {
    const { includes } = JSON.parse(readFileSync(join(FOLDER, '../plugin.json'), 'utf8')) as {
      includes: Array<{ type: string; name: string; path: string; uid?: string }>;
    };
    const shipped = includes.filter(({ type }) => type === 'dashboard');
    const stored = shipped.map(({ path }) => JSON.parse(readFileSync(join(FOLDER, '..', path), 'utf8')) as Dashboard);
    expect(stored.map(({ uid, title }) => [uid, title])).toEqual(shipped.map(({ uid, name }) => [uid, name]));
    expect(shipped).toHaveLength(dashboards.length);
  });
});
