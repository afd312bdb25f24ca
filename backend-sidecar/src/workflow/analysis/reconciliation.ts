import type { DataDirectory } from '../../config/data-directory.ts';
import type { Reconciliation } from '../../contract/analysis.ts';
import { DEFAULT_APDEX } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import type { Clock } from '../clock.ts';
import { keptParts } from './kept-result.ts';
import { runReconciliation } from './reconciliation-task.ts';
import { setUpGroupsOfRun } from '../runs/set-up-groups.ts';

interface ReconciliationDeps {
  runs: RunStore;
  results: ResultStore;
  scenarios: ScenarioStore;
  scripts: ScriptStore;
  files: DataDirectory;
  clock: Clock;
}

/** A result of millions of rows takes seconds to read, and a stored one does not change. */
const REMEMBERED_RUNS = 20;

/** Our figures of a run's whole file beside those of JMeter's Aggregate Report and HTML dashboard over the same file. */
export class Reconciliations {
  private readonly known = new Map<string, Promise<Reconciliation>>();

  constructor(private readonly deps: ReconciliationDeps) {}

  /** @throws AppError NOT_FOUND while there is no result, RESULT_UNREADABLE where its file is gone or damaged */
  read(runId: number): Promise<Reconciliation> {
    const run = this.deps.runs.get(runId);
    const key = JSON.stringify([runId, run.resultFile, run.resultSizeBytes, run.totalSamples, run.rowCount]);
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    const asked = this.reckon(run);
    this.known.set(key, asked);
    asked.catch(() => this.known.delete(key));
    this.forgetOldest();
    return asked;
  }

  private forgetOldest(): void {
    const oldest = this.known.keys().next();
    if (this.known.size > REMEMBERED_RUNS && !oldest.done) {
      this.known.delete(oldest.value);
    }
  }

  private async reckon(run: RunRecord): Promise<Reconciliation> {
    const { results, files, clock } = this.deps;
    const ours = results.statistics(run.id, 'run');
    const parts = keptParts(run, files);
    if (ours === undefined || parts.length === 0 || ours.source === 'imported summary') {
      throw new AppError('NOT_FOUND', `a result file of run ${run.id}`);
    }
    const { excludedLabels = [], labelFoldings = [], apdex = DEFAULT_APDEX } = run.analysis ?? {};
    const setupGroups = await setUpGroupsOfRun(run, this.deps);
    const { total, rows } = ours;
    const tables = await runReconciliation({
      ...{ parts, read: run.importedFrom?.read ?? {}, apdex, ours: { total, rows } },
      options: { setupGroups, excludedLabels, labelFoldings, stopSentAtMs: run.stopSentAtMs },
    });
    return { ...tables, readAtMs: clock() };
  }
}
