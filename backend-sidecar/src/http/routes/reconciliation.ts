import { Reconciliation } from '../../contract/analysis.ts';
import { IdParams } from '../../contract/common.ts';
import type { Reconciliations } from '../../workflow/analysis/reconciliation.ts';
import type { App } from '../app.ts';

interface Deps {
  reconciliations: Reconciliations;
}

/** GET /api/tests/:id/reconciliation */
export function registerReconciliationRoutes(app: App, { reconciliations }: Deps): void {
  app.get(
    '/api/tests/:id/reconciliation',
    { schema: { params: IdParams, response: { 200: Reconciliation } } },
    (request) => reconciliations.read(request.params.id)
  );
}
