import { Type, type Static } from 'typebox';

import { EpochMs, Nullable } from './common.ts';

const Address = Type.String({ maxLength: 2000, pattern: '^https?://\\S+$' });
const Named = Type.String({ minLength: 1, maxLength: 200 });
const SecretName = Nullable(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$' }));

/** A database of InfluxDB 1.x. The password is a secret of the environment, named here. */
const OwnDatabase = Type.Object(
  {
    use: Type.Literal('database'),
    url: Address,
    database: Named,
    username: Nullable(Named),
    passwordSecret: SecretName,
    datasourceUid: Nullable(Named),
  },
  { additionalProperties: false }
);

/** A bucket of InfluxDB 2. The token is a secret of the environment, named here. */
const OwnBucket = Type.Object(
  {
    use: Type.Literal('bucket'),
    url: Address,
    organisation: Named,
    bucket: Named,
    tokenSecret: SecretName,
    datasourceUid: Nullable(Named),
  },
  { additionalProperties: false }
);

/**
 * Where the runs of an environment are written to while they go: the InfluxDB of the settings (none, if the settings
 * name none), nowhere, or one of its own. `datasourceUid` is Grafana's datasource that reads it; null = the only one.
 */
export const EnvironmentInfluxDb = Type.Union(
  [
    Type.Object({ use: Type.Literal('settings') }, { additionalProperties: false }),
    Type.Object({ use: Type.Literal('none') }, { additionalProperties: false }),
    OwnDatabase,
    OwnBucket,
  ],
  { $id: 'EnvironmentInfluxDb' }
);
export type EnvironmentInfluxDb = Static<typeof EnvironmentInfluxDb>;

/** How a run's points come into InfluxDB. */
export const InfluxDbListener = Type.Union(
  [
    Type.Literal('added', { description: 'the run’s copy got a backend listener' }),
    Type.Literal('tagged', { description: 'the script’s own listener got the run’s tag' }),
    Type.Literal('backfilled', { description: 'written from the result file afterwards' }),
    Type.Literal('none'),
  ],
  { $id: 'InfluxDbListener' }
);
export type InfluxDbListener = Static<typeof InfluxDbListener>;

export const InfluxDbDelivery = Type.Object(
  {
    state: Type.Union([
      Type.Literal('waiting', { description: 'the run has not written for as long as it may take' }),
      Type.Literal('delivering'),
      Type.Literal('silent', { description: 'nothing arrived in 15 s, or nothing any more' }),
      Type.Literal('refused', { description: 'InfluxDB cannot be reached or refuses' }),
      Type.Literal('ended'),
    ]),
    detail: Nullable(Type.String({ description: 'What is wrong and what to do' })),
    lastPointAtMs: Nullable(EpochMs),
    checkedAtMs: Nullable(EpochMs),
  },
  { $id: 'InfluxDbDelivery' }
);
export type InfluxDbDelivery = Static<typeof InfluxDbDelivery>;

export const InfluxDbBackfill = Type.Object(
  {
    state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    writtenPoints: Type.Integer(),
    doneRatio: Type.Number({ minimum: 0, maximum: 1 }),
    error: Nullable(Type.String()),
  },
  { $id: 'InfluxDbBackfill' }
);
export type InfluxDbBackfill = Static<typeof InfluxDbBackfill>;

/** GET /api/tests/:id/influxdb: what the pages need to read a run's points through Grafana's datasource. */
export const RunInfluxDb = Type.Object(
  {
    listener: InfluxDbListener,
    why: Nullable(Type.String({ description: 'Why nothing is written, or what the points lack' })),
    /** Tag `runId` of every point. */
    runId: Type.String(),
    application: Nullable(Type.String()),
    measurement: Nullable(Type.String()),
    /** Database of 1.x or bucket of 2. */
    database: Nullable(Type.String()),
    datasourceUid: Nullable(Type.String()),
    /** Field names, as the listener writes them: `pct90.0`. */
    percentileFields: Type.Array(Type.String()),
    intervalSeconds: Nullable(Type.Number()),
    transactions: Type.Array(Type.String(), {
      description: 'Values of the tag `transaction` that are Transaction Controllers: their samples would count twice',
    }),
    delivery: Nullable(InfluxDbDelivery),
    backfill: Nullable(InfluxDbBackfill),
    whyNoBackfill: Nullable(Type.String({ description: 'Why the run cannot be written from its result file now' })),
  },
  { $id: 'RunInfluxDb' }
);
export type RunInfluxDb = Static<typeof RunInfluxDb>;
