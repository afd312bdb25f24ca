import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Logger } from 'pino';

import type { RunStage, RunStatus } from '../../contract/runs.ts';
import type { LabelKind, TimelinePoint } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import type { LiveHub } from '../../live/live-hub.ts';
import type { HoldStore } from '../../persistence/hold-store.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { RunChange, RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { FinalResult } from '../../results/result-follower.ts';
import { RUN_FILES } from '../../runners/run-files.ts';
import type { Execution, ExecutionEnd } from '../../runners/runner.ts';
import { sliceWidthMs } from '../../runs/analysis-window.ts';
import { canFollow, isEnded } from '../../runs/run-states.ts';
import type { Clock } from '../clock.ts';
import type { DeliveryWatch } from '../influxdb/delivery-watch.ts';
import type { FailureKeeping, RunFailures } from './failure-keeping.ts';
import { judgeEndedRun, type JudgeDeps } from '../history/judge-ended-run.ts';
import { LaneFault, type LaneChecks } from '../lanes/lane-checks.ts';
import { LiveSession } from './live-session.ts';
import { prepareRun, removeCompanions, type PrepareDeps, type PreparedRun } from './prepare-run.ts';
import { keepGenerator, keepThreads } from '../history/run-evidence.ts';
import { compressResult, exists, presentResult, sizeOf } from './run-files.ts';

export interface PipelineDeps extends PrepareDeps, JudgeDeps {
  results: ResultStore;
  holds: HoldStore;
  laneChecks: LaneChecks;
  hub: LiveHub;
  failureKeeping: FailureKeeping;
  /** The run makes load from now on; said again when the run is taken over. */
  onLoadStarted: (runId: number) => void;
  deadlineGraceSeconds: () => number;
  log: Logger;
}

/** A run that is being worked on in this process. */
interface ActiveRun {
  plan?: PreparedRun;
  execution?: Execution;
  /** When JMeter was started or taken over here; until its load begins, its time counts from then. */
  followedSinceMs?: number;
  session?: LiveSession;
  failures?: RunFailures;
  delivery?: DeliveryWatch | null;
  loadStartNoted?: Promise<void>;
  deadline?: NodeJS.Timeout;
  isStopping: boolean;
  /** Ends the checks before JMeter is started. */
  readonly checking: AbortController;
}

/** The sidecar stops: the run stays as it is in the database and goes on when the sidecar is back. */
class PipelineAbandoned extends Error {}

/** Nobody wants the run any more, and no load was made yet. */
class CancelledBeforeStart extends Error {}

/**
 * Takes one run from its claim to its verdict: check → prepare → execute → collect → hooks after → analyze → judge. Each
 * stage is persisted before it begins and can be repeated, so that a restarted sidecar goes on at the stage where the
 * last one was. A check that fails puts the run back into the queue and holds its lane.
 */
export class RunPipeline {
  private readonly active = new Map<number, ActiveRun>();

  constructor(private readonly deps: PipelineDeps) {}

  /** Works until the run has ended, or until `signal` says that the sidecar stops. Never rejects. */
  async carryOut(runId: number, signal: AbortSignal): Promise<void> {
    const active: ActiveRun = { isStopping: false, checking: new AbortController() };
    this.active.set(runId, active);
    try {
      await this.stages(runId, active, signal);
    } catch (error) {
      await this.endExecution(runId, active, error);
      this.settle(runId, await this.hooksOfFailedRun(runId, signal, error));
    } finally {
      this.active.delete(runId);
      await active.session?.close();
      await (signal.aborted ? active.delivery?.close() : active.delivery?.finish());
      await this.closeFailures(runId, active, signal);
      await this.clearUp(runId, active, signal);
      this.closeLive(runId, signal);
    }
  }

  /** Asks a run that is worked on to stop; what it has measured is kept. */
  async stop(runId: number): Promise<void> {
    const active = this.active.get(runId);
    active?.checking.abort();
    if (active?.execution !== undefined && active.session !== undefined) {
      await this.attempt(runId, 'stop failed', () => this.stopExecution(runId, active));
    }
  }

  /** The timeline of a run that is followed here; undefined if it is not. */
  timeline(runId: number, label: string | null, kind?: LabelKind): Promise<TimelinePoint[]> | undefined {
    return this.active.get(runId)?.session?.timeline(label, kind);
  }

