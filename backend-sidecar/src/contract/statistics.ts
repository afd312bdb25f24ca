import { Type, type Static } from 'typebox';

import { EpochMs, Nullable } from './common.ts';

/**
 * What a label is: a sampler's `sample`, a Transaction Controller's `transaction` (never part of totals), or a sample
 * of a setUp or tearDown thread group (`setup`, apart from totals). One name may stand for several kinds.
 */
export const LabelKind = Type.Union([Type.Literal('sample'), Type.Literal('transaction'), Type.Literal('setup')]);
export type LabelKind = Static<typeof LabelKind>;

/**
 * The statistics of one label (or of the total). Times are whole milliseconds of `elapsed`; percentiles are exact order
 * statistics (estimator `rank`: round(n·p), as JMeter's Aggregate Report). `null` = no data.
 */
export const StatisticsRow = Type.Object(
  {
    label: Type.String(),
    kind: LabelKind,
    count: Type.Integer(),
    errors: Type.Integer(),
    errorRate: Nullable(Type.Number({ description: 'Ratio 0–1' })),
    minMs: Nullable(Type.Number()),
    meanMs: Nullable(Type.Number()),
    medianMs: Nullable(Type.Number()),
    standardDeviationMs: Nullable(Type.Number({ description: 'Population' })),
    p90Ms: Nullable(Type.Number()),
    p95Ms: Nullable(Type.Number()),
    p99Ms: Nullable(Type.Number()),
    maxMs: Nullable(Type.Number()),
    throughputPerSec: Nullable(Type.Number({ description: 'count ÷ (latest end − earliest start)' })),
    receivedKbPerSec: Nullable(Type.Number({ description: '1 KB = 1024 bytes' })),
    sentKbPerSec: Nullable(Type.Number({ description: '1 KB = 1024 bytes' })),
    firstStartMs: Nullable(EpochMs),
    lastEndMs: Nullable(EpochMs),
    apdex: Nullable(
      Type.Number({ description: '0–1, by the scenario’s thresholds; failed samples are never satisfied' })
    ),
    latencyMeanMs: Nullable(Type.Number({ description: 'To the first byte of the answer, connecting included' })),
    latencyMaxMs: Nullable(Type.Number()),
    connectMeanMs: Nullable(Type.Number()),
    connectMaxMs: Nullable(Type.Number()),
    idleMeanMs: Nullable(Type.Number()),
  },
  { $id: 'StatisticsRow' }
);
export type StatisticsRow = Static<typeof StatisticsRow>;

/** One slice of time, by the samples' start. `null` = no sample in this slice. */
export const TimelinePoint = Type.Object(
  {
    startMs: EpochMs,
    count: Type.Integer(),
    errors: Type.Integer(),
    meanMs: Nullable(Type.Number()),
    medianMs: Nullable(Type.Number()),
    p90Ms: Nullable(Type.Number()),
    p95Ms: Nullable(Type.Number()),
    maxMs: Nullable(Type.Number()),
    receivedBytes: Type.Integer(),
    activeThreads: Nullable(Type.Integer({ description: 'Largest allThreads seen in the slice' })),
  },
  { $id: 'TimelinePoint' }
);
export type TimelinePoint = Static<typeof TimelinePoint>;

export const Timeline = Type.Object(
  { sliceMs: Type.Integer(), label: Nullable(Type.String()), points: Type.Array(TimelinePoint) },
  { $id: 'Timeline' }
);
export type Timeline = Static<typeof Timeline>;

/** rows = samples + transactions + interrupted + rejected, for every file. */
export const RowCounts = Type.Object(
  {
    rows: Type.Integer(),
    samples: Type.Integer(),
    transactions: Type.Integer(),
    interrupted: Type.Integer(),
    rejected: Type.Integer(),
  },
  { $id: 'RowCounts' }
);
export type RowCounts = Static<typeof RowCounts>;

/** Failed samples of one label with the same response code and message, numbers and ids in it folded. */
export const ErrorGroup = Type.Object(
  {
    label: Type.String(),
    kind: LabelKind,
    responseCode: Type.String(),
    message: Type.String({
      description: 'Failed assertion, else the response message; `#` stands for numbers and ids',
    }),
    example: Type.String({ description: 'The first message as it was' }),
    count: Type.Integer(),
    firstMs: EpochMs,
    lastMs: EpochMs,
  },
  { $id: 'ErrorGroup' }
);
export type ErrorGroup = Static<typeof ErrorGroup>;

