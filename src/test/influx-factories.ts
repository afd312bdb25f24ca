import type { InfluxDbDelivery, RunInfluxDb } from 'perftest-automation-sidecar/contract/influxdb';

import { T0 } from './factories';

export function makeDelivery(overrides: Partial<InfluxDbDelivery> = {}): InfluxDbDelivery {
  return { state: 'delivering', detail: null, lastPointAtMs: T0 + 3000, checkedAtMs: T0 + 4000, ...overrides };
}

/** A run whose copy got the listener, and whose points arrive. */
export function makeRunInfluxDb(overrides: Partial<RunInfluxDb> = {}): RunInfluxDb {
  return {
    listener: 'added',
    why: null,
    runId: '42',
    application: 'prod',
    measurement: 'jmeter',
    database: 'load_tests',
    datasourceUid: null,
    percentileFields: ['pct50.0', 'pct90.0'],
    intervalSeconds: 5,
    transactions: [],
    delivery: makeDelivery(),
    backfill: null,
    whyNoBackfill: null,
    ...overrides,
  };
}
