import { Type } from 'typebox';

import { Id, IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import { Baseline, BaselineInput, BaselineUpdate } from '../../contract/reports.ts';
import type { BaselineStore } from '../../persistence/baseline-store.ts';
import type { BaselineMaking } from '../../workflow/history/baseline-making.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  baselines: BaselineStore;
  baselineMaking: BaselineMaking;
  audit: Audit;
}

export function registerBaselineRoutes(app: App, { baselines, baselineMaking, audit }: Deps): void {
  const query = Type.Object({
    ...ListQuery.properties,
    scenarioId: Type.Optional(Id),
    testTypeId: Type.Optional(Id),
  });
  app.get('/api/baselines', { schema: { querystring: query, response: { 200: PageOf(Baseline) } } }, (request) =>
    baselines.list(request.query)
  );
  app.get('/api/baselines/:id', { schema: { params: IdParams, response: { 200: Baseline } } }, (request) =>
    baselines.get(request.params.id)
  );
  app.post('/api/baselines', { schema: { body: BaselineInput, response: { 201: Baseline } } }, (request, reply) => {
    const baseline = baselineMaking.create(request.body);
    audit.note(request, 'baseline created', baseline.name, {
      detail: `run ${baseline.sourceTestRunId}`,
      change: { before: null, after: auditedBaseline(baseline) },
    });
    void reply.status(201);
    return baseline;
  });
  app.put(
    '/api/baselines/:id',
    { schema: { params: IdParams, body: BaselineUpdate, response: { 200: Baseline } } },
    (request) => {
      const before = auditedBaseline(baselines.get(request.params.id));
      const baseline = baselines.update(request.params.id, request.body);
      audit.note(request, 'baseline changed', baseline.name, { change: { before, after: auditedBaseline(baseline) } });
      return baseline;
    }
  );
  app.post(
    '/api/baselines/:id/set-default',
    { schema: { params: IdParams, response: { 200: Baseline } } },
    (request) => {
      const before = auditedBaseline(baselines.get(request.params.id));
      const baseline = baselines.setDefault(request.params.id);
      const change = { before, after: auditedBaseline(baseline) };
      audit.note(request, 'baseline made default', baseline.name, { change });
      return baseline;
    }
  );
  app.delete(
    '/api/baselines/:id',
    { schema: { params: IdParams, response: { 204: Type.Null() } } },
    (request, reply) => {
      const baseline = baselines.get(request.params.id);
      baselines.delete(baseline.id);
      const change = { before: auditedBaseline(baseline), after: null };
      audit.note(request, 'baseline deleted', baseline.name, { change });
      void reply.status(204);
      return null;
    }
  );
}

/** Without its metrics, which are a run's and never change. */
function auditedBaseline({ name, description, scenarioId, testTypeId, sourceTestRunId, isDefault }: Baseline): object {
  return { name, description, scenarioId, testTypeId, sourceTestRunId, isDefault };
}
