import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CompletedRuns } from './completed-run-fixture.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { HistoryStore } from './history-store.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

let database: OpenDatabase;
let completed: CompletedRuns;
let history: HistoryStore;
beforeEach(() => {
  database = openDatabase({ path: ':memory:', migrationsDirectory: MIGRATIONS, nowMs: 0 });
  completed = new CompletedRuns(database.db);
  history = new HistoryStore(database.db);
});
afterEach(() => database.close());

const AT_MS = 1_800_000_000_000;
const newest = (...versions: string[]) =>
  history.newestOfVersions(versions.map((version) => completed.versionId(version))).map(({ runId }) => runId);

describe('the newest run of a version', () => {
  it('is the one that ended last, not the one that was stored last', () => {
    const late = completed.add({ version: '1.0', completedAtMs: AT_MS + 1 });
    completed.add({ version: '1.0', completedAtMs: AT_MS });
    expect(newest('1.0')).toEqual([late]);
  });

  it('is the later stored of two that ended in the same millisecond', () => {
    const ids = [1, 2, 3].map(() => completed.add({ version: '1.0', completedAtMs: AT_MS }));
    expect(newest('1.0')).toEqual([ids[2]]);
  });

  it('is of the versions that are asked for, and each has its own', () => {
    const [first, second] = ['1.0', '1.1', '1.2'].map((version) => completed.add({ version }));
    expect(newest('1.0', '1.1').sort()).toEqual([first, second]);
    expect(history.versionsWithRuns()).toHaveLength(3);
  });

  it('is none where no run is completed', () => {
    completed.create({ version: '1.0' });
    expect(newest('1.0')).toEqual([]);
    expect(history.versionsWithRuns()).toEqual([]);
  });
});
