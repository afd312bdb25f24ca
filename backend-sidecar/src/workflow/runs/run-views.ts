import type { DecisionEntry } from '../../contract/history.ts';
import type { GeneratorLoad, LoadFingerprint, Run, RunStage, RunSummary } from '../../contract/runs.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.ts';
import { countsOf } from '../../persistence/result-store.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import { isEnded } from '../../runs/run-states.ts';

/** A run's name, the same in pages, logs and reports. */
export function runName(run: Pick<RunRecord, 'scenarioName' | 'testTypeName' | 'versionName'>): string {
  return `${run.scenarioName} · ${run.testTypeName} · ${run.versionName}`;
}

export function toRunSummary(run: RunRecord, nowMs: number): RunSummary {
  return {
    id: run.id,
    kind: run.kind,
    name: runName(run),
    scenarioId: run.scenarioId,
    scenarioName: run.scenarioName,
    testTypeId: run.testTypeId,
    testTypeName: run.testTypeName,
    versionId: run.versionId,
    versionName: run.versionName,
    environmentId: run.environmentId,
    environmentName: run.environmentName,
    batchId: run.batchId,
    supersededByRunId: run.supersededByRunId,
    runnerType: run.runnerType,
    userCount: run.userCount,
    durationSeconds: run.durationSeconds,
    rampUpSeconds: run.rampUpSeconds,
    status: run.status,
    progress: progressOf(run, nowMs),
    queuedAtMs: run.queuedAtMs,
    startedAtMs: run.loadStartedAtMs ?? run.startedAtMs,
    endsAtMs: plannedEndMs(run),
    completedAtMs: run.completedAtMs,
    outcome: run.outcome,
    verdictSentence: run.verdictSentence,
    decision: run.decision,
    figures: {
      totalSamples: run.totalSamples,
      errorCount: run.errorCount,
      errorRate: run.errorRate,
      meanMs: run.meanMs,
      p90Ms: run.p90Ms,
      p95Ms: run.p95Ms,
      throughputPerSec: run.throughputPerSec,
    },
    errorCode: run.errorCode,
    createdBy: run.createdBy,
    createdAtMs: run.createdAtMs,
  };
}

interface MoreOfRun {
  stages: RunStage[];
  verdict: Verdict | null;
  reportIds: number[];
  decisions: DecisionEntry[];
  generator: GeneratorLoad | null;
  fingerprint: LoadFingerprint | null;
  nowMs: number;
}

export function toRun(run: RunRecord, more: MoreOfRun): Run {
  return {
    ...toRunSummary(run, more.nowMs),
    scriptId: run.scriptId,
    scriptName: run.scriptName,
    revisionNumber: run.revisionNumber,
    decisions: more.decisions,
    generator: more.generator,
    fingerprint: more.fingerprint,
    importedFrom: importedFrom(run),
    appliesLoad: run.appliesLoad,
    supersedesRunId: run.supersedesRunId,
    keptFailureCount: run.keptFailureCount,
    baselineId: run.baselineId,
    referenceRunId: run.referenceRunId,
    properties: run.properties,
    stages: more.stages,
    counts: run.rowCount === null ? null : countsOf(run),
    verdict: more.verdict,
    windowFromMs: run.windowFromMs,
    windowToMs: run.windowToMs,
    analysis: run.analysis,
    stopSentAtMs: run.stopSentAtMs,
    cancelledBy: run.cancelledBy,
    exitCode: run.exitCode,
    jmeterVersion: run.jmeterVersion,
    error: errorOf(run),
    warnings: run.warnings,
    resultFileName: run.resultFile?.split('/').at(-1) ?? null,
    resultSizeBytes: run.resultSizeBytes,
    reportIds: more.reportIds,
    comment: run.comment,
  };
}

/** The checksum is only for finding the same upload again. */
function importedFrom({ importedFrom: from }: RunRecord): Run['importedFrom'] {
  return from === null ? null : { fileNames: from.fileNames, format: from.format, read: from.read };
}

function progressOf(run: RunRecord, nowMs: number): number | null {
  if (run.status === 'completed') {
    return 1;
  }
  if (run.loadStartedAtMs === null || isEnded(run.status)) {
    return null;
  }
  return Math.min(1, Math.max(0, (nowMs - run.loadStartedAtMs) / (run.durationSeconds * 1000)));
}

/** When its load has ended, or will by its plan; null: it has not begun. */
export function plannedEndMs(run: RunRecord): number | null {
  if (isEnded(run.status)) {
    return run.loadEndedAtMs ?? run.completedAtMs;
  }
  return run.loadStartedAtMs === null ? null : run.loadStartedAtMs + run.durationSeconds * 1000;
}

function errorOf(run: RunRecord): Run['error'] {
  if (run.errorCode === null) {
    return null;
  }
  const known = ERROR_CATALOGUE[run.errorCode as ErrorCode] ?? ERROR_CATALOGUE.INTERNAL;
  return { code: run.errorCode, title: known.title, detail: run.errorDetail, hint: known.hint };
}
