import { workerData } from 'node:worker_threads';

import { assertNever } from '../../kernel/assert-never.ts';
import type { FileKind } from '../../persistence/report-store.ts';
import type { ReportImages } from '../../reports/model/picture-groups.ts';
import type { ReportModel } from '../../reports/model/report-model.ts';
import { readReportModel } from '../../reports/model/stored-model.ts';
import { answerTask } from '../worker-task.ts';
import { readImages } from './report-images.ts';
import type { RenderTask } from './report-renderer.ts';

const { kind, model, dataDirectory } = workerData as RenderTask;

await answerTask(() => render(kind));

/** Only what is asked for is loaded: the two renderers take longer to load than a small report to render. */
async function render(wanted: FileKind): Promise<Uint8Array> {
  const report = readReportModel(model);
  switch (wanted) {
    case 'html': {
      const { renderHtml } = await import('../../reports/html/render-html.ts');
      return new TextEncoder().encode(renderHtml(report, await imagesOf(report)));
    }
    case 'excel': {
      const { renderExcel } = await import('../../reports/excel/render-excel.ts');
      return new Uint8Array(await renderExcel(report, await imagesOf(report)));
    }
    default:
      return assertNever(wanted);
  }
}

async function imagesOf(report: ReportModel): Promise<ReportImages> {
  if (report.pictures.length === 0) {
    return new Map();
  }
  const { drawSameAxes } = await import('./same-axes.ts');
  const [captured, drawn] = [
    await readImages(report.pictures, dataDirectory),
    await drawSameAxes(report, dataDirectory),
  ];
  return new Map([...captured, ...drawn]);
}
