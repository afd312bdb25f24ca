import { and, asc, eq, lte, min, sql } from 'drizzle-orm';

import type { Database } from './database.ts';
import { runAnnotations } from './schema.ts';
import type { WantedAnnotation } from './stored-json.ts';

export type AnnotationRecord = typeof runAnnotations.$inferSelect;
type Key = Pick<AnnotationRecord, 'runId' | 'dashboardUid'>;
/** What became of an attempt. */
export type AnnotationOutcome = Pick<AnnotationRecord, 'state' | 'annotationId' | 'error' | 'nextTryAtMs'>;

/** What shall be annotated in Grafana and what is; a row is written before Grafana is asked. */
export class AnnotationStore {
  constructor(private readonly db: Database) {}

  /** The organisation's first. */
  of(runId: number): AnnotationRecord[] {
    const where = eq(runAnnotations.runId, runId);
    return this.db.select().from(runAnnotations).where(where).orderBy(asc(runAnnotations.dashboardUid)).all();
  }

  find(key: Key): AnnotationRecord | undefined {
    return this.db.select().from(runAnnotations).where(isRow(key)).get();
  }

  /**
   * All or none. Each is tried anew, as often as at first; what is known of an annotation that may be there is kept.
   */
  want(all: ReadonlyArray<Key & { wanted: WantedAnnotation }>, nowMs: number): void {
    this.db.transaction(
      (tx) => {
        for (const { runId, dashboardUid, wanted } of all) {
          const fresh = { wanted, state: 'pending', attempts: 0, nextTryAtMs: nowMs, error: null } as const;
          tx.insert(runAnnotations)
            .values({ runId, dashboardUid, ...fresh })
            .onConflictDoUpdate({ target: [runAnnotations.runId, runAnnotations.dashboardUid], set: fresh })
            .run();
        }
      },
      { behavior: 'immediate' }
    );
  }

  /** The one that has waited longest of those whose time has come. */
  firstDue(nowMs: number): AnnotationRecord | undefined {
    return this.db
      .select()
      .from(runAnnotations)
      .where(and(eq(runAnnotations.state, 'pending'), lte(runAnnotations.nextTryAtMs, nowMs)))
      .orderBy(asc(runAnnotations.nextTryAtMs), asc(runAnnotations.runId))
      .limit(1)
      .get();
  }

  nextTryAtMs(): number | null {
    const isPending = eq(runAnnotations.state, 'pending');
    const row = this.db
      .select({ atMs: min(runAnnotations.nextTryAtMs) })
      .from(runAnnotations)
      .where(isPending)
      .get();
    return row?.atMs ?? null;
  }

  /** Before Grafana is asked: whether an earlier attempt has reached it can then be doubted. */
  noteAttempt(row: AnnotationRecord, nextTryAtMs: number): void {
    this.db
      .update(runAnnotations)
      .set({ attempts: row.attempts + 1, nextTryAtMs })
      .where(isRow(row))
      .run();
  }

  /** Where something else has come to be wanted meanwhile, that is still to be done; the id is kept all the same. */
  settle(row: AnnotationRecord, outcome: AnnotationOutcome): void {
    const { annotationId } = outcome;
    this.db.transaction(
      (tx) => {
        tx.update(runAnnotations).set({ annotationId }).where(isRow(row)).run();
        const isSame = sql`${runAnnotations.wanted} is ${JSON.stringify(row.wanted)}`;
        tx.update(runAnnotations)
          .set(outcome)
          .where(and(isRow(row), isSame))
          .run();
      },
      { behavior: 'immediate' }
    );
  }

  forget(runId: number): void {
    this.db.delete(runAnnotations).where(eq(runAnnotations.runId, runId)).run();
  }

  forgetOne(key: Key): void {
    this.db.delete(runAnnotations).where(isRow(key)).run();
  }

  /** Runs whose annotation says that they still go on. */
  openRunIds(): number[] {
    const { wanted, runId } = runAnnotations;
    const isOpen = sql`json_extract(${wanted}, '$.isThere') and json_extract(${wanted}, '$.endMs') is null`;
    const rows = this.db.selectDistinct({ runId }).from(runAnnotations).where(isOpen).all();
    return rows.map((row) => row.runId);
  }
}

function isRow({ runId, dashboardUid }: Key) {
  return and(eq(runAnnotations.runId, runId), eq(runAnnotations.dashboardUid, dashboardUid));
}
