import { compareSideBySide, type Measured } from '../../comparison/side-by-side.ts';
import type { ComparedRun, Comparison } from '../../contract/analysis.ts';
import type { Scenario } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import type { HistoryStore } from '../../persistence/history-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import { loadDifference } from '../runs/load-difference.ts';
import { runName } from '../runs/run-views.ts';

interface ComparisonDeps {
  runs: RunStore;
  scenarios: ScenarioStore;
  history: HistoryStore;
  evidence: EvidenceStore;
}

type Scenarios = ReadonlyMap<number, Scenario>;

/** Runs side by side, whatever they are of: versions, test types, scenarios. */
export class Comparisons {
  constructor(private readonly deps: ComparisonDeps) {}

  /** @param runIds the first is what the others are compared with, by the rules of its scenario */
  view(runIds: readonly number[]): Comparison {
    const runs = runIds.map((id) => this.deps.runs.get(id));
    const [first] = runs;
    if (first === undefined) {
      throw new AppError('REQUEST_INVALID', 'runIds: no run to compare');
    }
    const scenarioIds = [...new Set(runs.map(({ scenarioId }) => scenarioId))];
    const scenarios = new Map(scenarioIds.map((id) => [id, this.deps.scenarios.get(id)]));
    const measured = this.measure(runs, scenarios);
    return {
      runs: runs.map((run) => this.comparedRun(run, first)),
      ...compareSideBySide(measured, this.deps.scenarios.get(first.scenarioId)),
    };
  }

  private measure(runs: readonly RunRecord[], scenarios: Scenarios): Measured[] {
    const ids = runs.map(({ id }) => id);
    const [rows, totals] = [this.deps.history.judgedFigures(ids), this.deps.history.judgedTotals(ids)];
    return runs.map(({ id, status, scenarioId, versionName }) => {
      const total = totals.get(id);
      if (total === undefined) {
        throw new AppError('CONFLICT_STATE', `run ${id} is ${status} and has no statistics to compare`);
      }
      const labelRenames = scenarios.get(scenarioId)?.labelRenames ?? [];
      return { versionName, total, rows: rows.get(id) ?? [], labelRenames };
    });
  }

  private comparedRun(run: RunRecord, first: RunRecord): ComparedRun {
    const { id: runId, versionName, scenarioName, testTypeName, environmentName, completedAtMs, outcome } = run;
    return {
      ...{
        runId,
        name: runName(run),
        versionName,
        scenarioName,
        testTypeName,
        environmentName,
        completedAtMs,
        outcome,
      },
      fingerprintDifference: loadDifference(this.deps.evidence, runId, first.id),
    };
  }
}
