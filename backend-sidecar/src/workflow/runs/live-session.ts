import type { LiveLogLine, LiveRow, LiveUpdate } from '../../contract/live.ts';
import type { AnalysisRules } from '../../contract/scenarios.ts';
import type { LabelKind, StatisticsRow, TimelinePoint } from '../../contract/statistics.ts';
import type { LiveHub } from '../../live/live-hub.ts';
import { LogTail } from '../../live/log-tail.ts';
import { ResultFollower, type FinalResult, type FollowUpdate } from '../../results/result-follower.ts';
import { analysisWindow, type AnalysisWindow } from '../../runs/analysis-window.ts';
import type { Clock } from '../clock.ts';

const HEARTBEAT_MS = 1_000;

/** A run whose result file is followed. */
export interface FollowedRun {
  readonly id: number;
  readonly resultPath: string;
  readonly logPath: string;
  readonly mode: 'follow' | 'read';
  readonly sliceMs: number;
  readonly durationSeconds: number;
  readonly rampUpSeconds: number;
  readonly loadStartedAtMs: number | null;
  readonly stopSentAtMs: number | null;
  readonly setUpGroups: readonly string[];
  /** The scenario's rules when the run was prepared; null for runs older than such rules. */
  readonly analysis: AnalysisRules | null;
  /** p90 of each label of the reference, for the change that the live table shows. */
  readonly referenceRows: readonly StatisticsRow[];
}

/** Follows one run's result file in a worker and publishes what it says, at most once a second. */
export class LiveSession {
  private readonly follower: ResultFollower;
  private readonly log: LogTail;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly referenceP90: Map<string, number | null>;
  private loadStartedAtMs: number | null;
  private latest: FollowUpdate | undefined;
  private changedSlices = new Map<number, TimelinePoint>();
  private sequence = 0;
  /** Lines that were read before there was a figure to send them with. */
  private readonly unsentLog: LiveLogLine[] = [];
  private publishing: Promise<void> = Promise.resolve();
  private isStopping: boolean;
  private failure: Error | undefined;

  constructor(
    private readonly run: FollowedRun,
    private readonly hub: LiveHub,
    private readonly clock: Clock
  ) {
    this.loadStartedAtMs = run.loadStartedAtMs;
    this.isStopping = run.stopSentAtMs !== null;
    this.referenceP90 = new Map(run.referenceRows.map((row) => [keyOf(row), row.p90Ms]));
    this.log = new LogTail(run.logPath);
    this.follower = ResultFollower.start(
      {
        filePath: run.resultPath,
        mode: run.mode,
        sliceMs: run.sliceMs,
        window: this.window(),
        setupGroups: [...run.setUpGroups],
        labelFoldings: run.analysis?.labelFoldings ?? [],
        excludedLabels: run.analysis?.excludedLabels ?? [],
        apdex: run.analysis?.apdex,
        stopSentAtMs: run.stopSentAtMs,
      },
      (update) => this.take(update),
      (error) => {
        this.failure = error;
      }
    );
    hub.open(run.id);
    this.heartbeat = setInterval(() => void this.publish('running'), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  window(): AnalysisWindow | null {
    const { loadStartedAtMs, run } = this;
    return loadStartedAtMs === null ? null : analysisWindow(loadStartedAtMs, run, run.analysis ?? undefined);
  }

  async setLoadStarted(atMs: number): Promise<void> {
    this.loadStartedAtMs = atMs;
    await this.follower.setWindow(this.window());
  }

  /** To be awaited before the stop is sent: failures that end after this moment are counted apart. */
  async markStop(atMs: number): Promise<void> {
    this.isStopping = true;
    await this.follower.markStop(atMs);
  }

  timeline(label: string | null, kind?: LabelKind): Promise<TimelinePoint[]> {
    return this.follower.timeline(label, kind);
  }

  /** Reads to the end of the file, which nobody writes any more. */
  async finish(status: 'collecting' | 'analyzing'): Promise<FinalResult> {
    clearInterval(this.heartbeat);
    await this.publish(status);
    if (this.failure !== undefined) {
      throw this.failure;
    }
    const result = await this.follower.finish();
    // What readers see last is what is stored: the update before this one may be a second older than the file's end.
    this.take(await this.follower.snapshot());
    await this.publish(status);
    return result;
  }

  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.follower.close();
  }

  private take(update: FollowUpdate): void {
    this.latest = update;
    for (const slice of update.changedSlices) {
      this.changedSlices.set(slice.startMs, slice);
    }
  }

  /** One after another: two readings of the log at once would show its lines twice. */
  private publish(status: LiveUpdate['status']): Promise<void> {
    this.publishing = this.publishing.then(() => this.publishNow(status));
    return this.publishing;
  }

  private async publishNow(status: LiveUpdate['status']): Promise<void> {
    this.unsentLog.push(...(await this.readLog()));
    const { latest } = this;
    if (latest === undefined) {
      return;
    }
    const newLog = this.unsentLog.splice(0);
    const changedSlices = [...this.changedSlices.values()];
    this.changedSlices = new Map();
    const nowMs = this.clock();
    this.hub.publish(this.run.id, {
      ...this.progress(nowMs),
      runId: this.run.id,
      status,
      sequence: ++this.sequence,
      atMs: nowMs,
      activeThreads: latest.activeThreads,
      counts: latest.counts,
      total: this.toLiveRow(latest.total),
      rows: latest.rows.map((row) => this.toLiveRow(row)),
      errors: latest.errors,
      sliceMs: this.run.sliceMs,
      lagMs: latest.newestEndMs === null ? null : Math.max(0, nowMs - latest.newestEndMs),
      changedSlices,
      newLog,
    });
  }

  /** The log is shown for convenience: that it cannot be read ends nothing. */
  private readLog(): Promise<LiveLogLine[]> {
    return this.log.read().catch(() => []);
  }

  private progress(nowMs: number): Pick<LiveUpdate, 'startedAtMs' | 'endsAtMs' | 'progress' | 'phase'> {
    const startedAtMs = this.loadStartedAtMs;
    if (startedAtMs === null) {
      return { startedAtMs, endsAtMs: null, progress: null, phase: null };
    }
    const { durationSeconds, rampUpSeconds } = this.run;
    const endsAtMs = startedAtMs + durationSeconds * 1000;
    const progress = Math.min(1, Math.max(0, (nowMs - startedAtMs) / (durationSeconds * 1000)));
    const isRampUp = nowMs < startedAtMs + rampUpSeconds * 1000;
    const isEnding = this.isStopping || nowMs >= endsAtMs;
    return { startedAtMs, endsAtMs, progress, phase: isEnding ? 'ending' : isRampUp ? 'ramp-up' : 'steady' };
  }

  private toLiveRow(row: Omit<LiveRow, 'baselineP90Ms' | 'p90ChangeRatio'>): LiveRow {
    const baselineP90Ms = this.referenceP90.get(keyOf(row)) ?? null;
    const p90ChangeRatio =
      baselineP90Ms === null || baselineP90Ms === 0 || row.p90Ms === null ? null : row.p90Ms / baselineP90Ms - 1;
    return { ...row, baselineP90Ms, p90ChangeRatio };
  }
}

function keyOf(row: { kind: LabelKind; label: string }): string {
  return `${row.kind} ${row.label}`;
}
