import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InfluxDb } from '../harness/influx-db.ts';
import { influxDatasourceApi, influxDatasourceSettings } from '../preview-host/influx-datasource.ts';

export const DATABASE = 'jmeter';
export const DATASOURCE = { uid: 'influx-of-the-stage', name: 'Load tests in InfluxDB' };

/** A real InfluxDB 1.x, and what makes the preview host have a datasource that reads it. */
export interface InfluxOfStage {
  readonly influx: InfluxDb;
  readonly host: { datasources: Record<string, unknown>; grafanaApi: ReturnType<typeof influxDatasourceApi> };
  close(): Promise<void>;
}

export async function openInflux(): Promise<InfluxOfStage> {
  const folder = mkdtempSync(join(tmpdir(), 'browser-tests-influx-'));
  const influx = await InfluxDb.start({ folder });
  await influx.query(`CREATE DATABASE "${DATABASE}"`);
  const datasource = { ...DATASOURCE, url: influx.url, database: DATABASE };
  return {
    influx,
    host: { datasources: influxDatasourceSettings(datasource), grafanaApi: influxDatasourceApi(datasource) },
    close: async () => {
      await influx.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
