import type { Hold } from '../contract/runs.ts';
import type { BatchRow, BatchStore } from '../persistence/batch-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import { isEnded } from '../runs/run-states.ts';
import { counting } from './batches.ts';
import type { Clock } from './clock.ts';

export const POLICY_NAME = 'failure policy';

interface BatchCourseDeps {
  runs: RunStore;
  batchStore: BatchStore;
  clock: Clock;
}

/**
 * What the end of a run means for the rest of its batch: smoke runs open it or hold it, and its failure policy may
 * cancel what waits. Everything follows from what is stored, so it can be done again at any time, and is done again
 * when the sidecar starts.
 */
export class BatchCourse {
  constructor(private readonly deps: BatchCourseDeps) {}

  settle(batchId: number): void {
    this.settleSmoke(batchId);
    this.applyPolicy(batchId);
  }

  /** All smoke runs have passed: the tests may start. One has not: the batch is held until somebody answers. */
  private settleSmoke(batchId: number): void {
    const { runs, batchStore, clock } = this.deps;
    const batch = batchStore.get(batchId);
    if (batch.smokeGate === 'open' || batch.hold !== null) {
      return;
    }
    const smokes = smokeRuns(runs.ofBatch(batchId));
    const failed = smokes.find((run) => isEnded(run.status) && !hasPassed(run));
    if (failed !== undefined) {
      batchStore.change(batchId, { hold: holdFor(failed, clock()) });
    } else if (smokes.every(hasPassed)) {
      batchStore.change(batchId, { smokeGate: 'open' });
    }
  }

  /** Only what was queued before the failure is cancelled: a run that is repeated after it was asked for by a person. */
  private applyPolicy(batchId: number): void {
    const { runs, batchStore, clock } = this.deps;
    const batch = batchStore.get(batchId);
    const members = counting(runs.ofBatch(batchId));
    const failureAtMs = Math.max(-1, ...members.filter((run) => failsBatch(run, batch)).map(endedAtMs));
    const cancelledAtMs = clock();
    for (const { id, status, queuedAtMs } of members) {
      if (status === 'queued' && (queuedAtMs ?? 0) <= failureAtMs) {
        runs.moveTo(id, 'cancelled', {
          cancelRequestedAtMs: cancelledAtMs,
          cancelledBy: POLICY_NAME,
          completedAtMs: cancelledAtMs,
        });
      }
    }
  }
}

/** The smoke runs that count. */
export function smokeRuns(runs: readonly RunRecord[]): RunRecord[] {
  return runs.filter((run) => run.kind === 'smoke' && run.supersededByRunId === null);
}

export function hasPassed(run: RunRecord): boolean {
  return run.status === 'completed' && run.outcome === 'passed';
}

function failsBatch(run: RunRecord, { failurePolicy }: BatchRow): boolean {
  switch (failurePolicy) {
    case 'continue':
      return false;
    case 'stop on failed run':
      return run.status === 'failed';
    case 'stop on failed verdict':
      return run.status === 'failed' || run.outcome === 'failed';
  }
}

function endedAtMs({ completedAtMs }: RunRecord): number {
  return completedAtMs ?? 0;
}

function holdFor(run: RunRecord, sinceMs: number): Hold {
  const what = run.verdictSentence ?? `Smoke run: ${run.errorDetail ?? run.status}`;
  return {
    reason: 'smoke run failed',
    question: `${what.replace('Smoke run', `Smoke run of ${run.scenarioName} (${run.scriptName})`)}. Go on all the same?`,
    runId: run.id,
    sinceMs,
  };
}
