import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Logger } from 'pino';

import { judgeRun } from '../comparison/judge-run.ts';
import type { DataDirectory } from '../config/data-directory.ts';
import type { RunStage, RunStatus } from '../contract/runs.ts';
import type { LabelKind, TimelinePoint } from '../contract/statistics.ts';
import type { Verdict } from '../contract/verdict.ts';
import { AppError } from '../kernel/errors.ts';
import type { LiveHub } from '../live/live-hub.ts';
import type { EnvironmentStore } from '../persistence/environment-store.ts';
import type { ResultStore } from '../persistence/result-store.ts';
import type { RunChange, RunRecord, RunStore } from '../persistence/run-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';
import type { ScriptStore } from '../persistence/script-store.ts';
import type { FinalResult } from '../results/result-follower.ts';
import { readConsole } from '../runners/console-text.ts';
import { RUN_FILES } from '../runners/run-files.ts';
import type { Execution, ExecutionEnd, ExecutionPlan, Runner } from '../runners/runner.ts';
import { sliceWidthMs } from '../runs/analysis-window.ts';
import { judgeExecution, type ExecutionOutcome } from '../runs/execution-outcome.ts';
import { canFollow } from '../runs/run-states.ts';
import { resultFileName } from '../runs/result-name.ts';
import { prepareCopy } from '../scripts/prepare-copy.ts';
import type { Clock } from './clock.ts';
import { LiveSession } from './live-session.ts';
import type { References } from './references.ts';
import {
  compressResult,
  exists,
  logComplaint,
  presentResult,
  readScript,
  readText,
  sizeOf,
  writeAtomically,
} from './run-files.ts';

export interface PipelineDeps {
  runs: RunStore;
  scenarios: ScenarioStore;
  environments: EnvironmentStore;
  scripts: ScriptStore;
  results: ResultStore;
  references: References;
  runner: Runner;
  hub: LiveHub;
  files: DataDirectory;
  deadlineGraceSeconds: () => number;
  clock: Clock;
  log: Logger;
}

/** A run that is being worked on in this process. */
interface ActiveRun {
  execution?: Execution;
  session?: LiveSession;
  loadStartNoted?: Promise<void>;
  isStopping: boolean;
}

/** The sidecar stops: the run stays as it is in the database and goes on when the sidecar is back. */
class PipelineAbandoned extends Error {}

/** Nobody wants the run any more, and no load was made yet. */
class CancelledBeforeStart extends Error {}

/**
 * Takes one run from its claim to its verdict: prepare → execute → collect → analyze → judge. Each stage is persisted
 * before it begins and can be repeated, so that a restarted sidecar goes on at the stage where the last one was.
 */
export class RunPipeline {
  private readonly active = new Map<number, ActiveRun>();

  constructor(private readonly deps: PipelineDeps) {}

  /** Works until the run has ended, or until `signal` says that the sidecar stops. Never rejects. */
  async carryOut(runId: number, signal: AbortSignal): Promise<void> {
    const active: ActiveRun = { isStopping: false };
    this.active.set(runId, active);
    try {
      await this.stages(runId, active, signal);
    } catch (error) {
      await this.endExecution(runId, active, error);
      this.settle(runId, error);
    } finally {
      this.active.delete(runId);
      await active.session?.close();
      this.closeLive(runId, signal);
    }
  }

  /** Asks a run that is worked on to stop; what it has measured is kept. */
  async stop(runId: number): Promise<void> {
    const active = this.active.get(runId);
    if (active?.execution !== undefined && active.session !== undefined) {
      await this.attempt(runId, 'stop failed', () => this.stopExecution(runId, active));
    }
  }

  /** The timeline of a run that is followed here; undefined if it is not. */
  timeline(runId: number, label: string | null, kind?: LabelKind): Promise<TimelinePoint[]> | undefined {
    return this.active.get(runId)?.session?.timeline(label, kind);
  }

