import type { BatchAnswer } from '../../contract/runs.ts';
import { AppError } from '../../kernel/errors.ts';
import type { BatchStore } from '../../persistence/batch-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import { isActive } from '../../runs/run-states.ts';
import { hasNotPassed, smokeRuns } from './batch-course.ts';
import type { Clock } from '../clock.ts';
import type { RunControl } from '../runs/run-control.ts';

interface BatchControlDeps {
  runs: RunStore;
  batchStore: BatchStore;
  control: RunControl;
  /** What follows for the batch from a change of its runs. */
  settleBatch: (batchId: number) => void;
  clock: Clock;
}

/** What people do with a batch. */
export class BatchControl {
  constructor(private readonly deps: BatchControlDeps) {}

  /** Those that wait first, all at once: otherwise the end of the one that runs would start the next. */
  cancel(id: number, cancelledBy: string): void {
    const { runs, control, settleBatch, clock } = this.deps;
    const members = runs.ofBatch(id);
    const waiting = members.filter(({ status }) => status === 'queued').map((run) => run.id);
    runs.cancelWaiting(waiting, { by: cancelledBy, atMs: clock() });
    for (const run of members.filter(({ status }) => isActive(status))) {
      control.cancel(run.id, cancelledBy);
    }
    settleBatch(id);
    control.queueChanged();
  }

  /** To the question why a failed smoke run should not end the night. */
  answer(id: number, answer: BatchAnswer['answer'], by: string): void {
    const { batchStore, control, settleBatch } = this.deps;
    if (batchStore.get(id).hold === null) {
      throw new AppError('CONFLICT_STATE', `batch ${id} is not held`);
    }
    switch (answer) {
      case 'go on':
        batchStore.change(id, { hold: null, smokeGate: 'open' });
        break;
      case 'smoke again':
        this.smokeAgain(id, by);
        break;
      case 'cancel the batch':
        this.cancel(id, by);
        break;
    }
    settleBatch(id);
    control.queueChanged();
  }

  /** The batch is held by a smoke run that counts; once it is superseded nothing holds it. */
  private smokeAgain(id: number, createdBy: string): void {
    const { runs, clock } = this.deps;
    const failed = smokeRuns(runs.ofBatch(id)).filter(hasNotPassed);
    const ids = failed.map((run) => run.id);
    runs.repeatAll(ids, { createdBy, nowMs: clock(), place: 'next' });
  }
}
