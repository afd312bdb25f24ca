import { Type, type Static } from 'typebox';

import { Description, EpochMs, Id, JMeterProperties, Name, Nullable } from './common.ts';
import { GeneratorName } from './generators.ts';
import { EnvironmentInfluxDb } from './influxdb.ts';
import { AutoPublish } from './publishing.ts';
import { Severity, Slo } from './verdict.ts';

export const TestTypeInput = Type.Object(
  {
    name: Name,
    displayName: Name,
    description: Type.Optional(Description),
    position: Type.Optional(Type.Integer({ minimum: 0, description: 'Order within a scenario when all are run' })),
  },
  { $id: 'TestTypeInput', additionalProperties: false }
);
export type TestTypeInput = Static<typeof TestTypeInput>;

export const TestType = Type.Object(
  { id: Id, name: Name, displayName: Name, description: Type.String(), position: Type.Integer() },
  { $id: 'TestType' }
);
export type TestType = Static<typeof TestType>;

/** What one test type means in one scenario. */
export const ScenarioLoad = Type.Object(
  {
    testTypeId: Id,
    userCount: Type.Integer({ minimum: 1, maximum: 100_000, description: '-Jthreads' }),
    durationSeconds: Type.Integer({ minimum: 1, maximum: 7 * 86_400, description: '-Jduration; includes the ramp-up' }),
    rampUpSeconds: Type.Integer({ minimum: 0, maximum: 86_400, description: '-Jrampup' }),
    appliesLoad: Type.Optional(
      Type.Boolean({
        default: true,
        description:
          'true: the copy’s thread groups get these users and times; false: the script’s own schedule stays, and these are what is expected of it',
      })
    ),
    properties: JMeterProperties,
  },
  { $id: 'ScenarioLoad', additionalProperties: false }
);
export type ScenarioLoad = Static<typeof ScenarioLoad>;

/** Labels that are counted as one: `/item/*` takes `/item/123`. `*` stands for any characters. */
export const LabelFolding = Type.Object(
  {
    pattern: Type.String({ minLength: 1, maxLength: 500 }),
    label: Type.String({ minLength: 1, maxLength: 500, description: 'The name that they get' }),
  },
  { $id: 'LabelFolding', additionalProperties: false }
);
export type LabelFolding = Static<typeof LabelFolding>;

/** Response times up to `satisfiedMs` satisfy, up to `toleratedMs` are tolerated (JMeter’s defaults: 500 and 1500). */
const apdexThresholds = {
  satisfiedMs: Type.Integer({ minimum: 1, maximum: 3_600_000 }),
  toleratedMs: Type.Integer({ minimum: 1, maximum: 3_600_000 }),
};

export const ApdexRules = Type.Object(
  {
    ...apdexThresholds,
    ofLabels: Type.Array(
      Type.Object(
        { pattern: Type.String({ minLength: 1, maxLength: 500 }), ...apdexThresholds },
        { additionalProperties: false }
      ),
      { maxItems: 200, description: 'The first that fits holds' }
    ),
  },
  { $id: 'ApdexRules', additionalProperties: false }
);
export type ApdexRules = Static<typeof ApdexRules>;

export const DEFAULT_APDEX: ApdexRules = { satisfiedMs: 500, toleratedMs: 1500, ofLabels: [] };

/** A label that got another name: its history goes on under the new one. */
export const LabelRename = Type.Object(
  { from: Type.String({ minLength: 1, maxLength: 500 }), to: Type.String({ minLength: 1, maxLength: 500 }) },
  { $id: 'LabelRename', additionalProperties: false }
);
export type LabelRename = Static<typeof LabelRename>;