  private async stages(runId: number, active: ActiveRun, signal: AbortSignal): Promise<void> {
    await this.check(runId, active, signal);
    const plan = await this.stage(runId, 'prepare', signal, () => prepareRun(runId, this.deps));
    active.plan = plan;
    const end = await this.stage(runId, 'execute', signal, () => this.execute({ runId, plan, active, signal }));
    await this.stage(runId, 'collect', signal, () => this.collect({ runId, plan, end, active }));
    await this.attempt(runId, 'companions of the script not removed', () => removeCompanions(plan));
    await this.callHooksAfter(runId, signal);
    const result = await this.stage(runId, 'analyze', signal, () => this.analyze(runId, plan, active));
    await this.stage(runId, 'judge', signal, () => judgeEndedRun({ runId, plan, end, result }, this.deps));
  }

  /**
   * What the environment wants to be asked and told before a run; all of it again when an earlier sidecar was at it.
   * @throws LaneFault at what fails
   */
  private async check(runId: number, active: ActiveRun, signal: AbortSignal): Promise<void> {
    const { runs, laneChecks } = this.deps;
    const run = runs.get(runId);
    if (run.status !== 'preparing' || !laneChecks.hasBefore(run)) {
      return;
    }
    await this.stage(runId, 'check', signal, async () => {
      try {
        await laneChecks.before(run, AbortSignal.any([signal, active.checking.signal]));
      } catch (error) {
        throw this.whyNotChecked(runId, signal, error);
      }
      if (runs.get(runId).cancelRequestedAtMs !== null) {
        throw new CancelledBeforeStart();
      }
    });
  }

  private whyNotChecked(runId: number, signal: AbortSignal, error: unknown): unknown {
    if (signal.aborted) {
      return new PipelineAbandoned();
    }
    return this.deps.runs.get(runId).cancelRequestedAtMs === null ? error : new CancelledBeforeStart();
  }

  /**
   * Once JMeter has ended, however it ended. At least once: a sidecar that was killed while they were called does not
   * know how far it came. The result of the run is what it is when one fails; the lane is held.
   */
  private async callHooksAfter(runId: number, signal: AbortSignal): Promise<void> {
    const { runs, laneChecks } = this.deps;
    const run = runs.get(runId);
    if (!laneChecks.hasAfter(run) || this.wasEnded(runId, 'hooks after')) {
      return;
    }
    try {
      await this.stage(runId, 'hooks after', signal, () => this.holdIfFailing(run, signal));
    } catch (error) {
      if (!(error instanceof LaneFault)) {
        throw error;
      }
    }
  }

  private async holdIfFailing(run: RunRecord, signal: AbortSignal): Promise<void> {
    const { laneChecks, holds, clock } = this.deps;
    try {
      await laneChecks.after(run, signal);
      holds.releaseAfter(run);
    } catch (error) {
      if (signal.aborted) {
        throw new PipelineAbandoned();
      }
      if (error instanceof LaneFault) {
        // Before the stage is noted as failed: a crash in between calls the hooks again, and forgets no hold.
        holds.hold(run.environmentId, { ...error.asks, runId: run.id, sinceMs: clock() });
      }
      throw error;
    }
  }

  /** @returns what the run ends with: the failure, or that the sidecar stops meanwhile */
  private async hooksOfFailedRun(runId: number, signal: AbortSignal, failure: unknown): Promise<unknown> {
    const isOver = !(failure instanceof PipelineAbandoned) && !(failure instanceof LaneFault);
    // Before that nothing was made ready, or the checks have not passed.
    if (!isOver || !this.wasBegun(runId, 'prepare')) {
      return failure;
    }
    try {
      await this.callHooksAfter(runId, signal);
      return failure;
    } catch (error) {
      this.deps.log.error({ err: error, runId }, 'hooks after a failed run not called');
      return error instanceof PipelineAbandoned ? error : failure;
    }
  }

  private wasBegun(runId: number, name: RunStage['name']): boolean {
    return this.deps.runs.stages(runId).some((stage) => stage.name === name);
  }

