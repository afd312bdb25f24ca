import type { Page } from 'perftest-automation-sidecar/contract/common';
import type { LiveRow, LiveSnapshot } from 'perftest-automation-sidecar/contract/live';
import type { Preflight, PreflightFinding } from 'perftest-automation-sidecar/contract/preflight';
import type { Baseline, Report } from 'perftest-automation-sidecar/contract/reports';
import type {
  Batch,
  BatchPreview,
  Lane,
  PlannedRun,
  Queue,
  Run,
  RunSummary,
} from 'perftest-automation-sidecar/contract/runs';
import type { Environment, Scenario, Script, TestType, Version } from 'perftest-automation-sidecar/contract/scenarios';
import type {
  ErrorGroup,
  KeptFailure,
  RunStatistics,
  StatisticsRow,
  Timeline,
  TimelinePoint,
} from 'perftest-automation-sidecar/contract/statistics';
import type { DashboardStats, RunLog, ScriptDiff, Trends } from 'perftest-automation-sidecar/contract/system';
import type { LabelComparison, Verdict } from 'perftest-automation-sidecar/contract/verdict';

/** 2026-03-02 14:00:00 UTC. */
export const T0 = Date.UTC(2026, 2, 2, 14, 0, 0);
export const MINUTE_MS = 60_000;

export function pageOf<T>(items: T[], overrides: Partial<Page<T>> = {}): Page<T> {
  return { items, page: 1, pageSize: 50, totalItems: items.length, ...overrides };
}

export function makeRunSummary(overrides: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 41,
    kind: 'test',
    name: 'prod · load · 14.2.3',
    scenarioId: 1,
    scenarioName: 'prod',
    testTypeId: 1,
    testTypeName: 'load',
    versionId: 3,
    versionName: '14.2.3',
    environmentId: 1,
    environmentName: 'staging',
    batchId: 7,
    supersededByRunId: null,
    runnerType: 'local',
    userCount: 25,
    durationSeconds: 3600,
    rampUpSeconds: 60,
    status: 'completed',
    progress: 1,
    queuedAtMs: T0 - MINUTE_MS,
    startedAtMs: T0,
    endsAtMs: T0 + 60 * MINUTE_MS,
    completedAtMs: T0 + 61 * MINUTE_MS,
    outcome: 'passed',
    verdictSentence: 'No key label is slower than in 14.2.2.',
    decision: 'none',
    figures: {
      totalSamples: 182_340,
      errorCount: 365,
      errorRate: 365 / 182_340,
      meanMs: 143.2,
      p90Ms: 212,
      p95Ms: 301,
      throughputPerSec: 50.65,
    },
    errorCode: null,
    createdBy: 'admin',
    createdAtMs: T0 - 2 * MINUTE_MS,
    ...overrides,
  };
}

/** Nothing measured, nothing judged: a run that still waits. */
export function makeWaitingRun(overrides: Partial<RunSummary> = {}): RunSummary {
  return makeRunSummary({
    id: 43,
    name: 'prod · stress · 14.2.3',
    testTypeId: 2,
    testTypeName: 'stress',
    status: 'queued',
    progress: null,
    startedAtMs: null,
    endsAtMs: null,
    completedAtMs: null,
    outcome: null,
    verdictSentence: null,
    figures: NO_FIGURES,
    ...overrides,
  });
}

export function makeRunningRun(overrides: Partial<RunSummary> = {}): RunSummary {
  return makeRunSummary({
    id: 42,
    status: 'running',
    progress: 0.71,
    completedAtMs: null,
    outcome: null,
    verdictSentence: null,
    ...overrides,
  });
}

export const NO_FIGURES: RunSummary['figures'] = {
  totalSamples: null,
  errorCount: null,
  errorRate: null,
  meanMs: null,
  p90Ms: null,
  p95Ms: null,
  throughputPerSec: null,
};

export function makeComparison(overrides: Partial<LabelComparison> = {}): LabelComparison {
  return {
    label: 'Search',
    kind: 'sample',
    metric: 'p90Ms',
    isKey: true,
    reference: 212,
    current: 278,
    change: 66,
    changeRatio: 66 / 212,
    state: 'regressed',
    severity: 'critical',
    why: 'p90 rose by 66 ms (+31 %) over a single reference.',
    ...overrides,
  };
}

