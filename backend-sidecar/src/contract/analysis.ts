import { Type, type Static } from 'typebox';

import { EpochMs, Id, Nullable } from './common.ts';
import { LabelKind, StatisticsRow } from './statistics.ts';
import type { Metric } from './verdict.ts';

/** How a percentile is read from the values; it is named wherever one is shown. */
export const Estimator = Type.Union(
  [
    Type.Literal('rank', { description: 'The order statistic round(n·p), as JMeter’s Aggregate Report' }),
    Type.Literal('interpolated', { description: 'R-6, as JMeter’s HTML dashboard, over all samples' }),
  ],
  { description: 'rank is the default' }
);
export type Estimator = Static<typeof Estimator>;

/** What part of a run is looked at: `fromMs` and `toMs` are a what-if and change no stored verdict. */
const sliceOfRun = {
  fromMs: Type.Optional(EpochMs),
  toMs: Type.Optional(EpochMs),
};

/** GET /api/tests/:id/distribution and /heat-map */
export const LabelQuery = Type.Object({
  label: Type.Optional(Type.String({ maxLength: 2000, description: 'The total when left out' })),
  kind: Type.Optional(LabelKind),
  ...sliceOfRun,
});
export type LabelQuery = Static<typeof LabelQuery>;

/** How many samples took how long; bins are [fromMs, toMs). */
export const DistributionBins = Type.Object(
  {
    label: Nullable(Type.String()),
    kind: LabelKind,
    row: StatisticsRow,
    bins: Type.Array(
      Type.Object({ fromMs: Type.Number(), toMs: Type.Number(), ok: Type.Integer(), failed: Type.Integer() })
    ),
  },
  { $id: 'DistributionBins' }
);
export type DistributionBins = Static<typeof DistributionBins>;

/** Elapsed times over time: `counts[column][bin]`, bins between neighbouring edges. */
export const HeatMap = Type.Object(
  {
    label: Nullable(Type.String()),
    kind: LabelKind,
    sliceMs: Type.Integer(),
    startsMs: Type.Array(EpochMs, { description: 'Begin of each column' }),
    edgesMs: Type.Array(Type.Number(), { description: 'Ascending; one more than there are bins' }),
    counts: Type.Array(Type.Array(Type.Integer())),
  },
  { $id: 'HeatMap' }
);
export type HeatMap = Static<typeof HeatMap>;

/** A transaction and what ran within it; a label may stand beneath several transactions. */
export const TransactionPart = Type.Object(
  {
    transaction: Type.String(),
    label: Type.String(),
    kind: Type.Union([Type.Literal('sample'), Type.Literal('transaction')]),
    count: Type.Integer({ description: 'Of the label within this transaction' }),
    errors: Type.Integer(),
    meanMs: Nullable(Type.Number()),
  },
  { $id: 'TransactionPart' }
);
export type TransactionPart = Static<typeof TransactionPart>;

/** GET /api/tests/:id/transactions */
export const TransactionTree = Type.Object(
  {
    parts: Type.Array(TransactionPart),
    unmatchedCount: Type.Integer({ description: 'Samples within transactions whose transaction could not be told' }),
  },
  { $id: 'TransactionTree' }
);
export type TransactionTree = Static<typeof TransactionTree>;

/** One figure by our rules and by JMeter's, and why they differ. */
export const ReconciledFigure = Type.Object(
  {
    label: Type.String(),
    kind: Nullable(LabelKind),
    figure: Type.String({ description: 'e.g. count, mean, p90, throughput' }),
    unit: Type.String(),
    ours: Nullable(Type.Number()),
    theirs: Nullable(Type.Number()),
    isEqual: Type.Boolean(),
    why: Type.String({ description: 'Empty where they are equal' }),
  },
  { $id: 'ReconciledFigure' }
);
export type ReconciledFigure = Static<typeof ReconciledFigure>;

