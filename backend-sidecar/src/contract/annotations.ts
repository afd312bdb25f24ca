import { Type, type Static } from 'typebox';

import { EpochMs, Nullable } from './common.ts';

/** What became of one annotation of a run in Grafana. */
export const AnnotationState = Type.Union(
  [
    Type.Literal('pending', { description: 'to be written, or tried again at nextTryAtMs' }),
    Type.Literal('written'),
    Type.Literal('removed'),
    Type.Literal('failed', { description: 'given up; can be tried again by hand' }),
    Type.Literal('skipped', { description: 'not written on purpose; `error` says why' }),
  ],
  { $id: 'AnnotationState' }
);
export type AnnotationState = Static<typeof AnnotationState>;

/** GET /api/tests/:id/annotations: the run as a region on Grafana's graphs. */
export const RunAnnotation = Type.Object(
  {
    dashboardUid: Nullable(
      Type.String({ description: 'null = of the organisation, for every annotation query by tag' })
    ),
    state: AnnotationState,
    annotationId: Nullable(Type.Integer()),
    error: Nullable(Type.String()),
    nextTryAtMs: Nullable(EpochMs),
  },
  { $id: 'RunAnnotation' }
);
export type RunAnnotation = Static<typeof RunAnnotation>;

/** GET, POST and DELETE /api/tests/:id/annotations: all annotations of a run. */
export const RunAnnotations = Type.Object(
  {
    why: Nullable(Type.String({ description: 'why none can be written now; null = they can' })),
    items: Type.Array(RunAnnotation),
  },
  { $id: 'RunAnnotations' }
);
export type RunAnnotations = Static<typeof RunAnnotations>;
