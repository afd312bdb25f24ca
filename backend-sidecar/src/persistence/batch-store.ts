import { count, desc, eq, inArray } from 'drizzle-orm';

import type { ListQuery, Page } from '../contract/common.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { batches, testRuns, versions } from './schema.ts';
import type { NewRun } from './run-store.ts';

export type BatchRow = typeof batches.$inferSelect;
export type BatchChange = Partial<Omit<BatchRow, 'id'>>;

export class BatchStore {
  constructor(private readonly db: Database) {}

  /** With the name of each one's version. */
  list(query: ListQuery): Page<BatchRow & { versionName: string }> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [batches.name, versions.version]);
    const columns = { createdAtMs: batches.createdAtMs, name: batches.name };
    const rows = this.db
      .select({ batch: batches, versionName: versions.version })
      .from(batches)
      .innerJoin(versions, eq(versions.id, batches.versionId))
      .where(where)
      .orderBy(orderBy(query.sort, columns, '-createdAtMs'), desc(batches.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db
      .select({ n: count() })
      .from(batches)
      .innerJoin(versions, eq(versions.id, batches.versionId))
      .where(where)
      .get();
    return toPage(
      rows.map(({ batch, versionName }) => ({ ...batch, versionName })),
      bounds,
      total?.n ?? 0
    );
  }

  get(id: number): BatchRow {
    const row = this.db.select().from(batches).where(eq(batches.id, id)).get();
    if (row === undefined) {
      throw new AppError('NOT_FOUND', `batch ${id}`);
    }
    return row;
  }

  /**
   * The batch and all its runs are one write: after a crash there is all of it or nothing.
   * @param place what else is part of it, e.g. to put the new runs elsewhere in the queue
   */
  create(
    batch: typeof batches.$inferInsert,
    runs: NewRun[],
    place: (runIds: number[]) => unknown = () => undefined
  ): BatchRow {
    return this.db.transaction(
      (tx) => {
        const row = tx.insert(batches).values(batch).returning().get();
        const created = tx
          .insert(testRuns)
          .values(runs.map((run) => ({ ...run, batchId: row.id })))
          .returning({ id: testRuns.id })
          .all();
        place(created.map(({ id }) => id));
        return row;
      },
      { behavior: 'immediate' }
    );
  }

  change(id: number, change: BatchChange): BatchRow {
    return this.db.update(batches).set(change).where(eq(batches.id, id)).returning().get();
  }

  unfinished(): BatchRow[] {
    return this.db
      .select()
      .from(batches)
      .where(inArray(batches.status, ['queued', 'running', 'held']))
      .all();
  }
}
