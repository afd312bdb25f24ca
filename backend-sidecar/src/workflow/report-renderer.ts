import { workerEntry } from '../kernel/worker-entry.ts';
import type { ReportModel } from '../reports/model/report-model.ts';
import { runTask } from './worker-task.ts';

export interface RenderedReport {
  html: string;
  excel: Uint8Array;
}

/** Takes seconds for a batch of 16 runs with 100 labels, in a thread of its own. */
export function renderReport(model: ReportModel): Promise<RenderedReport> {
  return runTask(workerEntry('render-worker', import.meta.url), model);
}
