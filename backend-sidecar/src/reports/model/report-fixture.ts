import type { Batch, Run } from '../../contract/runs.ts';
import type { RunStatistics, StatisticsRow, Timeline } from '../../contract/statistics.ts';
import { judgeBatch } from '../../comparison/judge-batch.ts';
import { judgeRun } from '../../comparison/judge-run.ts';
import type { ReportModelInput, ReportRunInput } from './report-model.ts';

/** 2026-03-02 09:00:00 UTC */
const START_MS = 1_772_442_000_000;
const SLICE_MS = 30_000;

/** A label for tests of a report: p90 is given, the other figures follow from it. */
export interface LabelFixture {
  label: string;
  kind?: StatisticsRow['kind'];
  count: number;
  errors?: number;
  p90Ms: number;
}

export function fixtureRow({ label, kind = 'sample', count, errors = 0, p90Ms }: LabelFixture): StatisticsRow {
  return {
    label,
    kind,
    count,
    errors,
    errorRate: count === 0 ? null : errors / count,
    minMs: Math.round(p90Ms * 0.3),
    meanMs: p90Ms * 0.6173,
    medianMs: Math.round(p90Ms * 0.58),
    standardDeviationMs: p90Ms * 0.2134,
    p90Ms,
    p95Ms: Math.round(p90Ms * 1.12),
    p99Ms: Math.round(p90Ms * 1.4),
    maxMs: Math.round(p90Ms * 2.3),
    throughputPerSec: count / 3600.123,
    receivedKbPerSec: count / 411.7,
    sentKbPerSec: count / 2311.9,
    firstStartMs: START_MS,
    lastEndMs: START_MS + 3_600_123,
    apdex: null,
    latencyMeanMs: null,
    latencyMaxMs: null,
    connectMeanMs: null,
    connectMaxMs: null,
    idleMeanMs: null,
  };
}

const REFERENCE_LABELS: readonly LabelFixture[] = [
  { label: 'Open start page', count: 18_240, p90Ms: 142 },
  { label: 'Search', count: 18_240, errors: 12, p90Ms: 388 },
  { label: 'Show details', count: 18_233, p90Ms: 201 },
  { label: 'Transfer', count: 9_120, errors: 1, p90Ms: 212 },
  { label: 'Pay', count: 9_118, errors: 9, p90Ms: 455 },
  { label: 'Sign out', count: 96, p90Ms: 61 },
  { label: 'Old export', count: 410, p90Ms: 930 },
  { label: 'Checkout', kind: 'transaction', count: 9_110, p90Ms: 1_012 },
];

const SLOWER_LABELS: readonly LabelFixture[] = [
  { label: 'Open start page', count: 18_102, p90Ms: 139 },
  { label: 'Search', count: 18_102, errors: 14, p90Ms: 437 },
  { label: 'Show details', count: 18_099, p90Ms: 203 },
  { label: 'Transfer', count: 9_051, errors: 3, p90Ms: 341 },
  { label: 'Pay', count: 9_049, errors: 552, p90Ms: 120 },
  { label: 'Sign out', count: 94, p90Ms: 64 },
  { label: '<script>alert("label")</script>', count: 320, p90Ms: 75 },
  { label: '=HYPERLINK("http://example.org","x")', count: 110, p90Ms: 80 },
  { label: 'Checkout', kind: 'transaction', count: 9_040, p90Ms: 1_171 },
  { label: 'Prepare data', kind: 'setup', count: 1, p90Ms: 2_400 },
];

const STEADY_LABELS: readonly LabelFixture[] = REFERENCE_LABELS.map((row) => ({ ...row, p90Ms: row.p90Ms + 4 }));

interface RunFixture {
  id: number;
  scenarioName: string;
  testTypeName: string;
  labels: readonly LabelFixture[];
  minimumSamples?: number;
}

