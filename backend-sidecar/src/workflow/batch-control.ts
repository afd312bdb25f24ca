import type { BatchAnswer } from '../contract/runs.ts';
import { AppError } from '../kernel/errors.ts';
import type { BatchStore } from '../persistence/batch-store.ts';
import type { RunStore } from '../persistence/run-store.ts';
import { isEnded } from '../runs/run-states.ts';
import { hasPassed, smokeRuns } from './batch-course.ts';
import type { Batches } from './batches.ts';
import type { RunControl } from './run-control.ts';

interface BatchControlDeps {
  runs: RunStore;
  batchStore: BatchStore;
  batches: Batches;
  control: RunControl;
}

/** What people do with a batch. */
export class BatchControl {
  constructor(private readonly deps: BatchControlDeps) {}

  cancel(id: number, cancelledBy: string): void {
    const { runs, batchStore, batches, control } = this.deps;
    batchStore.change(id, { hold: null });
    // The waiting ones first: otherwise the end of the running one would start the next.
    const open = runs.ofBatch(id).filter((run) => !isEnded(run.status));
    for (const run of open.sort((a, b) => Number(b.status === 'queued') - Number(a.status === 'queued'))) {
      control.cancel(run.id, cancelledBy);
    }
    batches.refresh(id);
  }

  /** To the question why a failed smoke run should not end the night. */
  answer(id: number, answer: BatchAnswer['answer'], by: string): void {
    const { runs, batchStore, batches, control } = this.deps;
    const batch = batchStore.get(id);
    if (batch.hold === null) {
      throw new AppError('CONFLICT_STATE', `batch ${id} is not held`);
    }
    switch (answer) {
      case 'go on':
        batchStore.change(id, { hold: null, smokeGate: 'open' });
        break;
      case 'smoke again': {
        // Repeated first: a crash in between leaves the batch held, and the question stands.
        const failed = smokeRuns(runs.ofBatch(id)).filter((run) => isEnded(run.status) && !hasPassed(run));
        failed.forEach((run) => control.repeat(run.id, { createdBy: by, place: 'next' }));
        batchStore.change(id, { hold: null });
        break;
      }
      case 'cancel the batch':
        this.cancel(id, by);
        break;
    }
    batches.refresh(id);
    control.queueChanged();
  }
}
