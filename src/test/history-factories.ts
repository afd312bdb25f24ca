import type {
  ComparedMetric,
  ComparedMetrics,
  ComparedRun,
  Comparison,
  DistributionBins,
} from 'perftest-automation-sidecar/contract/analysis';
import type {
  History,
  HistoryEntry,
  LabelNoise,
  Trend,
  TrendMatrix,
  TrendPoint,
} from 'perftest-automation-sidecar/contract/history';
import type { ImportCandidate, ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { makeStatisticsRow, MINUTE_MS, T0 } from './factories';

export function makeComparedRun(overrides: Partial<ComparedRun> = {}): ComparedRun {
  return {
    runId: 31,
    name: 'prod · load · 14.2.2',
    versionName: '14.2.2',
    scenarioName: 'prod',
    testTypeName: 'load',
    environmentName: 'staging',
    completedAtMs: T0,
    outcome: 'passed',
    fingerprintDifference: [],
    ...overrides,
  };
}

function makeUnchanged(value: number): ComparedMetric {
  return { values: [value, value], changes: [null, 0], changeRatios: [null, 0] };
}

/** Of two runs that differ in nothing but what is given. */
export function makeComparedMetrics(overrides: Partial<ComparedMetrics> = {}): ComparedMetrics {
  return {
    ...{ p90Ms: makeUnchanged(200), errorRate: makeUnchanged(0), meanMs: makeUnchanged(120) },
    ...{ medianMs: makeUnchanged(100), p95Ms: makeUnchanged(250), p99Ms: makeUnchanged(400) },
    ...{ maxMs: makeUnchanged(900), throughputPerSec: makeUnchanged(10) },
    ...overrides,
  };
}

/** 14.2.2 against 14.2.3: Search is worse, Log in is not. */
export function makeRunComparison(overrides: Partial<Comparison> = {}): Comparison {
  return {
    runs: [
      makeComparedRun(),
      makeComparedRun({ runId: 41, name: 'prod · load · 14.2.3', versionName: '14.2.3', outcome: 'failed' }),
    ],
    total: makeComparedMetrics({ p90Ms: { values: [190, 209], changes: [null, 19], changeRatios: [null, 0.1] } }),
    labels: [
      {
        label: 'Search',
        kind: 'sample',
        isKey: true,
        counts: [18_200, 18_340],
        metrics: makeComparedMetrics({
          p90Ms: { values: [200, 262], changes: [null, 62], changeRatios: [null, 0.31] },
        }),
        states: [
          { p90: '', errorRate: '', why: '' },
          { p90: 'regressed', errorRate: 'unchanged', why: 'p90 rose by 62 ms (+31 %) over a single reference.' },
        ],
      },
      {
        label: 'Log in',
        kind: 'sample',
        isKey: false,
        counts: [3000, 3010],
        metrics: makeComparedMetrics({ p90Ms: { values: [98, 99], changes: [null, 1], changeRatios: [null, 1 / 98] } }),
        states: [
          { p90: '', errorRate: '', why: '' },
          { p90: 'unchanged', errorRate: 'unchanged', why: 'The change is below 10 %.' },
        ],
      },
    ],
    ...overrides,
  };
}

export function makeDistribution(overrides: Partial<DistributionBins> = {}): DistributionBins {
  return {
    label: null,
    kind: 'sample',
    row: makeStatisticsRow({ label: 'Total' }),
    bins: [
      { fromMs: 100, toMs: 200, ok: 30_000, failed: 0 },
      { fromMs: 200, toMs: 400, ok: 6388, failed: 12 },
    ],
    ...overrides,
  };
}

export function makeHistoryEntry(overrides: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    runId: 41,
    versionName: '14.2.3',
    completedAtMs: T0 + 61 * MINUTE_MS,
    outcome: 'passed',
    isValid: true,
    decision: 'none',
    decisions: [],
    isInHistory: true,
    why: 'It passed and is valid.',
    changedLabels: [],
    fingerprintDifference: [],
    p90Ms: 212,
    ...overrides,
  };
}