export const RejectedRecord = Type.Object(
  {
    recordNumber: Type.Integer({ description: 'From 1, behind the header' }),
    lineNumber: Type.Integer({ description: 'Of the file, from 1, where the record begins; 0 = not known' }),
    fileName: Nullable(Type.String({ description: 'Of several files of one run' })),
    reason: Type.String(),
    text: Type.String(),
  },
  { $id: 'RejectedRecord' }
);
export type RejectedRecord = Static<typeof RejectedRecord>;

/** `run`: every sample; `window`: the analysis window (without ramp-up), which the verdict judges. */
export const StatisticsScope = Type.Union([Type.Literal('run'), Type.Literal('window')]);
export type StatisticsScope = Static<typeof StatisticsScope>;

/**
 * GET /api/tests/:id/statistics. `fromMs` and `toMs` ask for another window than the stored ones (a what-if); `labels`
 * (JSON, a list of names) adds a total of just these.
 */
export const StatisticsQuery = Type.Object({
  scope: Type.Optional(StatisticsScope),
  fromMs: Type.Optional(EpochMs),
  toMs: Type.Optional(EpochMs),
  estimator: Type.Optional(Type.Union([Type.Literal('rank'), Type.Literal('interpolated')])),
  percentiles: Type.Optional(Type.String({ maxLength: 100, description: 'More of them, e.g. 75,99.9' })),
  labels: Type.Optional(Type.String({ maxLength: 20_000, description: 'JSON: a list of labels' })),
});
export type StatisticsQuery = Static<typeof StatisticsQuery>;

/** Percentiles beyond the usual ones, of one label or of the total (`label: null`). */
export const MorePercentiles = Type.Object({
  label: Nullable(Type.String()),
  kind: LabelKind,
  valuesMs: Type.Array(Nullable(Type.Number()), { description: 'In the order in which they were asked for' }),
});
export type MorePercentiles = Static<typeof MorePercentiles>;

/** GET /api/tests/:id/statistics */
export const RunStatistics = Type.Object(
  {
    scope: StatisticsScope,
    windowFromMs: Nullable(EpochMs),
    windowToMs: Nullable(EpochMs),
    estimator: Type.Union([Type.Literal('rank'), Type.Literal('interpolated')]),
    isWhatIf: Type.Boolean({ description: 'Of a window that was asked for; no verdict speaks of it' }),
    source: Type.Union([
      Type.Literal('stored figures'),
      Type.Literal('stored slices', { description: 'The window begins and ends with a slice' }),
      Type.Literal('result file', { description: 'Read again' }),
      Type.Literal('imported summary', { description: 'No samples were ever there' }),
    ]),
    total: StatisticsRow,
    rows: Type.Array(StatisticsRow),
    subset: Nullable(StatisticsRow),
    percentiles: Type.Array(MorePercentiles),
    counts: RowCounts,
    errors: Type.Array(ErrorGroup),
    rejected: Type.Array(RejectedRecord),
    rejectedByReason: Type.Record(Type.String(), Type.Integer()),
    notes: Type.Array(Type.String(), { description: 'How the file was read, and what it cannot say' }),
  },
  { $id: 'RunStatistics' }
);
export type RunStatistics = Static<typeof RunStatistics>;

/** A failed sample with what was sent and received; secrets and configured patterns are masked in all texts. */
export const KeptFailure = Type.Object(
  {
    label: Type.String(),
    startMs: EpochMs,
    elapsedMs: Type.Integer(),
    threadName: Type.String(),
    responseCode: Type.String(),
    responseMessage: Type.String(),
    failureMessage: Nullable(Type.String({ description: 'Of the failed assertion' })),
    method: Nullable(Type.String()),
    url: Nullable(Type.String()),
    requestHeaders: Type.String(),
    requestBody: Type.String(),
    responseHeaders: Type.String(),
    responseBody: Type.String({ description: 'At most 64 KB' }),
    isTruncated: Type.Boolean({ description: 'A text was longer than 64 KB' }),
  },
  { $id: 'KeptFailure' }
);
export type KeptFailure = Static<typeof KeptFailure>;

/** GET /api/tests/:id/failures: the first 20 failures of each label. */
export const KeptFailures = Type.Object(
  {
    failures: Type.Array(KeptFailure),
    keptPerLabel: Type.Integer(),
    isComplete: Type.Boolean({ description: 'false: some could not be kept, e.g. too many at once' }),
  },
  { $id: 'KeptFailures' }
);
export type KeptFailures = Static<typeof KeptFailures>;
