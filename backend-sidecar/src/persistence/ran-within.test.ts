import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { CompletedRuns } from './completed-run-fixture.ts';
import { openDatabase } from './database.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

it('runs are found by the time in which they made load, whenever they were created', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftest-ran-'));
  const { db, close } = openDatabase({ path: join(folder, 'x'), migrationsDirectory: MIGRATIONS, nowMs: 0 });
  try {
    const made = new CompletedRuns(db);
    const at = (loadStartedAtMs: number | null, loadEndedAtMs: number | null) =>
      made.create({
        version: '1',
        more: { createdAtMs: 9_000, startedAtMs: loadStartedAtMs, loadStartedAtMs, loadEndedAtMs },
      });
    const [early, over, waiting, going] = [at(1_000, 2_000), at(2_500, 3_500), at(null, null), at(4_000, null)];
    const found = (ranFromMs?: number, ranToMs?: number) =>
      made.runs
        .list({ sort: 'id', ...(ranFromMs && { ranFromMs }), ...(ranToMs && { ranToMs }) })
        .items.map(({ id }) => id);
    expect(found(3_000, 3_200)).toEqual([over]);
    expect(found(2_000, 2_500)).toEqual([early, over]);
    expect(found(2_001, 2_499)).toEqual([]);
    expect(found(50_000)).toEqual([going]);
    expect(found(undefined, 999)).toEqual([]);
    expect(found()).toEqual([early, over, waiting, going]);
  } finally {
    close();
    rmSync(folder, { recursive: true });
  }
});
