import { eq, sql } from 'drizzle-orm';

import type { InfluxDbBackfill, InfluxDbDelivery } from '../contract/influxdb.ts';
import type { Database } from './database.ts';
import { runInfluxDb } from './schema.ts';
import type { WrittenInfluxDb } from './stored-json.ts';

export type StoredInfluxDb = Pick<typeof runInfluxDb.$inferSelect, 'written' | 'delivery' | 'backfill'>;

/** What is known of the points of runs in InfluxDB. */
export class RunInfluxStore {
  constructor(private readonly db: Database) {}

  find(runId: number): StoredInfluxDb | undefined {
    return this.db.select().from(runInfluxDb).where(eq(runInfluxDb.runId, runId)).get();
  }

  saveWritten(runId: number, written: WrittenInfluxDb): void {
    this.db
      .insert(runInfluxDb)
      .values({ runId, written })
      .onConflictDoUpdate({ target: runInfluxDb.runId, set: { written } })
      .run();
  }

  /** Nothing of a run that has been deleted meanwhile. */
  saveDelivery(runId: number, delivery: InfluxDbDelivery): void {
    this.db.update(runInfluxDb).set({ delivery }).where(eq(runInfluxDb.runId, runId)).run();
  }

  saveBackfill(runId: number, backfill: InfluxDbBackfill): void {
    this.db.update(runInfluxDb).set({ backfill }).where(eq(runInfluxDb.runId, runId)).run();
  }

  /** Runs whose backfill was going on when the sidecar ended. */
  unfinishedBackfills(): number[] {
    const isRunning = sql`json_extract(${runInfluxDb.backfill}, '$.state') = 'running'`;
    const rows = this.db.select({ runId: runInfluxDb.runId }).from(runInfluxDb).where(isRunning).all();
    return rows.map(({ runId }) => runId);
  }
}
