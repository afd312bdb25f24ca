import { Type, type Static } from 'typebox';

import { EpochMs, Id, JMeterProperties, ListQuery, Nullable } from './common.ts';
import { DecisionEntry, RunDecision } from './history.ts';
import { ReadOptions, ResultFormat } from './imports.ts';
import { GroupLoad, PreflightFinding } from './preflight.ts';
import { AutoPublish } from './publishing.ts';
import { AnalysisRules } from './scenarios.ts';
import { RowCounts } from './statistics.ts';
import { LabelComparison, Verdict, VerdictOutcome } from './verdict.ts';

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

/** `imported`: its result was made elsewhere and read here; there is no script of it. */
export const RunnerType = Type.Union([Type.Literal('local'), Type.Literal('ssh'), Type.Literal('imported')]);
export type RunnerType = Static<typeof RunnerType>;

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

/** `smoke`: one user and one iteration before a batch; it is in no history, list or trend unless asked for. */
export const RunKind = Type.Union([Type.Literal('test'), Type.Literal('smoke')]);
export type RunKind = Static<typeof RunKind>;

const runFields = {
  id: Id,
  kind: RunKind,
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
  supersededByRunId: Nullable(Type.Integer({ description: 'The run that repeated it and counts in its place' })),
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
  decision: RunDecision,
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
      Type.Literal('check'),
      Type.Literal('prepare'),
      Type.Literal('execute'),
      Type.Literal('collect'),
      Type.Literal('hooks after'),
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

/** How busy the load generator was while the test ran; ratios are of all its cores, 0–1. */
export const GeneratorLoad = Type.Object(
  {
    samples: Type.Array(
      Type.Object({
        atMs: EpochMs,
        cpuRatio: Nullable(Type.Number({ description: 'Of the whole host' })),
        jmeterCpuRatio: Nullable(Type.Number({ description: 'Of JMeter’s process' })),
        memoryRatio: Nullable(Type.Number({ description: 'Used memory of the host' })),
        heapRatio: Nullable(Type.Number({ description: 'JMeter’s heap after its last collection' })),
        gcRatio: Nullable(Type.Number({ description: 'Time in which garbage collection stopped JMeter' })),
      })
    ),
    clockJumpMs: Nullable(Type.Number({ description: 'Largest jump of the clock against the monotonic one' })),
    threadsPlanned: Nullable(Type.Integer()),
    threadsStarted: Nullable(Type.Integer()),
  },
  { $id: 'GeneratorLoad' }
);
export type GeneratorLoad = Static<typeof GeneratorLoad>;

/** What makes runs comparable: the load and what the script does, not its data files. */
export const LoadFingerprint = Type.Object(
  {
    hash: Type.String(),
    parts: Type.Record(Type.String(), Type.String(), {
      description: 'e.g. users → 50, threadGroups → …; readable, so that a difference can be told',
    }),
  },
  { $id: 'LoadFingerprint' }
);
export type LoadFingerprint = Static<typeof LoadFingerprint>;

/** Everything a run is, GET /api/tests/:id */
export const Run = Type.Object(
  {
    ...runFields,
    scriptId: Nullable(Id),
    scriptName: Nullable(Type.String({ description: 'null: imported' })),
    revisionNumber: Nullable(Type.Integer()),
    decisions: Type.Array(DecisionEntry, { description: 'Who said what of it as a reference, newest first' }),
    generator: Nullable(GeneratorLoad),
    fingerprint: Nullable(LoadFingerprint),
    importedFrom: Nullable(
      Type.Object({ fileNames: Type.Array(Type.String()), format: ResultFormat, read: ReadOptions })
    ),
    appliesLoad: Type.Boolean(),
    supersedesRunId: Nullable(Id),
    keptFailureCount: Type.Integer({ description: 'Failures with request and response, GET /api/tests/:id/failures' }),
    baselineId: Nullable(Id),
    referenceRunId: Nullable(Id),
    properties: JMeterProperties,
    stages: Type.Array(RunStage),
    counts: Nullable(RowCounts),
    verdict: Nullable(Verdict),
    windowFromMs: Nullable(EpochMs),
    windowToMs: Nullable(EpochMs),
    analysis: Nullable(AnalysisRules),
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
  appliesLoad: Type.Optional(Type.Boolean({ description: 'false: the script’s own schedule stays' })),
  scriptId: Type.Optional(Id),
  revisionNumber: Type.Optional(Type.Integer({ minimum: 1, description: 'Of the script; the newest when left out' })),
  environmentId: Type.Optional(Type.Integer({ minimum: 1, description: 'Instead of the scenario’s' })),
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
    beforeRunId: Type.Optional(Type.Integer({ minimum: 1, description: 'Insert it before this waiting run' })),
  },
  { $id: 'RunInput', additionalProperties: false }
);
export type RunInput = Static<typeof RunInput>;

export const RunUpdate = Type.Object(
  { comment: Type.Optional(Type.String({ maxLength: 4000 })) },
  { $id: 'RunUpdate', additionalProperties: false }
);
export type RunUpdate = Static<typeof RunUpdate>;

/** POST /api/tests/:id/repeat: the same run again; in its batch it supersedes the one it repeats. */
export const RepeatInput = Type.Object(
  {
    place: Type.Optional(
      Type.Union([Type.Literal('next'), Type.Literal('end')], { default: 'end', description: 'Where in the queue' })
    ),
  },
  { $id: 'RepeatInput', additionalProperties: false }
);
export type RepeatInput = Static<typeof RepeatInput>;

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
  kind: Type.Optional(Type.String({ maxLength: 20, description: 'test (the default), smoke, or both with a comma' })),
  fromMs: Type.Optional(Type.Integer({ description: 'created then or later, epoch milliseconds' })),
  toMs: Type.Optional(Type.Integer({ description: 'created then or earlier' })),
  ranFromMs: Type.Optional(Type.Integer({ description: 'made load then or later, or still does' })),
  ranToMs: Type.Optional(Type.Integer({ description: 'began to make load then or earlier' })),
});
export type RunListQuery = Static<typeof RunListQuery>;