/** How the verdict judges; the defaults are those of the rules. */
export const JudgementRules = Type.Object(
  {
    tolerance: Type.Number({
      minimum: 0.01,
      maximum: 10,
      description: 'A change that must be excluded for “unchanged”: 0.2',
    }),
    toleranceMs: Type.Number({ minimum: 0, maximum: 60_000, description: 'The same for short times: 20' }),
    floorRatio: Type.Number({ minimum: 0, maximum: 10, description: 'No smaller change is a regression: 0.05' }),
    floorMs: Type.Number({ minimum: 0, maximum: 60_000, description: 'Nor one of fewer milliseconds: 10' }),
    majorFrom: Type.Number({ minimum: 0, maximum: 10, description: '0.1' }),
    criticalFrom: Type.Number({ minimum: 0, maximum: 10, description: '0.25' }),
  },
  { $id: 'JudgementRules', additionalProperties: false }
);
export type JudgementRules = Static<typeof JudgementRules>;

export const DEFAULT_JUDGEMENT: JudgementRules = {
  tolerance: 0.2,
  toleranceMs: 20,
  floorRatio: 0.05,
  floorMs: 10,
  majorFrom: 0.1,
  criticalFrom: 0.25,
};

/** How labels are counted and what is analysed: a run keeps the scenario’s rules as they were when it was prepared. */
export const AnalysisRules = Type.Object(
  {
    excludedLabels: Type.Array(Type.String()),
    labelFoldings: Type.Array(LabelFolding),
    windowTrimStartSeconds: Nullable(Type.Integer()),
    windowTrimEndSeconds: Type.Integer(),
    apdex: Type.Optional(ApdexRules),
  },
  { $id: 'AnalysisRules' }
);
export type AnalysisRules = Static<typeof AnalysisRules>;

const scenarioFields = {
  name: Name,
  displayName: Name,
  description: Description,
  testType: Type.Union([Type.Literal('combined'), Type.Literal('standalone')], {
    description: 'combined: shares its script with other scenarios, its thread groups are switched on by name',
  }),
  scriptId: Nullable(Id),
  environmentId: Id,
  enabledThreadGroups: Nullable(
    Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { description: 'null = as they are in the script' })
  ),
  loads: Type.Array(ScenarioLoad),
  cooldownSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
  minimumSamples: Type.Integer({ minimum: 0, description: 'Fewer samples than this make a run invalid' }),
  minimumDurationRatio: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'A run whose load lasted less than this part of the planned duration is invalid',
  }),
  failSeverity: Severity,
  excludedLabels: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
    maxItems: 200,
    description: 'Patterns (`*` = any characters); these labels have statistics of their own but are part of no total',
  }),
  labelFoldings: Type.Array(LabelFolding, { maxItems: 200, description: 'The first that fits holds' }),
  windowTrimStartSeconds: Nullable(
    Type.Integer({ minimum: 0, maximum: 86_400, description: 'Left out at the begin; null = the ramp-up' })
  ),
  windowTrimEndSeconds: Type.Integer({ minimum: 0, maximum: 86_400, description: 'Left out at the end' }),
  apdex: ApdexRules,
  labelRenames: Type.Array(LabelRename, { maxItems: 500 }),
  judgement: JudgementRules,
  properties: JMeterProperties,
  slos: Type.Array(Slo, { maxItems: 500 }),
  keyLabels: Nullable(
    Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
      maxItems: 500,
      description: 'null = the 20 labels with the largest total time',
    })
  ),
  autoPublish: Type.Optional(
    Type.Union([AutoPublish, Type.Null()], {
      description: 'Which reports of its runs are published in Confluence by themselves; null = as the settings say',
    })
  ),
  isActive: Type.Boolean(),
  position: Type.Integer({ minimum: 0, description: 'Order in a batch' }),
};

export const ScenarioInput = Type.Object(
  {
    ...scenarioFields,
    position: Type.Optional(scenarioFields.position),
    minimumDurationRatio: Type.Optional(scenarioFields.minimumDurationRatio),
    failSeverity: Type.Optional(scenarioFields.failSeverity),
    excludedLabels: Type.Optional(scenarioFields.excludedLabels),
    labelFoldings: Type.Optional(scenarioFields.labelFoldings),
    windowTrimStartSeconds: Type.Optional(scenarioFields.windowTrimStartSeconds),
    windowTrimEndSeconds: Type.Optional(scenarioFields.windowTrimEndSeconds),
    apdex: Type.Optional(scenarioFields.apdex),
    labelRenames: Type.Optional(scenarioFields.labelRenames),
    judgement: Type.Optional(scenarioFields.judgement),
  },
  {
    $id: 'ScenarioInput',
    additionalProperties: false,
    description: 'PUT replaces all of it: an optional field that is left out gets its default; only the position stays',
  }
);
export type ScenarioInput = Static<typeof ScenarioInput>;

