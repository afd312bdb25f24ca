import { setTimeout as wait } from 'node:timers/promises';

import type { Logger } from 'pino';

import { influxClient, type InfluxClient, type RunPoints } from '../../integrations/influxdb/influx-client.ts';
import type { InfluxAnswer, InfluxTarget } from '../../integrations/influxdb/influx-target.ts';
import type { RunInfluxStore } from '../../persistence/run-influx-store.ts';
import type { Clock } from '../clock.ts';
import { endedDelivery, nextDelivery, UNWATCHED, type Watched } from './delivery-state.ts';

const PAUSE_MS = 2_000;

interface WatchInput {
  readonly runId: number;
  readonly target: InfluxTarget;
  readonly points: RunPoints;
  readonly intervalMs: number;
  /** When JMeter's test began; null before that. */
  readonly loadStartedAtMs: () => number | null;
}

interface WatchDeps {
  runInflux: RunInfluxStore;
  clock: Clock;
  log: Logger;
}

/** Asks InfluxDB, while a run goes on, whether its points arrive. It ends no run and disturbs none. */
export class DeliveryWatch {
  private readonly stopping = new AbortController();
  private readonly client: InfluxClient;
  private readonly watching: Promise<void>;
  private finishing: Promise<void> | undefined;
  private watched: Watched = UNWATCHED;
  private expectedSinceMs: number | null = null;

  constructor(
    private readonly input: WatchInput,
    private readonly deps: WatchDeps
  ) {
    this.client = influxClient(input.target);
    const before = deps.runInflux.find(input.runId)?.delivery;
    if (before !== undefined && before !== null) {
      // An earlier sidecar watched; what it last saw is no news.
      this.watched = { delivery: before, advancedAtMs: null };
    }
    this.watching = this.watch();
  }

  /** JMeter has ended: looks once more and notes it. Never rejects; may be called again. */
  finish(): Promise<void> {
    this.finishing ??= this.finishNow();
    return this.finishing;
  }

  /** Lets go; a later sidecar goes on. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.watching;
  }

  private async finishNow(): Promise<void> {
    await this.close();
    await this.attempt(() => this.look(AbortSignal.timeout(PAUSE_MS * 4)));
    const { runInflux, clock } = this.deps;
    await this.attempt(() => runInflux.saveDelivery(this.input.runId, endedDelivery(this.watched, clock())));
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.attempt(() => this.look(signal));
      await wait(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async look(signal: AbortSignal): Promise<void> {
    const { runInflux, clock } = this.deps;
    const { input } = this;
    if (this.expectedSinceMs === null && input.loadStartedAtMs() !== null) {
      this.expectedSinceMs = clock();
    }
    const newest = await this.ask(signal);
    const { intervalMs } = input;
    this.watched = nextDelivery(this.watched, {
      ...{ newest, intervalMs },
      ...{ nowMs: clock(), expectedSinceMs: this.expectedSinceMs },
    });
    runInflux.saveDelivery(input.runId, this.watched.delivery);
  }

  /** Reading may be allowed where writing is not: where nothing new arrives, that is asked for. */
  private async ask(signal: AbortSignal): Promise<InfluxAnswer<number | null>> {
    const newest = await this.client.newestPointMs(this.input.points, signal);
    if (newest.kind === 'fault' || (newest.value !== null && newest.value !== this.watched.delivery.lastPointAtMs)) {
      return newest;
    }
    const writing = this.watched.delivery.state === 'delivering' ? undefined : await this.client.checkWriting(signal);
    return writing?.kind === 'fault' ? writing : newest;
  }

  private async attempt(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.deps.log.warn({ err: error, runId: this.input.runId }, 'delivery to InfluxDB not watched');
      }
    }
  }
}
