import { Type, type Static } from 'typebox';

import { EpochMs, Id, Nullable, Role } from './common.ts';
import { RunSummary } from './runs.ts';
import { VerdictOutcome } from './verdict.ts';

/** GET /api/me: who the sidecar takes the caller for. */
export const Me = Type.Object(
  { login: Type.String(), name: Type.String(), role: Role, organisationId: Type.Integer() },
  { $id: 'Me' }
);
export type Me = Static<typeof Me>;

/** One setting, its value in force and where that comes from. A secret's value is never sent. */
export const Setting = Type.Object(
  {
    category: Type.String(),
    key: Type.String(),
    value: Nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    isSecret: Type.Boolean(),
    isSet: Type.Boolean(),
    source: Type.Union([Type.Literal('saved'), Type.Literal('environment'), Type.Literal('default')]),
    environmentVariable: Nullable(Type.String()),
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

export const ConnectionTest = Type.Object(
  { name: Type.String(), isOk: Type.Boolean(), detail: Type.String() },
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

export const AuditEntry = Type.Object(
  {
    id: Id,
    atMs: EpochMs,
    person: Type.String(),
    role: Type.String(),
    action: Type.String(),
    subject: Type.String(),
    detail: Nullable(Type.String()),
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