export const Scenario = Type.Object(
  {
    id: Id,
    ...scenarioFields,
    sloTexts: Type.Array(Type.String(), { description: 'The SLOs as people write them, in the same order' }),
    createdAtMs: EpochMs,
  },
  { $id: 'Scenario' }
);
export type Scenario = Static<typeof Scenario>;

export const VersionInput = Type.Object(
  {
    version: Name,
    displayName: Type.Optional(Nullable(Name)),
    releaseDateMs: Type.Optional(Nullable(EpochMs)),
    description: Type.Optional(Description),
    isActive: Type.Optional(Type.Boolean()),
  },
  { $id: 'VersionInput', additionalProperties: false }
);
export type VersionInput = Static<typeof VersionInput>;

/** GET /api/versions/order: ids, newest first: by semantic version where both have one, else by release date. */
export const VersionOrder = Type.Object({ ids: Type.Array(Id) }, { $id: 'VersionOrder' });
export type VersionOrder = Static<typeof VersionOrder>;

/** A release of the system under test. */
export const Version = Type.Object(
  {
    id: Id,
    version: Name,
    displayName: Nullable(Type.String()),
    releaseDateMs: Nullable(EpochMs),
    description: Type.String(),
    isActive: Type.Boolean(),
    createdAtMs: EpochMs,
  },
  { $id: 'Version' }
);
export type Version = Static<typeof Version>;

const HttpUrl = Type.String({ maxLength: 2000, pattern: '^https?://\\S+$' });
const HeaderFields = Type.Record(
  Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }),
  Type.String({ maxLength: 4000 }),
  {
    additionalProperties: false,
  }
);

/**
 * Asks the system under test for its version before a run: HTTP GET, then an expression over the answer. Placeholders
 * (`@@NAME@@`) in address and header fields take properties and secrets of the environment.
 */
export const VersionProbe = Type.Object(
  {
    url: HttpUrl,
    headers: Type.Optional(HeaderFields),
    expression: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'A JSON Pointer (`/build/version`), or a regular expression whose first group is the version',
    }),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'When left out: 10' })),
  },
  { $id: 'VersionProbe', additionalProperties: false }
);
export type VersionProbe = Static<typeof VersionProbe>;

/** An HTTP call before or after a run; an answer other than 2xx, or none in time, holds the lane. */
export const Hook = Type.Object(
  {
    name: Name,
    method: Type.Union([Type.Literal('GET'), Type.Literal('POST'), Type.Literal('PUT'), Type.Literal('DELETE')]),
    url: HttpUrl,
    headers: Type.Optional(HeaderFields),
    body: Type.Optional(Type.String({ maxLength: 20_000 })),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600, default: 30 })),
  },
  { $id: 'Hook', additionalProperties: false }
);
export type Hook = Static<typeof Hook>;

/** A dashboard that shows the system under test. */
export const DashboardLink = Type.Object(
  {
    title: Name,
    url: Type.String({ minLength: 1, maxLength: 2000, pattern: '^(https?://|/)\\S*$' }),
    isAnnotated: Type.Optional(
      Type.Boolean({
        description:
          'Whether each run is written onto this dashboard itself: only for one of this Grafana that has no annotation query for load tests',
      })
    ),
  },
  { $id: 'DashboardLink', additionalProperties: false }
);
export type DashboardLink = Static<typeof DashboardLink>;

const checkFields = {
  versionProbe: Nullable(VersionProbe),
  hooksBefore: Type.Array(Hook, { maxItems: 20 }),
  hooksAfter: Type.Array(Hook, { maxItems: 20 }),
  dashboards: Type.Array(DashboardLink, { maxItems: 50 }),
};

