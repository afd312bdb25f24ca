import type { ReportRun } from '../model/report-model.ts';
import { element, escapeXml, list, paragraph, picture, type Storage } from './storage.ts';

/** A panel of Grafana over one run, or why there is none. */
export interface PagePicture {
  readonly runId: number;
  readonly title: string;
  /** null: not captured. */
  readonly fileName: string | null;
  /** Why there is none, or why it was drawn here instead of by Grafana; null: captured. */
  readonly why: string | null;
}

/** As wide as the text of a page is by default. */
const WIDTH_PIXELS = 760;

export function pictureBlock(pictures: readonly PagePicture[], runs: readonly ReportRun[]): Storage {
  const blocks = runs.map(({ run }) => {
    const own = pictures.filter(({ runId }) => runId === run.id);
    const name = runs.length === 1 ? '' : element('h3', escapeXml(run.name));
    return own.length === 0 ? '' : name + own.map(shown).join('') + missing(own);
  });
  const all = blocks.join('');
  return all === '' ? '' : element('h2', 'Grafana') + all;
}

function shown({ fileName, title, why }: PagePicture): Storage {
  return fileName === null
    ? ''
    : paragraph(element('strong', escapeXml(title))) +
        paragraph(picture({ fileName, title, widthPixels: WIDTH_PIXELS })) +
        (why === null ? '' : paragraph(element('em', escapeXml(`${why}.`))));
}

function missing(pictures: readonly PagePicture[]): Storage {
  return list(
    pictures
      .filter(({ fileName }) => fileName === null)
      .map(({ title, why }) => escapeXml(`${title}: not captured, because ${why ?? 'no picture came'}`))
  );
}
