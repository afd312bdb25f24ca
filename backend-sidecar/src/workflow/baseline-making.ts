import type { Baseline, BaselineInput } from '../contract/reports.ts';
import { AppError } from '../kernel/errors.ts';
import type { BaselineStore } from '../persistence/baseline-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import type { References } from './references.ts';

interface BaselineDeps {
  runs: RunStore;
  baselines: BaselineStore;
  references: References;
}

/** Freezes what a run measured, as its verdict judged it. */
export class BaselineMaking {
  constructor(private readonly deps: BaselineDeps) {}

  create({ sourceTestRunId, ...input }: BaselineInput): Baseline {
    const { runs, baselines, references } = this.deps;
    const run = runs.get(sourceTestRunId);
    refuseNoReference(run);
    refuseUnexplained(run, input.description);
    const metrics = references.judgedStatistics(run.id);
    if (metrics === undefined) {
      throw new AppError('CONFLICT_STATE', `run ${run.id} has no statistics`);
    }
    const { scenarioId, testTypeId, versionId } = run;
    const { total, rows } = metrics;
    return baselines.create({ ...input, scenarioId, testTypeId, versionId, sourceTestRunId, metrics: { total, rows } });
  }
}

function refuseNoReference({ id, kind, status, decision }: RunRecord): void {
  if (kind === 'smoke') {
    throw new AppError('CONFLICT_STATE', `run ${id} is a smoke run; only a test can be a baseline`);
  }
  if (status !== 'completed') {
    throw new AppError('CONFLICT_STATE', `run ${id} is ${status}; only a completed run can be a baseline`);
  }
  if (decision === 'rejected' || decision === 'quarantined') {
    throw new AppError('CONFLICT_STATE', `run ${id} is ${decision} as a reference; take that back first`);
  }
}

/** As with the history: what failed or is invalid becomes a reference only by a person who says why. */
function refuseUnexplained(run: RunRecord, description = ''): void {
  const fault = faultOf(run);
  if (fault !== null && run.decision !== 'accepted' && description.trim() === '') {
    const text = `description: run ${run.id} ${fault}; say why it shall be a baseline all the same`;
    throw new AppError('REQUEST_INVALID', text);
  }
}

function faultOf({ outcome, isValid }: RunRecord): string | null {
  if (outcome === 'failed') {
    return 'failed';
  }
  return isValid === false ? 'is invalid' : null;
}
