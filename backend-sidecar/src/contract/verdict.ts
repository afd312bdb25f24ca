import { Type, type Static } from 'typebox';

import { EpochMs, Id, Nullable } from './common.ts';

/** The statistic that an SLO or a comparison speaks of. */
export const Metric = Type.Union([
  Type.Literal('meanMs'),
  Type.Literal('medianMs'),
  Type.Literal('p90Ms'),
  Type.Literal('p95Ms'),
  Type.Literal('p99Ms'),
  Type.Literal('maxMs'),
  Type.Literal('errorRate'),
  Type.Literal('throughputPerSec'),
]);
export type Metric = Static<typeof Metric>;

/** An absolute rule on a statistic of a label, or of the total (`label: null`). */
export const Slo = Type.Object(
  {
    label: Nullable(Type.String({ minLength: 1, maxLength: 500 })),
    metric: Metric,
    comparator: Type.Union([Type.Literal('<='), Type.Literal('<'), Type.Literal('>='), Type.Literal('>')]),
    limit: Type.Number(),
  },
  { $id: 'Slo', additionalProperties: false }
);
export type Slo = Static<typeof Slo>;

export const VerdictOutcome = Type.Union([
  Type.Literal('passed'),
  Type.Literal('failed'),
  Type.Literal('inconclusive'),
]);
export type VerdictOutcome = Static<typeof VerdictOutcome>;

export const LabelState = Type.Union([
  Type.Literal('improved'),
  Type.Literal('unchanged'),
  Type.Literal('suspected'),
  Type.Literal('regressed'),
  Type.Literal('inconclusive'),
  Type.Literal('not judged'),
  Type.Literal('new'),
  Type.Literal('missing'),
  Type.Literal('no data'),
]);
export type LabelState = Static<typeof LabelState>;

export const Severity = Type.Union([Type.Literal('minor'), Type.Literal('major'), Type.Literal('critical')]);
export type Severity = Static<typeof Severity>;

/** What the history says of one label's time: the figures behind its state, as `verdict.md` names them. */
export const TimeEvidence = Type.Object(
  {
    referenceRuns: Type.Integer({ description: 'm, the runs that make the centre' }),
    centreMs: Type.Number(),
    spread: Type.Number({ description: 's̃: run-to-run standard deviation of ln x, after shrinkage and floor' }),
    degreesOfFreedom: Type.Number(),
    change: Type.Number({ description: 'd, on the log scale' }),
    standardError: Type.Number(),
    t: Type.Number(),
    p: Type.Number({ description: 'One-sided, for “worse”' }),
    holmLimit: Nullable(Type.Number({ description: 'null: not in the family' })),
    upperChangeRatio: Type.Number({ description: 'A larger change is excluded with 95 %: e^(d + t·se) − 1' }),
    smallestVisibleRatio: Type.Number({ description: 'The smallest change this history could have shown' }),
    moreRunsNeeded: Nullable(
      Type.Integer({ description: 'To decide an inconclusive label; null = not needed or > 100' })
    ),
  },
  { $id: 'TimeEvidence' }
);
export type TimeEvidence = Static<typeof TimeEvidence>;

/** One label and metric against its reference: the figures, the state, and one plain sentence why. */
export const LabelComparison = Type.Object(
  {
    label: Type.String(),
    kind: Type.Union([Type.Literal('sample'), Type.Literal('transaction')]),
    metric: Metric,
    isKey: Type.Boolean(),
    reference: Nullable(Type.Number()),
    current: Nullable(Type.Number()),
    change: Nullable(Type.Number({ description: 'current − reference, in the metric’s unit' })),
    changeRatio: Nullable(Type.Number({ description: 'change ÷ reference, e.g. 0.31 for +31 %' })),
    state: LabelState,
    severity: Nullable(Severity),
    why: Type.String(),
    evidence: Type.Optional(Nullable(TimeEvidence)),
  },
  { $id: 'LabelComparison' }
);
export type LabelComparison = Static<typeof LabelComparison>;

export const SloResult = Type.Object(
  {
    slo: Slo,
    value: Nullable(Type.Number()),
    state: Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('no data')]),
    why: Type.String(),
  },
  { $id: 'SloResult' }
);
export type SloResult = Static<typeof SloResult>;

/** Why the run has its verdict; the worst first. `label` links to the row that shows it. */
export const VerdictReason = Type.Object(
  {
    code: Type.Union([
      Type.Literal('slo-failed'),
      Type.Literal('slo-no-data'),
      Type.Literal('time-regressed'),
      Type.Literal('time-suspected'),
      Type.Literal('errors-risen'),
      Type.Literal('errors-suspected'),
      Type.Literal('label-missing'),
      Type.Literal('label-inconclusive'),
      Type.Literal('run-invalid'),
      Type.Literal('nothing-to-compare'),
      Type.Literal('nothing-judged'),
      Type.Literal('passed'),
    ]),
    label: Nullable(Type.String()),
    text: Type.String(),
  },
  { $id: 'VerdictReason' }
);
export type VerdictReason = Static<typeof VerdictReason>;

/** What the run was compared with, and how sure that can be. */
export const VerdictReference = Type.Object(
  {
    kind: Type.Union([Type.Literal('run'), Type.Literal('baseline'), Type.Literal('history')]),
    source: Type.Union([
      Type.Literal('chosen'),
      Type.Literal('history'),
      Type.Literal('default baseline'),
      Type.Literal('last completed run of the previous version'),
    ]),
    runId: Nullable(Id),
    baselineId: Nullable(Id),
    name: Type.String(),
    versionName: Type.String(),
    runIds: Type.Optional(Type.Array(Id, { description: 'The runs of the history, newest first' })),
    confidence: Type.Union([Type.Literal('low'), Type.Literal('normal')]),
  },
  { $id: 'VerdictReference' }
);
export type VerdictReference = Static<typeof VerdictReference>;

/** Only evidence about the generator or the set-up makes a run invalid. */
export const Validity = Type.Object(
  { isValid: Type.Boolean(), findings: Type.Array(Type.String()) },
  { $id: 'Validity' }
);
export type Validity = Static<typeof Validity>;

/** Computed once, in the sidecar, and stored. */
export const Verdict = Type.Object(
  {
    outcome: VerdictOutcome,
    sentence: Type.String({ description: 'The verdict in one plain sentence' }),
    reasons: Type.Array(VerdictReason),
    validity: Validity,
    drifts: Type.Optional(
      Type.Array(
        Type.Object({
          label: Type.String(),
          kind: Type.Union([Type.Literal('sample'), Type.Literal('transaction')]),
          sinceRunId: Id,
          changeRatio: Type.Number(),
          isNotable: Type.Boolean({ description: 'From the tolerance on: many small steps in one direction' }),
        }),
        { description: 'Total change of each key label since the oldest run after its last change' }
      )
    ),
    suspiciousRunId: Type.Optional(
      Nullable(Type.Integer({ description: 'Without this run of the history the spread would be below half' }))
    ),
    reference: Nullable(VerdictReference),
    slos: Type.Array(SloResult),
    comparisons: Type.Array(LabelComparison),
    rules: Type.String({ description: 'Version of the rules that judged, e.g. single-reference/1' }),
    judgedAtMs: EpochMs,
  },
  { $id: 'Verdict' }
);
export type Verdict = Static<typeof Verdict>;
