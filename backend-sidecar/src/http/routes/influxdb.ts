import { IdParams } from '../../contract/common.ts';
import { RunInfluxDb } from '../../contract/influxdb.ts';
import type { Backfills } from '../../workflow/influxdb/backfills.ts';
import type { RunInflux } from '../../workflow/influxdb/run-influx.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  influx: RunInflux;
  backfills: Backfills;
  audit: Audit;
}

export function registerInfluxRoutes(app: App, { influx, backfills, audit }: Deps): void {
  app.get('/api/tests/:id/influxdb', { schema: { params: IdParams, response: { 200: RunInfluxDb } } }, (request) =>
    influx.view(request.params.id)
  );
  app.post(
    '/api/tests/:id/influxdb/backfill',
    { schema: { params: IdParams, response: { 202: RunInfluxDb } } },
    (request, reply) => {
      backfills.start(request.params.id);
      audit.note(request, 'run written into InfluxDB', `run ${request.params.id}`);
      void reply.status(202);
      return influx.view(request.params.id);
    }
  );
}
