import { Type, type Static } from 'typebox';

import { Description, EpochMs, Id, JMeterProperties, Name, Nullable } from './common.ts';
import { Slo } from './verdict.ts';

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
    properties: JMeterProperties,
  },
  { $id: 'ScenarioLoad', additionalProperties: false }
);
export type ScenarioLoad = Static<typeof ScenarioLoad>;

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
  properties: JMeterProperties,
  slos: Type.Array(Slo, { maxItems: 500 }),
  keyLabels: Nullable(
    Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
      maxItems: 500,
      description: 'null = the 20 labels with the largest total time',
    })
  ),
  isActive: Type.Boolean(),
  position: Type.Integer({ minimum: 0, description: 'Order in a batch' }),
};

export const ScenarioInput = Type.Object(
  { ...scenarioFields, position: Type.Optional(scenarioFields.position) },
  { $id: 'ScenarioInput', additionalProperties: false }
);
export type ScenarioInput = Static<typeof ScenarioInput>;

export const Scenario = Type.Object({ id: Id, ...scenarioFields, createdAtMs: EpochMs }, { $id: 'Scenario' });
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

export const EnvironmentInput = Type.Object(
  {
    name: Name,
    description: Type.Optional(Description),
    properties: Type.Optional(JMeterProperties),
    secrets: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$' }), Nullable(Type.String({ maxLength: 4000 })), {
        additionalProperties: false,
        description: 'Written, never read back. null removes one; a name that is left out stays.',
      })
    ),
    isActive: Type.Optional(Type.Boolean()),
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
    generator: Type.Literal('local', { description: 'The host whose JMeter makes the load' }),
    properties: JMeterProperties,
    secretNames: Type.Array(Type.String()),
    isActive: Type.Boolean(),
    createdAtMs: EpochMs,
  },
  { $id: 'Environment' }
);
export type Environment = Static<typeof Environment>;

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

/** A stored JMX file. Its bytes never change; an upload of changed bytes is a new script. */
export const Script = Type.Object(
  {
    id: Id,
    name: Name,
    description: Type.String(),
    fileName: Type.String(),
    sizeBytes: Type.Integer(),
    checksumSha256: Type.String(),
    isDefault: Type.Boolean(),
    scenarioId: Nullable(Id),
    uploadedBy: Type.String(),
    uploadedAtMs: EpochMs,
    threadGroups: Type.Array(ThreadGroupSummary),
  },
  { $id: 'Script' }
);
export type Script = Static<typeof Script>;

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
