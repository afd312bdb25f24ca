import { Type } from 'typebox';

import { IdParams } from '../../contract/common.ts';
import { KeptFailures } from '../../contract/statistics.ts';
import type { FailureKeeping } from '../../workflow/runs/failure-keeping.ts';
import type { App } from '../app.ts';

interface Deps {
  failureKeeping: FailureKeeping;
}

/** GET /api/tests/:id/failures, also while the run goes on. */
export function registerFailureRoutes(app: App, { failureKeeping }: Deps): void {
  app.get(
    '/api/tests/:id/failures',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({ label: Type.Optional(Type.String({ maxLength: 2000 })) }),
        response: { 200: KeptFailures },
      },
    },
    (request) => failureKeeping.read(request.params.id, request.query.label ?? null)
  );
}
