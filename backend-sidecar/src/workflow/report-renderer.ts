import { Worker } from 'node:worker_threads';

import { workerEntry } from '../kernel/worker-entry.ts';
import type { ReportModel } from '../reports/model/report-model.ts';

export interface RenderedReport {
  html: string;
  excel: Uint8Array;
}

/**
 * Renders in a thread of its own: a batch of 16 runs with 100 labels takes seconds, and nobody's live page waits for it.
 * Rejects with what the renderer threw.
 */
export function renderReport(model: ReportModel): Promise<RenderedReport> {
  const worker = new Worker(workerEntry('render-worker', import.meta.url), { workerData: model });
  return new Promise((resolve, reject) => {
    worker.once('message', (rendered: RenderedReport) => resolve(rendered));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread that renders reports ended (code ${code})`)));
  });
}
