import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { statisticsRow } from '../comparison/statistics-row-fixture.ts';
import type { RunInfluxDb } from '../contract/influxdb.ts';
import { CompletedRuns } from '../persistence/completed-run-fixture.ts';
import { openDatabase } from '../persistence/database.ts';
import { apiUnderTest, MIGRATIONS, type ApiUnderTest } from './api-fixture.ts';

describe('a run that has ended and InfluxDB', () => {
  let api: ApiUnderTest;
  afterEach(() => api.close());

  /** What its page is told, and what somebody is told who writes it all the same. */
  async function askedAndWritten(environment: Record<string, string>) {
    api = await apiUnderTest(environment);
    const path = join(api.dataDirectory, 'db', 'perf-test.db');
    const database = openDatabase({ path, migrationsDirectory: MIGRATIONS, nowMs: 0 });
    const id = new CompletedRuns(database.db, {}).add({ version: '1.0', rows: [statisticsRow({ label: 'Home' })] });
    database.close();
    const view = (await api.ask('Viewer', 'GET', `/api/tests/${id}/influxdb`)).json<RunInfluxDb>();
    const refused = await api.ask('Editor', 'POST', `/api/tests/${id}/influxdb/backfill`);
    return { why: view.whyNoBackfill, status: refused.statusCode, detail: refused.json<{ detail: string }>().detail };
  }

  it('cannot be written where the settings name none: its page is told, and so is who tries', async () => {
    const why = 'The settings name no InfluxDB.';
    expect(await askedAndWritten({})).toEqual({ why, status: 409, detail: why });
  });

  it('cannot be written without its result file', async () => {
    const { why, status, detail } = await askedAndWritten({ INFLUXDB_URL: 'http://127.0.0.1:1' });
    expect([why, status]).toEqual([expect.stringMatching(/^run \d+ has no result file with samples$/), 409]);
    expect(detail).toBe(why);
  });
});
