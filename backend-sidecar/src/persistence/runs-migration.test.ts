import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { openDatabase } from './database.ts';
import { MIGRATIONS, olderMigrations, REFERRED_TO } from './migration-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perftest-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ADD_RUN = `INSERT INTO test_runs (id, scenario_id, test_type_id, version_id, environment_id, jmx_script_id,
  script_revision_id, runner_type, generator, user_count, duration_seconds, ramp_up_seconds, cooldown_seconds, properties,
  warnings, created_by) VALUES (?, 1, 1, 1, 1, 1, 1, 'local', 'local', 1, 1, 0, 0, '{}', '[]', 'zoe')`;

/** Two runs with what hangs on them, of which the second was deleted. */
function addOldRuns(path: string): void {
  const db = new Sqlite(path);
  db.exec(REFERRED_TO);
  for (const id of [1, 2]) {
    db.prepare(ADD_RUN).run(id);
    db.prepare(
      "INSERT INTO run_stages (test_run_id, name, status, started_at_ms) VALUES (?, 'prepare', 'done', 5)"
    ).run(id);
    db.prepare("INSERT INTO run_timelines (test_run_id, points) VALUES (?, '[]')").run(id);
  }
  db.pragma('foreign_keys = ON');
  db.exec('DELETE FROM test_runs WHERE id = 2');
  db.close();
}

it('what hangs on a run stays when the table of runs is made anew, and no id is given again', () => {
  const path = join(folder, 'perf-test.db');
  openDatabase({ path, migrationsDirectory: olderMigrations(folder, 6), nowMs: 1 }).close();
  addOldRuns(path);
  openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 2 }).close();
  const db = new Sqlite(path);
  try {
    const [run, stages, timelines] = ['test_runs', 'run_stages', 'run_timelines'].map((table) =>
      db.prepare(`SELECT * FROM ${table}`).all()
    );
    expect(run).toEqual([
      expect.objectContaining({
        id: 1,
        jmx_script_id: 1,
        decision: 'none',
        imported_from: null,
        fingerprint_hash: null,
      }),
    ]);
    expect([stages?.length, timelines?.length]).toEqual([1, 1]);
    db.prepare(ADD_RUN).run(null);
    expect(db.prepare('SELECT max(id) AS id FROM test_runs').get()).toEqual({ id: 3 });
    db.pragma('foreign_keys = ON');
    db.exec('DELETE FROM test_runs WHERE id = 1');
    expect(db.prepare('SELECT count(*) AS n FROM run_stages').get()).toEqual({ n: 0 });
  } finally {
    db.close();
  }
});
