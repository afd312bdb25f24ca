import { and, eq, ne, sql } from 'drizzle-orm';

import type { Database } from './database.ts';
import { environments } from './schema.ts';

/** Why a lane is held. */
export const REASON = sql`json_extract(${environments.hold}, '$.reason')`;

export function isHoldOf(runId: number) {
  return sql`json_extract(${environments.hold}, '$.runId') = ${runId}`;
}

/** A run leaves the queue: what held its lane because of its checks is gone with it. Part of the caller's transaction. */
export function releaseWaitingRun(db: Pick<Database, 'update'>, run: { id: number; environmentId: number }): void {
  db.update(environments)
    .set({ hold: null })
    .where(and(eq(environments.id, run.environmentId), isHoldOf(run.id), ne(REASON, 'hook after failed')))
    .run();
}