export function makeNoise(overrides: Partial<LabelNoise> = {}): LabelNoise {
  return {
    label: 'Search',
    kind: 'sample',
    isKey: true,
    runs: 6,
    centreMs: 205,
    spread: 0.031,
    smallestChange: 0.12,
    runsForFivePercent: 7,
    ...overrides,
  };
}

export function makeHistory(overrides: Partial<History> = {}): History {
  return {
    entries: [
      makeHistoryEntry(),
      makeHistoryEntry({
        runId: 31,
        versionName: '14.2.2',
        outcome: 'failed',
        isInHistory: false,
        why: 'It failed and nobody has accepted it.',
        p90Ms: 260,
      }),
    ],
    noise: [makeNoise()],
    suspiciousRunId: null,
    ...overrides,
  };
}

export function makeTrendPoint(overrides: Partial<TrendPoint> = {}): TrendPoint {
  return {
    runId: 31,
    versionName: '14.2.2',
    completedAtMs: T0,
    value: 204,
    outcome: 'passed',
    decision: 'none',
    isInHistory: true,
    isChange: false,
    ...overrides,
  };
}

export function makeTrend(overrides: Partial<Trend> = {}): Trend {
  return {
    metric: 'p90Ms',
    label: null,
    kind: 'sample',
    labels: [
      { label: 'Search', kind: 'sample' },
      { label: 'Checkout', kind: 'transaction' },
    ],
    points: [
      makeTrendPoint(),
      makeTrendPoint({ runId: 35, completedAtMs: T0 + 9e7, value: 210 }),
      makeTrendPoint({
        runId: 41,
        versionName: '14.2.3',
        completedAtMs: T0 + 9e8,
        value: 278,
        outcome: 'failed',
        decision: 'accepted',
        isChange: true,
      }),
    ],
    band: { centre: 207, low: 190, high: 226 },
    ...overrides,
  };
}

type MatrixCell = NonNullable<TrendMatrix['rows'][number]['cells'][number]>;

export function makeMatrixCell(overrides: Partial<MatrixCell> = {}): MatrixCell {
  return {
    runId: 41,
    outcome: 'failed',
    sentence: 'Search is 31 % slower than in 14.2.2.',
    decision: 'accepted',
    decidedBy: 'eva',
    p90Ms: 278,
    ...overrides,
  };
}

export function makeTrendMatrix(overrides: Partial<TrendMatrix> = {}): TrendMatrix {
  return {
    versions: [
      { id: 3, name: '14.2.3' },
      { id: 2, name: '14.2.2' },
      { id: 1, name: '14.2.1' },
    ],
    rows: [
      {
        scenarioId: 1,
        scenarioName: 'prod',
        testTypeId: 1,
        testTypeName: 'load',
        cells: [
          makeMatrixCell(),
          makeMatrixCell({ runId: 31, outcome: 'passed', decision: 'none', decidedBy: null, p90Ms: 204 }),
          null,
        ],
      },
    ],
    ...overrides,
  };
}

export function makeCandidate(overrides: Partial<ImportCandidate> = {}): ImportCandidate {
  return {
    index: 0,
    fileNames: ['prod_load_14.2.1_20260201T100000.csv'],
    sizeBytes: 18_400_000,
    format: 'jtl csv',
    scenarioName: 'prod',
    scenarioId: 1,
    testTypeName: 'load',
    testTypeId: 1,
    versionName: '14.2.1',
    versionId: null,
    startedAtMs: T0,
    durationMs: 60 * MINUTE_MS,
    counts: { rows: 201_000, samples: 182_340, transactions: 18_660, interrupted: 0, rejected: 0 },
    labels: ['Search', 'Log in'],
    labelCount: 2,
    notes: [],
    problem: null,
    duplicateOfRunId: null,
    runId: null,
    ...overrides,
  };
}

export function makeImport(overrides: Partial<ImportPreview> = {}): ImportPreview {
  return {
    importId: 'imp-00000001',
    status: 'ready',
    progress: 1,
    secondsLeft: null,
    candidates: [makeCandidate()],
    candidateCount: overrides.candidates?.length ?? 1,
    runIds: [],
    ...overrides,
  };
}
