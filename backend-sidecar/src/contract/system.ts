import { Type, type Static } from 'typebox';

import { EpochMs, Id, ListQuery, Nullable, Role } from './common.ts';
import { RunSummary } from './runs.ts';
import { VerdictOutcome } from './verdict.ts';

/** GET /api/me: who the sidecar takes the caller for. */
export const Me = Type.Object(
  {
    login: Type.String(),
    name: Type.String(),
    role: Role,
    organisationId: Type.Integer(),
    kind: Type.Union([Type.Literal('user'), Type.Literal('service account'), Type.Literal('anonymous')]),
    sidecarVersion: Type.String({ description: 'That of the plugin should be the same' }),
  },
  { $id: 'Me' }
);
export type Me = Static<typeof Me>;

export const SettingCategory = Type.Union(
  [
    Type.Literal('general'),
    Type.Literal('runner'),
    Type.Literal('grafana'),
    Type.Literal('influxdb'),
    Type.Literal('confluence'),
    Type.Literal('notifications'),
    Type.Literal('retention'),
  ],
  { $id: 'SettingCategory' }
);
export type SettingCategory = Static<typeof SettingCategory>;

/** One setting, its value in force and where that comes from. A secret's value is never sent: it is null. */
export const Setting = Type.Object(
  {
    category: SettingCategory,
    key: Type.String(),
    label: Type.String(),
    type: Type.Union([
      Type.Literal('text'),
      Type.Literal('lines'),
      Type.Literal('url'),
      Type.Literal('number'),
      Type.Literal('switch'),
      Type.Literal('choice'),
      Type.Literal('secret'),
    ]),
    unit: Nullable(Type.String()),
    minimum: Nullable(Type.Number()),
    maximum: Nullable(Type.Number()),
    choices: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
    value: Nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    isSecret: Type.Boolean(),
    isSet: Type.Boolean(),
    source: Type.Union([Type.Literal('saved'), Type.Literal('environment'), Type.Literal('default')]),
    environmentVariable: Nullable(Type.String()),
    withoutSaved: Type.Object(
      {
        value: Nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
        source: Type.Union([Type.Literal('environment'), Type.Literal('default')]),
      },
      { description: 'What is in force once nothing is saved; a secret’s value is null' }
    ),
    description: Type.String(),
  },
  { $id: 'Setting' }
);
export type Setting = Static<typeof Setting>;

/** Values to save; null takes the saved one away, so that the environment's or the default comes into force again. */
export const SettingsUpdate = Type.Record(
  Type.String({ maxLength: 100 }),
  Nullable(Type.Union([Type.String({ maxLength: 4000 }), Type.Number(), Type.Boolean()])),
  { $id: 'SettingsUpdate' }
);
export type SettingsUpdate = Static<typeof SettingsUpdate>;

/** POST /api/settings/test-connections: values that are tried instead of the saved ones, by category. */
export const ConnectionTestInput = Type.Object(
  { values: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), SettingsUpdate)) },
  { $id: 'ConnectionTestInput', additionalProperties: false }
);
export type ConnectionTestInput = Static<typeof ConnectionTestInput>;

export const SetupStep = Type.Object(
  {
    id: Type.Union([
      Type.Literal('sidecar'),
      Type.Literal('jmeter'),
      Type.Literal('grafana'),
      Type.Literal('influxdb'),
      Type.Literal('environment'),
      Type.Literal('script'),
      Type.Literal('scenario'),
      Type.Literal('run'),
    ]),
    state: Type.Union([Type.Literal('done'), Type.Literal('open'), Type.Literal('optional')]),
    sentence: Type.String(),
  },
  { $id: 'SetupStep' }
);
export type SetupStep = Static<typeof SetupStep>;

/** GET /api/setup: from the installation to the first test that passes. */
export const Setup = Type.Object({ steps: Type.Array(SetupStep), isDone: Type.Boolean() }, { $id: 'Setup' });
export type Setup = Static<typeof Setup>;

export const ConnectionState = Type.Union(
  [Type.Literal('works'), Type.Literal('warning'), Type.Literal('fails'), Type.Literal('not set up')],
  { $id: 'ConnectionState' }
);
export type ConnectionState = Static<typeof ConnectionState>;

export const ConnectionCheck = Type.Object(
  { name: Type.String(), state: ConnectionState, detail: Type.String() },
  { $id: 'ConnectionCheck' }
);
export type ConnectionCheck = Static<typeof ConnectionCheck>;