/** DELETE /api/tests/:id */
export const RunDeletion = Type.Object({
  removeAnnotation: Type.Optional(
    Type.Boolean({ description: 'Whether its annotations in Grafana are removed as well', default: false })
  ),
});

/** What the end of a run does to the rest of its batch: the waiting runs are cancelled, or nothing happens. */
export const FailurePolicy = Type.Union([
  Type.Literal('continue'),
  Type.Literal('stop on failed run'),
  Type.Literal('stop on failed verdict'),
]);
export type FailurePolicy = Static<typeof FailurePolicy>;

/** POST /api/batches (and /api/batches/preview): chosen scenarios × test types for one version. */
export const BatchInput = Type.Object(
  {
    versionId: Id,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    failurePolicy: Type.Optional(FailurePolicy),
    smoke: Type.Optional(Type.Boolean({ default: true, description: 'Run each script once with one user before' })),
    beforeRunId: Type.Optional(Type.Integer({ minimum: 1, description: 'Insert before this waiting run' })),
    autoPublish: Type.Optional(
      Type.Union([AutoPublish, Type.Null()], {
        description: 'Whether its report is published in Confluence by itself; null = as the settings say',
      })
    ),
    runs: Type.Array(
      Type.Object(
        {
          scenarioId: Id,
          testTypeId: Id,
          ...loadOverrides,
          repeats: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 1, description: 'Runs of it' })),
        },
        { additionalProperties: false }
      ),
      { minItems: 1, maxItems: 500 }
    ),
  },
  { $id: 'BatchInput', additionalProperties: false }
);
export type BatchInput = Static<typeof BatchInput>;

/** What will happen and when it ends. */
export const PlannedRun = Type.Object(
  {
    kind: RunKind,
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
    groups: Type.Array(Type.Object({ name: Type.String(), load: Nullable(GroupLoad) }), {
      description: 'The thread groups that will run and what each gets; null = as in the script',
    }),
    problems: Type.Array(Type.String({ description: 'What keeps it from being started' })),
    warnings: Type.Array(PreflightFinding, { description: 'Errors and warnings of preflight' }),
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
  Type.Literal('held'),
  Type.Literal('completed'),
  Type.Literal('cancelled'),
]);
export type BatchStatus = Static<typeof BatchStatus>;