export function makeVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    outcome: 'failed',
    sentence: 'Search is 31 % slower than in 14.2.2.',
    reasons: [
      { code: 'time-regressed', label: 'Search', text: 'p90 of Search rose from 212 ms to 278 ms.' },
      { code: 'errors-risen', label: 'Pay', text: 'Errors on Pay rose from 0.1 % to 6.1 %.' },
    ],
    validity: { isValid: true, findings: [] },
    reference: {
      kind: 'run',
      source: 'last completed run of the previous version',
      runId: 31,
      baselineId: null,
      name: 'prod · load · 14.2.2',
      versionName: '14.2.2',
      confidence: 'low',
    },
    slos: [
      {
        slo: { label: null, metric: 'errorRate', comparator: '<=', limit: 0.01 },
        value: 0.002,
        state: 'passed',
        why: '0.2 % is within 1 %.',
      },
    ],
    comparisons: [
      makeComparison(),
      makeComparison({
        label: 'Pay',
        metric: 'errorRate',
        reference: 0.001,
        current: 0.061,
        change: 0.06,
        changeRatio: 60,
        why: 'Errors rose by 6 percentage points.',
      }),
      makeComparison({
        label: 'Open cart',
        reference: 150,
        current: 128,
        change: -22,
        changeRatio: -22 / 150,
        state: 'improved',
        severity: null,
        why: 'p90 fell by 22 ms (−15 %).',
      }),
      makeComparison({
        label: 'Log in',
        reference: 98,
        current: 99,
        change: 1,
        changeRatio: 1 / 98,
        state: 'unchanged',
        severity: null,
        why: 'The change is below 10 %.',
      }),
    ],
    rules: 'single-reference/1',
    judgedAtMs: T0 + 61 * MINUTE_MS,
    ...overrides,
  };
}

export function makeRun(overrides: Partial<Run> = {}): Run {
  const verdict = makeVerdict();
  return {
    ...makeRunSummary({ outcome: verdict.outcome, verdictSentence: verdict.sentence }),
    scriptId: 2,
    scriptName: 'prod-rev-trans',
    revisionNumber: 1,
    decisions: [],
    generator: null,
    fingerprint: null,
    importedFrom: null,
    appliesLoad: true,
    supersedesRunId: null,
    keptFailureCount: 0,
    baselineId: null,
    referenceRunId: null,
    properties: { host: 'shop.staging.example', think: '1500' },
    stages: [
      { name: 'prepare', status: 'done', startedAtMs: T0, endedAtMs: T0 + 2000, errorCode: null, detail: null },
      {
        name: 'execute',
        status: 'done',
        startedAtMs: T0 + 2000,
        endedAtMs: T0 + 60 * MINUTE_MS,
        errorCode: null,
        detail: null,
      },
    ],
    counts: { rows: 201_000, samples: 182_340, transactions: 18_600, interrupted: 57, rejected: 3 },
    verdict,
    windowFromMs: T0 + MINUTE_MS,
    windowToMs: T0 + 60 * MINUTE_MS,
    analysis: null,
    stopSentAtMs: null,
    cancelledBy: null,
    exitCode: 0,
    jmeterVersion: '5.6.3',
    error: null,
    warnings: [],
    resultFileName: 'prod_load_14.2.3_20260302T140000Z.csv',
    resultSizeBytes: 31_457_280,
    reportIds: [5],
    comment: '',
    ...overrides,
  };
}

/** JMeter could not be started: no result, no verdict, but a way on. */
export const FAILED_RUN: Run = makeRun({
  id: 44,
  status: 'failed',
  outcome: null,
  verdictSentence: null,
  verdict: null,
  counts: null,
  figures: NO_FIGURES,
  errorCode: 'JMETER_NOT_FOUND',
  error: {
    code: 'JMETER_NOT_FOUND',
    title: 'JMeter was not found',
    detail: 'Neither JMETER_HOME nor PATH leads to jmeter',
    hint: 'Set JMETER_HOME to the folder of JMeter 5.4 or later.',
  },
  stages: [
    {
      name: 'prepare',
      status: 'failed',
      startedAtMs: T0,
      endedAtMs: T0 + 900,
      errorCode: 'JMETER_NOT_FOUND',
      detail: 'no bin/jmeter',
    },
  ],
  resultFileName: null,
  resultSizeBytes: null,
});

