import { Type, type Static } from 'typebox';

import { EpochMs, Id, JMeterProperties, ListQuery, Nullable } from './common.ts';
import { RowCounts } from './statistics.ts';
import { Verdict, VerdictOutcome } from './verdict.ts';

/** Says whether the run was carried out; the verdict says what it found. */
export const RunStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('queued'),
  Type.Literal('preparing'),
  Type.Literal('running'),
  Type.Literal('collecting'),
  Type.Literal('analyzing'),
  Type.Literal('completed'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
]);
export type RunStatus = Static<typeof RunStatus>;

export const RunnerType = Type.Literal('local');

/**
 * The figures of a run in lists: the total of what the verdict judges, the analysis window; in the queue, of all
 * samples so far. null = no result (yet).
 */
export const RunFigures = Type.Object(
  {
    totalSamples: Nullable(Type.Integer()),
    errorCount: Nullable(Type.Integer()),
    errorRate: Nullable(Type.Number()),
    meanMs: Nullable(Type.Number()),
    p90Ms: Nullable(Type.Number()),
    p95Ms: Nullable(Type.Number()),
    throughputPerSec: Nullable(Type.Number()),
  },
  { $id: 'RunFigures' }
);
export type RunFigures = Static<typeof RunFigures>;

const runFields = {
  id: Id,
  name: Type.String({ description: 'scenario · test type · version' }),
  scenarioId: Id,
  scenarioName: Type.String(),
  testTypeId: Id,
  testTypeName: Type.String(),
  versionId: Id,
  versionName: Type.String(),
  environmentId: Id,
  environmentName: Type.String(),
  batchId: Nullable(Id),
  runnerType: RunnerType,
  userCount: Type.Integer(),
  durationSeconds: Type.Integer(),
  rampUpSeconds: Type.Integer(),
  status: RunStatus,
  progress: Nullable(Type.Number({ description: 'Ratio 0–1 of the planned duration; null before it runs' })),
  queuedAtMs: Nullable(EpochMs),
  startedAtMs: Nullable(EpochMs),
  endsAtMs: Nullable(EpochMs),
  completedAtMs: Nullable(EpochMs),
  outcome: Nullable(VerdictOutcome),
  verdictSentence: Nullable(Type.String()),
  figures: RunFigures,
  errorCode: Nullable(Type.String()),
  createdBy: Type.String(),
  createdAtMs: EpochMs,
};

/** A run as lists show it. */
export const RunSummary = Type.Object(runFields, { $id: 'RunSummary' });
export type RunSummary = Static<typeof RunSummary>;

export const RunStage = Type.Object(
  {
    name: Type.Union([
      Type.Literal('prepare'),
      Type.Literal('execute'),
      Type.Literal('collect'),
      Type.Literal('analyze'),
      Type.Literal('judge'),
      Type.Literal('report'),
    ]),
    status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    startedAtMs: EpochMs,
    endedAtMs: Nullable(EpochMs),
    errorCode: Nullable(Type.String()),
    detail: Nullable(Type.String()),
  },
  { $id: 'RunStage' }
);
export type RunStage = Static<typeof RunStage>;

/** Everything a run is, GET /api/tests/:id */
export const Run = Type.Object(
  {
    ...runFields,
    scriptId: Id,
    scriptName: Type.String(),
    baselineId: Nullable(Id),
    referenceRunId: Nullable(Id),
    properties: JMeterProperties,
    stages: Type.Array(RunStage),
    counts: Nullable(RowCounts),
    verdict: Nullable(Verdict),
    windowFromMs: Nullable(EpochMs),
    windowToMs: Nullable(EpochMs),
    stopSentAtMs: Nullable(EpochMs),
    cancelledBy: Nullable(Type.String()),
    exitCode: Nullable(Type.Integer()),
    jmeterVersion: Nullable(Type.String()),
    error: Nullable(
      Type.Object({ code: Type.String(), title: Type.String(), detail: Nullable(Type.String()), hint: Type.String() })
    ),
    warnings: Type.Array(Type.String()),
    resultFileName: Nullable(Type.String()),
    resultSizeBytes: Nullable(Type.Integer()),
    reportIds: Type.Array(Id),
    comment: Type.String(),
  },
  { $id: 'Run' }
);
export type Run = Static<typeof Run>;

const loadOverrides = {
  userCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  durationSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 * 86_400 })),
  rampUpSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  scriptId: Type.Optional(Id),
  baselineId: Type.Optional(Id),
  referenceRunId: Type.Optional(Id),
  properties: Type.Optional(JMeterProperties),
};

/** POST /api/tests: a run of its own, `pending` until it is started (or queued at once). */
export const RunInput = Type.Object(
  {
    scenarioId: Id,
    testTypeId: Id,
    versionId: Id,
    ...loadOverrides,
    start: Type.Optional(Type.Boolean({ default: false, description: 'Queue it at once' })),
  },
  { $id: 'RunInput', additionalProperties: false }
);
export type RunInput = Static<typeof RunInput>;

