import { asc, eq } from 'drizzle-orm';

import type { KeptFailure } from '../contract/statistics.ts';
import type { Database } from './database.ts';
import { runFailures, testRuns } from './schema.ts';

/** Failed requests of runs that have ended, masked before they come here. */
export class FailureStore {
  constructor(private readonly db: Database) {}

  /** Repeated, it replaces what was there. */
  save(runId: number, failures: readonly KeptFailure[], isComplete: boolean): void {
    this.db.transaction(
      (tx) => {
        tx.delete(runFailures).where(eq(runFailures.runId, runId)).run();
        for (const failure of failures) {
          tx.insert(runFailures).values({ runId, failure }).run();
        }
        tx.update(testRuns)
          .set({ keptFailureCount: failures.length, failuresComplete: isComplete })
          .where(eq(testRuns.id, runId))
          .run();
      },
      { behavior: 'immediate' }
    );
  }

  /** In the order in which they were kept. */
  list(runId: number): KeptFailure[] {
    const rows = this.db.select().from(runFailures).where(eq(runFailures.runId, runId)).orderBy(asc(runFailures.id));
    return rows.all().map(({ failure }) => failure);
  }
}
