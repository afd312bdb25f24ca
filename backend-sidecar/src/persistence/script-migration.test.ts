import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { openDatabase } from './database.ts';
import { RunStore } from './run-store.ts';
import { ScenarioStore } from './scenario-store.ts';
import { ScriptStore } from './script-store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perftest-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The migrations as they were when a script was one file. */
function firstMigrations(): string {
  const older = join(folder, 'migrations');
  cpSync(MIGRATIONS, older, { recursive: true });
  const path = join(older, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: Array<{ idx: number }> };
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.filter(({ idx }) => idx < 1) }));
  return older;
}

const GROUPS = JSON.stringify([{ name: 'Users', kind: 'ThreadGroup', isEnabled: true, users: '5' }]);
const CONFIG = JSON.stringify({
  ...{ version: 1, enabledThreadGroups: ['Users'], minimumSamples: 7, properties: { host: 'h' }, slos: [] },
  keyLabels: null,
});

/** Two scripts, a scenario with the second one, and a run of each. */
function addOldScripts(path: string): void {
  const db = new Sqlite(path);
  db.exec(`
    INSERT INTO environments (id, name, properties) VALUES (1, 'e', '{}');
    INSERT INTO test_types (id, name, display_name) VALUES (1, 't', 't');
    INSERT INTO versions (id, version) VALUES (1, '1');
    INSERT INTO jmx_scripts (id, name, description, file_path, file_name, file_size, checksum, is_default, scenario_id,
      thread_groups, uploaded_by, uploaded_at_ms) VALUES
      (3, 'first', 'd', 'jmeter-scripts/uploads/aa/a b.jmx', 'a b.jmx', 11, 'sumA', 0, NULL, '${GROUPS}', 'zoe', 100),
      (4, 'second', '', 'jmeter-scripts/uploads/bb/b.jmx', 'b.jmx', 12, 'sumB', 1, 1, '[]', 'ann', 200);
    INSERT INTO scenarios (id, name, display_name, test_type, environment_id, default_jmx_script_id, config)
      VALUES (1, 's', 's', 'standalone', 1, 4, '${CONFIG}');
    INSERT INTO batches (id, name, version_id, findings, created_by) VALUES (1, 'b', 1, '[]', 'zoe')`);
  const insert = db.prepare(
    `INSERT INTO test_runs (id, scenario_id, test_type_id, version_id, environment_id, jmx_script_id, batch_id, runner_type,
       generator, user_count, duration_seconds, ramp_up_seconds, cooldown_seconds, properties, warnings, status, created_by)
     VALUES (?, 1, 1, 1, 1, ?, 1, 'local', 'local', 1, 1, 0, 0, '{}', '[]', 'completed', 'zoe')`
  );
  insert.run(1, 4);
  insert.run(2, 3);
  db.close();
}

it('scripts of the first database become revisions of themselves, and its runs keep theirs', () => {
  const path = join(folder, 'perf-test.db');
  openDatabase({ path, migrationsDirectory: firstMigrations(), nowMs: 1 }).close();
  addOldScripts(path);
  const { db, close } = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 2 });
  try {
    const [scripts, runs] = [new ScriptStore(db), new RunStore(db)];
    expect(scripts.get(3)).toMatchObject({
      ...{ name: 'first', description: 'd', isDefault: false, scenarioId: null, revisionNumber: 1 },
      ...{ fileName: 'a b.jmx', sizeBytes: 11, checksumSha256: 'sumA', uploadedBy: 'zoe', uploadedAtMs: 100 },
      files: [{ name: 'a b.jmx', kind: 'plan', sizeBytes: 11, checksumSha256: 'sumA' }],
      threadGroups: [{ name: 'Users', kind: 'ThreadGroup', isEnabled: true, users: '5' }],
    });
    expect(scripts.revision(3)).toMatchObject({ directory: 'jmeter-scripts/uploads/aa', inventory: null, comment: '' });
    expect(scripts.get(4)).toMatchObject({ isDefault: true, scenarioId: 1, scenarioNames: ['s'] });
    for (const [runId, scriptId] of [
      [1, 4],
      [2, 3],
    ] as const) {
      expect(runs.get(runId)).toMatchObject({ scriptId, revisionId: scripts.revision(scriptId).id });
      expect(scripts.revisions(scriptId).map(({ runCount }) => runCount)).toEqual([1]);
    }
    expect(new ScenarioStore(db).get(1)).toMatchObject({
      scriptId: 4,
      enabledThreadGroups: ['Users'],
      minimumSamples: 7,
    });
    expect(() => scripts.delete(3)).toThrow(/script first/);
  } finally {
    close();
  }
});