function fixtureStatistics(labels: readonly LabelFixture[], scope: RunStatistics['scope']): RunStatistics {
  const rows = labels.map(fixtureRow);
  const samples = rows.filter((row) => row.kind === 'sample');
  const count = samples.reduce((sum, row) => sum + row.count, 0);
  const errors = samples.reduce((sum, row) => sum + row.errors, 0);
  const transactions = rows.filter((row) => row.kind === 'transaction').reduce((sum, row) => sum + row.count, 0);
  return {
    scope,
    windowFromMs: START_MS + 60_000,
    windowToMs: START_MS + 3_600_000,
    estimator: 'rank',
    isWhatIf: false,
    source: 'stored figures',
    total: fixtureRow({ label: 'Total', count, errors, p90Ms: 402 }),
    rows,
    subset: null,
    percentiles: [],
    counts: { rows: count + transactions + 7, samples: count, transactions, interrupted: 5, rejected: 2 },
    errors: rows
      .filter((row) => row.errors > 0)
      .map((row) => ({
        label: row.label,
        kind: row.kind,
        responseCode: '503',
        message: 'Service "payments" <unavailable> & overloaded',
        example: 'Service "payments" <unavailable> & overloaded',
        count: row.errors,
        firstMs: START_MS + 95_000,
        lastMs: START_MS + 3_500_000,
      })),
    rejected: [
      {
        recordNumber: 4711,
        lineNumber: 4712,
        fileName: null,
        reason: 'has 11 fields instead of 17',
        text: '17724420,12,<b>cut',
      },
    ],
    rejectedByReason: { 'has 11 fields instead of 17': 2 },
    notes: [],
  };
}

function fixtureTimeline(): Timeline {
  const points = Array.from({ length: 120 }, (_, index) => {
    const wave = Math.sin(index / 9) * 20;
    const isGap = index === 70;
    return {
      startMs: START_MS + index * SLICE_MS,
      count: isGap ? 0 : Math.round(620 + wave * 3),
      errors: index > 60 && !isGap ? Math.round(9 + wave / 4) : 0,
      meanMs: isGap ? null : 190 + wave,
      medianMs: isGap ? null : Math.round(170 + wave),
      p90Ms: isGap ? null : Math.round(395 + wave * 2),
      p95Ms: isGap ? null : Math.round(455 + wave * 3),
      maxMs: isGap ? null : Math.round(900 + wave * 5),
      receivedBytes: 1_000_000,
      activeThreads: Math.min(25, index * 13),
    };
  });
  return { sliceMs: SLICE_MS, label: null, points };
}

export function fixtureRunInput({
  id,
  scenarioName,
  testTypeName,
  labels,
  minimumSamples = 0,
}: RunFixture): ReportRunInput {
  const statistics = fixtureStatistics(labels, 'run');
  const windowStatistics = fixtureStatistics(labels, 'window');
  const verdict = judgeRun({
    current: windowStatistics,
    reference: {
      reference: {
        kind: 'run',
        source: 'last completed run of the previous version',
        runId: 3,
        baselineId: null,
        name: `${scenarioName} · ${testTypeName} · 14.2.2`,
        versionName: '14.2.2',
        confidence: 'low',
      },
      rows: REFERENCE_LABELS.map(fixtureRow),
    },
    slos: [
      { label: null, metric: 'errorRate', comparator: '<=', limit: 0.01 },
      { label: 'Transfer', metric: 'p90Ms', comparator: '<=', limit: 500 },
    ],
    keyLabels: null,
    failSeverity: 'critical',
    evidence: { sampleCount: windowStatistics.total.count, minimumSamples, wasStoppedEarly: false },
    judgedAtMs: START_MS + 3_700_000,
  });
  return {
    run: fixtureRun({ id, scenarioName, testTypeName, outcome: verdict.outcome, verdict }),
    statistics,
    windowStatistics,
    timeline: fixtureTimeline(),
    script: { fileName: 'prod-rev-trans.jmx', revisionNumber: 4, checksumSha256: 'ab12'.repeat(16) },
  };
}

