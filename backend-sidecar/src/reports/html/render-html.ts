import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

import type { ReportModel } from '../model/report-model.ts';
import type { ReportImages } from '../model/picture-groups.ts';
import { ReportDocument } from './ReportDocument.tsx';

const NO_IMAGES: ReportImages = new Map();

/** One self-contained file: no network, readable anywhere, also without its script. React escapes every text that it writes. */
export function renderHtml(model: ReportModel, images: ReportImages = NO_IMAGES): string {
  return `<!DOCTYPE html>\n${renderToStaticMarkup(createElement(ReportDocument, { model, images }))}\n`;
}
