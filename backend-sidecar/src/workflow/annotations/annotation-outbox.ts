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
import { DueLine } from '../due-line.ts';
import { bringInLine, type Shown } from './bring-in-line.ts';

/** Seconds until the next attempt; after the last the row is given up, some sixteen hours after the first. */
const WAITS_SECONDS = [5, 15, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800];
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
  private readonly line: DueLine<AnnotationRecord>;

  constructor(private readonly deps: OutboxDeps) {
    const { annotations, clock, log } = deps;
    this.line = new DueLine({
      firstDue: (nowMs) => annotations.firstDue(nowMs),
      nextTryAtMs: () => annotations.nextTryAtMs(),
      attempt: (row) => this.attempt(row),
      onFault: (error) => log.error({ err: error }, 'annotation not attempted'),
      clock,
    });
  }

  /** There is something to do, or there may be. */
  wake(): void {
    this.line.wake();
  }

  /** These now, before others that wait; resolves when each was tried. */
  async deliver(keys: ReadonlyArray<Pick<AnnotationRecord, 'runId' | 'dashboardUid'>>): Promise<void> {
    for (const key of keys) {
      await this.line.inLine(() => this.attempt(this.deps.annotations.find(key)));
    }
    this.line.armTimer(0);
  }

  /** Resolves when all was tried whose time had come. */
  settled(): Promise<void> {
    return this.line.settled();
  }

  /** Lets go; what is left over is done by a later sidecar. */
  stop(): Promise<void> {
    return this.line.stop();
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
      : bringInLine(row, new AnnotationClient(grafana), this.line.signal);
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
