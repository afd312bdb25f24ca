import { and, eq, min, sql } from 'drizzle-orm';

import type { Hold } from '../contract/runs.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { isHoldOf, REASON } from './release-hold.ts';
import type { RunRecord, RunStore } from './run-store.ts';
import { environments, testRuns } from './schema.ts';

/** A check that a person can waive for a run. */
export type WaivableCheck = RunRecord['waivedChecks'][number];

/**
 * Holds of lanes together with what they are about. A hold and the state of its run change in one transaction, so that
 * there is never a lane held for a run that does not wait, nor a run put back into a lane that goes on.
 */
export class HoldStore {
  constructor(
    private readonly db: Database,
    private readonly runs: RunStore
  ) {}

  /** Puts a run that was being prepared back to the head of its lane, and holds the lane. */
  putBack(runId: number, hold: Hold): void {
    this.db.transaction(
      () => {
        const run = this.runs.get(runId);
        const { environmentId } = run;
        const queuePosition = Math.min(run.queuePosition, this.firstPosition(environmentId) - 1);
        this.runs.moveTo(runId, 'queued', { queuePosition, startedAtMs: null });
        this.hold(environmentId, hold);
      },
      { behavior: 'immediate' }
    );
  }

  hold(environmentId: number, hold: Hold): void {
    this.db.update(environments).set({ hold }).where(eq(environments.id, environmentId)).run();
  }

  /** Lets the lane go on; with `waived` its run starts without these checks. */
  release(environmentId: number, waived: { runId: number; check: WaivableCheck } | null = null): void {
    this.db.transaction(
      (tx) => {
        if (waived !== null) {
          const { waivedChecks } = this.runs.get(waived.runId);
          this.runs.change(waived.runId, { waivedChecks: [...new Set([...waivedChecks, waived.check])] });
        }
        tx.update(environments).set({ hold: null }).where(eq(environments.id, environmentId)).run();
      },
      { behavior: 'immediate' }
    );
  }

  /** Takes away the hold of this run's hooks after, if it is still the one that holds the lane. */
  releaseAfter(run: Pick<RunRecord, 'id' | 'environmentId'>): void {
    this.replaceAfter(run, null);
  }

  /** Likewise; somebody may have let the lane go on meanwhile. */
  replaceAfter(run: Pick<RunRecord, 'id' | 'environmentId'>, hold: Hold | null): void {
    this.db
      .update(environments)
      .set({ hold })
      .where(and(eq(environments.id, run.environmentId), isHoldOf(run.id), sql`${REASON} = 'hook after failed'`))
      .run();
  }

  /** @throws AppError CONFLICT_STATE when nothing holds the lane */
  held(environmentId: number): Hold {
    const lane = this.db.select().from(environments).where(eq(environments.id, environmentId)).get();
    if (lane === undefined) {
      throw new AppError('NOT_FOUND', `environment ${environmentId}`);
    }
    if (lane.hold === null) {
      throw new AppError('CONFLICT_STATE', `nothing holds ${lane.name}; somebody may have answered already`);
    }
    return lane.hold;
  }

  private firstPosition(environmentId: number): number {
    const first = this.db
      .select({ position: min(testRuns.queuePosition) })
      .from(testRuns)
      .where(and(eq(testRuns.status, 'queued'), eq(testRuns.environmentId, environmentId)))
      .get();
    return first?.position ?? Number.MAX_SAFE_INTEGER;
  }
}
