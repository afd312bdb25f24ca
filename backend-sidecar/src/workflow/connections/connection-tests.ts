import type { Settings } from '../../config/settings.ts';
import type { ConnectionTest, SettingsUpdate } from '../../contract/system.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { Clock } from '../clock.ts';
import { InfluxTargets } from '../influxdb/influx-targets.ts';
import { confluenceTarget } from '../publishing/confluence-target.ts';
import { testConfluence } from './confluence-connection.ts';
import { connectionOf, fails, works } from './connection-check.ts';
import { testDatasource } from './datasource-connection.ts';
import { testGrafana, testGrafanaRenderer, testGrafanaToken } from './grafana-connection.ts';
import { testInflux } from './influx-connection.ts';

interface Deps {
  settings: Settings;
  environments: EnvironmentStore;
  organisationId: number;
  /** Version of the JMeter that these settings name; throws where there is none. */
  jmeterVersion: (settings: Settings) => Promise<string>;
  clock: Clock;
}

/** A cold JMeter on a busy host takes its time; longer than that nobody looks at a button. */
const JMETER_LIMIT_MS = 30_000;

/** Tries every connection for real, all at once, with what is saved or with what somebody has typed. */
export class ConnectionTests {
  constructor(private readonly deps: Deps) {}

  /** @param typed values that are not saved, by category */
  async run(typed: Readonly<Record<string, SettingsUpdate>> = {}): Promise<ConnectionTest[]> {
    const { environments, organisationId, clock } = this.deps;
    const settings = this.deps.settings.trying(typed);
    const url = settings.text('grafana.url');
    const token = settings.secret('grafana.token');
    const grafana = { url, token, organisationId, nowMs: clock };
    const influx = new InfluxTargets({ settings, environments }).ofSettings();
    return Promise.all([
      this.testJMeter(settings),
      testGrafana(grafana),
      testGrafanaToken(grafana),
      testInflux(influx, clock),
      testDatasource({
        grafanaUrl: url,
        grafanaToken: token,
        uid: settings.text('influxdb.datasourceUid'),
        writtenTo: influx.kind === 'chosen' ? placeOf(influx.target) : null,
      }),
      testConfluence({
        target: confluenceTarget(settings),
        isWanted: settings.isSet('confluence.url') || settings.isSet('confluence.token'),
        spaceKey: settings.text('confluence.spaceKey'),
        parentPageId: settings.text('confluence.parentPageId'),
      }),
    ]);
  }

  /** What pictures and annotations need, as it is saved. */
  async grafana(): Promise<ConnectionTest[]> {
    const { settings, organisationId, clock } = this.deps;
    const url = settings.text('grafana.url');
    const grafana = { url, token: settings.secret('grafana.token'), organisationId, nowMs: clock };
    return Promise.all([testGrafana(grafana), testGrafanaToken(grafana), testGrafanaRenderer(grafana)]);
  }

  private async testJMeter(settings: Settings): Promise<ConnectionTest> {
    const name = 'JMeter';
    try {
      const version = await withinLimit(this.deps.jmeterVersion(settings));
      return connectionOf(name, [works('JMeter and Java', `Apache JMeter ${version}`)]);
    } catch (error) {
      const why = error instanceof AppError ? [error.message, error.hint].join('. ') : String(error);
      return connectionOf(name, [fails('JMeter and Java', why)]);
    }
  }
}

function placeOf(target: { database: string } | { bucket: string }): string {
  return 'database' in target ? target.database : target.bucket;
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const late = () =>
      reject(new AppError('RUN_JMETER_START', `it did not say its version within ${JMETER_LIMIT_MS / 1000} s`));
    timer = setTimeout(late, JMETER_LIMIT_MS);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
