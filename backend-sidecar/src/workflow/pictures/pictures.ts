import { setTimeout as wait } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { Settings } from '../../config/settings.ts';
import type { Capture, CaptureInput, DashboardChoice, DashboardParts, Picture } from '../../contract/pictures.ts';
import { DashboardClient } from '../../integrations/grafana/dashboard-client.ts';
import type { GrafanaAnswer } from '../../integrations/grafana/grafana-http.ts';
import { AppError } from '../../kernel/errors.ts';
import { ALL_PANELS, type PictureRecord, type PictureStore } from '../../persistence/picture-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ReportPicture } from '../../reports/model/report-model.ts';
import { isEnded } from '../../runs/run-states.ts';
import type { Clock } from '../clock.ts';
import { grafanaTarget } from './grafana-target.ts';
import {
  CaptureSession,
  sha256,
  type CapturedData,
  type CapturedPanel,
  type CapturedPicture,
} from './panel-capture.ts';
import { plannedPictures } from './picture-plan.ts';
import { AT_ONCE, missing, RunCapture, type RunCaptureDeps } from './run-capture.ts';

export interface PicturesDeps {
  pictures: PictureStore;
  runs: RunStore;
  files: DataDirectory;
  settings: Settings;
  clock: Clock;
  log: Logger;
  draw?: RunCaptureDeps['draw'];
  waitsMs?: RunCaptureDeps['waitsMs'];
  reportLimitMs?: number;
}

/** So long a report waits for the pictures of its run. */
const REPORT_LIMIT_MS = 10 * 60_000;
/** A panel takes about as long where none has been captured yet. */
const FIRST_PANEL_MS = 8000;