export function makeStatisticsRow(overrides: Partial<StatisticsRow> = {}): StatisticsRow {
  return {
    label: 'Search',
    kind: 'sample',
    count: 36_400,
    errors: 12,
    errorRate: 12 / 36_400,
    minMs: 61,
    meanMs: 148.3,
    medianMs: 139,
    standardDeviationMs: 52.4,
    p90Ms: 278,
    p95Ms: 342,
    p99Ms: 611,
    maxMs: 2214,
    throughputPerSec: 10.11,
    receivedKbPerSec: 184.2,
    sentKbPerSec: 2.7,
    firstStartMs: T0,
    lastEndMs: T0 + 60 * MINUTE_MS,
    apdex: 0.97,
    latencyMeanMs: 131.5,
    latencyMaxMs: 2105,
    connectMeanMs: 1.2,
    connectMaxMs: 88,
    idleMeanMs: 0,
    ...overrides,
  };
}

/** A label that was never sampled in this scope: everything but the counts is unknown. */
export const EMPTY_ROW: StatisticsRow = makeStatisticsRow({
  label: 'Export',
  count: 0,
  errors: 0,
  errorRate: null,
  minMs: null,
  meanMs: null,
  medianMs: null,
  standardDeviationMs: null,
  p90Ms: null,
  p95Ms: null,
  p99Ms: null,
  maxMs: null,
  throughputPerSec: null,
  receivedKbPerSec: null,
  sentKbPerSec: null,
  firstStartMs: null,
  lastEndMs: null,
  apdex: null,
  latencyMeanMs: null,
  latencyMaxMs: null,
  connectMeanMs: null,
  connectMaxMs: null,
  idleMeanMs: null,
});

export function makeErrorGroup(overrides: Partial<ErrorGroup> = {}): ErrorGroup {
  return {
    label: 'Pay',
    kind: 'sample',
    responseCode: '503',
    message: 'Service Unavailable',
    example: 'Service Unavailable',
    count: 353,
    firstMs: T0 + 12 * MINUTE_MS,
    lastMs: T0 + 58 * MINUTE_MS,
    ...overrides,
  };
}

export function makeKeptFailure(overrides: Partial<KeptFailure> = {}): KeptFailure {
  return {
    label: 'Login',
    startMs: T0 + 3000,
    elapsedMs: 84,
    threadName: 'prod 1-1',
    responseCode: '403',
    responseMessage: 'Forbidden',
    failureMessage: 'Test failed: text expected to contain /Welcome/',
    method: 'POST',
    url: 'http://shop.example/login',
    requestHeaders: 'Content-Type: application/json',
    requestBody: '{"user":"u1","password":"***"}',
    responseHeaders: 'HTTP/1.1 403 Forbidden',
    responseBody: '{"error":"the test user has expired"}',
    isTruncated: false,
    ...overrides,
  };
}

export function makeStatistics(overrides: Partial<RunStatistics> = {}): RunStatistics {
  return {
    scope: 'run',
    windowFromMs: null,
    windowToMs: null,
    estimator: 'rank',
    isWhatIf: false,
    source: 'stored figures',
    subset: null,
    percentiles: [],
    total: makeStatisticsRow({ label: 'Total', count: 182_340, errors: 365, errorRate: 365 / 182_340, p90Ms: 212 }),
    rows: [makeStatisticsRow(), makeStatisticsRow({ label: 'Checkout', kind: 'transaction', p90Ms: 951 }), EMPTY_ROW],
    counts: { rows: 201_000, samples: 182_340, transactions: 18_600, interrupted: 57, rejected: 3 },
    errors: [makeErrorGroup()],
    rejected: [
      {
        recordNumber: 1207,
        lineNumber: 1208,
        fileName: null,
        reason: 'elapsed is not a number',
        text: '1772460000000,x,Search',
      },
    ],
    rejectedByReason: { 'elapsed is not a number': 3 },
    notes: [],
    ...overrides,
  };
}

