import { Type } from 'typebox';

import { IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import { HoldAnswer, Queue } from '../../contract/runs.ts';
import { Environment, EnvironmentInput, EnvironmentTrial } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { Generators } from '../../workflow/generators/generators.ts';
import type { LaneChecks } from '../../workflow/lanes/lane-checks.ts';
import type { LaneHolds } from '../../workflow/lanes/lane-holds.ts';
import type { QueueView } from '../../workflow/lanes/queue-view.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  environments: EnvironmentStore;
  laneChecks: LaneChecks;
  generatorHosts: Generators;
  audit: Audit;
}

interface HoldDeps {
  environments: EnvironmentStore;
  laneHolds: LaneHolds;
  queue: QueueView;
  audit: Audit;
}

const Nothing = Type.Null();

export function registerEnvironmentRoutes(app: App, { environments, laneChecks, generatorHosts, audit }: Deps): void {
  app.get(
    '/api/environments',
    { schema: { querystring: ListQuery, response: { 200: PageOf(Environment) } } },
    (request) => environments.list(request.query)
  );
  app.get('/api/environments/:id', { schema: { params: IdParams, response: { 200: Environment } } }, (request) =>
    environments.get(request.params.id)
  );
  app.post(
    '/api/environments',
    { schema: { body: EnvironmentInput, response: { 201: Environment } } },
    (request, reply) => {
      expectGenerator(generatorHosts, request.body.generator);
      const environment = environments.create(request.body);
      const detail = changedSecrets(request.body.secrets);
      audit.note(request, 'environment created', environment.name, {
        detail,
        change: { before: null, after: environment },
      });
      void reply.status(201);
      return environment;
    }
  );
  app.put(
    '/api/environments/:id',
    { schema: { params: IdParams, body: EnvironmentInput, response: { 200: Environment } } },
    (request) => {
      const before = environments.get(request.params.id);
      expectGenerator(generatorHosts, request.body.generator);
      const environment = environments.update(request.params.id, request.body);
      const detail = changedSecrets(request.body.secrets);
      audit.note(request, 'environment changed', environment.name, { detail, change: { before, after: environment } });
      return environment;
    }
  );
  app.delete(
    '/api/environments/:id',
    { schema: { params: IdParams, response: { 204: Nothing } } },
    (request, reply) => {
      const before = environments.get(request.params.id);
      environments.delete(before.id);
      audit.note(request, 'environment deleted', before.name, { change: { before, after: null } });
      void reply.status(204);
      return null;
    }
  );
  app.post(
    '/api/environments/:id/try',
    { schema: { params: IdParams, response: { 200: EnvironmentTrial } } },
    async (request) => {
      const { id, name } = environments.get(request.params.id);
      // Before the calls: they change the system under test, whatever becomes of the request.
      audit.note(request, 'environment tried', name, 'version probe and hooks');
      return laneChecks.try(id);
    }
  );
}

/** A person's answer to what holds a lane. */
export function registerHoldRoutes(app: App, { environments, laneHolds, queue, audit }: HoldDeps): void {
  app.post('/api/queue/answer', { schema: { body: HoldAnswer, response: { 200: Queue } } }, (request) => {
    const { name } = environments.get(request.body.environmentId);
    const { reason } = laneHolds.answer(request.body, request.identity.login);
    audit.note(request, 'lane answered', name, `${reason}: ${request.body.answer}`);
    return queue.read();
  });
}

function expectGenerator(generators: Generators, name: string | undefined): void {
  const names = generators.list().map((one) => one.name);
  if (name !== undefined && !names.includes(name)) {
    throw new AppError('REQUEST_INVALID', `there is no generator ${name}; there are ${names.join(', ')}`);
  }
}

/** Names only: the audit log holds no secret. */
function changedSecrets(secrets: Record<string, string | null> | undefined): string | null {
  const names = Object.keys(secrets ?? {});
  return names.length === 0 ? null : `secrets set or removed: ${names.join(', ')}`;
}
