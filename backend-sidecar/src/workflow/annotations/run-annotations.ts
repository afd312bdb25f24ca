import type { Logger } from 'pino';

import type { Settings } from '../../config/settings.ts';
import type { RunAnnotations as RunAnnotationsView } from '../../contract/annotations.ts';
import type { GrafanaTarget } from '../../integrations/grafana/grafana-http.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AnnotationRecord, AnnotationStore } from '../../persistence/annotation-store.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import { isEnded } from '../../runs/run-states.ts';
import type { Clock } from '../clock.ts';
import { AnnotationOutbox } from './annotation-outbox.ts';
import { annotatedDashboardUids } from './dashboard-uids.ts';
import { wantedAnnotation } from './wanted-annotation.ts';

interface AnnotationDeps {
  annotations: AnnotationStore;
  runs: RunStore;
  environments: EnvironmentStore;
  settings: Settings;
  clock: Clock;
  log: Logger;
}

const OF_ORGANISATION = '';

/** Each run as a region on Grafana's graphs: begun with its load, completed at its end. */
export class RunAnnotations {
  private readonly outbox: AnnotationOutbox;

  constructor(private readonly deps: AnnotationDeps) {
    this.outbox = new AnnotationOutbox({ ...deps, grafana: () => this.grafana() });
  }

  /** Makes up for what an earlier sidecar did not come to, and goes on with what waits. */
  start(): void {
    const { annotations, runs } = this.deps;
    for (const runId of annotations.openRunIds()) {
      const run = runs.find(runId);
      if (run !== undefined && isEnded(run.status)) {
        this.update(run);
      }
    }
    this.outbox.wake();
  }

  /** Resolves when all was tried whose time had come. */
  settled(): Promise<void> {
    return this.outbox.settled();
  }

  stop(): Promise<void> {
    return this.outbox.stop();
  }

  /** Its load has begun; may be said again of the same run. */
  loadStarted(runId: number): void {
    const { annotations, runs, settings } = this.deps;
    const run = runs.get(runId);
    const isWanted = run.kind === 'test' && settings.isOn('grafana.annotations') && !('why' in this.grafana());
    if (isWanted && annotations.of(runId).length === 0) {
      this.want(run, [OF_ORGANISATION, ...this.dashboardUids(run)]);
      this.outbox.wake();
    }
  }

  /** What was begun is completed, also where annotations have been switched off meanwhile. */
  ended(runId: number): void {
    this.update(this.deps.runs.get(runId));
    this.outbox.wake();
  }

  view(runId: number): RunAnnotationsView {
    const run = this.deps.runs.get(runId);
    const grafana = this.grafana();
    const items = this.deps.annotations.of(run.id).map(toView);
    return { why: 'why' in grafana ? grafana.why : whyNotAnnotated(run), items };
  }

  /** Writes them again, or for the first time: of imported runs, and where it has failed or was removed. */
  async write(runId: number): Promise<RunAnnotationsView> {
    const run = this.deps.runs.get(runId);
    this.expectGrafana();
    const why = whyNotAnnotated(run);
    if (why !== null) {
      throw new AppError('CONFLICT_STATE', why);
    }
    this.want(run, [OF_ORGANISATION, ...this.dashboardUids(run)]);
    await this.outbox.deliver(this.deps.annotations.of(runId));
    return this.view(runId);
  }

  async remove(runId: number): Promise<RunAnnotationsView> {
    this.deps.runs.get(runId);
    this.expectGrafana();
    this.wantGone(runId);
    await this.outbox.deliver(this.deps.annotations.of(runId));
    return this.view(runId);
  }

  /** The run is deleted in the same turn of the event loop. */
  runDeleted(runId: number, { removesAnnotations }: { removesAnnotations: boolean }): void {
    if (!removesAnnotations) {
      this.deps.annotations.forget(runId);
      return;
    }
    this.wantGone(runId);
    this.outbox.wake();
  }

  /** Those that are there, or are wanted to be. */
  private update(run: RunRecord): void {
    const rows = this.deps.annotations.of(run.id).filter(({ wanted }) => wanted?.isThere === true);
    this.want(
      run,
      rows.map(({ dashboardUid }) => dashboardUid)
    );
  }

  private want(run: RunRecord, dashboardUids: readonly string[]): void {
    const { annotations, clock } = this.deps;
    const all = dashboardUids.flatMap((dashboardUid) => {
      const wanted = wantedAnnotation({ run, dashboardUid, browserUrl: this.browserUrl() });
      if (wanted === undefined) {
        return [];
      }
      // By its start an annotation is found that may have been created already.
      const startMs = annotations.find({ runId: run.id, dashboardUid })?.wanted?.startMs ?? wanted.startMs;
      const endMs = wanted.endMs === null ? null : Math.max(startMs, wanted.endMs);
      return [{ runId: run.id, dashboardUid, wanted: { ...wanted, startMs, endMs } }];
    });
    annotations.want(all, clock());
  }

  private wantGone(runId: number): void {
    const { annotations, clock } = this.deps;
    const gone = annotations
      .of(runId)
      .flatMap(({ wanted, ...key }) => (wanted === null ? [] : [{ ...key, wanted: { ...wanted, isThere: false } }]));
    annotations.want(gone, clock());
  }

  private dashboardUids({ environmentId }: RunRecord): string[] {
    const { environments, settings } = this.deps;
    const urls = [settings.text('grafana.url'), settings.text('grafana.browserUrl')].filter((url) => url !== null);
    return annotatedDashboardUids(environments.get(environmentId).dashboards, urls);
  }

  private browserUrl(): string {
    const { settings } = this.deps;
    return settings.text('grafana.browserUrl') ?? settings.text('grafana.url') ?? 'http://localhost:3000';
  }

  private grafana(): GrafanaTarget | { why: string } {
    const { settings } = this.deps;
    const url = settings.text('grafana.url');
    if (url === null || !settings.isSet('grafana.token')) {
      const missing = url === null ? 'address' : 'service account token';
      return { why: `The settings have no ${missing} of Grafana.` };
    }
    try {
      return { url, token: settings.secret('grafana.token') ?? '' };
    } catch {
      return { why: 'The service account token cannot be opened with the present key: save it again.' };
    }
  }

  private expectGrafana(): void {
    const grafana = this.grafana();
    if ('why' in grafana) {
      throw new AppError('GRAFANA_NOT_SET_UP', grafana.why);
    }
  }
}

/** null = it can be. */
function whyNotAnnotated({ kind, loadStartedAtMs, startedAtMs }: RunRecord): string | null {
  if (kind === 'smoke') {
    return 'A smoke run makes no load worth a mark on graphs.';
  }
  return (loadStartedAtMs ?? startedAtMs) === null ? 'The run has made no load.' : null;
}

function toView({ dashboardUid, state, annotationId, error, nextTryAtMs }: AnnotationRecord) {
  return { dashboardUid: dashboardUid === '' ? null : dashboardUid, state, annotationId, error, nextTryAtMs };
}
