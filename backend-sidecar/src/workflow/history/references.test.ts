import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { statisticsRow } from '../../comparison/statistics-row-fixture.ts';
import type { LabelComparison } from '../../contract/verdict.ts';
import { BaselineStore } from '../../persistence/baseline-store.ts';
import { CompletedRuns, type MadeRun } from '../../persistence/completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from '../../persistence/database.ts';
import { DecisionStore } from '../../persistence/decision-store.ts';
import { HistoryStore } from '../../persistence/history-store.ts';
import { ResultStore } from '../../persistence/result-store.ts';
import { VersionStore } from '../../persistence/version-store.ts';
import { References } from './references.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));

let database: OpenDatabase;
let completed: CompletedRuns;
let references: References;
beforeEach(() => {
  database = openDatabase({ path: ':memory:', migrationsDirectory: MIGRATIONS, nowMs: 0 });
  const { db } = database;
  completed = new CompletedRuns(db);
  references = new References({
    ...{ runs: completed.runs, baselines: new BaselineStore(db), results: new ResultStore(db) },
    ...{ versions: new VersionStore(db), history: new HistoryStore(db) },
  });
});
afterEach(() => database.close());

/** Passed runs of these versions, one after another. */
const passed = (...versions: string[]) => versions.map((version) => completed.add({ version, p90Ms: { Home: 100 } }));

function current(change: Omit<MadeRun, 'version'> = {}) {
  return completed.runs.get(completed.create({ version: '2.0', ...change }));
}

function addBaseline(sourceTestRunId: number): number {
  const { scenarioId, testTypeId } = completed;
  const total = statisticsRow({ label: 'Total' });
  return new BaselineStore(database.db).create({
    ...{ name: 'golden', scenarioId, testTypeId, versionId: completed.versionId('1.0'), sourceTestRunId },
    ...{ metrics: { total, rows: [statisticsRow({ label: 'Home', p90Ms: 90 })] }, isDefault: true },
  }).id;
}

const decide = (runId: number, decision: 'accepted' | 'rejected' | 'quarantined') =>
  new DecisionStore(database.db).add(runId, { decision, reason: 'because', by: 'zoe', atMs: 1 });

describe('a run is compared with', () => {
  it('nothing where there is nothing', () => {
    expect(references.choose(current())).toBeNull();
    expect(references.loadAll(current())).toEqual({
      ...{ reference: null, history: [], siblings: [], prefersReference: false },
    });
  });

  it('the last run of the previous version while the history has fewer than four', () => {
    const [, , last] = passed('1.0', '1.1', '1.2');
    const chosen = references.choose(current());
    expect(chosen).toMatchObject({ kind: 'run', source: 'last completed run of the previous version', runId: last });
    expect(references.loadAll(current())).toMatchObject({ history: [{}, {}, {}], prefersReference: false });
  });

  it('a default baseline before that, and from four runs on with the history', () => {
    const [first = 0] = passed('1.0', '1.1', '1.2');
    const baselineId = addBaseline(first);
    expect(references.choose(current())).toMatchObject({ source: 'default baseline', baselineId });
    const [fourth] = passed('1.3');
    expect(references.choose(current())).toEqual({
      ...{ kind: 'history', source: 'history', runId: null, baselineId: null, confidence: 'normal' },
      ...{ name: 'history of 4 runs', versionName: '1.3', runIds: [fourth, 3, 2, 1] },
    });
    // The baseline stands beside it.
    const { reference, history } = references.loadAll(current());
    expect([reference?.reference.baselineId, reference?.rows[0]?.p90Ms, history.length]).toEqual([baselineId, 90, 4]);
  });

  it('its own choice, whatever the history', () => {
    const [first = 0] = passed('1.0', '1.1', '1.2', '1.3', '1.4');
    const baselineId = addBaseline(first);
    const ofRun = current({ more: { referenceRunId: first } });
    expect(references.choose(ofRun)).toMatchObject({ kind: 'run', source: 'chosen', runId: first });
    expect(references.loadAll(ofRun).prefersReference).toBe(true);
    const ofBaseline = current({ more: { baselineId } });
    expect(references.choose(ofBaseline)).toMatchObject({ kind: 'baseline', source: 'chosen', baselineId });
  });

  it('the history when its own choice is gone', () => {
    passed('1.0', '1.1', '1.2', '1.3');
    const run = current({ more: { baselineId: 99 } });
    expect(references.choose(run)?.kind).toBe('history');
    expect(references.loadAll(run).prefersReference).toBe(false);
  });

  it.each(['rejected', 'quarantined'] as const)('no run that was %s', (decision) => {
    const [first, second = 0] = passed('1.0', '1.1');
    decide(second, decision);
    expect(references.choose(current())?.runId).toBe(first);
  });

  it('no invalid run, unless a person has accepted it', () => {
    const [first] = passed('1.0');
    const invalid = completed.add({ version: '1.1', outcome: 'inconclusive', isValid: false });
    expect(references.choose(current())?.runId).toBe(first);
    decide(invalid, 'accepted');
    expect(references.choose(current())?.runId).toBe(invalid);
  });

  it('no run under another load, and no default baseline of one', () => {
    const same = completed.add({ version: '1.0', users: 50, p90Ms: { Home: 100 } });
    const other = completed.add({ version: '1.1', users: 100, p90Ms: { Home: 100 } });
    expect(references.choose(current({ users: 50 }))?.runId).toBe(same);
    expect(references.choose(current({ users: 70 }))).toBeNull();
    // What is not known is taken for the same.
    expect(references.choose(current())?.runId).toBe(other);
    const baselineId = addBaseline(other);
    expect(references.choose(current({ users: 50 }))?.runId).toBe(same);
    expect(references.choose(current({ users: 100 }))).toMatchObject({ source: 'default baseline', baselineId });
  });
});

