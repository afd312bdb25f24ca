import type { Logger } from 'pino';

import type { BatchStore } from '../persistence/batch-store.ts';
import type { RunStore } from '../persistence/run-store.ts';
import type { BatchCourse } from './batch-course.ts';
import type { Batches } from './batches.ts';
import type { Reporting } from './reporting.ts';

interface EndOfRunDeps {
  runs: RunStore;
  batchStore: BatchStore;
  course: BatchCourse;
  batches: Batches;
  reporting: Reporting;
  log: Logger;
}

/** What follows when a run has ended: its batch takes its course, and reports are made, one after another. */
export class EndOfRun {
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly deps: EndOfRunDeps) {}

  handle(runId: number): void {
    const { runs, reporting } = this.deps;
    const { kind, status, batchId } = runs.get(runId);
    if (status === 'completed' && kind === 'test') {
      this.enqueue(() => reporting.finishRun(runId));
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
    const unreportedBatches = reporting.giveUpPending();
    const unreported = runs.withUnfinishedReport();
    for (const runId of unreported) {
      this.enqueue(() => reporting.finishRun(runId));
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
