import { workerData } from 'node:worker_threads';

import { reconcile, rulesOf } from '../../statistics/jmeter-rules/reconcile.ts';
import { answerTask } from '../worker-task.ts';
import { readForJMeter } from './read-for-jmeter.ts';
import type { ReconciledTables, ReconciliationTask } from './reconciliation-task.ts';

await answerTask(() => work(workerData as ReconciliationTask));

async function work({ ours, apdex, ...files }: ReconciliationTask): Promise<ReconciledTables> {
  const { tables, rejected, notes } = await readForJMeter(files);
  return { ...reconcile({ ours, tables, apdex }), rules: rulesOf({ apdex, rejected }), notes: [...notes] };
}
