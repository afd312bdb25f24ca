import type { ReportModel, ReportPicture } from './report-model.ts';

/** By the path of the picture, or what `sameAxesKey` says: an address that holds it. */
export type ReportImages = ReadonlyMap<string, string>;

/** One panel, of all runs that are shown beside each other. */
export interface PanelPictures {
  key: string;
  title: string;
  dashboardTitle: string;
  /** In the order of the columns; a run without a picture has none. */
  pictures: NamedPicture[];
}

export interface NamedPicture {
  runName: string;
  picture: ReportPicture;
}

/** Series that are listed below a picture; its legend has all of them. */
export const MOST_SERIES = 12;

export interface PictureGroup {
  title: string;
  panels: PanelPictures[];
}

/** Of runs that are compared the same panels beside each other, else one run after another. */
export function pictureGroups({ comparisons, runs, pictures }: ReportModel): PictureGroup[] {
  const compared = comparisons.map(({ scenarioName, testTypeName, columns }) => ({
    title: `${scenarioName} · ${testTypeName}`,
    named: columns.flatMap(({ runId, versionName }) => named(pictures, runId, versionName)),
  }));
  const comparedRuns = new Set(comparisons.flatMap(({ columns }) => columns.map(({ runId }) => runId)));
  const single = runs
    .filter(({ run }) => !comparedRuns.has(run.id))
    .map(({ run }) => ({ title: run.name, named: named(pictures, run.id, run.versionName) }));
  return [...compared, ...single]
    .filter((group) => group.named.length > 0)
    .map(({ title, named: all }) => ({ title, panels: panelsOf(all) }));
}

function named(pictures: readonly ReportPicture[], runId: number | null, versionName: string): NamedPicture[] {
  return pictures
    .filter(({ testRunId }) => testRunId === runId)
    .map((picture) => ({ picture, runName: `${versionName}, run ${picture.testRunId}` }));
}

/** The same panel of several runs is one. */
function panelsOf(pictures: readonly NamedPicture[]): PanelPictures[] {
  const panels = new Map<string, PanelPictures>();
  for (const one of pictures) {
    const { dashboardUid, panelId, presetId, panelTitle, dashboardTitle } = one.picture;
    const key = JSON.stringify([dashboardUid, panelId, presetId]);
    const panel = panels.get(key) ?? { key, title: panelTitle, dashboardTitle, pictures: [] };
    panel.pictures.push(one);
    panels.set(key, panel);
  }
  return [...panels.values()];
}

/** `undefined`: it is not there, or no longer as it was when the report was frozen. */
export function imageOf({ imagePath }: ReportPicture, images: ReportImages): string | undefined {
  return imagePath === null ? undefined : images.get(imagePath);
}

/** Drawn once more, so that those beside each other have the same axes. */
export function sameAxesKey({ id }: ReportPicture): string {
  return `same axes: ${id}`;
}

export function sameAxesOf(picture: ReportPicture, images: ReportImages): string | undefined {
  return images.get(sameAxesKey(picture));
}

/** How many panels there are to see, and how many of them are not as Grafana showed them. */
export function shownText({ pictures }: ReportModel, images: ReportImages): string {
  const shown = pictures.filter((picture) => imageOf(picture, images) !== undefined);
  const drawnCount = shown.filter(({ state }) => state === 'drawn').length;
  const captured = `${shown.length - drawnCount} of ${pictures.length} panels as they looked when the runs had ended`;
  return drawnCount === 0 ? captured : `${captured}, ${drawnCount} drawn from their data`;
}

/** What stands above panels that were drawn on the same axes, and what is below them. */
export function sameAxesText(shown: readonly NamedPicture[]): string {
  const isOfGrafana = shown.some(({ picture }) => picture.state === 'captured');
  const below = isOfGrafana ? 'as Grafana showed it' : 'each on axes of its own';
  return `On the same axes, drawn from the panel’s data; below ${below}.`;
}