/** GET /api/tests/:id/reconciliation: our figures of the whole file beside those by JMeter's own rules. */
export const Reconciliation = Type.Object(
  {
    aggregateReport: Type.Array(ReconciledFigure),
    dashboard: Type.Array(ReconciledFigure),
    rules: Type.Array(Type.Object({ subject: Type.String(), ours: Type.String(), theirs: Type.String() })),
    notes: Type.Array(Type.String(), {
      description: 'Why JMeter itself could not read the file; its figures are reckoned by its rules all the same',
    }),
    readAtMs: EpochMs,
  },
  { $id: 'Reconciliation' }
);
export type Reconciliation = Static<typeof Reconciliation>;

/** GET /api/tests/:id/statistics/export */
export const StatisticsExportQuery = Type.Object({
  format: Type.Union([Type.Literal('csv'), Type.Literal('json')]),
  scope: Type.Optional(Type.Union([Type.Literal('run'), Type.Literal('window')], { default: 'run' })),
  ...sliceOfRun,
  labels: Type.Optional(
    Type.String({ maxLength: 20_000, description: 'JSON: a list of labels; the rows are theirs, the total is of them' })
  ),
});
export type StatisticsExportQuery = Static<typeof StatisticsExportQuery>;

/** GET /api/compare?runIds=1,2,3: two to ten runs side by side, the first is what the others are compared with. */
export const CompareQuery = Type.Object({
  runIds: Type.String({ maxLength: 200, description: 'Comma-separated, 2 to 10' }),
});
export type CompareQuery = Static<typeof CompareQuery>;

export const ComparedRun = Type.Object({
  runId: Id,
  name: Type.String(),
  versionName: Type.String(),
  scenarioName: Type.String(),
  testTypeName: Type.String(),
  environmentName: Type.String(),
  completedAtMs: Nullable(EpochMs),
  outcome: Nullable(Type.String()),
  fingerprintDifference: Type.Array(Type.String(), { description: 'How its load differs from the first run’s' }),
});
export type ComparedRun = Static<typeof ComparedRun>;

/** One metric of a label, or of the total: lists in the order of the runs. */
export const ComparedMetric = Type.Object(
  {
    values: Type.Array(Nullable(Type.Number())),
    changes: Type.Array(Nullable(Type.Number()), {
      description: 'Against the first run, in the metric’s unit; null for that run itself and where one has no figure',
    }),
    changeRatios: Type.Array(Nullable(Type.Number()), {
      description: 'Likewise as a ratio; null where the first is 0',
    }),
  },
  { $id: 'ComparedMetric' }
);
export type ComparedMetric = Static<typeof ComparedMetric>;

/** All that is compared, reckoned as the verdict does. */
export const ComparedMetrics = Type.Object(
  {
    p90Ms: ComparedMetric,
    errorRate: ComparedMetric,
    meanMs: ComparedMetric,
    medianMs: ComparedMetric,
    p95Ms: ComparedMetric,
    p99Ms: ComparedMetric,
    maxMs: ComparedMetric,
    throughputPerSec: ComparedMetric,
  } satisfies Record<Metric, typeof ComparedMetric>,
  { $id: 'ComparedMetrics' }
);
export type ComparedMetrics = Static<typeof ComparedMetrics>;

export const Comparison = Type.Object(
  {
    runs: Type.Array(ComparedRun),
    total: ComparedMetrics,
    labels: Type.Array(
      Type.Object({
        label: Type.String(),
        kind: Type.Union([Type.Literal('sample'), Type.Literal('transaction')]),
        isKey: Type.Boolean(),
        counts: Type.Array(Nullable(Type.Integer()), {
          description: 'Samples in each run; null where it has no such label',
        }),
        metrics: ComparedMetrics,
        states: Type.Array(Type.Object({ p90: Type.String(), errorRate: Type.String(), why: Type.String() }), {
          description: 'Of each run against the first, by the single-reference rule; the first has empty ones',
        }),
      })
    ),
  },
  { $id: 'Comparison' }
);
export type Comparison = Static<typeof Comparison>;
