import { Type, type Static } from 'typebox';

import { EpochMs, Id, ListQuery, Name, Nullable } from './common.ts';
import { StatisticsRow } from './statistics.ts';
import { VerdictOutcome } from './verdict.ts';

export const BaselineInput = Type.Object(
  {
    name: Name,
    description: Type.Optional(Type.String({ maxLength: 4000 })),
    sourceTestRunId: Id,
    ofVersion: Type.Optional(
      Type.Boolean({ description: 'All valid runs of this run’s version, as if they had been one' })
    ),
    isDefault: Type.Optional(Type.Boolean()),
  },
  { $id: 'BaselineInput', additionalProperties: false }
);
export type BaselineInput = Static<typeof BaselineInput>;

export const BaselineUpdate = Type.Object(
  {
    name: Type.Optional(Name),
    description: Type.Optional(Type.String({ maxLength: 4000 })),
    isActive: Type.Optional(Type.Boolean()),
  },
  { $id: 'BaselineUpdate', additionalProperties: false }
);
export type BaselineUpdate = Static<typeof BaselineUpdate>;

/** A named, frozen set of metrics of one run to compare with. */
export const Baseline = Type.Object(
  {
    id: Id,
    name: Name,
    description: Type.String(),
    scenarioId: Id,
    scenarioName: Type.String(),
    testTypeId: Id,
    testTypeName: Type.String(),
    versionId: Id,
    versionName: Type.String(),
    sourceTestRunId: Id,
    metrics: Type.Array(StatisticsRow),
    isDefault: Type.Boolean(),
    isActive: Type.Boolean(),
    createdAtMs: EpochMs,
  },
  { $id: 'Baseline' }
);
export type Baseline = Static<typeof Baseline>;

export const ReportInput = Type.Object(
  {
    type: Type.Union([Type.Literal('single'), Type.Literal('batch')]),
    testRunId: Type.Optional(Id),
    batchId: Type.Optional(Id),
  },
  { $id: 'ReportInput', additionalProperties: false }
);
export type ReportInput = Static<typeof ReportInput>;

export const ReportListQuery = Type.Object({
  ...ListQuery.properties,
  testRunId: Type.Optional(Id),
  batchId: Type.Optional(Id),
});

export const Report = Type.Object(
  {
    id: Id,
    name: Type.String(),
    type: Type.Union([
      Type.Literal('single'),
      Type.Literal('batch'),
      Type.Literal('comparison'),
      Type.Literal('baseline'),
    ]),
    testRunIds: Type.Array(Id),
    batchId: Nullable(Id),
    status: Type.Union([Type.Literal('pending'), Type.Literal('ready'), Type.Literal('failed')]),
    outcome: Nullable(VerdictOutcome),
    totalTransactions: Nullable(Type.Integer()),
    improvedCount: Nullable(Type.Integer()),
    degradedCount: Nullable(Type.Integer()),
    criticalCount: Nullable(Type.Integer()),
    hasExcel: Type.Boolean(),
    hasHtml: Type.Boolean(),
    error: Nullable(Type.String()),
    createdAtMs: EpochMs,
  },
  { $id: 'Report' }
);
export type Report = Static<typeof Report>;
