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

export const ReportType = Type.Union(
  [Type.Literal('single'), Type.Literal('batch'), Type.Literal('comparison'), Type.Literal('baseline')],
  { $id: 'ReportType' }
);
export type ReportType = Static<typeof ReportType>;

/** What a report is about; which fields each type needs is said in docs/API.md and checked. */
export const ReportInput = Type.Object(
  {
    type: ReportType,
    testRunId: Type.Optional(Type.Union([Id], { description: 'single, baseline: the run' })),
    batchId: Type.Optional(Type.Union([Id], { description: 'batch' })),
    versionIds: Type.Optional(
      Type.Array(Id, {
        minItems: 2,
        maxItems: 10,
        description: 'comparison: the newest first; each with its newest valid runs',
      })
    ),
    scenarioIds: Type.Optional(
      Type.Array(Id, { minItems: 1, description: 'comparison: left out = all that these versions ran' })
    ),
    testTypeIds: Type.Optional(Type.Array(Id, { minItems: 1, description: 'comparison: left out = all' })),
    environmentId: Type.Optional(Type.Union([Id], { description: 'comparison: left out = all' })),
    baselineId: Type.Optional(Type.Union([Id], { description: 'baseline: what the run is compared with' })),
  },
  { $id: 'ReportInput', additionalProperties: false }
);
export type ReportInput = Static<typeof ReportInput>;

export const ArtefactKind = Type.Union(
  [Type.Literal('excel'), Type.Literal('html'), Type.Literal('pictures'), Type.Literal('confluence')],
  { $id: 'ArtefactKind' }
);
export type ArtefactKind = Static<typeof ArtefactKind>;

/** One thing that a report becomes; each is made, fails and is repeated by itself. */
export const ReportArtefact = Type.Object(
  {
    kind: ArtefactKind,
    state: Type.Union([
      Type.Literal('waiting'),
      Type.Literal('making'),
      Type.Literal('ready'),
      Type.Literal('failed'),
      Type.Literal('none', { description: 'Not wanted, or not set up; `detail` says which' }),
    ]),
    detail: Nullable(Type.String()),
    sizeBytes: Nullable(Type.Integer()),
    updatedAtMs: EpochMs,
  },
  { $id: 'ReportArtefact' }
);
export type ReportArtefact = Static<typeof ReportArtefact>;

export const ReportListQuery = Type.Object({
  ...ListQuery.properties,
  testRunId: Type.Optional(Id),
  batchId: Type.Optional(Id),
  type: Type.Optional(ReportType),
  outcome: Type.Optional(VerdictOutcome),
});

/** What a report would be about, as things are now; nothing is stored. */
export const ReportPreview = Type.Object(
  {
    title: Type.String(),
    outcome: Nullable(VerdictOutcome),
    sentence: Type.String(),
    runs: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        isJudged: Type.Boolean({ description: 'Others are there to be compared with' }),
        outcome: Nullable(VerdictOutcome),
      })
    ),
    comparedLabels: Type.Integer(),
    pictures: Type.Integer({ description: 'Of Grafana’s panels, that are there now' }),
    leftOut: Type.Array(Type.String(), { description: 'What was asked for and would be missing, in sentences' }),
  },
  { $id: 'ReportPreview' }
);
export type ReportPreview = Static<typeof ReportPreview>;

export const Report = Type.Object(
  {
    id: Id,
    name: Type.String(),
    type: ReportType,
    testRunIds: Type.Array(Id),
    batchId: Nullable(Id),
    status: Type.Union([Type.Literal('pending'), Type.Literal('ready'), Type.Literal('failed')], {
      description: 'Of its files: `ready` when none is to come and at least one is there',
    }),
    outcome: Nullable(VerdictOutcome),
    totalTransactions: Nullable(Type.Integer()),
    improvedCount: Nullable(Type.Integer()),
    degradedCount: Nullable(Type.Integer()),
    criticalCount: Nullable(Type.Integer()),
    hasExcel: Type.Boolean(),
    hasHtml: Type.Boolean(),
    error: Nullable(Type.String()),
    artefacts: Type.Array(ReportArtefact, { description: 'What it becomes, and how far each of them is' }),
    confluenceUrl: Nullable(Type.String({ description: 'Its page, once it has been published' })),
    requestedBy: Type.String(),
    createdAtMs: EpochMs,
  },
  { $id: 'Report' }
);
export type Report = Static<typeof Report>;