  private wasEnded(runId: number, name: RunStage['name']): boolean {
    return this.deps.runs.stages(runId).some((stage) => stage.name === name && stage.status !== 'running');
  }

  private async stage<T>(
    runId: number,
    name: RunStage['name'],
    signal: AbortSignal,
    work: () => Promise<T>
  ): Promise<T> {
    const { runs, clock, log } = this.deps;
    if (signal.aborted) {
      throw new PipelineAbandoned();
    }
    const startedAtMs = clock();
    runs.beginStage(runId, name, startedAtMs);
    try {
      const result = await work();
      runs.endStage(runId, name, { status: 'done', endedAtMs: clock(), errorCode: null, detail: null });
      log.info({ runId, stage: name, durationMs: clock() - startedAtMs }, 'stage finished');
      return result;
    } catch (error) {
      this.noteFailedStage(runId, name, error);
      throw error;
    }
  }

  private noteFailedStage(runId: number, name: RunStage['name'], error: unknown): void {
    if (error instanceof PipelineAbandoned) {
      return;
    }
    const { runs, clock } = this.deps;
    if (error instanceof CancelledBeforeStart) {
      runs.endStage(runId, name, { status: 'done', endedAtMs: clock(), errorCode: null, detail: 'cancelled before' });
      return;
    }
    const { code, detail } = faultOf(error);
    runs.endStage(runId, name, { status: 'failed', endedAtMs: clock(), errorCode: code, detail });
  }

  /** Runs JMeter, or takes over the one that an earlier sidecar started, and follows it to its end. */
  private async execute(input: ExecuteInput): Promise<ExecutionEnd> {
    const { runId, plan, active, signal } = input;
    const { runs, runnerOf } = this.deps;
    const run = runs.get(runId);
    const begin = async () => (await runnerOf(run.generator).reattach(plan)) ?? (await this.startAnew(run, plan));
    const execution = await untilAborted(begin(), signal);
    active.execution = execution;
    active.followedSinceMs = this.generatorNowMs(execution);
    const mode = run.status === 'running' ? 'follow' : 'read';
    const session = await this.openSession(run, { plan, mode, execution });
    active.session = session;
    active.failures = this.deps.failureKeeping.open(runId, plan.secrets);
    active.delivery = run.status === 'running' ? this.deps.influx.watch(runId) : null;
    active.loadStartNoted = this.attempt(runId, 'start of the load not noted', () =>
      this.noteLoadStart(runId, execution, session)
    );
    if (runs.get(runId).cancelRequestedAtMs !== null) {
      void this.stop(runId);
    }
    this.armDeadline(runId, active);
    try {
      return await untilAborted(execution.ended, signal);
    } finally {
      clearTimeout(active.deadline);
    }
  }

  private startAnew(run: RunRecord, plan: PreparedRun): Promise<Execution> {
    if (run.status !== 'running') {
      throw new AppError('RUN_LOST', 'the files that tell how JMeter ended are gone');
    }
    if (run.cancelRequestedAtMs !== null) {
      throw new CancelledBeforeStart();
    }
    return this.deps.runnerOf(run.generator).start(plan);
  }

  private async openSession(run: RunRecord, { plan, mode, execution }: SessionInput): Promise<LiveSession> {
    const { hub, references } = this.deps;
    return new LiveSession(
      {
        id: run.id,
        resultPath: mode === 'follow' ? plan.resultPath : await presentResult(plan.resultPath),
        logPath: join(plan.directory, RUN_FILES.log),
        mode,
        sliceMs: run.sliceMs ?? sliceWidthMs(run.durationSeconds),
        durationSeconds: run.durationSeconds,
        rampUpSeconds: run.rampUpSeconds,
        loadStartedAtMs: run.loadStartedAtMs,
        stopSentAtMs: run.stopSentAtMs,
        setUpGroups: plan.setUpGroups,
        analysis: run.analysis,
        referenceRows: references.load(run)?.rows ?? [],
      },
      hub,
      () => this.generatorNowMs(execution)
    );
  }

  /** By the clock of the host that makes the load, whose times the samples have. */
  private generatorNowMs(execution: Execution | undefined): number {
    return this.deps.clock() + (execution?.clockOffsetMs?.() ?? 0);
  }