describe('what a verdict is told', () => {
  it('is the history with each run’s rows of the analysis window, and where labels began anew', () => {
    const comparison: LabelComparison = {
      ...{ label: 'Home', kind: 'sample', metric: 'p90Ms', isKey: true, reference: 100, current: 150, change: 50 },
      ...{ changeRatio: 0.5, state: 'regressed', severity: 'critical', why: '' },
    };
    completed.add({ version: '1.0', p90Ms: { Home: 100, Pay: 200 } });
    const regressed = completed.add({
      ...{ version: '1.1', outcome: 'failed', p90Ms: { Home: 150, Pay: 201 }, comparisons: [comparison] },
    });
    expect(references.loadAll(current()).history.map(({ versionName }) => versionName)).toEqual(['1.0']);
    decide(regressed, 'accepted');
    const { history } = references.loadAll(current());
    expect(history).toMatchObject([
      { runId: regressed, versionName: '1.1', changed: new Set(['sample\u0000Home']) },
      { versionName: '1.0', changed: new Set() },
    ]);
    const p90s = history.map(({ rows }) => rows.map(({ label, p90Ms }) => [label, p90Ms]));
    expect(p90s).toEqual([
      [
        ['Home', 150],
        ['Pay', 201],
      ],
      [
        ['Home', 100],
        ['Pay', 200],
      ],
    ]);
  });

  it('names the batch of each repeat, for those of one batch share the day', () => {
    passed('1.0');
    const { db } = database;
    const batches = [1, 2].map((id) => {
      db.run(`INSERT INTO batches (id, name, version_id, findings, created_by)
        VALUES (${id}, 'b', ${completed.versionId('2.0')}, '[]', 'zoe')`);
      return id;
    });
    const siblings = batches.map((batchId) =>
      completed.add({ version: '2.0', p90Ms: { Home: 100 + batchId }, more: { batchId } })
    );
    const told = references.loadAll(current({ more: { batchId: 1 } })).siblings;
    expect(told.map(({ runId, batchId, rows }) => [runId, batchId, rows[0]?.p90Ms])).toEqual([
      [siblings[1], 2, 102],
      [siblings[0], 1, 101],
    ]);
  });
});
