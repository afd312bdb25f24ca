import type { ConnectionTest } from '../../contract/system.ts';
import { connectionOf, fails, notSetUp, warns, works } from './connection-check.ts';
import { askGrafana } from './grafana-connection.ts';

const NAME = 'Grafana’s datasource';

export interface DatasourceToTest {
  readonly grafanaUrl: string | null;
  readonly grafanaToken: string | null;
  readonly uid: string | null;
  /** Database or bucket into which the sidecar writes; null: into none. */
  readonly writtenTo: string | null;
}

interface Datasource {
  readonly name: string;
  readonly uid: string;
  readonly reads: string | undefined;
}

/** With which datasource the pages will show what is written into InfluxDB. */
export async function testDatasource({
  grafanaUrl,
  grafanaToken,
  uid,
  writtenTo,
}: DatasourceToTest): Promise<ConnectionTest> {
  if (writtenTo === null) {
    return notSetUp(NAME, 'There is no InfluxDB whose points it could show.');
  }
  if (grafanaUrl === null || grafanaToken === null) {
    return notSetUp(NAME, 'It is looked up with Grafana’s address and token, which are not both set.');
  }
  const settings = await askGrafana(grafanaUrl, 'api/frontend/settings', grafanaToken);
  if (settings === null) {
    return connectionOf(NAME, [fails('Look-up', 'Grafana does not tell which datasources there are; see its token')]);
  }
  const found = influxDatasources(settings.datasources);
  const chosen = uid === null ? found : found.filter((datasource) => datasource.uid === uid);
  return connectionOf(NAME, [choiceCheck(found, chosen, uid), ...placeChecks(chosen, writtenTo)]);
}

function choiceCheck(found: readonly Datasource[], chosen: readonly Datasource[], uid: string | null) {
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) {
    return works('Datasource', `“${only.name}” (${only.uid})`);
  }
  if (uid !== null) {
    const others = found.map(({ name, uid: other }) => `“${name}” is ${other}`).join(', ');
    return fails('Datasource', `no datasource of InfluxDB has the UID ${uid}${others === '' ? '' : `; ${others}`}`);
  }
  return chosen.length === 0
    ? warns('Datasource', 'Grafana has none of InfluxDB: the pages show the result file’s figures only')
    : warns('Datasource', `there are ${chosen.length} of InfluxDB; say which: ${chosen.map(named).join(', ')}`);
}

function placeChecks(chosen: readonly Datasource[], writtenTo: string) {
  const [only] = chosen;
  if (chosen.length !== 1 || only?.reads === undefined || only.reads === writtenTo) {
    return [];
  }
  return [warns('Database', `it reads “${only.reads}”, and runs are written into “${writtenTo}”`)];
}

function named({ name, uid }: Datasource): string {
  return `“${name}” (${uid})`;
}

function influxDatasources(all: unknown): Datasource[] {
  const each = typeof all === 'object' && all !== null ? Object.values(all as Record<string, unknown>) : [];
  return each.flatMap((one) => {
    const { type, name, uid, jsonData } = (one ?? {}) as Record<string, unknown>;
    const { dbName, defaultBucket } = (jsonData ?? {}) as Record<string, unknown>;
    const reads = [defaultBucket, dbName].find((text) => typeof text === 'string' && text !== '');
    return type === 'influxdb' && typeof uid === 'string'
      ? [{ name: String(name), uid, reads: typeof reads === 'string' ? reads : undefined }]
      : [];
  });
}
