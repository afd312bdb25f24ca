import type { Logger } from 'pino';

import type { LaneStore } from '../../persistence/lane-store.ts';
import type { HoldStore } from '../../persistence/hold-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { Runner } from '../../runners/runner.ts';
import { whyNotReady } from './expect-ready.ts';

const LOOK_EVERY_MS = 60_000;

interface Deps {
  runs: RunStore;
  laneStore: LaneStore;
  holds: HoldStore;
  runnerOf: (generator: string) => Runner;
  /** Something may have become possible in the queue. */
  wake: () => void;
  log: Logger;
}

/** Looks again at generators that were not ready, and lets their lanes go on when they are. */
export class GeneratorWatch {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: Deps,
    private readonly everyMs = LOOK_EVERY_MS
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.looking = this.lookAtAll().finally(() => this.timer !== undefined && this.start());
    }, this.everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.looking;
  }

  async lookAtAll(): Promise<void> {
    for (const { environmentId, hold } of this.deps.laneStore.all()) {
      if (hold?.reason === 'generator not ready' && hold.runId !== null) {
        await this.look(environmentId, hold.runId);
      }
    }
  }

  private async look(environmentId: number, runId: number): Promise<void> {
    const { runs, holds, runnerOf, wake, log } = this.deps;
    try {
      const { generator } = runs.get(runId);
      const why = await whyNotReady(runnerOf(generator));
      if (why === null && holds.held(environmentId).reason === 'generator not ready') {
        holds.release(environmentId);
        log.info({ environmentId, generator }, 'generator is ready again');
        wake();
      }
    } catch (error) {
      // Somebody answered meanwhile, or the generator was deleted: the next look tells.
      log.warn({ err: error, environmentId }, 'generator not looked at again');
    }
  }
}
