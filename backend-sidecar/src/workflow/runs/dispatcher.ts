import type { Logger } from 'pino';

import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { isEnded } from '../../runs/run-states.ts';
import type { Clock } from '../clock.ts';

export interface DispatcherDeps {
  runs: RunStore;
  environments: EnvironmentStore;
  /** Works on a claimed run until it has ended or the signal says stop. */
  carryOut: (runId: number, signal: AbortSignal) => Promise<void>;
  /** A run has ended; what follows from that (batch, reports) is not this one's business. */
  onEnded: (runId: number) => void;
  /** What the end of its runs means for what waits in a batch. */
  settleBatch: (batchId: number) => void;
  clock: Clock;
  log: Logger;
}

/** The longest sleep of the queue: a clock that was set is noticed within this time. */
const LONGEST_SLEEP_MS = 30_000;

/**
 * Keeps every lane busy: claims the next run whenever a lane and a generator are free, and sleeps until the next
 * cool-down ends. All that it knows is in the database; it can be stopped and started at any moment.
 */
export class Dispatcher {
  private readonly stopping = new AbortController();
  private readonly working = new Map<number, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: DispatcherDeps) {}

  /** Takes up the runs that an earlier sidecar worked on, then the queue. */
  start(): void {
    for (const run of this.deps.runs.active()) {
      this.deps.log.info({ runId: run.id, status: run.status }, 'run taken over');
      this.work(run);
    }
    this.wake();
  }

  /** Something may have become possible: a run was queued or has ended, a cool-down was skipped. */
  wake(): void {
    if (this.stopping.signal.aborted) {
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), this.claimAndRest());
    this.timer.unref();
  }

  /** A fault of the database now is no reason to stop for ever: the queue tries again later. */
  private claimAndRest(): number {
    try {
      this.claimAll();
      return this.sleepMs();
    } catch (error) {
      this.deps.log.error({ err: error }, 'queue failed');
      return LONGEST_SLEEP_MS;
    }
  }

  /** Lets go of all runs without stopping them; resolves when nothing of this process works on them any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await Promise.allSettled(this.working.values());
  }

  private claimAll(): void {
    this.settleEnded();
    for (;;) {
      const run = this.deps.runs.claimNext(this.deps.clock());
      if (run === undefined) {
        return;
      }
      this.deps.log.info({ runId: run.id, environment: run.environmentName }, 'run claimed');
      this.work(run);
    }
  }

  /** Of a run that has just ended, files are still being closed: what it means for its batch counts already. */
  private settleEnded(): void {
    const { runs, settleBatch } = this.deps;
    const ended = [...this.working.keys()].map((id) => runs.find(id)).filter((run) => run && isEnded(run.status));
    const batchIds = new Set(ended.map((run) => run?.batchId ?? null));
    batchIds.forEach((id) => id !== null && settleBatch(id));
  }

  private work(run: RunRecord): void {
    const done = this.deps.carryOut(run.id, this.stopping.signal).then(
      () => this.finish(run.id, () => this.tellEnd(run.id)),
      (error: unknown) =>
        this.finish(run.id, () => {
          throw error;
        })
    );
    this.working.set(run.id, done);
  }

  /** A run that was put back into the queue has not ended. */
  private tellEnd(runId: number): void {
    if (isEnded(this.deps.runs.get(runId).status)) {
      this.deps.onEnded(runId);
    }
  }

  /** Whatever happens to one run or to what follows from its end, the queue goes on. */
  private finish(runId: number, follow: () => void): void {
    this.working.delete(runId);
    if (this.stopping.signal.aborted) {
      return;
    }
    try {
      follow();
    } catch (error) {
      this.deps.log.error({ err: error, runId }, 'end of a run failed');
    }
    this.wake();
  }

  private sleepMs(): number {
    const { runs, environments, clock } = this.deps;
    const nowMs = clock();
    const lanes = new Set(runs.waiting().map(({ environmentId }) => environmentId));
    const cooldownEnds = [...lanes]
      .map((environmentId) => environments.cooldownEndsAtMs(environmentId) ?? 0)
      .filter((endsAtMs) => endsAtMs > nowMs);
    return Math.min(LONGEST_SLEEP_MS, ...cooldownEnds.map((endsAtMs) => endsAtMs - nowMs + 1));
  }
}
