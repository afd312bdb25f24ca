import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { judgeRun } from '../comparison/judge-run.ts';
import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import { worstChange } from '../comparison/worst-change.ts';
import type { Verdict } from '../contract/verdict.ts';
import { openDatabase } from './database.ts';
import { RunStore } from './run-store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perftest-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The migrations as they were before verdicts had a table of their own. */
function olderMigrations(): string {
  const older = join(folder, 'migrations');
  cpSync(MIGRATIONS, older, { recursive: true });
  const path = join(older, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: Array<{ idx: number }> };
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.filter(({ idx }) => idx < 3) }));
  return older;
}

function verdict(): Verdict {
  const rows = (factor: number) =>
    ['Home', 'Search', 'Pay'].map((label, index) =>
      statisticsRow({
        label,
        p90Ms: 100 + index * 40 * factor,
        meanMs: 90 + index * 30 * factor,
        errors: index * factor,
      })
    );
  return judgeRun({
    current: { total: statisticsRow(), rows: rows(3) },
    reference: {
      reference: {
        ...{ kind: 'run', source: 'chosen', runId: 1, baselineId: null },
        ...{ name: 'run 1', versionName: '1', confidence: 'low' },
      },
      rows: rows(1),
    },
    slos: [],
    keyLabels: ['Search', 'Pay'],
    failSeverity: 'major',
    evidence: {
      ...{ sampleCount: 1, minimumSamples: 5, loadDurationMs: 1, plannedDurationMs: 1 },
      ...{ minimumDurationRatio: 0, wasStoppedEarly: false },
    },
    judgedAtMs: 7,
  });
}

/** One run with a verdict and one without, as an older sidecar kept them. */
function addOldRuns(path: string, judged: Verdict): void {
  const db = new Sqlite(path);
  db.exec(`
    INSERT INTO environments (id, name, properties) VALUES (1, 'e', '{}');
    INSERT INTO test_types (id, name, display_name) VALUES (1, 't', 't');
    INSERT INTO versions (id, version) VALUES (1, '1');
    INSERT INTO jmx_scripts (id, name) VALUES (1, 'j');
    INSERT INTO script_revisions (id, jmx_script_id, number, directory, file_name, file_size, checksum, files,
      thread_groups, uploaded_by, uploaded_at_ms) VALUES (1, 1, 1, '', '', 1, '', '[]', '[]', '', 1);
    INSERT INTO scenarios (id, name, display_name, test_type, environment_id, config) VALUES (1, 's', 's', 'standalone', 1, '{}');
    INSERT INTO batches (id, name, version_id, findings, created_by) VALUES (1, 'b', 1, '[]', 'zoe')`);
  const insert = db.prepare(
    `INSERT INTO test_runs (id, scenario_id, test_type_id, version_id, environment_id, jmx_script_id, script_revision_id,
       batch_id, runner_type, generator, user_count, duration_seconds, ramp_up_seconds, cooldown_seconds, properties,
       warnings, status, outcome, verdict, created_by)
     VALUES (?, 1, 1, 1, 1, 1, 1, 1, 'local', 'local', 1, 1, 0, 0, '{}', '[]', ?, ?, ?, 'zoe')`
  );
  insert.run(1, 'completed', judged.outcome, JSON.stringify(judged));
  insert.run(2, 'failed', null, null);
  db.close();
}

it('a verdict of an older database moves to its own table, with what lists and batches show of it', () => {
  const path = join(folder, 'perf-test.db');
  openDatabase({ path, migrationsDirectory: olderMigrations(), nowMs: 1 }).close();
  const judged = verdict();
  addOldRuns(path, judged);
  const { db, close } = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 2 });
  try {
    const runs = new RunStore(db);
    expect(runs.get(1)).toMatchObject({
      outcome: judged.outcome,
      verdictSentence: judged.sentence,
      isValid: judged.validity.isValid,
    });
    expect(judged.validity.isValid).toBe(false);
    expect(runs.verdict(1)).toEqual(judged);
    expect(worstChange(judged.comparisons)).not.toBeNull();
    expect([...runs.findingsOfBatch(1).values()]).toEqual([
      { runId: 1, reasons: judged.reasons, worstChange: worstChange(judged.comparisons) },
    ]);
    expect(runs.get(2)).toMatchObject({ verdictSentence: null, isValid: null });
    expect(runs.verdict(2)).toBeNull();
  } finally {
    close();
  }
});
