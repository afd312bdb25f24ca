import type { Baseline, BaselineInput } from '../../contract/reports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { BaselineStore, NewBaseline } from '../../persistence/baseline-store.ts';
import type { HistoryStore } from '../../persistence/history-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { siblingRuns } from './history-membership.ts';
import type { References } from './references.ts';
import { versionMetrics } from './version-metrics.ts';

interface BaselineDeps {
  runs: RunStore;
  baselines: BaselineStore;
  references: References;
  history: HistoryStore;
}

type Metrics = NewBaseline['metrics'];

/** Freezes what a run, or all valid runs of a version, measured, as a verdict judges it. */
export class BaselineMaking {
  constructor(private readonly deps: BaselineDeps) {}

  create({ sourceTestRunId, ofVersion = false, ...input }: BaselineInput): Baseline {
    const run = this.deps.runs.get(sourceTestRunId);
    refuseNoReference(run);
    refuseUnexplained(run, input.description);
    const { scenarioId, testTypeId, versionId } = run;
    const metrics = ofVersion ? this.ofVersion(run) : this.ofRun(run);
    return this.deps.baselines.create({ ...input, scenarioId, testTypeId, versionId, sourceTestRunId, metrics });
  }

  private ofRun({ id }: RunRecord): Metrics {
    const metrics = this.deps.references.judgedStatistics(id);
    if (metrics === undefined) {
      throw new AppError('CONFLICT_STATE', `run ${id} has no statistics`);
    }
    return { total: metrics.total, rows: metrics.rows };
  }

  /** The run itself, and those that count with it: valid, under the same load, and shut out by nobody. */
  private ofVersion(run: RunRecord): Metrics {
    const { history, runs } = this.deps;
    const { id: runId, versionId, fingerprintHash } = run;
    const siblings = siblingRuns(history.completed(run), { runId, versionId, fingerprintHash, endedAtMs: null });
    return versionMetrics([run, ...siblings.map((one) => runs.get(one.runId))], history);
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
