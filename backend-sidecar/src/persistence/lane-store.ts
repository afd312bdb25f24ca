import { asc, eq } from 'drizzle-orm';

import type { Hold, Pause } from '../contract/runs.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { environments, queueState } from './schema.ts';

/** What keeps the runs of one environment from starting. */
export interface LaneState {
  environmentId: number;
  environmentName: string;
  cooldownEndsAtMs: number | null;
  pause: Pause | null;
  hold: Hold | null;
}

/** The one row of `queue_state`. */
const QUEUE_ID = 1;

const LANE = {
  environmentId: environments.id,
  environmentName: environments.name,
  cooldownEndsAtMs: environments.cooldownEndsAtMs,
  pause: environments.pause,
  hold: environments.hold,
};

/** Pauses, holds and cool-downs: of each lane, and the pause of the whole queue. */
export class LaneStore {
  constructor(private readonly db: Database) {}

  /** By name. */
  all(): LaneState[] {
    return this.db.select(LANE).from(environments).orderBy(asc(environments.name), asc(environments.id)).all();
  }

  get(environmentId: number): LaneState {
    const lane = this.db.select(LANE).from(environments).where(eq(environments.id, environmentId)).get();
    if (lane === undefined) {
      throw new AppError('NOT_FOUND', `environment ${environmentId}`);
    }
    return lane;
  }

  setPause(environmentId: number, pause: Pause | null): void {
    this.get(environmentId);
    this.db.update(environments).set({ pause }).where(eq(environments.id, environmentId)).run();
  }

  queuePause(): Pause | null {
    return this.db.select().from(queueState).where(eq(queueState.id, QUEUE_ID)).get()?.pause ?? null;
  }

  setQueuePause(pause: Pause | null): void {
    this.db
      .insert(queueState)
      .values({ id: QUEUE_ID, pause })
      .onConflictDoUpdate({ target: queueState.id, set: { pause } })
      .run();
  }
}
