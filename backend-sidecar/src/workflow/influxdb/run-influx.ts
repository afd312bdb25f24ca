import type { Logger } from 'pino';

import type { RunInfluxDb } from '../../contract/influxdb.ts';
import type { InfluxCredentials } from '../../integrations/influxdb/influx-target.ts';
import type { LiveHub } from '../../live/live-hub.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { WrittenInfluxDb } from '../../persistence/stored-json.ts';
import type { ExecutionPlan } from '../../runners/runner.ts';
import {
  CREDENTIAL_PROPERTIES,
  LISTENER_PROPERTIES,
  percentileField,
  SEND_INTERVAL_PROPERTY,
  type PlannedListener,
  type WantedListener,
} from '../../scripts/influx-listener.ts';
import { runName } from '../runs/run-views.ts';
import type { Clock } from '../clock.ts';
import { backfillHindrance, type BackfillHindranceDeps } from './backfill-hindrance.ts';
import { DeliveryWatch } from './delivery-watch.ts';
import type { InfluxChoice } from './influx-targets.ts';

export interface RunInfluxDeps extends BackfillHindranceDeps {
  runs: RunStore;
  hub: LiveHub;
  clock: Clock;
  log: Logger;
}

/** What a run's JMeter gets for its listener. */
export type ListenerExecution = Pick<ExecutionPlan, 'secrets' | 'properties'> & { quietLoggers: readonly string[] };

const NOTHING: ListenerExecution = { secrets: {}, properties: {}, quietLoggers: [] };
/** It writes the address with user and password into the log when InfluxDB refuses (tried with 5.6.3). */
const TALKATIVE_SENDER = 'org.apache.jmeter.visualizers.backend.influxdb.HttpMetricsSender';

/** A run and its points in InfluxDB, from the copy of its script to what pages are told. */
export class RunInflux {
  constructor(private readonly deps: RunInfluxDeps) {}

  /** What the run's copy shall write to; null = nothing. */
  wanted(run: RunRecord): WantedListener | null {
    const choice = this.choiceFor(run);
    if (choice.kind !== 'chosen') {
      return null;
    }
    const { credentials, ...place } = choice.target;
    return {
      place,
      credentials: credentials.kind,
      application: run.scenarioName,
      runId: String(run.id),
      testTitle: runName(run),
    };
  }

  /** The copy is made: notes where the run's points will be. */
  notePrepared(
    run: RunRecord,
    { planned, properties }: { planned: PlannedListener | null; properties: Readonly<Record<string, string>> }
  ): void {
    const choice = this.choiceFor(run);
    this.deps.runInflux.saveWritten(
      run.id,
      choice.kind === 'chosen' && planned !== null
        ? writtenBy(planned, choice, intervalSeconds(properties))
        : nothingWritten(choice.kind === 'chosen' ? 'The script has no place for a listener.' : choice.why)
    );
  }

  /** @param given properties that the run or its script sets: they win */
  execution(run: RunRecord, given: Readonly<Record<string, string>>): ListenerExecution {
    const written = this.deps.runInflux.find(run.id)?.written;
    const choice = this.choiceFor(run);
    if (choice.kind !== 'chosen' || (written?.listener !== 'added' && written?.listener !== 'tagged')) {
      return NOTHING;
    }
    const isAdded = written.listener === 'added';
    const secrets = isAdded ? handedOver(choice.target.credentials) : {};
    const properties = Object.entries(LISTENER_PROPERTIES).filter(([name]) => !Object.hasOwn(given, name));
    const mayTell = !isAdded || choice.target.credentials.kind === 'user';
    return { secrets, properties: Object.fromEntries(properties), quietLoggers: mayTell ? [TALKATIVE_SENDER] : [] };
  }

  /** Begins to watch whether the points arrive; null where none are written. */
  watch(runId: number): DeliveryWatch | null {
    const { runs, runInflux } = this.deps;
    const written = runInflux.find(runId)?.written;
    const choice = this.choiceFor(runs.get(runId));
    if (written === undefined || choice.kind !== 'chosen' || written.listener === 'none') {
      return null;
    }
    return new DeliveryWatch(
      {
        runId,
        target: choice.target,
        points: { measurement: written.measurement ?? '', runId: String(runId) },
        intervalMs: (written.intervalSeconds ?? 0) * 1000,
        loadStartedAtMs: () => runs.find(runId)?.loadStartedAtMs ?? null,
      },
      this.deps
    );
  }

  view(runId: number): RunInfluxDb {
    const run = this.deps.runs.get(runId);
    const stored = this.deps.runInflux.find(runId);
    const written = stored?.written ?? nothingWritten('The run was made before runs were written to InfluxDB.');
    const { listener, why, application, measurement, database, datasourceUid, percentiles } = written;
    return {
      ...{ listener, why, application, measurement, database, datasourceUid },
      runId: String(run.id),
      percentileFields: percentiles.map(percentileField),
      intervalSeconds: written.intervalSeconds,
      transactions: [...new Set([...written.transactions, ...this.transactionsOf(run)])],
      delivery: stored?.delivery ?? null,
      backfill: stored?.backfill ?? null,
      whyNoBackfill: backfillHindrance(run, this.deps),
    };
  }

  choiceFor(run: RunRecord): InfluxChoice {
    return run.kind === 'smoke'
      ? { kind: 'none', why: 'A smoke run only tries the script.' }
      : this.deps.influxTargets.ofEnvironment(run.environmentId);
  }

  /** As the result file has them: InfluxDB does not tell them from samples, and their samples would count twice. */
  private transactionsOf(run: RunRecord): string[] {
    const rows = this.deps.hub.snapshot(run.id)?.rows ?? this.deps.results.statistics(run.id, 'run')?.rows ?? [];
    return rows.filter(({ kind }) => kind === 'transaction').map(({ label }) => label);
  }
}

function handedOver(credentials: InfluxCredentials): Record<string, string> {
  switch (credentials.kind) {
    case 'user':
      // They become part of an address.
      return {
        [CREDENTIAL_PROPERTIES.user]: encodeURIComponent(credentials.username),
        [CREDENTIAL_PROPERTIES.password]: encodeURIComponent(credentials.password),
      };
    case 'token':
      return { [CREDENTIAL_PROPERTIES.token]: credentials.token };
    default:
      return {};
  }
}

/** Seconds between two points of a series. */
function intervalSeconds(properties: Readonly<Record<string, string>>): number {
  const given = Number(properties[SEND_INTERVAL_PROPERTY]);
  return given > 0 ? given : Number(LISTENER_PROPERTIES[SEND_INTERVAL_PROPERTY]);
}

function writtenBy(
  { listener, application, measurement, percentiles, transactions, lack }: PlannedListener,
  { target, datasourceUid }: Extract<InfluxChoice, { kind: 'chosen' }>,
  interval: number
): WrittenInfluxDb {
  return {
    ...{ listener, application, measurement, datasourceUid, why: lack },
    ...{ percentiles: [...percentiles], transactions: [...transactions] },
    url: target.url,
    database: target.kind === 'database' ? target.database : target.bucket,
    intervalSeconds: interval,
  };
}

function nothingWritten(why: string): WrittenInfluxDb {
  return {
    ...{ listener: 'none', why, application: null, measurement: null, url: null, database: null },
    ...{ datasourceUid: null, percentiles: [], intervalSeconds: null, transactions: [] },
  };
}
