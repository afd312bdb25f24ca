import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { KeptData } from '../../contract/pictures.ts';
import { ALL_PANELS, type PictureEnd, type PictureRecord, type PictureStore } from '../../persistence/picture-store.ts';
import type { Clock } from '../clock.ts';
import { writeAtomically } from '../runs/run-files.ts';
import {
  sha256,
  type CapturedData,
  type CapturedPanel,
  type CapturedPicture,
  type CaptureSession,
} from './panel-capture.ts';
import { picturesOfPanels } from './picture-plan.ts';

export interface DrawnChart {
  readonly title: string;
  readonly data: KeptData;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly theme: 'light' | 'dark';
}

export interface RunCaptureDeps {
  pictures: PictureStore;
  files: DataDirectory;
  clock: Clock;
  log: Logger;
  session: CaptureSession;
  signal: AbortSignal;
  onPanel: (tookMs: number) => void;
  /** A PNG of the data, where Grafana gives no picture. */
  draw?: (chart: DrawnChart) => Promise<Uint8Array>;
  /** Before each attempt after the first; shorter in tests. */
  waitsMs?: readonly number[];
}

/** Grafana's renderer has a browser for each: more at once take longer each, and disturb what they watch. */
export const AT_ONCE = 2;
const WAITS_MS = [2000, 6000];
/** Attempts at one panel over all starts of the sidecar. */
const MOST_ATTEMPTS = 9;
const SAME_PICTURE =
  'Grafana sent the same picture for another panel: its login page or an error page. Its renderer cannot reach it (callback_url)';

/** Captures the panels of one run: what Grafana gives is on the disk before the row says that it is there. */
export class RunCapture {
  constructor(private readonly deps: RunCaptureDeps) {}