export const RunUpdate = Type.Object(
  { comment: Type.Optional(Type.String({ maxLength: 4000 })) },
  { $id: 'RunUpdate', additionalProperties: false }
);
export type RunUpdate = Static<typeof RunUpdate>;

/** GET /api/tests; lists in the URL are comma-separated. */
export const RunListQuery = Type.Object({
  ...ListQuery.properties,
  status: Type.Optional(Type.String({ maxLength: 200 })),
  outcome: Type.Optional(Type.String({ maxLength: 100 })),
  scenarioId: Type.Optional(Type.String({ maxLength: 200 })),
  testTypeId: Type.Optional(Type.String({ maxLength: 200 })),
  versionId: Type.Optional(Type.String({ maxLength: 200 })),
  environmentId: Type.Optional(Type.String({ maxLength: 200 })),
  batchId: Type.Optional(Id),
  fromMs: Type.Optional(EpochMs),
  toMs: Type.Optional(EpochMs),
});
export type RunListQuery = Static<typeof RunListQuery>;

/** POST /api/batches (and /api/batches/preview): chosen scenarios × test types for one version. */
export const BatchInput = Type.Object(
  {
    versionId: Id,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    runs: Type.Array(
      Type.Object({ scenarioId: Id, testTypeId: Id, ...loadOverrides }, { additionalProperties: false }),
      { minItems: 1, maxItems: 500 }
    ),
  },
  { $id: 'BatchInput', additionalProperties: false }
);
export type BatchInput = Static<typeof BatchInput>;

/** What will happen and when it ends. */
export const PlannedRun = Type.Object(
  {
    scenarioId: Id,
    scenarioName: Type.String(),
    testTypeId: Id,
    testTypeName: Type.String(),
    environmentId: Id,
    environmentName: Type.String(),
    userCount: Type.Integer(),
    durationSeconds: Type.Integer(),
    rampUpSeconds: Type.Integer(),
    cooldownSeconds: Type.Integer(),
    startsAtMs: EpochMs,
    endsAtMs: EpochMs,
    scriptName: Nullable(Type.String()),
    referenceName: Nullable(Type.String({ description: 'What it will be compared with' })),
    problems: Type.Array(Type.String({ description: 'What keeps it from being started' })),
  },
  { $id: 'PlannedRun' }
);
export type PlannedRun = Static<typeof PlannedRun>;

export const BatchPreview = Type.Object(
  { runs: Type.Array(PlannedRun), endsAtMs: EpochMs, canStart: Type.Boolean() },
  { $id: 'BatchPreview' }
);
export type BatchPreview = Static<typeof BatchPreview>;

export const BatchStatus = Type.Union([
  Type.Literal('queued'),
  Type.Literal('running'),
  Type.Literal('completed'),
  Type.Literal('cancelled'),
]);
export type BatchStatus = Static<typeof BatchStatus>;

const batchFields = {
  id: Id,
  name: Type.String(),
  versionId: Id,
  versionName: Type.String(),
  status: BatchStatus,
  outcome: Nullable(VerdictOutcome),
  runCount: Type.Integer(),
  endedRunCount: Type.Integer(),
  createdBy: Type.String(),
  createdAtMs: EpochMs,
  completedAtMs: Nullable(EpochMs),
  endsAtMs: Nullable(EpochMs),
};

export const BatchSummary = Type.Object(batchFields, { $id: 'BatchSummary' });
export type BatchSummary = Static<typeof BatchSummary>;

/** GET /api/batches/:id; its verdict is the worst of its members'. */
export const Batch = Type.Object(
  {
    ...batchFields,
    sentence: Type.String(),
    findings: Type.Array(Type.Object({ runId: Id, label: Nullable(Type.String()), text: Type.String() })),
    runs: Type.Array(RunSummary),
    reportIds: Type.Array(Id),
  },
  { $id: 'Batch' }
);
export type Batch = Static<typeof Batch>;

/** One environment's queue: strictly one run after another, with a cool-down between them. */
export const Lane = Type.Object(
  {
    environmentId: Id,
    environmentName: Type.String(),
    state: Type.Union([
      Type.Literal('idle'),
      Type.Literal('running'),
      Type.Literal('cooling down'),
      Type.Literal('waiting for the generator'),
    ]),
    cooldownEndsAtMs: Nullable(EpochMs),
    running: Nullable(RunSummary),
    waiting: Type.Array(
      Type.Object({ run: RunSummary, startsAtMs: EpochMs, endsAtMs: EpochMs, cooldownSeconds: Type.Integer() })
    ),
    endsAtMs: Nullable(EpochMs),
  },
  { $id: 'Lane' }
);
export type Lane = Static<typeof Lane>;

export const Queue = Type.Object({ lanes: Type.Array(Lane), nowMs: EpochMs }, { $id: 'Queue' });
export type Queue = Static<typeof Queue>;

export const SkipCooldownInput = Type.Object(
  { environmentId: Id },
  { $id: 'SkipCooldownInput', additionalProperties: false }
);