/** Captures Grafana's panels over each run that ends. A crash at any point is made good at the next start. */
export class Pictures {
  private readonly stopping = new AbortController();
  /** By run, until its pictures are captured. */
  private readonly captures = new Map<number, Promise<void>>();
  private meanPanelMs = FIRST_PANEL_MS;
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: PicturesDeps) {}

  /** Wants what the presets say, once; resolves when all is captured or given up, or when it takes too long. */
  async ofEndedRun(runId: number): Promise<void> {
    const { pictures, runs } = this.deps;
    if (!pictures.hasAny(runId)) {
      this.plan(runs.get(runId), undefined);
    }
    await Promise.race([this.begin(runId), this.limit()]);
  }

  /** Again, or with presets that came later. What was captured before stays until there is a new one. */
  captureAgain({ testRunId, presetIds }: CaptureInput): Capture {
    const run = this.deps.runs.get(testRunId);
    const grafana = grafanaTarget(this.deps.settings);
    if ('why' in grafana) {
      throw new AppError('GRAFANA_NOT_SET_UP', grafana.why);
    }
    if (!isEnded(run.status)) {
      throw new AppError('CONFLICT_STATE', `run ${run.id} is still ${run.status}`);
    }
    if (!this.captures.has(testRunId)) {
      if (this.plan(run, presetIds) === 0) {
        throw new AppError('CONFLICT_STATE', `run ${run.id} has made no load, or no preset of pictures fits it`);
      }
      void this.begin(testRunId);
    }
    return this.progress(testRunId);
  }

  progress(runId: number): Capture {
    this.deps.runs.get(runId);
    const rows = this.deps.pictures.newest([runId]);
    const waiting = rows.filter(({ state }) => state === 'waiting').length;
    const isRunning = this.captures.has(runId);
    return {
      ...{ testRunId: runId, isRunning, donePictures: rows.length - waiting, allPictures: rows.length },
      leftSeconds: isRunning ? Math.ceil((waiting * this.meanPanelMs) / AT_ONCE / 1000) : null,
      pictures: rows.map(toPicture),
    };
  }

  /** As they are now; the reports keep what they got. */
  ofRuns(runIds: readonly number[]): ReportPicture[] {
    const rows = this.deps.pictures.newest(runIds);
    return rows.map((row) => ({
      ...toPicture(row),
      ...{ imagePath: row.imagePath, checksumSha256: row.checksumSha256, dataPath: row.dataPath },
      why: row.state === 'waiting' ? 'it was still being captured when the report was made' : row.why,
    }));
  }

  /** What an earlier sidecar had begun, or not come to. */
  resume(): void {
    const runIds = new Set(this.deps.pictures.waiting().flatMap(({ testRunId }) => testRunId ?? []));
    for (const runId of runIds) {
      void this.begin(runId);
    }
  }

  /** Lets go; what waits is captured after the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.line;
  }

  async dashboards(search: string): Promise<DashboardChoice[]> {
    return this.ask((client, signal) => client.list(search, signal));
  }

  async dashboard(uid: string): Promise<DashboardParts> {
    const { title, panels, variables } = await this.ask((client, signal) => client.find(uid, signal));
    return {
      ...{ uid, title },
      panels: panels.map(({ id, title: name, type }) => ({ id, title: name, type })),
      variables: variables.map(({ name, values }) => ({ name, value: values.join(', ') })),
    };
  }

  private async ask<T>(
    question: (client: DashboardClient, signal: AbortSignal) => Promise<GrafanaAnswer<T>>
  ): Promise<T> {
    const grafana = grafanaTarget(this.deps.settings);
    if ('why' in grafana) {
      throw new AppError('GRAFANA_NOT_SET_UP', grafana.why);
    }
    const answer = await question(new DashboardClient(grafana), this.stopping.signal);
    if (answer.kind === 'fault') {
      throw new AppError(answer.fault.kind === 'missing' ? 'NOT_FOUND' : 'GRAFANA_FAILED', answer.fault.why);
    }
    return answer.value;
  }

  private plan(run: RunRecord, presetIds: readonly number[] | undefined): number {
    const { pictures, clock } = this.deps;
    const presets = presetIds?.map((id) => pictures.preset(id)) ?? pictures.presetsFor(run);
    return pictures.want(presets.flatMap((preset) => plannedPictures(preset, run, clock()))).length;
  }

  /** One run after another: each has its panels captured side by side. */
  private begin(runId: number): Promise<void> {
    const running = this.captures.get(runId);
    if (running !== undefined) {
      return running;
    }
    const done = this.line.then(() => this.captureRun(runId));
    this.captures.set(runId, done);
    this.line = done;
    return done;
  }

  private async captureRun(runId: number): Promise<void> {
    try {
      await this.captureWaiting(runId);
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.deps.log.error({ err: error, runId }, 'pictures not captured');
      }
    } finally {
      this.captures.delete(runId);
    }
  }

  private async captureWaiting(runId: number): Promise<void> {
    const { pictures, settings } = this.deps;
    const rows = pictures.waiting().filter(({ testRunId }) => testRunId === runId);
    const grafana = grafanaTarget(settings);
    if ('why' in grafana) {
      rows.forEach(({ id }) => pictures.settle(id, missing(grafana.why)));
      return;
    }
    const session = new CaptureSession(grafana, this.stopping.signal);
    const onPanel = (tookMs: number) => {
      this.meanPanelMs = 0.7 * this.meanPanelMs + 0.3 * tookMs;
    };
    await new RunCapture({ ...this.deps, session, signal: this.stopping.signal, onPanel }).capture(rows);
  }

  private async limit(): Promise<void> {
    await wait(this.deps.reportLimitMs ?? REPORT_LIMIT_MS, undefined, {
      ref: false,
      signal: this.stopping.signal,
    }).catch(() => undefined);
  }
}

export function toPicture(row: PictureRecord): Picture {
  const { id, presetId, state, why, widthPixels, heightPixels, whyNoData, createdAtMs, figures } = row;
  const panelId = row.panelId ?? ALL_PANELS;
  const dashboardUid = row.dashboardUid ?? '';
  return {
    ...{ id, presetId, state, why, widthPixels, heightPixels, whyNoData, createdAtMs, figures, panelId, dashboardUid },
    testRunId: row.testRunId ?? 0,
    dashboardTitle: row.dashboardName ?? dashboardUid,
    panelTitle: row.panelTitle ?? (panelId === ALL_PANELS ? 'All panels' : `Panel ${panelId}`),
    ...{ fromMs: row.timeFromMs ?? 0, toMs: row.timeToMs ?? 0, sizeBytes: row.imageSizeBytes },
    hasData: row.dataPath !== null,
  };
}
