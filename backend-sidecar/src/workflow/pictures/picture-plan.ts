import type { PicturePreset } from '../../contract/pictures.ts';
import type { DashboardContent, DashboardPanel } from '../../integrations/grafana/dashboard-client.ts';
import { ALL_PANELS, type NewPicture, type PictureRecord } from '../../persistence/picture-store.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import { variablesOfRun } from './panel-variables.ts';

/** They show no figures. */
const WORDS: readonly string[] = ['text', 'dashlist', 'news', 'welcome', 'gettingstarted', 'alertlist', 'annolist'];

/** One row for each panel that the preset names; where it names none, one for the whole dashboard. */
export function plannedPictures(preset: PicturePreset, run: RunRecord, nowMs: number): NewPicture[] {
  const { id, dashboardUid, panelIds, variables, range, widthPixels, heightPixels } = preset;
  const times = timesOf(run, range);
  if (times === null) {
    return [];
  }
  const all = panelIds.length === 0 ? [ALL_PANELS] : [...new Set(panelIds)];
  return all.map((panelId) => ({
    ...{ testRunId: run.id, presetId: id, dashboardUid, panelId, widthPixels, heightPixels, createdAtMs: nowMs },
    ...{ variables: variablesOfRun(variables, run), timeFromMs: times.fromMs, timeToMs: times.toMs },
  }));
}

/** Every panel that shows figures, in the order of the dashboard. */
export function picturesOfPanels(row: PictureRecord, { title, panels }: DashboardContent): NewPicture[] {
  const { id: _, state: __, attempts: ___, ...common } = row;
  return panels.filter(showsFigures).map((panel) => ({
    ...common,
    ...{ dashboardName: title, panelId: panel.id, panelTitle: panel.title },
  }));
}

export function showsFigures({ type }: DashboardPanel): boolean {
  return !WORDS.includes(type);
}

/** null: the run has made no load. */
function timesOf(run: RunRecord, range: PicturePreset['range']): { fromMs: number; toMs: number } | null {
  const startMs = run.loadStartedAtMs ?? run.startedAtMs;
  const endMs = run.loadEndedAtMs ?? run.completedAtMs;
  if (startMs === null || endMs === null || endMs <= startMs) {
    return null;
  }
  const { windowFromMs, windowToMs } = run;
  const isWindow = range === 'window' && windowFromMs !== null && windowToMs !== null && windowFromMs < endMs;
  return isWindow ? { fromMs: windowFromMs, toMs: Math.min(windowToMs, endMs) } : { fromMs: startMs, toMs: endMs };
}