/** Why nothing starts, until a person decides. */
export const Hold = Type.Object(
  {
    reason: Type.Union([
      Type.Literal('smoke run failed'),
      Type.Literal('version mismatch'),
      Type.Literal('version unknown'),
      Type.Literal('hook before failed'),
      Type.Literal('hook after failed'),
      Type.Literal('generator not ready'),
    ]),
    question: Type.String({ description: 'What is wrong and what is asked, in one or two sentences' }),
    runId: Nullable(Id),
    sinceMs: EpochMs,
  },
  { $id: 'Hold' }
);
export type Hold = Static<typeof Hold>;

/** A person has stopped the lane or the whole queue: what runs goes on, nothing new starts. */
export const Pause = Type.Object({ by: Type.String(), sinceMs: EpochMs }, { $id: 'Pause' });
export type Pause = Static<typeof Pause>;

const batchFields = {
  id: Id,
  name: Type.String(),
  versionId: Id,
  versionName: Type.String(),
  status: BatchStatus,
  outcome: Nullable(VerdictOutcome),
  runCount: Type.Integer({ description: 'Without smoke runs and superseded runs' }),
  endedRunCount: Type.Integer(),
  failurePolicy: FailurePolicy,
  hasSmoke: Type.Boolean(),
  hold: Nullable(Hold),
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
    runs: Type.Array(RunSummary, { description: 'Smoke runs and superseded runs as well' }),
    reportIds: Type.Array(Id),
    comment: Type.String(),
    worstChanges: Type.Optional(
      Type.Array(Type.Object({ runId: Id, comparison: LabelComparison }), {
        description: 'Of each run with a reference, the label whose change is the worst',
      })
    ),
    timeline: Type.Array(
      Type.Object({
        runId: Id,
        environmentName: Type.String(),
        startsAtMs: EpochMs,
        endsAtMs: EpochMs,
        cooldownEndsAtMs: EpochMs,
        isForecast: Type.Boolean(),
      }),
      { description: 'When each run and its cool-down was, is, or will be' }
    ),
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
      Type.Literal('paused'),
      Type.Literal('held'),
    ]),
    pause: Nullable(Pause),
    hold: Nullable(Hold),
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

export const Queue = Type.Object({ lanes: Type.Array(Lane), pause: Nullable(Pause), nowMs: EpochMs }, { $id: 'Queue' });
export type Queue = Static<typeof Queue>;

export const SkipCooldownInput = Type.Object(
  { environmentId: Id },
  { $id: 'SkipCooldownInput', additionalProperties: false }
);

/** POST /api/queue/pause and /resume; without an environment the whole queue. */
export const QueuePauseInput = Type.Object(
  { environmentId: Type.Optional(Id) },
  { $id: 'QueuePauseInput', additionalProperties: false }
);
export type QueuePauseInput = Static<typeof QueuePauseInput>;

/** POST /api/queue/move: puts a waiting run before another waiting one of its lane, or at the lane's end. */
export const QueueMoveInput = Type.Object(
  { runId: Id, beforeRunId: Nullable(Id) },
  { $id: 'QueueMoveInput', additionalProperties: false }
);
export type QueueMoveInput = Static<typeof QueueMoveInput>;

/** POST /api/queue/answer: a person's answer to what holds a lane. */
export const HoldAnswer = Type.Object(
  {
    environmentId: Id,
    answer: Type.Union([Type.Literal('check again'), Type.Literal('go on'), Type.Literal('cancel the run')], {
      description: 'go on: the run starts without this check; cancel the run: the next one is checked anew',
    }),
  },
  { $id: 'HoldAnswer', additionalProperties: false }
);
export type HoldAnswer = Static<typeof HoldAnswer>;

/** POST /api/batches/:id/answer: to a failed smoke run. */
export const BatchAnswer = Type.Object(
  { answer: Type.Union([Type.Literal('go on'), Type.Literal('smoke again'), Type.Literal('cancel the batch')]) },
  { $id: 'BatchAnswer', additionalProperties: false }
);
export type BatchAnswer = Static<typeof BatchAnswer>;

export const BatchUpdate = Type.Object(
  { comment: Type.Optional(Type.String({ maxLength: 4000 })) },
  { $id: 'BatchUpdate', additionalProperties: false }
);
export type BatchUpdate = Static<typeof BatchUpdate>;
