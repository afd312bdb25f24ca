import { Type, type Static } from 'typebox';

import { EpochMs, Id, Nullable } from './common.ts';
import { RowCounts } from './statistics.ts';

/** How a stored result was read; with it the same file gives the same figures again. */
export const ReadOptions = Type.Object(
  {
    columns: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        maxItems: 200,
        description: 'Of a file without header',
      })
    ),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    timestampFormat: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'ms, or a pattern of Java’s SimpleDateFormat' })
    ),
    timeZone: Type.Optional(
      Type.String({ maxLength: 60, description: 'Of time stamps without one; UTC when left out' })
    ),
    clockOffsetsMs: Type.Optional(
      Type.Array(Type.Integer(), { maxItems: 100, description: 'Added to the times of each file, in their order' })
    ),
  },
  { $id: 'ReadOptions', additionalProperties: false }
);
export type ReadOptions = Static<typeof ReadOptions>;

/** What a file was taken for. */
export const ResultFormat = Type.Union([
  Type.Literal('jtl csv'),
  Type.Literal('jtl xml'),
  Type.Literal('aggregate report'),
  Type.Literal('summary report'),
  Type.Literal('statistics.json'),
  Type.Literal('comparison csv'),
]);
export type ResultFormat = Static<typeof ResultFormat>;

/** One run that an upload holds, and what was understood of it. */
export const ImportCandidate = Type.Object(
  {
    index: Type.Integer({ minimum: 0 }),
    fileNames: Type.Array(Type.String(), { description: 'Several: parts of one run, merged by time' }),
    sizeBytes: Type.Integer(),
    format: Nullable(ResultFormat),
    scenarioName: Nullable(Type.String({ description: 'Guessed from {scenario}_{type}_{version}_{timestamp}' })),
    scenarioId: Nullable(Id),
    testTypeName: Nullable(Type.String()),
    testTypeId: Nullable(Id),
    versionName: Nullable(Type.String()),
    versionId: Nullable(Id),
    startedAtMs: Nullable(EpochMs),
    durationMs: Nullable(Type.Integer()),
    counts: Nullable(RowCounts),
    labels: Type.Array(Type.String(), {
      description: 'The first twenty; the first three where an upload has more than a hundred results',
    }),
    labelCount: Type.Integer(),
    notes: Type.Array(Type.String(), { description: 'What was assumed, e.g. the time zone, and what it cannot say' }),
    problem: Nullable(Type.String({ description: 'Why it cannot be imported' })),
    duplicateOfRunId: Nullable(Type.Integer({ description: 'A run whose result has the same bytes' })),
    runId: Nullable(Type.Integer({ description: 'The run that was made of it' })),
  },
  { $id: 'ImportCandidate' }
);
export type ImportCandidate = Static<typeof ImportCandidate>;

/** POST /api/tests/import: uploaded and read, but nothing is stored as a run yet. It is kept for a day. */
export const ImportPreview = Type.Object(
  {
    importId: Type.String(),
    status: Type.Union([
      Type.Literal('reading'),
      Type.Literal('ready'),
      Type.Literal('importing'),
      Type.Literal('done'),
    ]),
    progress: Type.Number({ description: 'Ratio 0–1 of the bytes' }),
    secondsLeft: Nullable(Type.Number()),
    candidates: Type.Array(ImportCandidate, {
      description: 'All of them once it is ready or done; until then the first fifty',
    }),
    candidateCount: Type.Integer({ description: 'All that were found so far' }),
    runIds: Type.Array(Id, { description: 'Runs that were made of it' }),
  },
  { $id: 'ImportPreview' }
);
export type ImportPreview = Static<typeof ImportPreview>;

/** POST /api/tests/import/:id/accept: which candidates become runs, and what they are. */
export const ImportAcceptInput = Type.Object(
  {
    runs: Type.Array(
      Type.Object(
        {
          index: Type.Integer({ minimum: 0 }),
          partIndexes: Type.Optional(
            Type.Array(Type.Integer({ minimum: 0 }), {
              maxItems: 100,
              description: 'Candidates that are further parts of the same run; their files follow in this order',
            })
          ),
          scenarioId: Id,
          testTypeId: Id,
          versionId: Type.Optional(Id),
          versionName: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Made when unknown' })),
          environmentId: Type.Optional(Id),
          startedAtMs: Type.Optional(EpochMs),
          read: Type.Optional(ReadOptions),
          accepted: Type.Optional(Type.Boolean({ default: false, description: 'Part of the history at once' })),
        },
        { additionalProperties: false }
      ),
      { minItems: 1, maxItems: 2000 }
    ),
    makesReports: Type.Optional(
      Type.Boolean({ description: 'A report of each run; left out: of up to five runs each gets one, of more none' })
    ),
  },
  { $id: 'ImportAcceptInput', additionalProperties: false }
);
export type ImportAcceptInput = Static<typeof ImportAcceptInput>;

export const ImportParams = Type.Object({ importId: Type.String({ pattern: '^[0-9a-z-]{8,60}$' }) });
