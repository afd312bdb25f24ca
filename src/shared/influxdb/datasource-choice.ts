import type { DataSourceInstanceSettings } from '@grafana/data';
import type { RunInfluxDb } from 'perftest-automation-sidecar/contract/influxdb';

export type DatasourceChoice = { kind: 'found'; uid: string; name: string } | { kind: 'missing'; why: string };

type Settings = Pick<DataSourceInstanceSettings, 'uid' | 'name' | 'jsonData'>;

/** The datasource of the settings; where they name none, the only one that there is, or the only one of that database. */
export function chooseDatasource(
  { datasourceUid, database }: Pick<RunInfluxDb, 'datasourceUid' | 'database'>,
  all: readonly Settings[]
): DatasourceChoice {
  if (datasourceUid !== null) {
    const named = all.find(({ uid }) => uid === datasourceUid);
    return named
      ? usable(named)
      : {
          kind: 'missing',
          why: `Grafana has no InfluxDB datasource with the UID ${datasourceUid}, or you may not use it.`,
        };
  }
  const ofDatabase = all.filter((one) => databaseOf(one) === database);
  const only = all.length === 1 ? all[0] : ofDatabase.length === 1 ? ofDatabase[0] : undefined;
  if (only) {
    return usable(only);
  }
  return {
    kind: 'missing',
    why:
      all.length === 0
        ? 'Grafana has no InfluxDB datasource, or you may not use it.'
        : `Grafana has ${all.length} InfluxDB datasources; name the right one in the settings or at the environment.`,
  };
}

function databaseOf({ jsonData }: Settings): string | undefined {
  return (jsonData as { dbName?: string }).dbName;
}

function usable({ uid, name, jsonData }: Settings): DatasourceChoice {
  const { version } = jsonData as { version?: string };
  return version === undefined || version === '' || version === 'InfluxQL'
    ? { kind: 'found', uid, name }
    : { kind: 'missing', why: `The datasource “${name}” speaks ${version}; these charts ask in InfluxQL.` };
}