  private async noteLoadStart(runId: number, execution: Execution, session: LiveSession): Promise<void> {
    const atMs = await execution.loadStarted;
    if (atMs !== undefined && this.deps.runs.get(runId).loadStartedAtMs !== atMs) {
      this.deps.runs.change(runId, { loadStartedAtMs: atMs });
      await session.setLoadStarted(atMs);
    }
    if (atMs !== undefined) {
      this.deps.onLoadStarted(runId);
    }
  }

  /** Counted from the start of the load once that is known: how long JMeter takes to start delays its planned end. */
  private armDeadline(runId: number, active: ActiveRun): void {
    const { runs, deadlineGraceSeconds } = this.deps;
    const { loadStartedAtMs, durationSeconds } = runs.get(runId);
    const allowedMs = (durationSeconds + deadlineGraceSeconds()) * 1000;
    const nowMs = this.generatorNowMs(active.execution);
    const leftMs = (loadStartedAtMs ?? active.followedSinceMs ?? nowMs) + allowedMs - nowMs;
    if (leftMs <= 0) {
      void this.stop(runId);
      return;
    }
    active.deadline = setTimeout(() => this.armDeadline(runId, active), leftMs).unref();
  }

  /** The time of the stop is on disk and known to the reader before the stop is sent. */
  private async stopExecution(runId: number, active: ActiveRun): Promise<void> {
    const { runs } = this.deps;
    const { status, stopSentAtMs: sentBefore } = runs.get(runId);
    // Once JMeter has ended there is nothing to stop; its port may be another's by now.
    if (active.isStopping || active.execution === undefined || status !== 'running') {
      return;
    }
    active.isStopping = true;
    const stopSentAtMs = sentBefore ?? this.generatorNowMs(active.execution);
    runs.change(runId, { stopSentAtMs });
    await this.attempt(runId, 'reader not told of the stop', () => active.session?.markStop(stopSentAtMs));
    await active.execution.stop();
  }

