import { Type, type Static } from 'typebox';

import { EpochMs, Id, Nullable } from './common.ts';
import { LabelKind } from './statistics.ts';
import { Metric, VerdictOutcome } from './verdict.ts';

/**
 * What people say of a run as a reference. Passed valid runs are part of the history by themselves, all others only
 * when accepted; rejected and quarantined ones never are.
 */
export const RunDecision = Type.Union([
  Type.Literal('none'),
  Type.Literal('accepted'),
  Type.Literal('rejected'),
  Type.Literal('quarantined', { description: 'Left out until somebody has looked at it' }),
]);
export type RunDecision = Static<typeof RunDecision>;

/** PUT /api/tests/:id/decision */
export const DecisionInput = Type.Object(
  {
    decision: RunDecision,
    reason: Type.String({ maxLength: 2000, description: 'Needed for all but none' }),
  },
  { $id: 'DecisionInput', additionalProperties: false }
);
export type DecisionInput = Static<typeof DecisionInput>;

export const DecisionEntry = Type.Object(
  {
    decision: RunDecision,
    reason: Type.String(),
    by: Type.String(),
    atMs: EpochMs,
  },
  { $id: 'DecisionEntry' }
);
export type DecisionEntry = Static<typeof DecisionEntry>;

/** The runs that one is compared with: one scenario, test type and environment. */
const historyOf = { scenarioId: Id, testTypeId: Id, environmentId: Type.Optional(Id) };

/** GET /api/history */
export const HistoryQuery = Type.Object(historyOf);
export type HistoryQuery = Static<typeof HistoryQuery>;

export const HistoryEntry = Type.Object(
  {
    runId: Id,
    versionName: Type.String(),
    completedAtMs: Nullable(EpochMs),
    outcome: Nullable(VerdictOutcome),
    isValid: Nullable(Type.Boolean()),
    decision: RunDecision,
    decisions: Type.Array(DecisionEntry, { description: 'All of them, newest first' }),
    isInHistory: Type.Boolean(),
    why: Type.String({ description: 'Why it is part of the history, or why not' }),
    changedLabels: Type.Array(Type.String(), { description: 'Labels whose centre begins anew with this run' }),
    fingerprintDifference: Type.Array(Type.String(), { description: 'How its load differs from the newest run’s' }),
    p90Ms: Nullable(Type.Number()),
  },
  { $id: 'HistoryEntry' }
);
export type HistoryEntry = Static<typeof HistoryEntry>;

/** What the history knows about a label: how much its p90 differs from run to run, and what could be seen. */
export const LabelNoise = Type.Object(
  {
    label: Type.String(),
    kind: LabelKind,
    isKey: Type.Boolean(),
    runs: Type.Integer(),
    centreMs: Nullable(Type.Number()),
    spread: Nullable(Type.Number({ description: 'Run-to-run standard deviation as a ratio, after shrinkage' })),
    smallestChange: Nullable(Type.Number({ description: 'Ratio that one more run would show in 8 of 10 cases' })),
    runsForFivePercent: Nullable(
      Type.Integer({ description: 'Repeats of the next version to see +5 %; null = more than 100' })
    ),
  },
  { $id: 'LabelNoise' }
);
export type LabelNoise = Static<typeof LabelNoise>;

export const History = Type.Object(
  {
    entries: Type.Array(HistoryEntry, { description: 'Newest first' }),
    noise: Type.Array(LabelNoise),
    suspiciousRunId: Nullable(
      Type.Integer({ description: 'Without this run the spread would be below half: perhaps it does not belong' })
    ),
  },
  { $id: 'History' }
);
export type History = Static<typeof History>;

/** GET /api/trends */
export const TrendQuery = Type.Object({
  ...historyOf,
  metric: Type.Optional(Metric),
  label: Type.Optional(Type.String({ maxLength: 2000, description: 'The total when left out' })),
  kind: Type.Optional(LabelKind),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
});
export type TrendQuery = Static<typeof TrendQuery>;

export const TrendPoint = Type.Object(
  {
    runId: Id,
    versionName: Type.String(),
    completedAtMs: Nullable(EpochMs),
    value: Nullable(Type.Number()),
    outcome: Nullable(VerdictOutcome),
    decision: RunDecision,
    isInHistory: Type.Boolean(),
    isChange: Type.Boolean({ description: 'The label’s centre begins anew with this run' }),
  },
  { $id: 'TrendPoint' }
);
export type TrendPoint = Static<typeof TrendPoint>;

export const Trend = Type.Object(
  {
    metric: Metric,
    label: Nullable(Type.String()),
    kind: LabelKind,
    labels: Type.Array(Type.Object({ label: Type.String(), kind: LabelKind })),
    points: Type.Array(TrendPoint, { description: 'Oldest first' }),
    band: Nullable(
      Type.Object(
        { centre: Type.Number(), low: Type.Number(), high: Type.Number() },
        { description: 'Where one more run lies in 95 of 100 cases, if nothing changed' }
      )
    ),
  },
  { $id: 'Trend' }
);
export type Trend = Static<typeof Trend>;

/** GET /api/trends/matrix: the newest run of each scenario, test type and version. */
export const TrendMatrix = Type.Object(
  {
    versions: Type.Array(Type.Object({ id: Id, name: Type.String() }), { description: 'Newest first, at most 20' }),
    rows: Type.Array(
      Type.Object({
        scenarioId: Id,
        scenarioName: Type.String(),
        testTypeId: Id,
        testTypeName: Type.String(),
        cells: Type.Array(
          Nullable(
            Type.Object({
              runId: Id,
              outcome: Nullable(VerdictOutcome),
              sentence: Nullable(Type.String()),
              decision: RunDecision,
              decidedBy: Nullable(Type.String()),
              p90Ms: Nullable(Type.Number()),
            })
          ),
          { description: 'In the order of the versions' }
        ),
      })
    ),
  },
  { $id: 'TrendMatrix' }
);
export type TrendMatrix = Static<typeof TrendMatrix>;

/** A remark on a run, on one of its labels, or on a batch. */
export const CommentInput = Type.Object(
  {
    runId: Type.Optional(Id),
    batchId: Type.Optional(Id),
    label: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
    text: Type.String({ minLength: 1, maxLength: 4000 }),
  },
  { $id: 'CommentInput', additionalProperties: false }
);
export type CommentInput = Static<typeof CommentInput>;

export const Comment = Type.Object(
  {
    id: Id,
    runId: Nullable(Id),
    batchId: Nullable(Id),
    label: Nullable(Type.String()),
    text: Type.String(),
    by: Type.String(),
    atMs: EpochMs,
  },
  { $id: 'Comment' }
);
export type Comment = Static<typeof Comment>;

export const CommentQuery = Type.Object({ runId: Type.Optional(Id), batchId: Type.Optional(Id) });
export type CommentQuery = Static<typeof CommentQuery>;