  async capture(rows: readonly PictureRecord[]): Promise<void> {
    const panels = (await Promise.all(rows.map((row) => this.expand(row)))).flat();
    const left = [...panels];
    const work = async () => {
      for (let row = left.shift(); row !== undefined; row = left.shift()) {
        await this.captureOne(row);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.refuseSamePictures(panels.map(({ id }) => id));
  }

  /** The panels of a dashboard of which all are wanted. */
  private async expand(row: PictureRecord): Promise<PictureRecord[]> {
    const { pictures } = this.deps;
    if (row.panelId !== ALL_PANELS) {
      return [row];
    }
    const dashboard = await this.deps.session.dashboard(row.dashboardUid ?? '');
    if (typeof dashboard === 'string') {
      pictures.settle(row.id, missing(dashboard));
      return [];
    }
    const wanted = picturesOfPanels(row, dashboard);
    if (wanted.length === 0) {
      pictures.settle(row.id, { ...missing('the dashboard has no panels'), dashboardName: dashboard.title });
      return [];
    }
    return pictures.replace(row.id, wanted);
  }

  private async captureOne(row: PictureRecord): Promise<void> {
    this.deps.signal.throwIfAborted();
    const startMs = this.deps.clock();
    try {
      const captured = await this.panel(row);
      await this.keep(row, captured);
    } catch (error) {
      this.deps.signal.throwIfAborted();
      this.deps.log.error({ err: error, pictureId: row.id }, 'picture not captured');
      this.deps.pictures.settle(row.id, missing('the sidecar failed; its log says more'));
    }
    this.deps.onPanel(this.deps.clock() - startMs);
  }

  private async panel(row: PictureRecord): Promise<CapturedPanel | PictureEnd> {
    const dashboard = await this.deps.session.dashboard(row.dashboardUid ?? '');
    if (typeof dashboard === 'string') {
      return missing(dashboard);
    }
    const panel = dashboard.panels.find(({ id }) => id === row.panelId);
    if (panel === undefined) {
      const why = `the dashboard “${dashboard.title}” has no panel ${row.panelId ?? ''}`;
      return { ...missing(why), dashboardName: dashboard.title };
    }
    const wanted = this.wanted(row);
    const data = await this.deps.session.data(wanted, dashboard, panel);
    const picture = await this.picture(wanted, data.kind === 'data');
    return { dashboardTitle: dashboard.title, panelTitle: panel.title, unit: panel.unit, picture, data };
  }

  private wanted(row: PictureRecord) {
    const { dashboardUid, panelId, timeFromMs, timeToMs, widthPixels, heightPixels, variables } = row;
    return {
      ...{ row, dashboardUid: dashboardUid ?? '', panelId: panelId ?? 0, theme: this.themeOf(row) },
      ...{ fromMs: timeFromMs ?? 0, toMs: timeToMs ?? 0, variables: variables ?? {} },
      ...{ widthPixels: widthPixels ?? 1000, heightPixels: heightPixels ?? 500 },
    };
  }

  private themeOf({ presetId }: PictureRecord): 'light' | 'dark' {
    const preset = this.deps.pictures.presets().find(({ id }) => id === presetId);
    return preset?.theme ?? 'light';
  }

  private async picture(wanted: ReturnType<RunCapture['wanted']>, hasData: boolean): Promise<CapturedPicture> {
    const { pictures, waitsMs = WAITS_MS } = this.deps;
    const abilities = await this.deps.session.abilities();
    if (typeof abilities !== 'string' && !abilities.isRendererAvailable) {
      return { kind: 'none', why: 'Grafana has no image renderer' };
    }
    let why = 'it was tried too often';
    for (let attempt = 0; attempt <= waitsMs.length; attempt++) {
      const row = pictures.find(wanted.row.id);
      if (row === undefined || row.attempts >= MOST_ATTEMPTS) {
        break;
      }
      pictures.noteAttempt(row);
      const answer = await this.deps.session.picture(wanted, hasData, attempt === waitsMs.length);
      if (answer.kind === 'picture' || answer.isFinal) {
        return answer;
      }
      why = answer.why;
      await wait(waitsMs[attempt] ?? 0, undefined, { signal: this.deps.signal });
    }
    return { kind: 'none', why };
  }

  /** Files first, then the row that names them. */
  private async keep(row: PictureRecord, captured: CapturedPanel | PictureEnd): Promise<void> {
    const { pictures } = this.deps;
    if (!('picture' in captured)) {
      pictures.settle(row.id, captured);
      return;
    }
    const { dashboardTitle, panelTitle, data } = captured;
    const named = { dashboardName: dashboardTitle, panelTitle };
    const keptData = await this.keepData(row, data);
    const keptPicture = await this.keepPicture(row, captured);
    pictures.settle(row.id, { ...named, ...keptPicture, ...keptData });
  }

  private async keepData(row: PictureRecord, data: CapturedData) {
    if (data.kind === 'none') {
      return { dataPath: null, whyNoData: data.why };
    }
    const path = join(this.deps.files.picturesDirectory(row.testRunId ?? 0), `picture-${row.id}.json`);
    await writeAtomically(path, JSON.stringify(data.data));
    const figures = data.data.series.map(({ name, unit, mean, max }) => ({ name, unit, mean, max }));
    return { dataPath: this.deps.files.relative(path), whyNoData: null, figures };
  }

  private async keepPicture(row: PictureRecord, captured: CapturedPanel): Promise<PictureEnd> {
    const { picture, data } = captured;
    if (picture.kind === 'picture') {
      return this.store(row, picture.content, { state: 'captured', why: picture.note });
    }
    const { draw } = this.deps;
    if (draw === undefined || data.kind === 'none') {
      return missing(picture.why);
    }
    const { widthPixels, heightPixels, theme } = this.wanted(row);
    const content = await draw({ title: captured.panelTitle, data: data.data, widthPixels, heightPixels, theme });
    const why = `Drawn from the panel’s data, because ${picture.why}`;
    return this.store(row, content, { state: 'drawn', why });
  }

  private async store(
    row: PictureRecord,
    content: Uint8Array,
    { state, why }: { state: 'captured' | 'drawn'; why: string | null }
  ): Promise<PictureEnd> {
    const { files } = this.deps;
    const path = join(files.picturesDirectory(row.testRunId ?? 0), `picture-${row.id}.png`);
    await writeAtomically(path, content);
    return {
      ...{ state, why, whyNoData: null, imagePath: files.relative(path), imageSizeBytes: content.byteLength },
      checksumSha256: sha256(content),
    };
  }

  /** Panels of different titles never look the same. */
  private refuseSamePictures(ids: readonly number[]): void {
    const { pictures } = this.deps;
    const captured = ids.flatMap((id) => pictures.find(id) ?? []).filter(({ state }) => state === 'captured');
    for (const one of captured) {
      const isShared = captured.some(
        (other) => other.checksumSha256 === one.checksumSha256 && other.panelTitle !== one.panelTitle
      );
      if (isShared) {
        pictures.settle(one.id, { ...missing(SAME_PICTURE), whyNoData: one.whyNoData, imagePath: null });
      }
    }
  }
}

export function missing(why: string): PictureEnd {
  return { state: 'missing', why, whyNoData: why };
}
