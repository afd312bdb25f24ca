import type { Reconciliation } from '../../contract/analysis.ts';
import type { ReadOptions } from '../../contract/imports.ts';
import type { ApdexRules } from '../../contract/scenarios.ts';
import { workerEntry } from '../../kernel/worker-entry.ts';
import type { ResultPart } from '../../results/read-result-files.ts';
import type { TablesOptions } from '../../statistics/jmeter-rules/jmeter-tables.ts';
import type { OurTable } from '../../statistics/jmeter-rules/reconcile.ts';
import { runTask } from '../worker-task.ts';

/** What a thread needs to read a result once more and put JMeter's figures beside ours. */
export interface ReconciliationTask {
  readonly parts: readonly ResultPart[];
  /** What had to be said of the files when they were imported. */
  readonly read: ReadOptions;
  readonly options: TablesOptions;
  readonly ours: OurTable;
  readonly apdex: ApdexRules;
}

export type ReconciledTables = Omit<Reconciliation, 'readAtMs'>;

/** @throws AppError RESULT_UNREADABLE where a file is gone or damaged */
export function runReconciliation(task: ReconciliationTask): Promise<ReconciledTables> {
  return runTask<ReconciledTables>(workerEntry('reconciliation-worker', import.meta.url), task);
}
