import { desc, eq, sql } from 'drizzle-orm';

import type { DecisionEntry } from '../contract/history.ts';
import type { Database } from './database.ts';
import { runDecisions, testRuns } from './schema.ts';

/** What people said of runs as references. */
export class DecisionStore {
  constructor(private readonly db: Database) {}

  /** All that was ever said of a run, newest first. */
  of(runId: number): DecisionEntry[] {
    return this.ofRuns([runId]).get(runId) ?? [];
  }

  /** Likewise of several, by the run's id; runs of which nothing was said are missing. */
  ofRuns(runIds: readonly number[]): Map<number, DecisionEntry[]> {
    const rows = this.db
      .select()
      .from(runDecisions)
      .where(sql`${runDecisions.runId} in (select value from json_each(${JSON.stringify(runIds)}))`)
      .orderBy(desc(runDecisions.id))
      .all();
    const found = new Map<number, DecisionEntry[]>();
    for (const { id: _id, runId, ...entry } of rows) {
      found.set(runId, [...(found.get(runId) ?? []), entry]);
    }
    return found;
  }

  /** The newest counts; what was said before is kept. Both are one write. */
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
