import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { changedLabels } from '../comparison/changed-labels.ts';
import { judgeRun } from '../comparison/judge-run.ts';
import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import { worstChange } from '../comparison/worst-change.ts';
import type { Verdict } from '../contract/verdict.ts';
import { openDatabase } from './database.ts';
import { MIGRATIONS, olderMigrations, REFERRED_TO } from './migration-fixture.ts';
import { RunStore } from './run-store.ts';
import { runVerdicts } from './schema.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perftest-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function verdict(): Verdict {
  const rows = (factor: number) => [
    ...['Home', 'Search', 'Pay'].map((label, index) =>
      statisticsRow({
        label,
        p90Ms: 100 + index * 40 * factor,
        meanMs: 90 + index * 30 * factor,
        errors: index * factor,
      })
    ),
    // 600 → 200 ms, and 380 → 340 ms: both improved, but only one by as much as would be a regression.
    statisticsRow({ label: 'Export', p90Ms: 600 / factor }),
    statisticsRow({ label: 'Cart', p90Ms: 400 - 20 * factor }),
  ];
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
  db.exec(REFERRED_TO);
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
  openDatabase({ path, migrationsDirectory: olderMigrations(folder, 3), nowMs: 1 }).close();
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
    expect(db.select({ changed: runVerdicts.changedLabels }).from(runVerdicts).all()).toEqual([
      {
        changed: [
          { label: 'Search', kind: 'sample', state: 'regressed' },
          { label: 'Pay', kind: 'sample', state: 'regressed' },
          { label: 'Export', kind: 'sample', state: 'improved' },
        ],
      },
    ]);
    expect(changedLabels(judged)).toHaveLength(3);
    expect(runs.get(2)).toMatchObject({ verdictSentence: null, isValid: null });
    expect(runs.verdict(2)).toBeNull();
  } finally {
    close();
  }
});
