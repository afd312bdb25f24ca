import type { Clock } from './clock.ts';

/** Longer waits are looked at in between: timers do not count time that the host has slept. */
const LONGEST_TIMER_MS = 60_000;

interface DueLineDeps<Row> {
  firstDue: (nowMs: number) => Row | undefined;
  /** When the next is due; null = nothing waits. */
  nextTryAtMs: () => number | null;
  /** Tries one, and writes down what came of it. */
  attempt: (row: Row | undefined) => Promise<void>;
  /** A fault of our own. */
  onFault: (error: unknown) => void;
  clock: Clock;
}

/** Does what is due, one at a time, and wakes when something else is. */
export class DueLine<Row> {
  private readonly stopping = new AbortController();
  private line: Promise<unknown> = Promise.resolve();
  private draining: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: DueLineDeps<Row>) {}

  /** Of what is being done when it stops. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** There is something to do, or there may be. */
  wake(): void {
    if (!this.signal.aborted) {
      this.draining ??= this.drain();
    }
  }

  /** While nothing else is being done. */
  inLine<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.line.then(work);
    this.line = turn.catch(() => undefined);
    return turn;
  }

  /** @param leastWaitMs until it looks again, even if something is due */
  armTimer(leastWaitMs: number): void {
    clearTimeout(this.timer);
    const nextMs = this.signal.aborted ? null : this.deps.nextTryAtMs();
    if (nextMs !== null) {
      const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(leastWaitMs, nextMs - this.deps.clock()));
      this.timer = setTimeout(() => this.wake(), waitMs).unref();
    }
  }

  /** Resolves when all was tried whose time had come. */
  async settled(): Promise<void> {
    await this.draining;
    await this.line;
  }

  /** Lets go; what is left over is done by a later sidecar. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.settled();
  }

  private async drain(): Promise<void> {
    await this.line;
    const { firstDue, attempt, onFault, clock } = this.deps;
    let leastWaitMs = 0;
    try {
      while (!this.signal.aborted && firstDue(clock()) !== undefined) {
        await this.inLine(() => attempt(firstDue(clock())));
      }
    } catch (error) {
      if (!this.signal.aborted) {
        onFault(error);
      }
      // A fault of our own would come again at once.
      leastWaitMs = LONGEST_TIMER_MS;
    } finally {
      // In the same turn as the last look for something due: nothing that comes in later is overlooked.
      this.draining = undefined;
      this.armTimer(leastWaitMs);
    }
  }
}
