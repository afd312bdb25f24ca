import type { Logger } from 'pino';

import { AnnotationClient } from '../../integrations/grafana/annotation-client.ts';
import {
  fault,
  type GrafanaAnswer,
  type GrafanaFault,
  type GrafanaTarget,
} from '../../integrations/grafana/grafana-http.ts';
import type { AnnotationRecord, AnnotationStore } from '../../persistence/annotation-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { Clock } from '../clock.ts';
import { bringInLine, type Shown } from './bring-in-line.ts';

/** Seconds until the next attempt; after the last the row is given up, some sixteen hours after the first. */
const WAITS_SECONDS = [5, 15, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800];
/** Longer waits are looked at in between: timers do not count time that the host has slept. */
const LONGEST_TIMER_MS = 60_000;
/** Another attempt would be refused as well. */
const FINAL: ReadonlyArray<GrafanaFault['kind']> = ['refused', 'missing'];

interface OutboxDeps {
  annotations: AnnotationStore;
  runs: RunStore;
  /** Where annotations are written to, or why they cannot be. */
  grafana: () => GrafanaTarget | { readonly why: string };
  clock: Clock;
  log: Logger;
}

/** Carries what is wanted to Grafana, one annotation at a time. A crash at any point is made good by the next attempt. */
export class AnnotationOutbox {
  private readonly stopping = new AbortController();
  private line: Promise<unknown> = Promise.resolve();
  private draining: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: OutboxDeps) {}

  /** There is something to do, or there may be. */
  wake(): void {
    if (!this.stopping.signal.aborted) {
      this.draining ??= this.drain();
    }
  }

  /** These now, before others that wait; resolves when each was tried. */
  async deliver(keys: ReadonlyArray<Pick<AnnotationRecord, 'runId' | 'dashboardUid'>>): Promise<void> {
    for (const key of keys) {
      await this.inLine(() => this.attempt(this.deps.annotations.find(key)));
    }
    this.armTimer(0);
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
    const { annotations, clock, log } = this.deps;
    let leastWaitMs = 0;
    try {
      while (!this.stopping.signal.aborted && annotations.firstDue(clock()) !== undefined) {
        await this.inLine(() => this.attempt(annotations.firstDue(clock())));
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        log.error({ err: error }, 'annotation not attempted');
      }
      // A fault of our own would come again at once.
      leastWaitMs = LONGEST_TIMER_MS;
    } finally {
      // In the same turn as the last look for something due: nothing that comes in later is overlooked.
      this.draining = undefined;
      this.armTimer(leastWaitMs);
    }
  }

  private inLine(work: () => Promise<void>): Promise<void> {
    const turn = this.line.then(work);
    this.line = turn.catch(() => undefined);
    return turn;
  }

  private armTimer(leastWaitMs: number): void {
    clearTimeout(this.timer);
    const nextMs = this.stopping.signal.aborted ? null : this.deps.annotations.nextTryAtMs();
    if (nextMs !== null) {
      const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(leastWaitMs, nextMs - this.deps.clock()));
      this.timer = setTimeout(() => this.wake(), waitMs).unref();
    }
  }

  private async attempt(row: AnnotationRecord | undefined): Promise<void> {
    const { annotations, clock } = this.deps;
    if (row?.state !== 'pending' || row.wanted === null) {
      return;
    }
    const nextTryAtMs = clock() + 1000 * (WAITS_SECONDS[row.attempts] ?? 0);
    annotations.noteAttempt(row, nextTryAtMs);
    const answer = await this.bringInLine({ ...row, wanted: row.wanted });
    if (answer.kind === 'done') {
      this.settle(row, answer.value);
      return;
    }
    this.noteFault(row, answer.fault, nextTryAtMs);
  }

  private async bringInLine(row: Parameters<typeof bringInLine>[0]): Promise<GrafanaAnswer<Shown>> {
    const grafana = this.deps.grafana();
    return 'why' in grafana
      ? fault('credentials', grafana.why)
      : bringInLine(row, new AnnotationClient(grafana), this.stopping.signal);
  }

  private settle(row: AnnotationRecord, shown: Shown): void {
    const { annotations, runs } = this.deps;
    const isWritten = shown.state === 'written';
    const annotationId = isWritten ? shown.annotationId : null;
    const error = isWritten ? null : (shown.why ?? null);
    if (shown.state === 'removed' && runs.find(row.runId) === undefined) {
      annotations.forgetOne(row);
      return;
    }
    annotations.settle(row, { state: shown.state, annotationId, error, nextTryAtMs: null });
  }

  private noteFault(row: AnnotationRecord, { kind, why }: GrafanaFault, nextTryAtMs: number): void {
    const { annotations, log } = this.deps;
    const isGivenUp = FINAL.includes(kind) || WAITS_SECONDS[row.attempts] === undefined;
    const { annotationId } = row;
    log.warn({ runId: row.runId, dashboardUid: row.dashboardUid, why, isGivenUp }, 'annotation not written');
    annotations.settle(
      row,
      isGivenUp
        ? { state: 'failed', annotationId, error: why, nextTryAtMs: null }
        : { state: 'pending', annotationId, error: why, nextTryAtMs }
    );
  }
}
