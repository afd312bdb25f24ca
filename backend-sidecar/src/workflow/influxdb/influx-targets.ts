import type { Settings } from '../../config/settings.ts';
import type { EnvironmentInfluxDb } from '../../contract/influxdb.ts';
import type { InfluxCredentials, InfluxTarget } from '../../integrations/influxdb/influx-target.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';

/** The InfluxDB of an environment: none is wanted, what is said of it cannot be used, or this one. */
export type InfluxChoice =
  | { readonly kind: 'none' | 'faulty'; readonly why: string }
  | { readonly kind: 'chosen'; readonly target: InfluxTarget; readonly datasourceUid: string | null };

type OwnChoice = Extract<EnvironmentInfluxDb, { use: 'database' | 'bucket' }>;

/** Where runs are written to, as environment and settings say. */
export class InfluxTargets {
  constructor(private readonly deps: { settings: Settings; environments: EnvironmentStore }) {}

  ofEnvironment(environmentId: number): InfluxChoice {
    const { influxDb } = this.deps.environments.get(environmentId);
    switch (influxDb.use) {
      case 'settings':
        return this.ofSettings();
      case 'none':
        return { kind: 'none', why: 'The environment uses no InfluxDB.' };
      default:
        return this.own(environmentId, influxDb);
    }
  }

  ofSettings(): InfluxChoice {
    const { settings } = this.deps;
    const url = settings.text('influxdb.url');
    if (url === null) {
      return { kind: 'none', why: 'The settings name no InfluxDB.' };
    }
    try {
      const datasourceUid = settings.text('influxdb.datasourceUid');
      return checked({ kind: 'chosen', target: { ...this.settingsPlace(url) }, datasourceUid });
    } catch (error) {
      return unreadable(error);
    }
  }

  private settingsPlace(url: string): InfluxTarget {
    const { settings } = this.deps;
    const bucket = settings.text('influxdb.bucket');
    if (bucket !== null) {
      const token = settings.secret('influxdb.token');
      const credentials: InfluxCredentials = token === null ? { kind: 'none' } : { kind: 'token', token };
      return { kind: 'bucket', url, bucket, organisation: settings.text('influxdb.organisation') ?? '', credentials };
    }
    const username = settings.text('influxdb.username');
    const password = settings.secret('influxdb.password') ?? '';
    const credentials: InfluxCredentials = username === null ? { kind: 'none' } : { kind: 'user', username, password };
    return { kind: 'database', url, database: settings.text('influxdb.database') ?? 'jmeter', credentials };
  }

  private own(environmentId: number, choice: OwnChoice): InfluxChoice {
    const { url, datasourceUid } = choice;
    const name = choice.use === 'database' ? choice.passwordSecret : choice.tokenSecret;
    try {
      const secret = name === null ? '' : this.deps.environments.secrets(environmentId)[name];
      if (secret === undefined) {
        return { kind: 'faulty', why: `The environment has no secret “${name}”, which its InfluxDB wants.` };
      }
      const target: InfluxTarget =
        choice.use === 'database'
          ? { kind: 'database', url, database: choice.database, credentials: userOf(choice.username, secret) }
          : {
              ...{ kind: 'bucket', url, organisation: choice.organisation, bucket: choice.bucket },
              credentials: secret === '' ? { kind: 'none' } : { kind: 'token', token: secret },
            };
      return checked({ kind: 'chosen', target, datasourceUid });
    } catch (error) {
      return unreadable(error);
    }
  }
}

function userOf(username: string | null, password: string): InfluxCredentials {
  return username === null ? { kind: 'none' } : { kind: 'user', username, password };
}

/** What JMeter's listener could not take would end a run before its first sample, and JMeter would say so in its log only. */
function checked(choice: Extract<InfluxChoice, { kind: 'chosen' }>): InfluxChoice {
  const { target } = choice;
  if (!URL.canParse(target.url) || !/^https?:$/.test(new URL(target.url).protocol)) {
    return { kind: 'faulty', why: 'The address of InfluxDB is none that begins with http:// or https://.' };
  }
  const { username, password, search, hash } = new URL(target.url);
  if (username + password !== '') {
    return { kind: 'faulty', why: 'The address of InfluxDB holds a user or password; they have fields of their own.' };
  }
  if (search + hash !== '') {
    return {
      kind: 'faulty',
      why: 'The address of InfluxDB ends before its “?”: database or bucket have their own field.',
    };
  }
  const secret = target.credentials.kind === 'token' ? target.credentials.token : '';
  return /[^\x21-\x7e]/.test(secret)
    ? { kind: 'faulty', why: 'InfluxDB’s token holds a character that no token has, maybe a line end.' }
    : choice;
}

function unreadable(error: unknown): InfluxChoice {
  const why = error instanceof Error ? error.message : String(error);
  return { kind: 'faulty', why: `What InfluxDB is reached with cannot be read: ${why}.` };
}