export const EnvironmentInput = Type.Object(
  {
    name: Name,
    description: Type.Optional(Description),
    generator: Type.Optional(GeneratorName),
    properties: Type.Optional(JMeterProperties),
    secrets: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$' }), Nullable(Type.String({ maxLength: 4000 })), {
        additionalProperties: false,
        description: 'Written, never read back. null removes one; a name that is left out stays.',
      })
    ),
    isActive: Type.Optional(Type.Boolean()),
    versionProbe: Type.Optional(checkFields.versionProbe),
    hooksBefore: Type.Optional(checkFields.hooksBefore),
    hooksAfter: Type.Optional(checkFields.hooksAfter),
    dashboards: Type.Optional(checkFields.dashboards),
    influxDb: Type.Optional(EnvironmentInfluxDb),
  },
  { $id: 'EnvironmentInput', additionalProperties: false }
);
export type EnvironmentInput = Static<typeof EnvironmentInput>;

/** The system under test as one installation, and the queue's lane. */
export const Environment = Type.Object(
  {
    id: Id,
    name: Name,
    description: Type.String(),
    generator: Type.String({ description: 'The generator whose JMeter makes the load' }),
    properties: JMeterProperties,
    secretNames: Type.Array(Type.String()),
    isActive: Type.Boolean(),
    ...checkFields,
    influxDb: EnvironmentInfluxDb,
    createdAtMs: EpochMs,
  },
  { $id: 'Environment' }
);
export type Environment = Static<typeof Environment>;

/** POST /api/environments/:id/try: asks the version probe and calls the hooks now, without a run. */
export const EnvironmentTrial = Type.Object(
  {
    checks: Type.Array(
      Type.Object({
        name: Type.String({ description: 'version probe, or the hook’s name' }),
        when: Type.Union([Type.Literal('version probe'), Type.Literal('before'), Type.Literal('after')]),
        isOk: Type.Boolean(),
        detail: Type.String({ description: 'The version that was found, the status, or what went wrong' }),
        durationMs: Type.Integer(),
      })
    ),
  },
  { $id: 'EnvironmentTrial' }
);
export type EnvironmentTrial = Static<typeof EnvironmentTrial>;

export const ThreadGroupSummary = Type.Object(
  {
    name: Type.String(),
    kind: Type.String({ description: 'JMeter’s testclass' }),
    isEnabled: Type.Boolean(),
    users: Nullable(Type.String({ description: 'As written in the script, e.g. ${__P(threads,25)}' })),
    rampUp: Nullable(Type.String()),
    duration: Nullable(Type.String()),
  },
  { $id: 'ThreadGroupSummary' }
);
export type ThreadGroupSummary = Static<typeof ThreadGroupSummary>;

/** A file of a revision: the test plan itself, or a companion that lies beside it when it runs. */
export const ScriptFile = Type.Object(
  {
    name: Type.String({ description: 'Path below the revision’s folder, e.g. data/users.csv' }),
    kind: Type.Union([
      Type.Literal('plan'),
      Type.Literal('data'),
      Type.Literal('jar'),
      Type.Literal('properties'),
      Type.Literal('other'),
    ]),
    sizeBytes: Type.Integer(),
    checksumSha256: Type.String(),
  },
  { $id: 'ScriptFile' }
);
export type ScriptFile = Static<typeof ScriptFile>;

/** One state of a script; its bytes never change. */
export const ScriptRevision = Type.Object(
  {
    id: Id,
    scriptId: Id,
    number: Type.Integer({ minimum: 1, description: 'Counts up within a script' }),
    fileName: Type.String({ description: 'Of the test plan' }),
    sizeBytes: Type.Integer({ description: 'Of the test plan' }),
    checksumSha256: Type.String({ description: 'Of the test plan' }),
    files: Type.Array(ScriptFile, { description: 'The test plan first' }),
    comment: Type.String(),
    uploadedBy: Type.String(),
    uploadedAtMs: EpochMs,
    threadGroups: Type.Array(ThreadGroupSummary),
    runCount: Type.Integer({ description: 'Runs that used it' }),
  },
  { $id: 'ScriptRevision' }
);
export type ScriptRevision = Static<typeof ScriptRevision>;