export function makeTimelinePoint(overrides: Partial<TimelinePoint> = {}): TimelinePoint {
  return {
    startMs: T0,
    count: 250,
    errors: 1,
    meanMs: 140,
    medianMs: 133,
    p90Ms: 212,
    p95Ms: 298,
    maxMs: 901,
    receivedBytes: 512_000,
    activeThreads: 25,
    ...overrides,
  };
}

export function makeTimeline(overrides: Partial<Timeline> = {}): Timeline {
  return {
    sliceMs: 5000,
    label: null,
    points: [0, 1, 2].map((index) => makeTimelinePoint({ startMs: T0 + index * 5000 })),
    ...overrides,
  };
}

export function makeLiveRow(overrides: Partial<LiveRow> = {}): LiveRow {
  return {
    ...makeStatisticsRow(),
    last60s: { count: 606, errors: 0, p90Ms: 266, throughputPerSec: 10.1 },
    baselineP90Ms: 212,
    p90ChangeRatio: 66 / 212,
    ...overrides,
  };
}

export function makeSnapshot(overrides: Partial<LiveSnapshot> = {}): LiveSnapshot {
  return {
    runId: 42,
    status: 'running',
    sequence: 1,
    atMs: T0 + 42 * MINUTE_MS,
    startedAtMs: T0,
    endsAtMs: T0 + 60 * MINUTE_MS,
    progress: 0.7,
    phase: 'steady',
    activeThreads: 25,
    counts: { rows: 140_000, samples: 127_600, transactions: 12_400, interrupted: 0, rejected: 0 },
    total: makeLiveRow({ label: 'Total', count: 127_600, p90Ms: 219 }),
    rows: [makeLiveRow(), makeLiveRow({ label: 'Pay', p90Ms: 187, baselineP90Ms: null, p90ChangeRatio: null })],
    errors: [makeErrorGroup()],
    sliceMs: 5000,
    lagMs: 1800,
    timeline: makeTimeline().points,
    log: [{ number: 1, text: '2026-03-02 14:00:01,004 INFO o.a.j.e.StandardJMeterEngine: Running the test!' }],
    ...overrides,
  };
}

export function makeLane(overrides: Partial<Lane> = {}): Lane {
  return {
    environmentId: 1,
    environmentName: 'staging',
    state: 'running',
    pause: null,
    hold: null,
    cooldownEndsAtMs: null,
    running: makeRunningRun(),
    waiting: [
      {
        run: makeWaitingRun(),
        startsAtMs: T0 + 75 * MINUTE_MS,
        endsAtMs: T0 + 135 * MINUTE_MS,
        cooldownSeconds: 900,
      },
    ],
    endsAtMs: T0 + 135 * MINUTE_MS,
    ...overrides,
  };
}

export function makeQueue(overrides: Partial<Queue> = {}): Queue {
  return { lanes: [makeLane()], pause: null, nowMs: T0 + 42 * MINUTE_MS, ...overrides };
}

export function makeBatch(overrides: Partial<Batch> = {}): Batch {
  return {
    id: 7,
    name: '14.2.3 of 2 March',
    versionId: 3,
    versionName: '14.2.3',
    status: 'completed',
    outcome: 'failed',
    runCount: 2,
    endedRunCount: 2,
    failurePolicy: 'continue',
    hasSmoke: true,
    hold: null,
    createdBy: 'admin',
    createdAtMs: T0,
    completedAtMs: T0 + 150 * MINUTE_MS,
    endsAtMs: null,
    sentence: 'One of two runs failed: Search is 31 % slower than in 14.2.2.',
    findings: [{ runId: 41, label: 'Search', text: 'p90 of Search rose from 212 ms to 278 ms.' }],
    runs: [
      makeRunSummary({ outcome: 'failed', verdictSentence: 'Search is 31 % slower than in 14.2.2.' }),
      makeRunSummary({ id: 43, name: 'prod · stress · 14.2.3', testTypeId: 2, testTypeName: 'stress' }),
    ],
    reportIds: [5],
    comment: '',
    timeline: [],
    ...overrides,
  };
}

