import { Type } from 'typebox';

import { IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import {
  Scenario,
  ScenarioCopyInput,
  ScenarioImport,
  ScenarioImportInput,
  ScenarioInput,
  SloCheck,
  SloCheckInput,
  TestType,
  TestTypeInput,
  Version,
  VersionInput,
  VersionOrder,
} from '../../contract/scenarios.ts';
import { idList } from '../../persistence/list-query.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { TestTypeStore } from '../../persistence/test-type-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import type { ScenarioExchange } from '../../workflow/scenarios/scenario-exchange.ts';
import type { SloChecks } from '../../workflow/analysis/slo-checks.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  scenarios: ScenarioStore;
  testTypes: TestTypeStore;
  versions: VersionStore;
  audit: Audit;
}

interface ScenarioDeps {
  scenarios: ScenarioStore;
  exchange: ScenarioExchange;
  sloChecks: SloChecks;
  audit: Audit;
}

const Nothing = Type.Null();
const ExportQuery = Type.Object({ ids: Type.Optional(Type.String({ maxLength: 4000 })) });

export function registerScenarioRoutes(
  app: App,
  { scenarios, audit }: Pick<ScenarioDeps, 'scenarios' | 'audit'>
): void {
  app.get('/api/scenarios', { schema: { querystring: ListQuery, response: { 200: PageOf(Scenario) } } }, (request) =>
    scenarios.list(request.query)
  );
  app.get('/api/scenarios/:id', { schema: { params: IdParams, response: { 200: Scenario } } }, (request) =>
    scenarios.get(request.params.id)
  );
  app.post('/api/scenarios', { schema: { body: ScenarioInput, response: { 201: Scenario } } }, (request, reply) => {
    const scenario = scenarios.create(request.body);
    audit.note(request, 'scenario created', scenario.name, { change: { before: null, after: scenario } });
    void reply.status(201);
    return scenario;
  });
  app.put(
    '/api/scenarios/:id',
    { schema: { params: IdParams, body: ScenarioInput, response: { 200: Scenario } } },
    (request) => {
      const before = scenarios.get(request.params.id);
      const scenario = scenarios.update(request.params.id, request.body);
      audit.note(request, 'scenario changed', scenario.name, { change: { before, after: scenario } });
      return scenario;
    }
  );
  app.delete('/api/scenarios/:id', { schema: { params: IdParams, response: { 204: Nothing } } }, (request, reply) => {
    const before = scenarios.get(request.params.id);
    scenarios.delete(before.id);
    audit.note(request, 'scenario deleted', before.name, { change: { before, after: null } });
    void reply.status(204);
    return null;
  });
}

/** Copies, files and checks of scenarios. */
export function registerScenarioExchangeRoutes(
  app: App,
  { scenarios, exchange, sloChecks, audit }: ScenarioDeps
): void {
  const copy = { params: IdParams, body: ScenarioCopyInput, response: { 201: Scenario } };
  app.post('/api/scenarios/:id/copy', { schema: copy }, (request, reply) => {
    const scenario = exchange.copy(request.params.id, request.body);
    audit.note(request, 'scenario copied', scenario.name, { change: { before: null, after: scenario } });
    void reply.status(201);
    return scenario;
  });
  app.get('/api/scenarios/export', { schema: { querystring: ExportQuery } }, (request, reply) => {
    const yaml = exchange.export(idList(request.query.ids, 'ids'));
    void asAttachment(reply, 'scenarios.yaml').type('text/yaml; charset=utf-8').send(yaml);
  });
  const toImport = { body: ScenarioImportInput, response: { 200: ScenarioImport } };
  app.post('/api/scenarios/import', { schema: toImport }, (request) => {
    const { yaml, isTrial = false } = request.body;
    const trial = exchange.import(yaml, true);
    if (isTrial) {
      return trial;
    }
    const changed = trial.scenarios.filter(({ action }) => action !== 'unchanged');
    const before = new Map(changed.map(({ name }) => [name, scenarios.named(name) ?? null]));
    const result = exchange.import(yaml, false);
    if (result.isImported) {
      for (const { name, action } of changed) {
        const change = { before: before.get(name) ?? null, after: scenarios.named(name) ?? null };
        audit.note(request, `scenario ${action}d by import`, name, { change });
      }
    }
    return result;
  });
  app.post('/api/slos/check', { schema: { body: SloCheckInput, response: { 200: SloCheck } } }, (request) =>
    sloChecks.check(request.body)
  );
}

export function registerTestTypeRoutes(app: App, { testTypes, audit }: Deps): void {
  app.get('/api/test-types', { schema: { response: { 200: Type.Array(TestType) } } }, () => testTypes.list());
  app.post('/api/test-types', { schema: { body: TestTypeInput, response: { 201: TestType } } }, (request, reply) => {
    const testType = testTypes.create(request.body);
    audit.note(request, 'test type created', testType.name, { change: { before: null, after: testType } });
    void reply.status(201);
    return testType;
  });
  app.put(
    '/api/test-types/:id',
    { schema: { params: IdParams, body: TestTypeInput, response: { 200: TestType } } },
    (request) => {
      const before = testTypes.get(request.params.id);
      const testType = testTypes.update(request.params.id, request.body);
      audit.note(request, 'test type changed', testType.name, { change: { before, after: testType } });
      return testType;
    }
  );
  app.delete('/api/test-types/:id', { schema: { params: IdParams, response: { 204: Nothing } } }, (request, reply) => {
    const before = testTypes.get(request.params.id);
    testTypes.delete(before.id);
    audit.note(request, 'test type deleted', before.name, { change: { before, after: null } });
    void reply.status(204);
    return null;
  });
}

export function registerVersionRoutes(app: App, { versions, audit }: Deps): void {
  app.get('/api/versions', { schema: { querystring: ListQuery, response: { 200: PageOf(Version) } } }, (request) =>
    versions.list(request.query)
  );
  app.get('/api/versions/order', { schema: { response: { 200: VersionOrder } } }, () => ({
    ids: versions.newestFirst().map(({ id }) => id),
  }));
  app.post('/api/versions', { schema: { body: VersionInput, response: { 201: Version } } }, (request, reply) => {
    const version = versions.create(request.body);
    audit.note(request, 'version created', version.version, { change: { before: null, after: version } });
    void reply.status(201);
    return version;
  });
  app.put(
    '/api/versions/:id',
    { schema: { params: IdParams, body: VersionInput, response: { 200: Version } } },
    (request) => {
      const before = versions.get(request.params.id);
      const version = versions.update(request.params.id, request.body);
      audit.note(request, 'version changed', version.version, { change: { before, after: version } });
      return version;
    }
  );
  app.delete('/api/versions/:id', { schema: { params: IdParams, response: { 204: Nothing } } }, (request, reply) => {
    const before = versions.get(request.params.id);
    versions.delete(before.id);
    audit.note(request, 'version deleted', before.version, { change: { before, after: null } });
    void reply.status(204);
    return null;
  });
}
