import { workerData } from 'node:worker_threads';

import { renderExcel } from '../reports/excel/render-excel.ts';
import { renderHtml } from '../reports/html/render-html.ts';
import type { ReportModel } from '../reports/model/report-model.ts';
import type { RenderedReport } from './report-renderer.ts';
import { answerTask } from './worker-task.ts';

const model = workerData as ReportModel;

await answerTask(async (): Promise<RenderedReport> => ({
  html: renderHtml(model),
  excel: new Uint8Array(await renderExcel(model)),
}));
