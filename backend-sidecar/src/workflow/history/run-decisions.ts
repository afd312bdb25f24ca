import type { DecisionInput } from '../../contract/history.ts';
import { AppError } from '../../kernel/errors.ts';
import type { DecisionStore } from '../../persistence/decision-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { Clock } from '../clock.ts';

interface DecisionDeps {
  runs: RunStore;
  decisions: DecisionStore;
  clock: Clock;
}

/** What people say of a run as a reference: accepted, rejected, quarantined, or nothing any more. */
export class RunDecisions {
  constructor(private readonly deps: DecisionDeps) {}

  /** Verdicts that are stored stay as they are: they say what was known then. */
  decide(runId: number, { decision, reason }: DecisionInput, by: string): void {
    const { runs, decisions, clock } = this.deps;
    const { kind, status } = runs.get(runId);
    if (kind === 'smoke') {
      throw new AppError('CONFLICT_STATE', `run ${runId} is a smoke run, which is in no history`);
    }
    if (status !== 'completed') {
      throw new AppError('CONFLICT_STATE', `run ${runId} is ${status}; only of a completed run can be decided`);
    }
    if (decision !== 'none' && reason.trim() === '') {
      throw new AppError('REQUEST_INVALID', `reason: say why the run is ${decision}`);
    }
    decisions.add(runId, { decision, reason: reason.trim(), by, atMs: clock() });
  }
}
