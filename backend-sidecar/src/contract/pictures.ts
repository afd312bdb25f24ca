import { Type, type Static } from 'typebox';

import { EpochMs, Id, Name, Nullable } from './common.ts';

export const DashboardUid = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' });

/** Which panels of a dashboard are taken at the end of a run, of which environment and scenario (null = every). */
export const PicturePresetInput = Type.Object(
  {
    name: Name,
    environmentId: Nullable(Id),
    scenarioId: Nullable(Id),
    dashboardUid: DashboardUid,
    panelIds: Type.Array(Type.Integer({ minimum: 1 }), {
      maxItems: 50,
      description: 'In this order; none = every panel of the dashboard, also of rows that are closed',
    }),
    variables: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 500 }), {
      description:
        'Values of the dashboard’s variables, others stay as they are saved; ${runId}, ${scenario}, ${testType}, ${version} and ${environment} are filled in',
    }),
    range: Type.Union([Type.Literal('run'), Type.Literal('window')], {
      description: 'The whole run, or its analysis window',
    }),
    widthPixels: Type.Integer({ minimum: 1000, maximum: 4000, description: 'Grafana’s renderer makes none smaller' }),
    heightPixels: Type.Integer({ minimum: 500, maximum: 3000 }),
    theme: Type.Union([Type.Literal('light'), Type.Literal('dark')]),
    isActive: Type.Boolean(),
  },
  { $id: 'PicturePresetInput', additionalProperties: false }
);
export type PicturePresetInput = Static<typeof PicturePresetInput>;

export const PicturePreset = Type.Object({ id: Id, ...PicturePresetInput.properties }, { $id: 'PicturePreset' });
export type PicturePreset = Static<typeof PicturePreset>;

export const PictureState = Type.Union(
  [
    Type.Literal('waiting'),
    Type.Literal('captured', { description: 'Grafana’s renderer has made it' }),
    Type.Literal('drawn', { description: 'Made here from the panel’s data, for there is no renderer' }),
    Type.Literal('missing', { description: 'Not captured; `why` says it' }),
  ],
  { $id: 'PictureState' }
);
export type PictureState = Static<typeof PictureState>;

/** One series of a panel in two numbers. */
export const SeriesFigures = Type.Object(
  {
    name: Type.String(),
    unit: Nullable(Type.String({ description: 'As Grafana calls it: ms, reqps, percentunit' })),
    mean: Nullable(Type.Number()),
    max: Nullable(Type.Number()),
  },
  { $id: 'SeriesFigures' }
);
export type SeriesFigures = Static<typeof SeriesFigures>;

/** One panel over one run. */
export const Picture = Type.Object(
  {
    id: Id,
    testRunId: Id,
    presetId: Nullable(Id),
    dashboardUid: Type.String(),
    dashboardTitle: Type.String(),
    panelId: Type.Integer(),
    panelTitle: Type.String(),
    fromMs: EpochMs,
    toMs: EpochMs,
    state: PictureState,
    /** Why there is none, or why it was drawn here. */
    why: Nullable(Type.String()),
    widthPixels: Nullable(Type.Integer()),
    heightPixels: Nullable(Type.Integer()),
    sizeBytes: Nullable(Type.Integer()),
    /** Whether the panel's data were kept, so that the figures outlive the datasource. */
    hasData: Type.Boolean(),
    whyNoData: Nullable(Type.String()),
    /** Of the kept data. */
    figures: Type.Array(SeriesFigures),
    createdAtMs: EpochMs,
  },
  { $id: 'Picture' }
);
export type Picture = Static<typeof Picture>;

export const CaptureInput = Type.Object(
  {
    testRunId: Id,
    presetIds: Type.Optional(Type.Array(Id, { description: 'Left out: all that fit the run' })),
  },
  { $id: 'CaptureInput', additionalProperties: false }
);
export type CaptureInput = Static<typeof CaptureInput>;

/** How far the capture of a run is. */
export const Capture = Type.Object(
  {
    testRunId: Id,
    isRunning: Type.Boolean(),
    donePictures: Type.Integer(),
    allPictures: Type.Integer(),
    leftSeconds: Nullable(Type.Number()),
    pictures: Type.Array(Picture),
  },
  { $id: 'Capture' }
);
export type Capture = Static<typeof Capture>;

/** Data of one query of a panel, as they were at the capture. */
export const KeptSeries = Type.Object(
  {
    ...SeriesFigures.properties,
    timesMs: Type.Array(EpochMs),
    values: Type.Array(Nullable(Type.Number())),
  },
  { $id: 'KeptSeries' }
);
export type KeptSeries = Static<typeof KeptSeries>;

/** A panel's data with the queries that gave them. */
export const KeptData = Type.Object(
  {
    version: Type.Literal(1),
    dashboardUid: Type.String(),
    dashboardTitle: Type.String(),
    panelId: Type.Integer(),
    panelTitle: Type.String(),
    fromMs: EpochMs,
    toMs: EpochMs,
    queries: Type.Array(Type.String(), { description: 'As the datasource was asked, with all variables filled in' }),
    series: Type.Array(KeptSeries),
  },
  { $id: 'KeptData' }
);
export type KeptData = Static<typeof KeptData>;

export const DashboardQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200, description: 'Words of the title' })),
});

/** A dashboard that the service account may see. */
export const DashboardChoice = Type.Object(
  { uid: Type.String(), title: Type.String(), folderTitle: Nullable(Type.String()) },
  { $id: 'DashboardChoice' }
);
export type DashboardChoice = Static<typeof DashboardChoice>;

export const DashboardParts = Type.Object(
  {
    uid: Type.String(),
    title: Type.String(),
    panels: Type.Array(Type.Object({ id: Type.Integer(), title: Type.String(), type: Type.String() })),
    variables: Type.Array(Type.Object({ name: Type.String(), value: Type.String({ description: 'As it is saved' }) })),
  },
  { $id: 'DashboardParts' }
);
export type DashboardParts = Static<typeof DashboardParts>;
