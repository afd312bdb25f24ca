import type { Logger } from 'pino';

import { assertNever } from '../../kernel/assert-never.ts';
import type { Hold, HoldAnswer } from '../../contract/runs.ts';
import { AppError } from '../../kernel/errors.ts';
import type { HoldStore, WaivableCheck } from '../../persistence/hold-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { Clock } from '../clock.ts';
import { LaneFault, type LaneChecks } from './lane-checks.ts';

interface LaneHoldsDeps {
  holds: HoldStore;
  runs: RunStore;
  laneChecks: LaneChecks;
  cancelRun: (runId: number, by: string) => void;
  /** Something may have become possible in the queue. */
  wake: () => void;
  clock: Clock;
  log: Logger;
}

const WAIVES: Partial<Record<Hold['reason'], WaivableCheck>> = {
  'version mismatch': 'version mismatch',
  'version unknown': 'version',
  'hook before failed': 'hooks before',
};

/** A person's answers to what holds a lane. */
export class LaneHolds {
  private readonly calling = new Map<number, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly deps: LaneHoldsDeps) {}

  /**
   * Until the next check fails, the lane goes on.
   * @returns what was answered
   * @throws AppError CONFLICT_STATE when nothing holds the lane, or its run has ended and cannot be cancelled
   */
  answer({ environmentId, answer }: HoldAnswer, by: string): Hold {
    const hold = this.deps.holds.held(environmentId);
    switch (answer) {
      case 'check again':
        this.checkAgain(environmentId, hold);
        break;
      case 'go on':
        this.deps.holds.release(environmentId, waiverOf(hold));
        break;
      case 'cancel the run':
        this.cancel(environmentId, hold, by);
        break;
      default:
        assertNever(answer);
    }
    this.deps.wake();
    return hold;
  }

  /** Lets go of hooks that are being called again; their lanes stay held. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.settled();
  }

  /** Resolves when no hooks are being called again. */
  async settled(): Promise<void> {
    await Promise.all(this.calling.values());
  }

  private checkAgain(environmentId: number, hold: Hold): void {
    if (hold.reason !== 'hook after failed') {
      this.deps.holds.release(environmentId);
      return;
    }
    if (this.calling.has(environmentId)) {
      throw new AppError('CONFLICT_STATE', 'the hooks are being called just now');
    }
    const run = this.deps.runs.get(hold.runId ?? 0);
    const done = this.callAfter(run).finally(() => this.calling.delete(environmentId));
    this.calling.set(environmentId, done);
  }

  /** The hold stays while they are called: nobody shall start into what they clean up, nor is it lost in a crash. */
  private async callAfter(run: RunRecord): Promise<void> {
    const { holds, laneChecks, clock, log, wake } = this.deps;
    try {
      await laneChecks.after(run, this.stopping.signal);
      holds.releaseAfter(run);
      wake();
    } catch (error) {
      if (error instanceof LaneFault) {
        holds.replaceAfter(run, { ...error.asks, runId: run.id, sinceMs: clock() });
      } else if (!this.stopping.signal.aborted) {
        log.error({ err: error, runId: run.id }, 'hooks after a run not called again');
      }
    }
  }

  private cancel(environmentId: number, { reason, runId }: Hold, by: string): void {
    if (reason === 'hook after failed') {
      throw new AppError('CONFLICT_STATE', `run ${runId ?? ''} has ended; answer “check again” or “go on”`);
    }
    if (runId === null) {
      this.deps.holds.release(environmentId);
      return;
    }
    // The hold goes with the run, in one transaction.
    this.deps.cancelRun(runId, by);
  }
}

function waiverOf({ reason, runId }: Hold): { runId: number; check: WaivableCheck } | null {
  const check = WAIVES[reason];
  return check === undefined || runId === null ? null : { runId, check };
}
