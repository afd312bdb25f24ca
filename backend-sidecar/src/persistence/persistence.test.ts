import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Sqlite from 'better-sqlite3';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AppError } from '../kernel/errors.ts';
import { ScriptStore } from './script-store.ts';
import { SecretBox } from '../kernel/secret-box.ts';
import type { FinalResult } from '../results/result-follower.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { EnvironmentStore } from './environment-store.ts';
import { ResultStore } from './result-store.ts';
import { RunStore, type NewRun } from './run-store.ts';
import * as schema from './schema.ts';
import type { ScenarioConfig } from './stored-json.ts';
import { TestTypeStore } from './test-type-store.ts';
import { VersionStore } from './version-store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let directory: string;
let path: string;
const open: OpenDatabase[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perftest-db-'));
  path = join(directory, 'perf-test.db');
});
afterEach(() => {
  open.splice(0).forEach(({ close }) => close());
  rmSync(directory, { recursive: true });
});

function opened(migrationsDirectory = MIGRATIONS, at = path): OpenDatabase {
  const database = openDatabase({ path: at, migrationsDirectory, nowMs: 1_700_000_000_000 });
  open.push(database);
  return database;
}

const reopen = (migrations?: string) => {
  open.splice(0).forEach(({ close }) => close());
  return opened(migrations);
};

function tables(): string[] {
  const sqlite = new Sqlite(path, { readonly: true });
  const rows = sqlite.prepare("select name from sqlite_master where type = 'table'").all() as Array<{ name: string }>;
  sqlite.close();
  return rows.map(({ name }) => name);
}

describe('the database', () => {
  it('has every table of the plan and what the domain adds', () => {
    opened();
    const ofThePlan = [
      ...['test_types', 'scenarios', 'jmx_scripts', 'versions', 'test_runs', 'test_statistics', 'baselines', 'reports'],
      ...['grafana_snapshots', 'schedules', 'settings'],
    ];
    const added = ['environments', 'batches', 'run_stages', 'run_distributions', 'audit_log'];
    expect(tables()).toEqual(expect.arrayContaining([...ofThePlan, ...added]));
  });

  it('is not changed by being opened again, and keeps its data', () => {
    new VersionStore(opened().db).create({ version: '1.0' });
    const again = reopen();
    expect([again.copyPath, new VersionStore(again.db).list({}).totalItems]).toEqual([null, 1]);
    expect(readdirSync(directory).filter((name) => name.includes('before'))).toEqual([]);
  });

  it('is copied beside itself before a new migration runs over its data', () => {
    new VersionStore(opened().db).create({ version: '1.0' });
    const { copyPath } = reopen(withOneMore('ALTER TABLE `versions` ADD `colour` text;'));
    expect(copyPath).toBe(join(directory, 'perf-test.before-9999_more.1700000000000.db'));
    const copy = new Sqlite(String(copyPath), { readonly: true });
    expect(copy.prepare('select version from versions').all()).toEqual([{ version: '1.0' }]);
    expect(copy.prepare("select name from pragma_table_info('versions') where name = 'colour'").all()).toEqual([]);
    copy.close();
  });

  it('is as it was after a migration that fails', () => {
    new VersionStore(opened().db).create({ version: '1.0' });
    const broken = withOneMore('ALTER TABLE `versions` ADD `colour` text;--> statement-breakpoint\nNONSENSE;');
    expect(() => reopen(broken)).toThrow();
    expect(new VersionStore(reopen().db).list({}).totalItems).toBe(1);
    expect(tables()).not.toContain('NONSENSE');
  });

  it('is what the schema says: no migration is missing', async () => {
    const { entries } = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8'));
    const last = String(entries.at(-1).idx).padStart(4, '0');
    const before = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', `${last}_snapshot.json`), 'utf8'));
    expect(await generateSQLiteMigration(before, await generateSQLiteDrizzleJson(schema, before.id))).toEqual([]);
  });
});

/** The migrations, and one more behind them. */
function withOneMore(sql: string): string {
  const folder = join(directory, 'migrations');
  cpSync(MIGRATIONS, folder, { recursive: true });
  const journalPath = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalPath, 'utf8'));
  const { version, when, idx } = journal.entries.at(-1);
  journal.entries.push({ idx: idx + 1, version, when: when + 1, tag: '9999_more', breakpoints: true });
  writeFileSync(journalPath, JSON.stringify(journal));
  writeFileSync(join(folder, '9999_more.sql'), sql);
  return folder;
}

