import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

import type { ReportModel } from '../model/report-model.ts';
import { ReportDocument } from './ReportDocument.tsx';

/** One self-contained file: no script, no network, readable anywhere. React escapes every text that it writes. */
export function renderHtml(model: ReportModel): string {
  return `<!DOCTYPE html>\n${renderToStaticMarkup(createElement(ReportDocument, { model }))}\n`;
}
