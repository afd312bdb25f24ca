import { desc, eq } from 'drizzle-orm';

import type { DecisionEntry } from '../contract/history.ts';
import type { Database } from './database.ts';
import { runDecisions, testRuns } from './schema.ts';

/** What people said of runs as references. */
export class DecisionStore {
  constructor(private readonly db: Database) {}

  /** All that was ever said of a run, newest first. */
  of(runId: number): DecisionEntry[] {
    const rows = this.db
      .select()
      .from(runDecisions)
      .where(eq(runDecisions.runId, runId))
      .orderBy(desc(runDecisions.id))
      .all();
    return rows.map(({ id: _id, runId: _runId, ...entry }) => entry);
  }

  /** The newest counts; what was said before is kept. */
  add(runId: number, entry: DecisionEntry): void {
    this.db.transaction(
      (tx) => {
        tx.insert(runDecisions)
          .values({ ...entry, runId })
          .run();
        tx.update(testRuns).set({ decision: entry.decision }).where(eq(testRuns.id, runId)).run();
      },
      { behavior: 'immediate' }
    );
  }
}
