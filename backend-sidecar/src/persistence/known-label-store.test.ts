import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { PlanInventory } from '../scripts/plan-inventory.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { KnownLabelStore } from './known-label-store.ts';
import * as schema from './schema.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let directory: string;
let opened: OpenDatabase;
let labels: KnownLabelStore;
let revisionId: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perftest-labels-'));
  opened = openDatabase({ path: join(directory, 'x.db'), migrationsDirectory: MIGRATIONS, nowMs: 1 });
  labels = new KnownLabelStore(opened.db);
  const { db } = opened;
  db.insert(schema.environments).values({ name: 'e', properties: {} }).run();
  db.insert(schema.testTypes).values({ name: 'load', displayName: 'Load' }).run();
  db.insert(schema.versions).values({ version: '1.0' }).run();
  db.insert(schema.jmxScripts).values({ name: 's' }).run();
  revisionId = addRevision(1, ['Old']);
  const config = {} as (typeof schema.scenarios.$inferInsert)['config'];
  const scenario = { displayName: 'x', testType: 'standalone' as const, environmentId: 1, config };
  db.insert(schema.scenarios)
    .values(['a', 'b'].map((name) => ({ ...scenario, name })))
    .run();
});
afterEach(() => {
  opened.close();
  rmSync(directory, { recursive: true });
});

function addRevision(number: number, names: string[] | null): number {
  const inventory = names && ({ labels: names.map((label) => ({ label, group: 0 })) } as unknown as PlanInventory);
  const file = { directory: 'd', fileName: 'x.jmx', sizeBytes: 1, checksumSha256: 'x', files: [], threadGroups: [] };
  return opened.db
    .insert(schema.scriptRevisions)
    .values({ scriptId: 1, number, ...file, inventory, uploadedBy: 'x', uploadedAtMs: 1 })
    .returning()
    .get().id;
}

function addRun(label: string, changes: Partial<typeof schema.testRuns.$inferInsert> = {}): void {
  const of = { scenarioId: 1, testTypeId: 1, versionId: 1, environmentId: 1, scriptId: 1, revisionId };
  const load = { userCount: 1, durationSeconds: 1, rampUpSeconds: 0, cooldownSeconds: 0, properties: {} };
  const { id: runId } = opened.db
    .insert(schema.testRuns)
    .values({ ...of, ...load, runnerType: 'local', generator: 'local', warnings: [], createdBy: 'x', ...changes })
    .returning()
    .get();
  const row = { runId, scope: 'run' as const, kind: 'sample' as const, count: 1, errors: 0 };
  opened.db
    .insert(schema.testStatistics)
    .values([
      { ...row, isTotal: true, label: 'Total' },
      { ...row, isTotal: false, label },
      { ...row, isTotal: false, label, kind: 'transaction' },
    ])
    .run();
}

describe('the labels of a script', () => {
  it('are those of its newest revision, each once', () => {
    addRevision(3, ['Login', 'Pay', 'Login']);
    addRevision(2, ['Between']);
    expect(labels.ofScript(1)).toEqual(['Login', 'Pay']);
  });

  it('are none where the plan was not read yet, or there is no such script', () => {
    addRevision(2, null);
    expect([labels.ofScript(1), labels.ofScript(99)]).toEqual([[], []]);
  });
});

describe('the labels of past runs', () => {
  it('are those of the last 20 completed runs of the scenario, without smoke runs and the total', () => {
    addRun('Forgotten', { status: 'completed' });
    for (let index = 0; index < 20; index++) {
      addRun(`Label ${index % 2}`, { status: 'completed' });
    }
    addRun('Failed', { status: 'failed' });
    addRun('Smoke', { status: 'completed', kind: 'smoke' });
    addRun('Other', { status: 'completed', scenarioId: 2 });
    expect(labels.ofPastRuns(1).sort()).toEqual(['Label 0', 'Label 1']);
    expect(labels.ofPastRuns(99)).toEqual([]);
  });
});
