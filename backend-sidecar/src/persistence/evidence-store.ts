import { eq } from 'drizzle-orm';

import type { GeneratorLoad, LoadFingerprint } from '../contract/runs.ts';
import type { Database } from './database.ts';
import { runFingerprints, runGeneratorLoads, testRuns } from './schema.ts';

/** What says whether a run's measurement can be believed and compared. */
export class EvidenceStore {
  constructor(private readonly db: Database) {}

  generator(runId: number): GeneratorLoad | null {
    const where = eq(runGeneratorLoads.runId, runId);
    return this.db.select().from(runGeneratorLoads).where(where).get()?.load ?? null;
  }

  saveGenerator(runId: number, load: GeneratorLoad): void {
    this.db
      .insert(runGeneratorLoads)
      .values({ runId, load })
      .onConflictDoUpdate({ target: runGeneratorLoads.runId, set: { load } })
      .run();
  }

  fingerprint(runId: number): LoadFingerprint | null {
    const where = eq(runFingerprints.runId, runId);
    return this.db.select().from(runFingerprints).where(where).get()?.fingerprint ?? null;
  }

  /** The hash also stands with the run, so that comparable ones are found by an index. */
  saveFingerprint(runId: number, fingerprint: LoadFingerprint): void {
    this.db.transaction(
      (tx) => {
        tx.insert(runFingerprints)
          .values({ runId, fingerprint })
          .onConflictDoUpdate({ target: runFingerprints.runId, set: { fingerprint } })
          .run();
        tx.update(testRuns).set({ fingerprintHash: fingerprint.hash }).where(eq(testRuns.id, runId)).run();
      },
      { behavior: 'immediate' }
    );
  }
}
