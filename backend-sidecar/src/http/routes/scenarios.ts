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
import type { ScenarioExchange } from '../../workflow/scenario-exchange.ts';
import type { SloChecks } from '../../workflow/slo-checks.ts';
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
    audit.note(request, 'scenario created', scenario.name);
    void reply.status(201);
    return scenario;
  });
  app.put(
    '/api/scenarios/:id',
    { schema: { params: IdParams, body: ScenarioInput, response: { 200: Scenario } } },
    (request) => {
      const scenario = scenarios.update(request.params.id, request.body);
      audit.note(request, 'scenario changed', scenario.name);
      return scenario;
    }
  );
  app.delete('/api/scenarios/:id', { schema: { params: IdParams, response: { 204: Nothing } } }, (request, reply) => {
    const { name } = scenarios.get(request.params.id);
    scenarios.delete(request.params.id);
    audit.note(request, 'scenario deleted', name);
    void reply.status(204);
    return null;
  });
}

/** Copies, files and checks of scenarios. */
export function registerScenarioExchangeRoutes(app: App, { exchange, sloChecks, audit }: ScenarioDeps): void {
  const copy = { params: IdParams, body: ScenarioCopyInput, response: { 201: Scenario } };
  app.post('/api/scenarios/:id/copy', { schema: copy }, (request, reply) => {
    const scenario = exchange.copy(request.params.id, request.body);
    audit.note(request, 'scenario copied', scenario.name);
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
    const result = exchange.import(yaml, isTrial);
    if (result.isImported) {
      const changed = result.scenarios.filter(({ action }) => action !== 'unchanged');
      changed.forEach(({ name, action }) => audit.note(request, `scenario ${action}d by import`, name));
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
    audit.note(request, 'test type created', testType.name);
    void reply.status(201);
    return testType;
  });
  app.put(
    '/api/test-types/:id',
    { schema: { params: IdParams, body: TestTypeInput, response: { 200: TestType } } },
    (request) => {
      const testType = testTypes.update(request.params.id, request.body);
      audit.note(request, 'test type changed', testType.name);
      return testType;
    }
  );
  app.delete('/api/test-types/:id', { schema: { params: IdParams, response: { 204: Nothing } } }, (request, reply) => {
    const { name } = testTypes.get(request.params.id);
    testTypes.delete(request.params.id);
    audit.note(request, 'test type deleted', name);
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
    audit.note(request, 'version created', version.version);
    void reply.status(201);
    return version;
  });
  app.put(
    '/api/versions/:id',
    { schema: { params: IdParams, body: VersionInput, response: { 200: Version } } },
    (request) => {
      const version = versions.update(request.params.id, request.body);
      audit.note(request, 'version changed', version.version);
      return version;
    }
  );
  app.delete('/api/versions/:id', { schema: { params: IdParams, response: { 204: Nothing } } }, (request, reply) => {
    const { version } = versions.get(request.params.id);
    versions.delete(request.params.id);
    audit.note(request, 'version deleted', version);
    void reply.status(204);
    return null;
  });
}