export function fixtureRun(changes: Partial<Run> & Pick<Run, 'id' | 'scenarioName' | 'testTypeName'>): Run {
  return {
    kind: 'test',
    supersededByRunId: null,
    supersedesRunId: null,
    decision: 'none',
    decisions: [],
    generator: null,
    fingerprint: null,
    importedFrom: null,
    revisionNumber: 1,
    appliesLoad: true,
    keptFailureCount: 0,
    analysis: null,
    name: `${changes.scenarioName} · ${changes.testTypeName} · 14.2.3`,
    scenarioId: 1,
    testTypeId: 1,
    versionId: 2,
    versionName: '14.2.3',
    environmentId: 1,
    environmentName: 'staging',
    batchId: 9,
    runnerType: 'local',
    userCount: 25,
    durationSeconds: 3600,
    rampUpSeconds: 60,
    status: 'completed',
    progress: 1,
    queuedAtMs: START_MS - 10_000,
    startedAtMs: START_MS - 3_000,
    endsAtMs: START_MS + 3_600_000,
    completedAtMs: START_MS + 3_700_000,
    outcome: null,
    verdictSentence: null,
    figures: {
      totalSamples: null,
      errorCount: null,
      errorRate: null,
      meanMs: null,
      p90Ms: null,
      p95Ms: null,
      throughputPerSec: null,
    },
    errorCode: null,
    createdBy: 'editor',
    createdAtMs: START_MS - 20_000,
    scriptId: 1,
    scriptName: 'prod-rev-trans',
    baselineId: null,
    referenceRunId: null,
    properties: { host: 'shop.example.org', 'think.time': '1000' },
    stages: [],
    counts: null,
    verdict: null,
    windowFromMs: START_MS + 60_000,
    windowToMs: START_MS + 3_600_000,
    stopSentAtMs: null,
    cancelledBy: null,
    exitCode: 0,
    jmeterVersion: '5.6.3',
    error: null,
    warnings: [],
    resultFileName: 'prod_load_14.2.3_20260302T090000Z.csv',
    resultSizeBytes: 9_000_000,
    reportIds: [],
    comment: '',
    ...changes,
  };
}

const LOST_RUN: ReportRunInput = {
  run: fixtureRun({
    id: 14,
    scenarioName: 'uid',
    testTypeName: 'Stress',
    status: 'failed',
    errorCode: 'RUN_JMETER_START',
    error: {
      code: 'RUN_JMETER_START',
      title: 'JMeter could not be started',
      detail: 'java was not found',
      hint: 'See the run’s console and jmeter.log; check Java and the JMeter home.',
    },
    exitCode: null,
    jmeterVersion: null,
    resultFileName: null,
  }),
  statistics: null,
  windowStatistics: null,
  timeline: null,
  script: null,
};

/** A failed, a passed, an inconclusive run and one that was not carried out. */
export function fixtureBatchInput(): ReportModelInput {
  const runs = [
    fixtureRunInput({ id: 11, scenarioName: 'prod', testTypeName: 'Load', labels: SLOWER_LABELS }),
    fixtureRunInput({ id: 12, scenarioName: 'prod', testTypeName: 'Stress', labels: STEADY_LABELS }),
    fixtureRunInput({
      id: 13,
      scenarioName: 'uid',
      testTypeName: 'Load',
      labels: STEADY_LABELS,
      minimumSamples: 1_000_000,
    }),
    LOST_RUN,
  ];
  return { ...REPORT_CONTEXT, subject: { type: 'batch', batch: fixtureBatch(runs) }, runs };
}

export function fixtureSingleInput(): ReportModelInput {
  const run = fixtureRunInput({ id: 11, scenarioName: 'prod', testTypeName: 'Load', labels: SLOWER_LABELS });
  return { ...REPORT_CONTEXT, subject: { type: 'single' }, runs: [run] };
}

export const REPORT_CONTEXT = {
  generatedAtMs: START_MS + 8_000_000,
  generatedBy: 'editor',
  grafanaUrl: 'https://grafana.example.org/ops/',
};

function fixtureBatch(inputs: readonly ReportRunInput[]): Batch {
  const runs = inputs.map((input) => input.run);
  const judgement = judgeBatch(
    runs.map((run) => ({
      runId: run.id,
      name: `${run.scenarioName} · ${run.testTypeName}`,
      status: run.status,
      outcome: run.outcome,
      reasons: run.verdict?.reasons ?? [],
      errorTitle: run.error?.title,
    }))
  );
  return {
    id: 9,
    name: 'Release 14.2.3',
    versionId: 2,
    versionName: '14.2.3',
    status: 'completed',
    runCount: runs.length,
    endedRunCount: runs.length,
    createdBy: 'editor',
    createdAtMs: START_MS,
    completedAtMs: START_MS + 7_900_000,
    endsAtMs: null,
    runs,
    reportIds: [],
    failurePolicy: 'continue',
    hasSmoke: false,
    hold: null,
    comment: '',
    timeline: [],
    ...judgement,
  };
}
