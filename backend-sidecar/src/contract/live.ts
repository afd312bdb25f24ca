import { Type, type Static } from 'typebox';

import { EpochMs, Id, Nullable } from './common.ts';
import { RunStatus } from './runs.ts';
import { ErrorGroup, RowCounts, StatisticsRow, TimelinePoint } from './statistics.ts';

/** A row of the live table: the whole run, the last 60 s beside it, and its change against the run's baseline. */
export const LiveRow = Type.Object(
  {
    ...StatisticsRow.properties,
    last60s: Type.Object({
      count: Type.Integer(),
      errors: Type.Integer(),
      p90Ms: Nullable(Type.Number()),
      throughputPerSec: Nullable(Type.Number()),
    }),
    baselineP90Ms: Nullable(Type.Number()),
    p90ChangeRatio: Nullable(Type.Number({ description: 'p90 ÷ baseline’s p90 − 1' })),
  },
  { $id: 'LiveRow' }
);
export type LiveRow = Static<typeof LiveRow>;

export const LiveLogLine = Type.Object({ number: Type.Integer(), text: Type.String() }, { $id: 'LiveLogLine' });
export type LiveLogLine = Static<typeof LiveLogLine>;

const liveFields = {
  runId: Id,
  status: RunStatus,
  sequence: Type.Integer({ description: 'Counts up by one with each event of this run' }),
  atMs: EpochMs,
  startedAtMs: Nullable(EpochMs),
  endsAtMs: Nullable(EpochMs),
  progress: Nullable(Type.Number({ description: 'Ratio 0–1' })),
  phase: Nullable(Type.Union([Type.Literal('ramp-up'), Type.Literal('steady'), Type.Literal('ending')])),
  activeThreads: Nullable(Type.Integer()),
  counts: RowCounts,
  total: LiveRow,
  rows: Type.Array(LiveRow),
  errors: Type.Array(ErrorGroup),
  sliceMs: Type.Integer(),
  lagMs: Nullable(Type.Number({ description: 'Age of the newest sample’s end when this was computed' })),
};

/** Event `snapshot`: everything, sent first on every connection; a reader that reconnects misses nothing. */
export const LiveSnapshot = Type.Object(
  { ...liveFields, timeline: Type.Array(TimelinePoint), log: Type.Array(LiveLogLine) },
  { $id: 'LiveSnapshot' }
);
export type LiveSnapshot = Static<typeof LiveSnapshot>;

/** Event `update`, at most once a second: the table whole, of timeline and log only what is new or changed. */
export const LiveUpdate = Type.Object(
  { ...liveFields, changedSlices: Type.Array(TimelinePoint), newLog: Type.Array(LiveLogLine) },
  { $id: 'LiveUpdate' }
);
export type LiveUpdate = Static<typeof LiveUpdate>;

/** Event `end`: the run has ended; the stream closes after it. */
export const LiveEnd = Type.Object({ runId: Id, status: RunStatus }, { $id: 'LiveEnd' });
export type LiveEnd = Static<typeof LiveEnd>;