  private async stages(runId: number, active: ActiveRun, signal: AbortSignal): Promise<void> {
    const plan = await this.stage(runId, 'prepare', signal, () => this.prepare(runId));
    const end = await this.stage(runId, 'execute', signal, () => this.execute({ runId, plan, active, signal }));
    await this.stage(runId, 'collect', signal, () => this.collect(runId, end, active));
    const result = await this.stage(runId, 'analyze', signal, () => this.analyze(runId, plan, active));
    await this.stage(runId, 'judge', signal, () => this.judge({ runId, plan, end, result }));
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

  /** Decides everything the execution needs and writes the run's copy of the script. */
  private async prepare(runId: number): Promise<PreparedRun> {
    const { runs, scenarios, environments, scripts, files, runner } = this.deps;
    const run = runs.get(runId);
    const directory = files.runDirectory(runId);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const scriptPath = join(directory, 'script.jmx');
    const isTakenOver = run.status !== 'preparing';
    // What runs or has run is the copy that was made then, whatever the scenario says now.
    const copy = isTakenOver
      ? prepareCopy({ xml: await readScript(scriptPath) })
      : prepareCopy({
          xml: await readScript(files.absolute(scripts.filePath(run.scriptId))),
          enabledThreadGroups: scenarios.get(run.scenarioId).enabledThreadGroups ?? undefined,
        });
    if (!isTakenOver) {
      await writeAtomically(scriptPath, copy.xml);
    }
    const prepared = isTakenOver ? run : this.notePrepared(run, directory, copy.warnings);
    const plan: PreparedRun = {
      runId,
      directory,
      scriptPath,
      resultPath: files.absolute(prepared.resultFile ?? '').replace(/\.gz$/, ''),
      userCount: run.userCount,
      durationSeconds: run.durationSeconds,
      rampUpSeconds: run.rampUpSeconds,
      properties: run.properties,
      secrets: environments.secrets(run.environmentId),
      setUpGroups: copy.setUpGroups,
    };
    if (!isTakenOver) {
      runs.change(runId, { jmeterVersion: await runner.jmeterVersion() });
      runs.moveTo(runId, 'running');
    }
    return plan;
  }

  private notePrepared(run: RunRecord, directory: string, warnings: readonly string[]): RunRecord {
    const { runs, files, clock } = this.deps;
    const startedAtMs = run.startedAtMs ?? clock();
    const resultPath = join(directory, resultFileName({ ...run, startedAtMs }));
    return runs.change(run.id, {
      startedAtMs,
      directory: relative(files.root, directory),
      resultFile: relative(files.root, resultPath),
      sliceMs: sliceWidthMs(run.durationSeconds),
      warnings: [...warnings],
    });
  }

  /** Runs JMeter, or takes over the one that an earlier sidecar started, and follows it to its end. */
  private async execute(input: ExecuteInput): Promise<ExecutionEnd> {
    const { runId, plan, active, signal } = input;
    const { runs, runner } = this.deps;
    const run = runs.get(runId);
    const execution = (await runner.reattach(plan)) ?? (await this.startAnew(run, plan));
    active.execution = execution;
    const session = await this.openSession(run, plan, run.status === 'running' ? 'follow' : 'read');
    active.session = session;
    active.loadStartNoted = this.attempt(runId, 'start of the load not noted', () =>
      this.noteLoadStart(runId, execution, session)
    );
    if (runs.get(runId).cancelRequestedAtMs !== null) {
      void this.stop(runId);
    }
    const deadline = this.armDeadline(runId, run);
    try {
      return await untilAborted(execution.ended, signal);
    } finally {
      clearTimeout(deadline);
    }
  }

  private startAnew(run: RunRecord, plan: PreparedRun): Promise<Execution> {
    if (run.status !== 'running') {
      throw new AppError('RUN_LOST', 'the files that tell how JMeter ended are gone');
    }
    if (run.cancelRequestedAtMs !== null) {
      throw new CancelledBeforeStart();
    }
    return this.deps.runner.start(plan);
  }

  private async openSession(run: RunRecord, plan: PreparedRun, mode: 'follow' | 'read'): Promise<LiveSession> {
    const { hub, clock, references } = this.deps;
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
        referenceRows: references.load(run)?.rows ?? [],
      },
      hub,
      clock
    );
  }

  private async noteLoadStart(runId: number, execution: Execution, session: LiveSession): Promise<void> {
    const atMs = await execution.loadStarted;
    if (atMs !== undefined && this.deps.runs.get(runId).loadStartedAtMs !== atMs) {
      this.deps.runs.change(runId, { loadStartedAtMs: atMs });
      await session.setLoadStarted(atMs);
    }
  }

  private armDeadline(runId: number, run: RunRecord): NodeJS.Timeout {
    const { clock, deadlineGraceSeconds } = this.deps;
    const allowedMs = (run.durationSeconds + deadlineGraceSeconds()) * 1000;
    const leftMs = Math.max(0, (run.startedAtMs ?? clock()) + allowedMs - clock());
    return setTimeout(() => void this.stop(runId), leftMs).unref();
  }

  /** The time of the stop is on disk and known to the reader before the stop is sent. */
  private async stopExecution(runId: number, active: ActiveRun): Promise<void> {
    const { runs, clock } = this.deps;
    const { status, stopSentAtMs: sentBefore } = runs.get(runId);
    // Once JMeter has ended there is nothing to stop; its port may be another's by now.
    if (active.isStopping || active.execution === undefined || status !== 'running') {
      return;
    }
    active.isStopping = true;
    const stopSentAtMs = sentBefore ?? clock();
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
  private async collect(runId: number, end: ExecutionEnd, active: ActiveRun): Promise<void> {
    const { runs, environments } = this.deps;
    await active.loadStartNoted;
    const run = runs.get(runId);
    if (run.status === 'running') {
      environments.setCooldown(run.environmentId, end.endedAtMs + run.cooldownSeconds * 1000);
      runs.moveTo(runId, 'collecting', { exitCode: end.exitCode, loadEndedAtMs: end.endedAtMs });
    }
  }

  /** Reads the result to its end, stores all of it, and only then compresses the file. Null if JMeter wrote none. */
  private async analyze(runId: number, plan: PreparedRun, active: ActiveRun): Promise<FinalResult | null> {
    const { runs, results, files } = this.deps;
    if (runs.get(runId).status === 'collecting') {
      runs.moveTo(runId, 'analyzing');
    }
    const { session } = active;
    if (session === undefined || !(await exists(await presentResult(plan.resultPath)))) {
      return null;
    }
    const result = await session.finish('analyzing');
    results.save(runId, result, session.window());
    const keptPath = await compressResult(await presentResult(plan.resultPath));
    runs.change(runId, { resultFile: relative(files.root, keptPath), resultSizeBytes: await sizeOf(keptPath) });
    await removeOriginal(plan.resultPath, keptPath);
    return result;
  }

  private async judge(input: JudgeInput): Promise<void> {
    const { runs, clock } = this.deps;
    const { runId } = input;
    const outcome = await this.executionOutcome(input);
    const run = runs.get(runId);
    const completedAtMs = clock();
    if (run.cancelRequestedAtMs !== null) {
      runs.moveTo(runId, 'cancelled', { completedAtMs });
      return;
    }
    if (outcome.kind === 'failed' || input.result === null) {
      const { code, detail } = outcome.kind === 'failed' ? outcome : NO_RESULT;
      runs.moveTo(runId, 'failed', { completedAtMs, errorCode: code, errorDetail: detail });
      return;
    }
    const verdict = this.verdictOf(run, input.result);
    runs.beginStage(runId, 'report', completedAtMs);
    runs.moveTo(runId, 'completed', { completedAtMs, verdict, outcome: verdict.outcome });
  }

  private async executionOutcome({ runId, plan, end, result }: JudgeInput): Promise<ExecutionOutcome> {
    const console = readConsole(await readText(join(plan.directory, RUN_FILES.console)));
    const run = this.deps.runs.get(runId);
    const consoleErrors = readConsole(await readText(join(plan.directory, RUN_FILES.consoleErrors)));
    return judgeExecution({
      cause: end.cause,
      exitCode: end.exitCode,
      wasStopped: run.stopSentAtMs !== null,
      // Nobody asked for the stop that was sent: it was the deadline's.
      passedDeadline: run.stopSentAtMs !== null && run.cancelRequestedAtMs === null,
      hasEndedOrderly: console.hasEnded,
      hasFailedToLoad: console.hasFailedToLoad,
      ranOutOfMemory: console.ranOutOfMemory || consoleErrors.ranOutOfMemory,
      countedSamples: console.countedSamples,
      counts: result?.counts ?? NO_ROWS,
      complaint: console.complaint ?? consoleErrors.complaint,
      logComplaint: await logComplaint(plan.directory),
    });
  }

  private verdictOf(run: RunRecord, result: FinalResult): Verdict {
    const { scenarios, references, clock } = this.deps;
    const scenario = scenarios.get(run.scenarioId);
    const current = result.window ?? result.whole;
    return judgeRun({
      current,
      reference: references.load(run),
      slos: scenario.slos,
      keyLabels: scenario.keyLabels,
      failSeverity: 'major',
      evidence: {
        sampleCount: current.total.count,
        minimumSamples: scenario.minimumSamples,
        wasStoppedEarly: run.stopSentAtMs !== null,
      },
      judgedAtMs: clock(),
    });
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
    const change: RunChange = { completedAtMs: clock(), ...this.faultToNote(runId, error) };
    const to: RunStatus = run?.cancelRequestedAtMs == null ? 'failed' : 'cancelled';
    if (run !== undefined && canFollow(run.status, to)) {
      runs.moveTo(runId, to, change);
    }
  }

  private faultToNote(runId: number, error: unknown): RunChange {
    if (error instanceof CancelledBeforeStart) {
      return {};
    }
    this.deps.log.error({ err: error, runId }, 'run failed');
    const { code, detail } = faultOf(error);
    return { errorCode: code, errorDetail: detail };
  }

  private closeLive(runId: number, signal: AbortSignal): void {
    const run = this.deps.runs.find(runId);
    if (run !== undefined && !signal.aborted) {
      this.deps.hub.end(runId, run.status);
    }
  }
}

const NO_ROWS = { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 };
const NO_RESULT = { code: 'RUN_NO_SAMPLES', detail: 'JMeter wrote no result file' } as const;

interface PreparedRun extends ExecutionPlan {
  /** Thread groups whose samples stay out of the totals. */
  readonly setUpGroups: readonly string[];
}

interface ExecuteInput {
  runId: number;
  plan: PreparedRun;
  active: ActiveRun;
  signal: AbortSignal;
}

interface JudgeInput {
  runId: number;
  plan: PreparedRun;
  end: ExecutionEnd;
  result: FinalResult | null;
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