/** A stored script; file, sizes and thread groups are those of its newest revision. */
export const Script = Type.Object(
  {
    id: Id,
    name: Name,
    description: Type.String(),
    isDefault: Type.Boolean(),
    scenarioId: Nullable(Id),
    revisionId: Id,
    revisionNumber: Type.Integer(),
    fileName: Type.String(),
    sizeBytes: Type.Integer(),
    checksumSha256: Type.String(),
    files: Type.Array(ScriptFile),
    comment: Type.String(),
    uploadedBy: Type.String(),
    uploadedAtMs: EpochMs,
    threadGroups: Type.Array(ThreadGroupSummary),
    scenarioNames: Type.Array(Type.String(), { description: 'Scenarios that run it' }),
  },
  { $id: 'Script' }
);
export type Script = Static<typeof Script>;

/** GET /api/scripts/:id/diff?from=1&to=2 */
export const RevisionDiffQuery = Type.Object({
  from: Type.Integer({ minimum: 1 }),
  to: Type.Integer({ minimum: 1 }),
});
export type RevisionDiffQuery = Static<typeof RevisionDiffQuery>;

export const ScriptUpdate = Type.Object(
  {
    name: Type.Optional(Name),
    description: Type.Optional(Description),
    isDefault: Type.Optional(Type.Boolean()),
    scenarioId: Type.Optional(Nullable(Id)),
  },
  { $id: 'ScriptUpdate', additionalProperties: false }
);
export type ScriptUpdate = Static<typeof ScriptUpdate>;

/** POST /api/slos/check: SLOs as people write them (“p95 of Login < 800 ms”), read and looked at. */
export const SloCheckInput = Type.Object(
  {
    texts: Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 500 }),
    scenarioId: Type.Optional(Id),
    scriptId: Type.Optional(Id),
  },
  { $id: 'SloCheckInput', additionalProperties: false }
);
export type SloCheckInput = Static<typeof SloCheckInput>;

export const SloCheck = Type.Object(
  {
    results: Type.Array(
      Type.Object({
        text: Type.String(),
        slo: Nullable(Slo),
        written: Nullable(Type.String({ description: 'The same SLO in the grammar’s own words' })),
        error: Nullable(
          Type.Object({
            message: Type.String({ description: 'What is wrong and what may stand there' }),
            fromIndex: Type.Integer(),
            toIndex: Type.Integer(),
          })
        ),
        warning: Nullable(Type.String({ description: 'e.g. a label that neither the script nor past runs know' })),
      })
    ),
    labels: Type.Array(Type.String(), { description: 'Labels that the script and past runs know' }),
  },
  { $id: 'SloCheck' }
);
export type SloCheck = Static<typeof SloCheck>;

/** POST /api/scenarios/import: scenarios as YAML; `isTrial` only says what would happen. */
export const ScenarioImportInput = Type.Object(
  {
    yaml: Type.String({ minLength: 1, maxLength: 1_000_000 }),
    isTrial: Type.Optional(Type.Boolean({ default: false })),
  },
  { $id: 'ScenarioImportInput', additionalProperties: false }
);
export type ScenarioImportInput = Static<typeof ScenarioImportInput>;

export const ScenarioImport = Type.Object(
  {
    scenarios: Type.Array(
      Type.Object({
        name: Type.String(),
        action: Type.Union([Type.Literal('create'), Type.Literal('change'), Type.Literal('unchanged')]),
        changes: Type.Array(Type.String(), { description: 'Fields that change' }),
        problems: Type.Array(Type.String(), { description: 'What keeps it from being imported' }),
      })
    ),
    isImported: Type.Boolean({ description: 'All or nothing' }),
  },
  { $id: 'ScenarioImport' }
);
export type ScenarioImport = Static<typeof ScenarioImport>;

export const ScenarioCopyInput = Type.Object(
  { name: Name, displayName: Type.Optional(Name) },
  { $id: 'ScenarioCopyInput', additionalProperties: false }
);
export type ScenarioCopyInput = Static<typeof ScenarioCopyInput>;
