import { basename } from 'node:path';

import type { Run } from '../contract/runs.ts';
import type { RunStatistics, StatisticsScope } from '../contract/statistics.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { StatisticsTable } from '../results/follow-protocol.ts';
import { guessName } from '../runs/guess-name.ts';
import { buildReportModel, type ReportModel } from '../reports/model/report-model.ts';
import type { ReadRun } from './read-run.ts';

const NO_COUNTS = { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 };
const UNKNOWN = '–';

/** The model of the report that the sidecar makes, for a run that no database knows. */
export function reportOfFiles(run: ReadRun, verdict: Verdict | null, nowMs: number): ReportModel {
  const model = buildReportModel({
    subject: { type: 'single' },
    runs: [
      {
        run: toRun(run, verdict, nowMs),
        statistics: statisticsOf(run, run.whole, 'run'),
        windowStatistics: run.window === null ? null : statisticsOf(run, run.judged, 'window'),
        timeline: run.result === null ? null : { sliceMs: run.sliceMs, label: null, points: run.result.timeline },
        script: null,
      },
    ],
    generatedAtMs: nowMs,
    generatedBy: 'perftest',
    grafanaUrl: null,
  });
  // No page of the app shows this run: its files stand where the way to it would.
  const link = { path: run.files.join(', '), url: null };
  return { ...model, link, runs: model.runs.map((one) => ({ ...one, link })) };
}

function toRun(run: ReadRun, verdict: Verdict | null, nowMs: number): Run {
  const guess = guessName(run.files[0] ?? '', {
    scenarioNames: [],
    testTypeNames: ['load', 'stress'],
    versionNames: [],
  });
  const { total } = run.judged;
  const spanMs = run.startedAtMs === null || run.endedAtMs === null ? 0 : run.endedAtMs - run.startedAtMs;
  return {
    ...{ id: 1, kind: 'test', name: run.name, scenarioId: 1, testTypeId: 1, versionId: 1, environmentId: 1 },
    scenarioName: guess.scenarioName ?? UNKNOWN,
    testTypeName: guess.testTypeName ?? UNKNOWN,
    versionName: guess.versionName ?? UNKNOWN,
    environmentName: UNKNOWN,
    ...{ batchId: null, supersededByRunId: null, runnerType: 'imported' },
    userCount: Math.max(0, ...(run.result?.timeline ?? []).map(({ activeThreads }) => activeThreads ?? 0)),
    durationSeconds: Math.ceil(spanMs / 1000),
    rampUpSeconds: 0,
    ...{ status: 'completed', progress: 1, queuedAtMs: null },
    startedAtMs: run.startedAtMs,
    endsAtMs: run.endedAtMs,
    completedAtMs: run.endedAtMs,
    outcome: verdict?.outcome ?? null,
    verdictSentence: verdict?.sentence ?? null,
    decision: 'none',
    figures: {
      totalSamples: total.count,
      errorCount: total.errors,
      errorRate: total.errorRate,
      meanMs: total.meanMs,
      p90Ms: total.p90Ms,
      p95Ms: total.p95Ms,
      throughputPerSec: total.throughputPerSec,
    },
    ...{ errorCode: null, createdBy: 'perftest', createdAtMs: nowMs },
    ...{ scriptId: null, scriptName: null, revisionNumber: null, decisions: [], generator: null, fingerprint: null },
    importedFrom: { fileNames: run.files.map((file) => basename(file)), format: run.format, read: {} },
    ...{ appliesLoad: false, supersedesRunId: null, keptFailureCount: 0, baselineId: null, referenceRunId: null },
    ...{ properties: {}, stages: [] },
    counts: run.result?.counts ?? null,
    verdict,
    windowFromMs: run.window?.fromMs ?? null,
    windowToMs: run.window?.toMs ?? null,
    ...{ analysis: null, stopSentAtMs: null, cancelledBy: null, exitCode: null, jmeterVersion: null, error: null },
    ...{ warnings: [...run.notes], resultFileName: run.name, resultSizeBytes: null, reportIds: [], comment: '' },
  };
}

function statisticsOf(run: ReadRun, table: StatisticsTable, scope: StatisticsScope): RunStatistics {
  const { result } = run;
  return {
    scope,
    windowFromMs: run.window?.fromMs ?? null,
    windowToMs: run.window?.toMs ?? null,
    estimator: 'rank',
    isWhatIf: false,
    source: result === null ? 'imported summary' : 'result file',
    total: table.total,
    rows: table.rows,
    subset: null,
    percentiles: [],
    counts: result?.counts ?? NO_COUNTS,
    errors: result?.errors ?? [],
    rejected: result?.rejected ?? [],
    rejectedByReason: result?.rejectedByReason ?? {},
    notes: [...run.notes],
  };
}
