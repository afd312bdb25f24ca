import type { Hold } from '../../contract/runs.ts';
import type { BatchRow, BatchStore } from '../../persistence/batch-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { isEnded } from '../../runs/run-states.ts';
import { counting } from './batches.ts';
import type { Clock } from '../clock.ts';

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
    this.applyPolicy(batchId);
    this.settleSmoke(batchId);
  }

  /**
   * All smoke runs have passed: the tests may start. One has not: the batch is held until somebody answers, as long as
   * there are tests to answer for.
   */
  private settleSmoke(batchId: number): void {
    const { runs, batchStore, clock } = this.deps;
    const batch = batchStore.get(batchId);
    if (batch.smokeGate === 'open') {
      return;
    }
    const members = runs.ofBatch(batchId);
    const smokes = smokeRuns(members);
    if (smokes.every(hasPassed)) {
      batchStore.change(batchId, { smokeGate: 'open', hold: null });
      return;
    }
    const failed = counting(members).some(isWaiting) ? smokes.find(hasNotPassed) : undefined;
    if (failed?.id !== batch.hold?.runId) {
      batchStore.change(batchId, { hold: failed === undefined ? null : holdFor(failed, clock()) });
    }
  }

  /** Only what was queued before the failure is cancelled: a run that is repeated after it was asked for by a person. */
  private applyPolicy(batchId: number): void {
    const { runs, batchStore, clock } = this.deps;
    const batch = batchStore.get(batchId);
    if (batch.failurePolicy === 'continue') {
      return;
    }
    const members = counting(runs.ofBatch(batchId));
    const failureAtMs = Math.max(-1, ...members.filter((run) => failsBatch(run, batch)).map(endedAtMs));
    const stopped = members.filter((run) => isWaiting(run) && (run.queuedAtMs ?? 0) <= failureAtMs);
    const ids = stopped.map(({ id }) => id);
    runs.cancelWaiting(ids, { by: POLICY_NAME, atMs: clock() });
  }
}

/** The smoke runs that count. */
export function smokeRuns(runs: readonly RunRecord[]): RunRecord[] {
  return runs.filter((run) => run.kind === 'smoke' && run.supersededByRunId === null);
}

function hasPassed(run: RunRecord): boolean {
  return run.status === 'completed' && run.outcome === 'passed';
}

/** It has ended, and not well: failed, cancelled, or carried out with failures. */
export function hasNotPassed(run: RunRecord): boolean {
  return isEnded(run.status) && !hasPassed(run);
}

function isWaiting({ status }: RunRecord): boolean {
  return status === 'queued';
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
