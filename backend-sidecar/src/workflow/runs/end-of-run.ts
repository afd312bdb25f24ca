import type { Logger } from 'pino';

import type { BatchStore } from '../../persistence/batch-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { BatchCourse } from '../batches/batch-course.ts';
import type { Batches } from '../batches/batches.ts';
import type { Reporting } from '../reports/reporting.ts';

interface EndOfRunDeps {
  runs: RunStore;
  batchStore: BatchStore;
  course: BatchCourse;
  batches: Batches;
  reporting: Reporting;
  /** Resolves when they are there, or are not waited for any longer. */
  capturePictures: (runId: number) => Promise<void>;
  /** The run is over, whatever became of it. */
  onOver: (runId: number) => void;
  log: Logger;
}

/** What follows when a run has ended: its batch takes its course, and reports are made, one after another. */
export class EndOfRun {
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly deps: EndOfRunDeps) {}

  handle(runId: number): void {
    const { kind, status, batchId } = this.deps.runs.get(runId);
    this.deps.onOver(runId);
    if (status === 'completed' && kind === 'test') {
      this.enqueue(() => this.report(runId));
    }
    if (batchId !== null) {
      this.settleBatch(batchId);
    }
  }

  /** Some of its runs have changed: the batch takes its course, and gets its report if it has ended by that. */
  settleBatch(batchId: number): void {
    const { course, batches, reporting } = this.deps;
    course.settle(batchId);
    if (batches.refresh(batchId)) {
      this.enqueue(() => reporting.finishBatch(batchId));
    }
  }

  /** Makes up for what an earlier sidecar did not come to: reports that were begun, batches that ended with it. */
  catchUp(): void {
    const { runs, batchStore, course, batches, reporting } = this.deps;
    const unreportedBatches = reporting.pendingBatches();
    this.enqueue(() => reporting.resume());
    const unreported = runs.withUnfinishedReport();
    for (const runId of unreported) {
      this.enqueue(() => this.report(runId));
    }
    const unfinishedBatches = batchStore.unfinished().map(({ id }) => id);
    for (const id of unfinishedBatches) {
      course.settle(id);
      batches.refresh(id);
    }
    // A batch's report comes after its last run's: where that was missing, the batch's is missing, too.
    const ofUnreported = unreported.map((runId) => runs.get(runId).batchId);
    const batchIds = new Set([...unfinishedBatches, ...unreportedBatches, ...ofUnreported]);
    for (const id of batchIds) {
      if (id !== null && batchStore.get(id).completedAtMs !== null) {
        this.enqueue(() => reporting.finishBatch(id));
      }
    }
  }

  /** With its pictures; that they cannot be had does not keep the report from being made. */
  private async report(runId: number): Promise<void> {
    await this.deps
      .capturePictures(runId)
      .catch((error: unknown) => this.deps.log.error({ err: error, runId }, 'pictures not captured'));
    await this.deps.reporting.finishRun(runId);
  }

  /** A report that fails must not keep the ones behind it from being made. */
  private enqueue(step: () => Promise<void>): void {
    this.work = this.work
      .then(step)
      .catch((error: unknown) => this.deps.log.error({ err: error }, 'what follows a run failed'));
  }

  /** Resolves when no report is being made. */
  settled(): Promise<void> {
    return this.work;
  }
}
