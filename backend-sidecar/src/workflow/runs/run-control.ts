import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { Run } from '../../contract/runs.ts';
import type { LabelKind, Timeline } from '../../contract/statistics.ts';
import type { ScriptDiff } from '../../contract/system.ts';
import { AppError } from '../../kernel/errors.ts';
import type { BatchStore } from '../../persistence/batch-store.ts';
import type { DecisionStore } from '../../persistence/decision-store.ts';
import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import type { ReportStore } from '../../persistence/report-store.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import { sliceWidthMs } from '../../runs/analysis-window.ts';
import { isActive, isEnded } from '../../runs/run-states.ts';
import { revisionIdOf } from '../../runs/script-of-run.ts';
import type { CopyEdit } from '../../scripts/prepare-copy.ts';
import { COPY_NAME } from '../../scripts/script-files.ts';
import { decodeSlices } from '../../statistics/stored-slices.ts';
import type { Clock } from '../clock.ts';
import { COPY_EDITS_FILE, planPath } from './prepare-run.ts';
import { removeDirectory } from './run-files.ts';
import type { RunPipeline } from './run-pipeline.ts';
import { toRun } from './run-views.ts';
import { compareScripts } from '../scripts/script-reader.ts';

interface DeleteChoice {
  removesAnnotations: boolean;
}

interface RunControlDeps {
  runs: RunStore;
  batchStore: BatchStore;
  results: ResultStore;
  scripts: ScriptStore;
  reports: ReportStore;
  decisions: DecisionStore;
  evidence: EvidenceStore;
  files: DataDirectory;
  pipeline: RunPipeline;
  /** Something may have become possible in the queue. */
  wake: () => void;
  /** A run has ended without having been worked on. */
  onEnded: (runId: number) => void;
  /** Said before the run is gone, in the same turn of the event loop. */
  onDelete: (runId: number, choice: DeleteChoice) => void;
  /** What follows for a batch from a change of its runs. */
  settleBatch: (batchId: number) => void;
  clock: Clock;
}

/** What people do with one run. */
export class RunControl {
  constructor(private readonly deps: RunControlDeps) {}

  view(id: number): Run {
    const { runs, reports, decisions, evidence, clock } = this.deps;
    const [stages, verdict, reportIds] = [runs.stages(id), runs.verdict(id), reports.idsOfRun(id)];
    const [generator, fingerprint] = [evidence.generator(id), evidence.fingerprint(id)];
    const more = { stages, verdict, reportIds, decisions: decisions.of(id), generator, fingerprint, nowMs: clock() };
    return toRun(runs.get(id), more);
  }

  start(id: number): void {
    const { runs, clock, wake } = this.deps;
    runs.moveTo(id, 'queued', { queuedAtMs: clock(), queuePosition: runs.nextQueuePosition() });
    wake();
  }

  /** The same run again. In its batch it takes the place of the one it repeats, and the batch is at work again. */
  repeat(id: number, repeat: { createdBy: string; place: 'next' | 'end' }): RunRecord {
    const { runs, settleBatch, clock, wake } = this.deps;
    const { status, supersededByRunId, revisionId } = runs.get(id);
    revisionIdOf({ id, revisionId });
    if (!isEnded(status)) {
      throw new AppError('CONFLICT_STATE', `run ${id} is ${status}; it can be repeated when it has ended`);
    }
    if (supersededByRunId !== null) {
      throw new AppError('CONFLICT_STATE', `run ${id} was repeated as run ${supersededByRunId}; repeat that one`);
    }
    const repeated = runs.repeat(id, { ...repeat, nowMs: clock() });
    if (repeated.batchId !== null) {
      settleBatch(repeated.batchId);
    }
    wake();
    return repeated;
  }

  queueChanged(): void {
    this.deps.wake();
  }

  /** A waiting run is cancelled at once; one that is worked on is stopped, and what it measured is kept. */
  cancel(id: number, cancelledBy: string): void {
    const { runs, clock, pipeline } = this.deps;
    const run = runs.get(id);
    const cancelRequestedAtMs = clock();
    if (isActive(run.status)) {
      runs.change(id, { cancelRequestedAtMs, cancelledBy });
      void pipeline.stop(id);
      return;
    }
    runs.moveTo(id, 'cancelled', { cancelRequestedAtMs, cancelledBy, completedAtMs: cancelRequestedAtMs });
    this.deps.onEnded(id);
  }

  async delete(id: number, choice: DeleteChoice = { removesAnnotations: false }): Promise<void> {
    const { runs, files, onDelete, settleBatch, wake } = this.deps;
    const run = runs.get(id);
    this.expectDeletable(run);
    onDelete(id, choice);
    runs.delete(id);
    if (run.batchId !== null) {
      settleBatch(run.batchId);
      wake();
    }
    if (run.directory !== null) {
      await removeDirectory(files.absolute(run.directory));
    }
    await removeDirectory(files.picturesDirectory(id));
  }

  private expectDeletable({ id, status, batchId }: RunRecord): void {
    const { runs, batchStore } = this.deps;
    // A waiting one would leave its batch waiting for ever.
    if (status !== 'pending' && !isEnded(status)) {
      throw new AppError('CONFLICT_STATE', `run ${id} is ${status}; cancel it first`);
    }
    if (batchId !== null && batchStore.get(batchId).completedAtMs === null) {
      throw new AppError('CONFLICT_IN_USE', `run ${id} counts in batch ${batchId}, which has not ended`);
    }
    const [waiting] = runs.unendedComparedWith(id);
    if (waiting !== undefined) {
      throw new AppError('CONFLICT_IN_USE', `run ${waiting} has not ended and is to be compared with run ${id}`);
    }
  }

  async timeline(id: number, label: string | null, kind: LabelKind): Promise<Timeline> {
    const { runs, results, pipeline } = this.deps;
    const run = runs.get(id);
    const sliceMs = run.sliceMs ?? sliceWidthMs(run.durationSeconds);
    const live = isEnded(run.status) ? undefined : pipeline.timeline(id, label, kind);
    if (live !== undefined) {
      return { sliceMs, label, points: await live };
    }
    const points =
      label === null ? (results.timeline(id) ?? []) : decodeSlices(results.slices(id, kind, label), sliceMs);
    return { sliceMs, label, points };
  }

  /** The difference between the stored script and the copy that ran, and what was meant by it. */
  async scriptDiff(id: number): Promise<ScriptDiff> {
    const { runs, scripts, files } = this.deps;
    const run = runs.get(id);
    if (run.directory === null) {
      throw new AppError('NOT_FOUND', `run ${id} is ${run.status} and has no copy of its script`);
    }
    const directory = files.absolute(run.directory);
    const [lines, edits] = await Promise.all([
      compareScripts(planPath(run, { scripts, files }), join(directory, COPY_NAME)),
      readEdits(join(directory, COPY_EDITS_FILE)),
    ]);
    return { edits, lines };
  }
}

/** None for a run that an older sidecar prepared: it did not note them. */
async function readEdits(path: string): Promise<ScriptDiff['edits']> {
  const text = await readFile(path, 'utf8').catch(() => '[]');
  return (JSON.parse(text) as CopyEdit[]).map(({ what, element, before, after }) => ({ what, element, before, after }));
}