export function makeReport(overrides: Partial<Report> = {}): Report {
  return {
    id: 5,
    name: 'Release report 14.2.3',
    type: 'batch',
    testRunIds: [41, 43],
    batchId: 7,
    status: 'ready',
    outcome: 'failed',
    totalTransactions: 22,
    improvedCount: 1,
    degradedCount: 2,
    criticalCount: 1,
    hasExcel: true,
    hasHtml: true,
    error: null,
    artefacts: [],
    confluenceUrl: null,
    requestedBy: 'editor',
    createdAtMs: T0 + 151 * MINUTE_MS,
    ...overrides,
  };
}

export function makeScenario(overrides: Partial<Scenario> = {}): Scenario {
  return {
    id: 1,
    name: 'prod',
    displayName: 'prod',
    description: '',
    testType: 'combined',
    scriptId: 2,
    environmentId: 1,
    enabledThreadGroups: ['prod'],
    loads: [
      { testTypeId: 1, userCount: 25, durationSeconds: 3600, rampUpSeconds: 60, properties: {} },
      { testTypeId: 2, userCount: 50, durationSeconds: 3600, rampUpSeconds: 60, properties: {} },
    ],
    cooldownSeconds: 900,
    minimumSamples: 1000,
    minimumDurationRatio: 0,
    failSeverity: 'major',
    excludedLabels: [],
    labelFoldings: [],
    apdex: { satisfiedMs: 500, toleratedMs: 1500, ofLabels: [] },
    labelRenames: [],
    judgement: {
      tolerance: 0.2,
      toleranceMs: 20,
      floorRatio: 0.05,
      floorMs: 10,
      majorFrom: 0.1,
      criticalFrom: 0.25,
    },
    windowTrimStartSeconds: null,
    windowTrimEndSeconds: 0,
    properties: {},
    slos: [],
    sloTexts: [],
    keyLabels: null,
    isActive: true,
    position: 1,
    createdAtMs: T0,
    ...overrides,
  };
}

export function makeTestType(overrides: Partial<TestType> = {}): TestType {
  return { id: 1, name: 'load', displayName: 'Load', description: '', position: 1, ...overrides };
}

export function makeVersion(overrides: Partial<Version> = {}): Version {
  return {
    id: 3,
    version: '14.2.3',
    displayName: null,
    releaseDateMs: null,
    description: '',
    isActive: true,
    createdAtMs: T0,
    ...overrides,
  };
}

export function makeEnvironment(overrides: Partial<Environment> = {}): Environment {
  return {
    id: 1,
    name: 'staging',
    description: '',
    generator: 'local',
    properties: {},
    secretNames: [],
    isActive: true,
    versionProbe: null,
    hooksBefore: [],
    hooksAfter: [],
    dashboards: [],
    influxDb: { use: 'settings' },
    createdAtMs: T0,
    ...overrides,
  };
}

export function makeScript(overrides: Partial<Script> = {}): Script {
  return {
    id: 2,
    name: 'prod-rev-trans',
    description: '',
    revisionId: 21,
    revisionNumber: 1,
    fileName: 'prod-rev-trans.jmx',
    sizeBytes: 48_213,
    checksumSha256: '9f2c4e7a1b3d5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8',
    files: [],
    comment: '',
    scenarioNames: ['prod'],
    isDefault: true,
    scenarioId: null,
    uploadedBy: 'admin',
    uploadedAtMs: T0,
    threadGroups: [
      {
        name: 'prod',
        kind: 'ThreadGroup',
        isEnabled: true,
        users: '${__P(threads,25)}',
        rampUp: '${__P(rampup,60)}',
        duration: '${__P(duration,3600)}',
      },
    ],
    ...overrides,
  };
}

export function makeFinding(overrides: Partial<PreflightFinding> = {}): PreflightFinding {
  return {
    severity: 'error',
    code: 'csv-missing',
    element: 'Users',
    line: 12,
    text: 'users.csv is not among the script’s files.',
    fix: 'Upload it with the script.',
    link: null,
    ...overrides,
  };
}