  /** For what must not end the run: the reading's own fault shows when the result is read to its end. */
  private async attempt(runId: number, what: string, work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.deps.log.warn({ err: error, runId }, what);
    }
  }

  /** JMeter has ended: notes how, and lets the lane cool down from that moment. */
  private async collect({ runId, plan, end, active }: CollectInput): Promise<void> {
    const { runs, environments } = this.deps;
    await active.loadStartNoted;
    const run = runs.get(runId);
    if (run.status === 'running') {
      const endedHereAtMs = end.endedAtMs - (active.execution?.clockOffsetMs?.() ?? 0);
      environments.setCooldown(run.environmentId, endedHereAtMs + run.cooldownSeconds * 1000);
      runs.moveTo(runId, 'collecting', { exitCode: end.exitCode, loadEndedAtMs: end.endedAtMs });
    }
    void active.delivery?.finish();
    await this.attempt(runId, 'what was measured of the generator not kept', () =>
      keepGenerator(runId, active.execution, this.deps)
    );
    if (active.execution?.hasReplacedResult?.() === true) {
      await active.session?.close();
      active.session = await this.openSession(run, { plan, mode: 'read', execution: active.execution });
    }
  }

  /** Reads the result to its end, stores all of it, and only then compresses the file. Null if JMeter wrote none. */
  private async analyze(runId: number, plan: PreparedRun, active: ActiveRun): Promise<FinalResult | null> {
    const { runs, results, files } = this.deps;
    if (runs.get(runId).status === 'collecting') {
      runs.moveTo(runId, 'analyzing');
    }
    const { session } = active;
    await active.failures?.finish();
    if (session === undefined || !(await exists(await presentResult(plan.resultPath)))) {
      return null;
    }
    const result = await session.finish('analyzing');
    results.save(runId, result, session.window());
    keepThreads(runId, result.timeline, this.deps);
    const keptPath = await compressResult(await presentResult(plan.resultPath));
    runs.change(runId, { resultFile: relative(files.root, keptPath), resultSizeBytes: await sizeOf(keptPath) });
    await removeOriginal(plan.resultPath, keptPath);
    return result;
  }

  /** A stage failed while JMeter ran: it is stopped before the lane is free for the next run, and the lane cools down. */
  private async endExecution(runId: number, active: ActiveRun, error: unknown): Promise<void> {
    const { runs, environments, log } = this.deps;
    if (error instanceof PipelineAbandoned || active.execution === undefined) {
      return;
    }
    try {
      await this.stopExecution(runId, active);
      const { endedAtMs } = await active.execution.ended;
      const run = runs.get(runId);
      if (run.status === 'running') {
        environments.setCooldown(run.environmentId, endedAtMs + run.cooldownSeconds * 1000);
      }
    } catch (cause) {
      log.error({ err: cause, runId }, 'JMeter of a failed run could not be stopped');
    }
  }

  /** A stage failed: the run ends as failed, or as cancelled if that was asked for; what was kept stays. */
  private settle(runId: number, error: unknown): void {
    if (error instanceof PipelineAbandoned) {
      return;
    }
    const { runs, clock } = this.deps;
    const run = runs.find(runId);
    if (error instanceof LaneFault && run?.status === 'preparing') {
      this.putBack(runId, error);
      return;
    }
    const change: RunChange = { completedAtMs: clock(), ...this.faultToNote(runId, error) };
    const to: RunStatus = run?.cancelRequestedAtMs == null ? 'failed' : 'cancelled';
    if (run !== undefined && canFollow(run.status, to)) {
      runs.moveTo(runId, to, change);
    }
  }

  private putBack(runId: number, { code, asks }: LaneFault): void {
    const { holds, clock, log } = this.deps;
    holds.putBack(runId, { ...asks, runId, sinceMs: clock() });
    log.warn({ runId, code }, 'run put back, lane held');
  }

  private faultToNote(runId: number, error: unknown): RunChange {
    if (error instanceof CancelledBeforeStart) {
      return {};
    }
    this.deps.log.error({ err: error, runId }, 'run failed');
    const { code, detail } = faultOf(error);
    return { errorCode: code, errorDetail: detail };
  }

  /** Where the sidecar only stops, the next one goes on; else nothing with secrets in clear is left. */
  private async closeFailures(runId: number, active: ActiveRun, signal: AbortSignal): Promise<void> {
    await (signal.aborted ? active.failures?.close() : active.failures?.finish());
    if (!signal.aborted) {
      this.deps.files.removeFailures(runId);
    }
  }

  /** Of a run that failed before it was collected; where the sidecar only stops, the next one needs them. */
  private async clearUp(runId: number, { plan }: ActiveRun, signal: AbortSignal): Promise<void> {
    if (plan !== undefined && !signal.aborted) {
      await this.attempt(runId, 'companions of the script not removed', () => removeCompanions(plan));
      await this.cleanUpElsewhere(runId, plan);
    }
  }

  /** What is left there of a run that was put back or has not ended is still needed. */
  private async cleanUpElsewhere(runId: number, plan: PreparedRun): Promise<void> {
    const { runs, runnerOf } = this.deps;
    const run = runs.find(runId);
    if (run !== undefined && isEnded(run.status)) {
      await this.attempt(runId, 'files on the generator not removed', () => runnerOf(run.generator).cleanUp?.(plan));
    }
  }

  private closeLive(runId: number, signal: AbortSignal): void {
    const run = this.deps.runs.find(runId);
    if (run !== undefined && isEnded(run.status) && !signal.aborted) {
      this.deps.hub.end(runId, run.status);
    }
  }
}

interface SessionInput {
  plan: PreparedRun;
  mode: 'follow' | 'read';
  execution: Execution;
}

interface CollectInput {
  runId: number;
  plan: PreparedRun;
  end: ExecutionEnd;
  active: ActiveRun;
}

interface ExecuteInput {
  runId: number;
  plan: PreparedRun;
  active: ActiveRun;
  signal: AbortSignal;
}

function faultOf(error: unknown): { code: string; detail: string | null } {
  if (error instanceof AppError) {
    return { code: error.code, detail: error.detail ?? null };
  }
  return { code: 'INTERNAL', detail: error instanceof Error ? error.message : String(error) };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    throw new PipelineAbandoned();
  }
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new PipelineAbandoned());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

/** The database knows the compressed file by now; the original may go. */
async function removeOriginal(resultPath: string, keptPath: string): Promise<void> {
  if (keptPath !== resultPath) {
    await rm(resultPath, { force: true });
  }
}