/** One scenario in each of two environments; runs are put straight into the queue. */
function queueOf() {
  const { db } = opened();
  new TestTypeStore(db).addDefaults();
  const version = new VersionStore(db).create({ version: '1.0' });
  const environments = new EnvironmentStore(db, new SecretBox(Buffer.alloc(32, 1)));
  const lanes = [environments.create({ name: 'a' }), environments.create({ name: 'b' })];
  const script = new ScriptStore(db).create(
    { name: 's', description: '', scenarioId: null },
    {
      ...{ directory: 'x', fileName: 'a.jmx', sizeBytes: 1, checksumSha256: '', files: [], threadGroups: [] },
      ...{ uploadedBy: 'x', uploadedAtMs: 0 },
    }
  );
  const config: ScenarioConfig = {
    ...{ version: 2, enabledThreadGroups: null, minimumSamples: 0, properties: {}, slos: [], keyLabels: null },
    ...{ minimumDurationRatio: 0, failSeverity: 'major', excludedLabels: [], labelFoldings: [] },
    ...{ windowTrimStartSeconds: null, windowTrimEndSeconds: 0 },
  };
  const scenarios = lanes.map((lane) =>
    db
      .insert(schema.scenarios)
      .values({
        name: `in ${lane.name}`,
        displayName: 'x',
        testType: 'standalone',
        environmentId: lane.id,
        scriptId: script.id,
        config: { ...config },
      })
      .returning()
      .get()
  );
  const runs = new RunStore(db);
  const add = (lane: 0 | 1, more: Partial<NewRun> = {}) =>
    runs.create({
      scenarioId: scenarios[lane]?.id ?? 0,
      testTypeId: 1,
      versionId: version.id,
      environmentId: lanes[lane]?.id ?? 0,
      scriptId: script.id,
      revisionId: script.revisionId,
      runnerType: 'local',
      generator: 'local',
      userCount: 1,
      durationSeconds: 10,
      rampUpSeconds: 0,
      cooldownSeconds: 60,
      properties: {},
      warnings: [],
      createdBy: 'x',
      status: 'queued',
      queuedAtMs: 1000,
      ...more,
    });
  return { db, runs, environments, lanes: lanes.map(({ id }) => id), add };
}

describe('a database of a newer version', () => {
  it('is refused, and left as it is', () => {
    opened().close();
    open.splice(0);
    const newer = new Sqlite(path);
    newer.prepare("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)").run();
    newer.close();
    const before = readFileSync(path);
    expect(() => opened()).toThrow(/written by a newer version of the sidecar .*before-/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory).filter((name) => name.includes('before'))).toEqual([]);
  });
});

describe('claiming the next run', () => {
  it('goes by the position in the queue', () => {
    const { runs, add } = queueOf();
    const late = add(0, { queuePosition: 3, queuedAtMs: 500, generator: 'x' });
    const second = add(0, { queuePosition: 2 });
    const first = add(0, { queuePosition: 1 });
    expect(runs.waiting().map(({ id }) => id)).toEqual([first.id, second.id, late.id]);
    expect(runs.claimNext(5000)).toMatchObject({ id: first.id, status: 'preparing', startedAtMs: 5000 });
  });

  it('gives a lane one run at a time, and a generator one run across lanes', () => {
    const { runs, add } = queueOf();
    add(0, { generator: 'one' });
    add(0, { generator: 'two' });
    const other = add(1, { generator: 'one' });
    const claimed = runs.claimNext(0);
    expect(runs.claimNext(0)).toBeUndefined();
    runs.moveTo(claimed?.id ?? 0, 'failed');
    runs.change(other.id, { generator: 'three' });
    expect([runs.claimNext(0)?.environmentName, runs.claimNext(0)?.environmentName].sort()).toEqual(['a', 'b']);
  });

  it('lets a lane cool down to the millisecond, and a free lane go first', () => {
    const { runs, environments, lanes, add } = queueOf();
    add(0);
    const free = add(1, { queuedAtMs: 2000 });
    environments.setCooldown(lanes[0] ?? 0, 9000);
    expect(runs.claimNext(8999)?.id).toBe(free.id);
    runs.moveTo(free.id, 'failed');
    expect(runs.claimNext(8999)).toBeUndefined();
    expect(runs.claimNext(9000)?.environmentName).toBe('a');
  });

  it('never gives one run to two', () => {
    const { add } = queueOf();
    add(0);
    const stores = [new RunStore(opened().db), new RunStore(opened().db)];
    const claimed = stores.map((store) => store.claimNext(0)?.id).filter((id) => id !== undefined);
    expect(claimed).toHaveLength(1);
  });
});

