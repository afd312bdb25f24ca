import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CompletedRuns } from './completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { DecisionStore } from './decision-store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let database: OpenDatabase;
let completed: CompletedRuns;
let decisions: DecisionStore;
beforeEach(() => {
  database = openDatabase({ path: ':memory:', migrationsDirectory: MIGRATIONS, nowMs: 0 });
  completed = new CompletedRuns(database.db);
  decisions = new DecisionStore(database.db);
});
afterEach(() => database.close());

const entry = (decision: 'accepted' | 'rejected', atMs: number) => ({ decision, reason: 'because', by: 'zoe', atMs });

describe('a decision', () => {
  it('stands with the run, and all that was said before is kept', () => {
    const runId = completed.add({ version: '1.0' });
    decisions.add(runId, entry('accepted', 1));
    decisions.add(runId, entry('rejected', 2));
    expect(completed.runs.get(runId).decision).toBe('rejected');
    expect(decisions.of(runId)).toEqual([entry('rejected', 2), entry('accepted', 1)]);
  });

  it('that cannot be written with the run is not written at all', () => {
    const runId = completed.add({ version: '1.0' });
    database.db.run(`CREATE TRIGGER power_cut BEFORE UPDATE OF decision ON test_runs
      BEGIN SELECT raise(ABORT, 'power cut'); END`);
    expect(() => decisions.add(runId, entry('accepted', 1))).toThrow('power cut');
    expect([completed.runs.get(runId).decision, decisions.of(runId)]).toEqual(['none', []]);
  });

  it('goes with its run', () => {
    const [gone, kept] = [completed.add({ version: '1.0' }), completed.add({ version: '1.1' })];
    [gone, kept].forEach((runId) => decisions.add(runId, entry('accepted', 1)));
    completed.runs.delete(gone);
    expect([...decisions.ofRuns([gone, kept]).keys()]).toEqual([kept]);
  });
});
