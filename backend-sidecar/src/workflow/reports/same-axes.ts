import { readFile } from 'node:fs/promises';

import type { KeptData, SeriesFigures } from '../../contract/pictures.ts';
import { drawChart } from '../../reports/charts/draw-chart.ts';
import { extentOf } from '../../reports/charts/series-chart.ts';
import { pictureGroups, sameAxesKey, type ReportImages } from '../../reports/model/picture-groups.ts';
import type { ReportModel, ReportPicture } from '../../reports/model/report-model.ts';
import { pathWithin } from './report-images.ts';

interface PanelData {
  readonly picture: ReportPicture;
  readonly data: KeptData;
}

const [WIDTH_PIXELS, HEIGHT_PIXELS] = [1000, 500];

/**
 * Grafana gives each panel axes of its own. So that runs can be compared by eye, the panels of which the data were kept are
 * drawn once more: from the smallest value of all of them, or zero, to the largest, and as long as the longest run.
 */
export async function drawSameAxes(model: ReportModel, dataDirectory: string): Promise<ReportImages> {
  const images = new Map<string, string>();
  const panels = pictureGroups(model).flatMap((group) => group.panels);
  for (const { pictures } of panels.filter((panel) => panel.pictures.length > 1)) {
    const read = await Promise.all(pictures.map(({ picture }) => keptData(picture, dataDirectory)));
    const known = read.filter((one) => one !== null);
    for (const [key, image] of known.length > 1 ? await drawTogether(known) : []) {
      images.set(key, image);
    }
  }
  return images;
}

/** null: it was not kept, or is no longer what the report's figures were made of. */
async function keptData(picture: ReportPicture, dataDirectory: string): Promise<PanelData | null> {
  const path = picture.dataPath == null ? null : pathWithin(dataDirectory, picture.dataPath);
  const data = path === null ? null : await readData(path);
  const isSame = JSON.stringify(data?.series.map(inOrder)) === JSON.stringify(picture.figures.map(inOrder));
  return data !== null && isSame ? { picture, data } : null;
}

async function readData(path: string): Promise<KeptData | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as KeptData;
  } catch {
    return null;
  }
}

function inOrder({ name, unit, mean, max }: SeriesFigures): SeriesFigures {
  return { name, unit, mean, max };
}

function drawTogether(panels: readonly PanelData[]): Promise<Array<[key: string, image: string]>> {
  const extent = extentOf(panels.flatMap(({ data }) => data.series));
  const longestMs = Math.max(...panels.map(({ data }) => data.toMs - data.fromMs));
  return Promise.all(
    panels.map(async ({ picture, data: { panelTitle, series, fromMs } }) => {
      const chart = { title: panelTitle, series, fromMs, toMs: fromMs + longestMs, extent, theme: 'light' as const };
      const png = await drawChart({ ...chart, widthPixels: WIDTH_PIXELS, heightPixels: HEIGHT_PIXELS });
      const image = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
      return [sameAxesKey(picture), image];
    })
  );
}
