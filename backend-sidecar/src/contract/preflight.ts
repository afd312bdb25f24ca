import { Type, type Static } from 'typebox';

import { Nullable } from './common.ts';

/** What preflight found. `error`: the run would fail or measure nothing; `warning`: it would not do what people expect. */
export const PreflightFinding = Type.Object(
  {
    severity: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')]),
    code: Type.String({ description: 'Stable, e.g. csv-missing; the same fault has the same code' }),
    element: Nullable(Type.String({ description: 'Name of the element in JMeter’s tree' })),
    line: Nullable(Type.Integer({ description: 'In the script, counted from 1' })),
    text: Type.String({ description: 'One sentence: what is wrong' }),
    fix: Nullable(Type.String({ description: 'One sentence: what to do' })),
    link: Nullable(Type.String({ description: 'Address of a page that explains it' })),
  },
  { $id: 'PreflightFinding' }
);
export type PreflightFinding = Static<typeof PreflightFinding>;

/** A setting of a thread group: as written, where its value comes from, and what it comes to. */
export const ScriptSetting = Type.Object(
  {
    text: Nullable(Type.String({ description: 'As written in the script; null = absent' })),
    source: Type.Union([
      Type.Literal('literal'),
      Type.Literal('property'),
      Type.Literal('variable'),
      Type.Literal('placeholder'),
      Type.Literal('expression'),
      Type.Literal('absent'),
    ]),
    property: Nullable(Type.String({ description: 'JMeter property, variable or placeholder it is read from' })),
    value: Nullable(Type.Number({ description: 'With the properties in force; null = cannot be told before the run' })),
  },
  { $id: 'ScriptSetting' }
);
export type ScriptSetting = Static<typeof ScriptSetting>;

/** What the run’s copy will hold for a group when users and duration are given. */
export const GroupLoad = Type.Object(
  { userCount: Type.Integer(), rampUpSeconds: Type.Integer(), durationSeconds: Type.Integer() },
  { $id: 'GroupLoad' }
);
export type GroupLoad = Static<typeof GroupLoad>;

export const PreflightThreadGroup = Type.Object(
  {
    name: Type.String(),
    kind: Type.String({ description: 'JMeter’s class, e.g. ThreadGroup or kg.apc.jmeter.threads.UltimateThreadGroup' }),
    role: Type.Union([Type.Literal('main'), Type.Literal('setUp'), Type.Literal('tearDown')]),
    line: Type.Integer(),
    isEnabled: Type.Boolean({ description: 'In the script' }),
    willRun: Type.Boolean({ description: 'With the thread groups that the scenario names' }),
    users: ScriptSetting,
    rampUp: ScriptSetting,
    duration: ScriptSetting,
    loops: ScriptSetting,
    canOverride: Type.Boolean({ description: 'Whether users, ramp-up and duration can be given to it' }),
    reason: Nullable(Type.String({ description: 'Why they cannot be given, or what giving them changes besides' })),
    load: Nullable(GroupLoad),
  },
  { $id: 'PreflightThreadGroup' }
);
export type PreflightThreadGroup = Static<typeof PreflightThreadGroup>;

/** A file that the script names: `isThere` is null where its name is only known at run time. */
export const ReferencedFile = Type.Object(
  {
    use: Type.Union([
      Type.Literal('CSV data'),
      Type.Literal('include'),
      Type.Literal('upload'),
      Type.Literal('script file'),
      Type.Literal('function'),
      Type.Literal('class path'),
    ]),
    element: Type.String(),
    line: Type.Integer(),
    path: Type.String({ description: 'As written' }),
    isThere: Nullable(Type.Boolean()),
    lineCount: Nullable(Type.Integer({ description: 'Data lines of a CSV file, its header left out' })),
    isReused: Nullable(Type.Boolean({ description: 'CSV data: begins again at the end of the file' })),
  },
  { $id: 'ReferencedFile' }
);
export type ReferencedFile = Static<typeof ReferencedFile>;

/** An element worth naming, e.g. a listener or a sampler that executes code. */
export const PlanElement = Type.Object(
  {
    name: Type.String(),
    kind: Type.String(),
    line: Type.Integer(),
    isEnabled: Type.Boolean(),
    detail: Nullable(Type.String()),
  },
  { $id: 'PlanElement' }
);
export type PlanElement = Static<typeof PlanElement>;

export const KindCount = Type.Object({ kind: Type.String(), count: Type.Integer() }, { $id: 'KindCount' });
export type KindCount = Static<typeof KindCount>;

/** GET /api/scripts/:id/preflight: what a script is and what a run of it will do. Counts are of enabled elements. */
export const Preflight = Type.Object(
  {
    revisionNumber: Type.Integer(),
    findings: Type.Array(PreflightFinding, { description: 'The worst first' }),
    threadGroups: Type.Array(PreflightThreadGroup),
    totalUsers: Nullable(Type.Integer({ description: 'Over the main groups that will run; null = cannot be told' })),
    samplers: Type.Array(KindCount),
    transactions: Type.Array(PlanElement),
    labels: Type.Array(Type.String(), { description: 'Names of enabled samplers and transactions, as written' }),
    properties: Type.Array(
      Type.Object({
        name: Type.String(),
        defaultValue: Type.String(),
        value: Nullable(Type.String({ description: 'In force from environment, scenario or run; null = the default' })),
        isSecret: Type.Boolean(),
      })
    ),
    placeholders: Type.Array(Type.Object({ name: Type.String(), value: Nullable(Type.String()) })),
    files: Type.Array(ReferencedFile),
    missingClasses: Type.Array(PlanElement),
    listeners: Type.Array(PlanElement),
    backendListeners: Type.Array(PlanElement),
    codeElements: Type.Array(PlanElement),
    includes: Type.Array(PlanElement),
    fragments: Type.Array(PlanElement),
    assertionCount: Type.Integer(),
    timerCount: Type.Integer(),
    jmeterVersion: Nullable(
      Type.String({ description: 'Of the JMeter home that classes were looked for in; null = none found' })
    ),
  },
  { $id: 'Preflight' }
);
export type Preflight = Static<typeof Preflight>;

/** What the script is looked at with; without a load its own settings are told. */
export const PreflightQuery = Type.Object({
  revision: Type.Optional(Type.Integer({ minimum: 1, description: 'Number; the newest when left out' })),
  scenarioId: Type.Optional(Type.Integer({ minimum: 1 })),
  testTypeId: Type.Optional(Type.Integer({ minimum: 1 })),
  environmentId: Type.Optional(Type.Integer({ minimum: 1 })),
  userCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  durationSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 * 86_400 })),
  rampUpSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
});
export type PreflightQuery = Static<typeof PreflightQuery>;
