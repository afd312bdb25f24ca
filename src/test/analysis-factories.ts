import type {
  DistributionBins,
  HeatMap,
  ReconciledFigure,
  Reconciliation,
  TransactionTree,
} from 'perftest-automation-sidecar/contract/analysis';
import type { Comment, DecisionEntry } from 'perftest-automation-sidecar/contract/history';
import type { GeneratorLoad, Run } from 'perftest-automation-sidecar/contract/runs';
import type { TimeEvidence, VerdictReference } from 'perftest-automation-sidecar/contract/verdict';

import { makeRun, makeStatisticsRow, MINUTE_MS, T0 } from './factories';

export function makeEvidence(overrides: Partial<TimeEvidence> = {}): TimeEvidence {
  return {
    referenceRuns: 6,
    centreMs: 212,
    spread: 0.03,
    degreesOfFreedom: 12,
    change: 0.01,
    standardError: 0.03,
    t: 0.33,
    p: 0.37,
    holmLimit: 0.03,
    upperChangeRatio: 0.06,
    smallestVisibleRatio: 0.09,
    moreRunsNeeded: null,
    ...overrides,
  };
}

export function makeHistoryReference(overrides: Partial<VerdictReference> = {}): VerdictReference {
  return {
    kind: 'history',
    source: 'history',
    runId: null,
    baselineId: null,
    name: 'last 3 accepted runs',
    versionName: '14.2.2',
    runIds: [40, 38, 37],
    confidence: 'normal',
    ...overrides,
  };
}

export function makeDecision(overrides: Partial<DecisionEntry> = {}): DecisionEntry {
  return { decision: 'accepted', reason: 'new search index', by: 'ann', atMs: T0 + 90 * MINUTE_MS, ...overrides };
}

export function makeRemark(overrides: Partial<Comment> = {}): Comment {
  return { id: 1, runId: 41, batchId: null, label: null, text: 'cache was cold', by: 'ann', atMs: T0, ...overrides };
}

export function makeDistribution(overrides: Partial<DistributionBins> = {}): DistributionBins {
  return {
    label: 'Search',
    kind: 'sample',
    row: makeStatisticsRow(),
    bins: [
      { fromMs: 50, toMs: 100, ok: 200, failed: 0 },
      { fromMs: 100, toMs: 200, ok: 600, failed: 4 },
      { fromMs: 200, toMs: 400, ok: 150, failed: 8 },
    ],
    ...overrides,
  };
}

export function makeHeatMap(overrides: Partial<HeatMap> = {}): HeatMap {
  return {
    label: 'Search',
    kind: 'sample',
    sliceMs: 5000,
    startsMs: [T0, T0 + 5000, T0 + 10_000],
    edgesMs: [50, 100, 200],
    counts: [
      [10, 0],
      [12, 3],
      [0, 20],
    ],
    ...overrides,
  };
}

export function makeTransactionTree(overrides: Partial<TransactionTree> = {}): TransactionTree {
  return {
    parts: [
      { transaction: 'Checkout', label: 'Open cart', kind: 'sample', count: 900, errors: 0, meanMs: 120 },
      { transaction: 'Checkout', label: 'Payment', kind: 'transaction', count: 900, errors: 4, meanMs: 400 },
      { transaction: 'Payment', label: 'Pay', kind: 'sample', count: 900, errors: 4, meanMs: 398 },
    ],
    unmatchedCount: 0,
    ...overrides,
  };
}

export function makeReconciledFigure(overrides: Partial<ReconciledFigure> = {}): ReconciledFigure {
  return {
    label: 'Search',
    kind: 'sample',
    figure: 'p90',
    unit: 'ms',
    ours: 278,
    theirs: 278,
    isEqual: true,
    why: '',
    ...overrides,
  };
}

export function makeReconciliation(overrides: Partial<Reconciliation> = {}): Reconciliation {
  return {
    aggregateReport: [makeReconciledFigure()],
    dashboard: [
      makeReconciledFigure({ theirs: 281.5, isEqual: false, why: 'Interpolated, over the last 20 000 samples' }),
      makeReconciledFigure({ figure: 'count', unit: '', ours: 36_400, theirs: 36_400 }),
    ],
    notes: [],
    rules: [{ subject: 'Percentiles', ours: 'round(n·p)', theirs: 'R-6, last 20 000 samples' }],
    readAtMs: T0 + 62 * MINUTE_MS,
    ...overrides,
  };
}

export function makeGeneratorLoad(overrides: Partial<GeneratorLoad> = {}): GeneratorLoad {
  return {
    samples: [
      { atMs: T0, cpuRatio: 0.31, jmeterCpuRatio: 0.22, memoryRatio: 0.5, heapRatio: 0.3, gcRatio: 0.001 },
      { atMs: T0 + 5000, cpuRatio: 0.42, jmeterCpuRatio: 0.3, memoryRatio: 0.51, heapRatio: 0.35, gcRatio: null },
    ],
    clockJumpMs: 4,
    threadsPlanned: 25,
    threadsStarted: 25,
    ...overrides,
  };
}

/** Its result was made elsewhere: no script, nothing to run again. */
export function makeImportedRun(overrides: Partial<Run> = {}): Run {
  return makeRun({
    runnerType: 'imported',
    scriptId: null,
    scriptName: null,
    revisionNumber: null,
    batchId: null,
    jmeterVersion: null,
    importedFrom: {
      fileNames: ['host-a.jtl', 'host-b.jtl'],
      format: 'jtl csv',
      read: { clockOffsetsMs: [0, -1200], timeZone: 'Europe/Berlin' },
    },
    ...overrides,
  });
}