/** POST /api/settings/test-connections: one for each connection, its state and detail those of the worst check. */
export const ConnectionTest = Type.Object(
  { name: Type.String(), state: ConnectionState, detail: Type.String(), checks: Type.Array(ConnectionCheck) },
  { $id: 'ConnectionTest' }
);
export type ConnectionTest = Static<typeof ConnectionTest>;

/** GET /api/dashboard/stats */
export const DashboardStats = Type.Object(
  {
    runsTotal: Type.Integer(),
    runsLast30Days: Type.Integer(),
    running: Type.Integer(),
    waiting: Type.Integer(),
    passed: Type.Integer(),
    failed: Type.Integer(),
    inconclusive: Type.Integer(),
  },
  { $id: 'DashboardStats' }
);
export type DashboardStats = Static<typeof DashboardStats>;

/** GET /api/dashboard/recent-tests */
export const RecentTests = Type.Object({ runs: Type.Array(RunSummary) }, { $id: 'RecentTests' });
export type RecentTests = Static<typeof RecentTests>;

/** GET /api/dashboard/trends: p90 of the total per scenario and test type over the last runs, oldest first. */
export const Trends = Type.Object(
  {
    series: Type.Array(
      Type.Object({
        scenarioId: Id,
        scenarioName: Type.String(),
        testTypeId: Id,
        testTypeName: Type.String(),
        points: Type.Array(
          Type.Object({
            runId: Id,
            versionId: Id,
            versionName: Type.String(),
            startedAtMs: EpochMs,
            p90Ms: Nullable(Type.Number()),
            outcome: Nullable(VerdictOutcome),
          })
        ),
      })
    ),
  },
  { $id: 'Trends' }
);
export type Trends = Static<typeof Trends>;

/** GET /api/audit: the filter line of every list, and who, what and when. */
export const AuditQuery = Type.Object({
  ...ListQuery.properties,
  person: Type.Optional(Type.String({ maxLength: 200 })),
  action: Type.Optional(Type.String({ maxLength: 200 })),
  fromMs: Type.Optional(EpochMs),
  toMs: Type.Optional(EpochMs),
});
export type AuditQuery = Static<typeof AuditQuery>;

/** GET /api/audit/choices: who and what there is to filter by. */
export const AuditChoices = Type.Object(
  { people: Type.Array(Type.String()), actions: Type.Array(Type.String()) },
  { $id: 'AuditChoices' }
);
export type AuditChoices = Static<typeof AuditChoices>;

export const AuditEntry = Type.Object(
  {
    id: Id,
    atMs: EpochMs,
    person: Type.String(),
    role: Type.String(),
    action: Type.String(),
    subject: Type.String(),
    detail: Nullable(Type.String()),
    before: Nullable(Type.Record(Type.String(), Type.Unknown())),
    after: Nullable(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'AuditEntry' }
);
export type AuditEntry = Static<typeof AuditEntry>;

/** GET /api/tests/:id/log */
export const RunLog = Type.Object(
  {
    source: Type.Union([Type.Literal('jmeter'), Type.Literal('console')]),
    text: Type.String({ description: 'The end of the log, at most 256 KiB' }),
    sizeBytes: Type.Integer(),
    isTruncated: Type.Boolean(),
  },
  { $id: 'RunLog' }
);
export type RunLog = Static<typeof RunLog>;

/** GET /api/tests/:id/script-diff: the original against the run's copy. */
export const ScriptDiff = Type.Object(
  {
    edits: Type.Array(
      Type.Object({ what: Type.String(), element: Type.String(), before: Type.String(), after: Type.String() })
    ),
    lines: Type.Array(
      Type.Object({
        kind: Type.Union([
          Type.Literal('same'),
          Type.Literal('removed'),
          Type.Literal('added'),
          Type.Literal('skipped'),
        ]),
        originalLine: Nullable(Type.Integer()),
        copyLine: Nullable(Type.Integer()),
        text: Type.String(),
      })
    ),
  },
  { $id: 'ScriptDiff' }
);
export type ScriptDiff = Static<typeof ScriptDiff>;

export const RunFile = Type.Object(
  { name: Type.String(), sizeBytes: Type.Integer(), description: Type.String() },
  { $id: 'RunFile' }
);
export type RunFile = Static<typeof RunFile>;