export function makePreflight(overrides: Partial<Preflight> = {}): Preflight {
  return {
    revisionNumber: 1,
    findings: [],
    threadGroups: [],
    totalUsers: 25,
    samplers: [],
    transactions: [],
    labels: [],
    properties: [],
    placeholders: [],
    files: [],
    missingClasses: [],
    listeners: [],
    backendListeners: [],
    codeElements: [],
    includes: [],
    fragments: [],
    assertionCount: 0,
    timerCount: 0,
    jmeterVersion: '5.6.3',
    ...overrides,
  };
}

export function makeBaseline(overrides: Partial<Baseline> = {}): Baseline {
  return {
    id: 9,
    name: 'prod load, spring',
    description: '',
    scenarioId: 1,
    scenarioName: 'prod',
    testTypeId: 1,
    testTypeName: 'load',
    versionId: 2,
    versionName: '14.2.2',
    sourceTestRunId: 31,
    metrics: [],
    isDefault: true,
    isActive: true,
    createdAtMs: T0,
    ...overrides,
  };
}

export function makePlannedRun(overrides: Partial<PlannedRun> = {}): PlannedRun {
  return {
    kind: 'test',
    scenarioId: 1,
    scenarioName: 'prod',
    testTypeId: 1,
    testTypeName: 'load',
    environmentId: 1,
    environmentName: 'staging',
    userCount: 25,
    durationSeconds: 3600,
    rampUpSeconds: 60,
    cooldownSeconds: 900,
    startsAtMs: T0,
    endsAtMs: T0 + 60 * MINUTE_MS,
    scriptName: 'prod-rev-trans',
    referenceName: 'prod · load · 14.2.2',
    groups: [{ name: 'prod', load: { userCount: 25, rampUpSeconds: 60, durationSeconds: 3600 } }],
    problems: [],
    warnings: [],
    ...overrides,
  };
}

export function makePreview(overrides: Partial<BatchPreview> = {}): BatchPreview {
  return { runs: [makePlannedRun()], endsAtMs: T0 + 60 * MINUTE_MS, canStart: true, ...overrides };
}

export function makeStats(overrides: Partial<DashboardStats> = {}): DashboardStats {
  return {
    runsTotal: 128,
    runsLast30Days: 32,
    running: 1,
    waiting: 1,
    passed: 24,
    failed: 5,
    inconclusive: 3,
    ...overrides,
  };
}

export function makeTrends(overrides: Partial<Trends> = {}): Trends {
  return {
    series: [
      {
        scenarioId: 1,
        scenarioName: 'prod',
        testTypeId: 1,
        testTypeName: 'load',
        points: [
          { runId: 31, versionId: 2, versionName: '14.2.2', startedAtMs: T0 - 9e8, p90Ms: 204, outcome: 'passed' },
          { runId: 41, versionId: 3, versionName: '14.2.3', startedAtMs: T0, p90Ms: 212, outcome: 'failed' },
        ],
      },
    ],
    ...overrides,
  };
}

export function makeLog(overrides: Partial<RunLog> = {}): RunLog {
  return {
    source: 'jmeter',
    text: '2026-03-02 14:00:01,004 INFO o.a.j.e.StandardJMeterEngine: Running the test!\n',
    sizeBytes: 18_204,
    isTruncated: false,
    ...overrides,
  };
}

export function makeScriptDiff(overrides: Partial<ScriptDiff> = {}): ScriptDiff {
  return {
    edits: [{ what: 'Thread group switched off', element: 'rev', before: 'enabled="true"', after: 'enabled="false"' }],
    lines: [
      { kind: 'same', originalLine: 11, copyLine: 11, text: '<hashTree>' },
      { kind: 'removed', originalLine: 12, copyLine: null, text: '<ThreadGroup testname="rev" enabled="true">' },
      { kind: 'added', originalLine: null, copyLine: 12, text: '<ThreadGroup testname="rev" enabled="false">' },
    ],
    ...overrides,
  };
}