describe('a run', () => {
  it('moves only to a state that may follow, and is else left as it is', () => {
    const { runs, add } = queueOf();
    const { id } = add(0);
    expect(() => runs.moveTo(id, 'completed', { comment: 'no' })).toThrow(AppError);
    expect(runs.get(id)).toMatchObject({ status: 'queued', comment: '' });
  });

  it('shows its stages in their order, even within one millisecond', () => {
    const { runs, add } = queueOf();
    const { id } = add(0);
    for (const name of ['prepare', 'execute', 'collect', 'analyze', 'judge', 'report'] as const) {
      runs.beginStage(id, name, 1000);
    }
    expect(runs.stages(id).map(({ name }) => name)).toEqual([
      'prepare',
      'execute',
      'collect',
      'analyze',
      'judge',
      'report',
    ]);
  });
});

const row = (label: string, count: number) => ({
  ...{ label, kind: 'sample' as const, count, errors: 0, errorRate: 0, minMs: 1, maxMs: 9, meanMs: 5, medianMs: 5 },
  ...{ standardDeviationMs: null, p90Ms: 8, p95Ms: 9, p99Ms: 9, throughputPerSec: null, receivedKbPerSec: null },
  ...{ sentKbPerSec: null, firstStartMs: 1, lastEndMs: 2, apdex: 0.5, latencyMeanMs: 4, latencyMaxMs: 8 },
  ...{ connectMeanMs: 1, connectMaxMs: 2, idleMeanMs: null },
});

function result(count: number): FinalResult {
  const bytes = new Uint8Array([1, 2, count]);
  return {
    counts: { rows: count + 3, samples: count, transactions: 1, interrupted: 1, rejected: 1 },
    whole: { total: row('All', count), rows: [row('Total', count)] },
    window: null,
    errors: [
      {
        ...{ label: 'Total', kind: 'sample', responseCode: '500', message: 'no #', example: 'no 1' },
        ...{ count: 1, firstMs: 1, lastMs: 1 },
      },
    ],
    rejected: [{ recordNumber: 4, lineNumber: 6, fileName: 'b.csv', reason: 'columns', text: 'x' }],
    rejectedByReason: { columns: 1 },
    timeline: [],
    notes: ['times are taken for UTC'],
    transactions: { parts: [], unmatchedCount: 0 },
    distributions: [
      {
        label: 'Total',
        kind: 'sample',
        scope: 'run',
        ok: bytes,
        failed: bytes,
        receivedBytes: null,
        sentBytes: null,
        firstStartMs: null,
        lastEndMs: null,
      },
    ],
    slices: [{ label: 'Total', kind: 'sample', encoded: bytes }],
    bytesRead: 10,
  };
}

describe('a result', () => {
  it('that is saved twice replaces the first, keeps null as null, and tells the total from a label "Total"', () => {
    const { db, runs, add } = queueOf();
    const { id } = add(0);
    const results = new ResultStore(db);
    results.save(id, result(7), null);
    results.save(id, result(9), null);
    const statistics = results.statistics(id, 'run');
    expect(statistics).toMatchObject({
      total: { count: 9, throughputPerSec: null },
      rows: [{ label: 'Total', count: 9, standardDeviationMs: null }],
      counts: { rows: 12, samples: 9, transactions: 1, interrupted: 1, rejected: 1 },
    });
    expect([statistics?.errors.length, statistics?.rejected.length]).toEqual([1, 1]);
    expect([...results.slices(id, 'sample', 'Total')]).toEqual([1, 2, 9]);
    expect(results.statistics(id, 'window')).toBeUndefined();
    expect(runs.get(id)).toMatchObject({ totalSamples: 9, throughputPerSec: null, windowFromMs: null });
  });

  it('goes with its run', () => {
    const { db, runs, add } = queueOf();
    const { id } = add(0);
    new ResultStore(db).save(id, result(1), null);
    runs.delete(id);
    expect(db.select().from(schema.runDistributions).all()).toEqual([]);
    expect(db.select().from(schema.testStatistics).all()).toEqual([]);
  });
});

describe('a sealed secret', () => {
  const box = new SecretBox(Buffer.alloc(32, 7));

  it('opens in its place only, with its key only, and unchanged only', () => {
    const sealed = box.seal('tajné 🔑', 'a/1');
    expect(box.open(sealed, 'a/1')).toBe('tajné 🔑');
    expect(box.seal('tajné 🔑', 'a/1')).not.toBe(sealed);
    expect(() => box.open(sealed, 'a/2')).toThrow();
    expect(() => new SecretBox(Buffer.alloc(32, 8)).open(sealed, 'a/1')).toThrow();
    expect(() => box.open('v2.AAAA', 'a/1')).toThrow();
  });

  it('does not open with a shortened tag', () => {
    const empty = Buffer.from(box.seal('', 'a/1').slice(3), 'base64');
    const cut = `v1.${empty.subarray(0, 12 + 4).toString('base64')}`;
    expect(() => box.open(cut, 'a/1')).toThrow();
  });
});
