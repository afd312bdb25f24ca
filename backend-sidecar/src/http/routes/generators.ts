import { Type } from 'typebox';

import {
  Generator,
  GeneratorChange,
  GeneratorInput,
  GeneratorParams,
  GeneratorSummary,
  type GeneratorSecrets,
} from '../../contract/generators.ts';
import { ConnectionTest } from '../../contract/system.ts';
import type { Generators } from '../../workflow/generators/generators.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  generatorHosts: Generators;
  audit: Audit;
}

export function registerGeneratorRoutes(app: App, { generatorHosts: generators, audit }: Deps): void {
  app.get('/api/generators', { schema: { response: { 200: Type.Array(GeneratorSummary) } } }, () => generators.list());
  app.get('/api/generators/:name', { schema: { params: GeneratorParams, response: { 200: Generator } } }, (request) =>
    generators.get(request.params.name)
  );
  app.post('/api/generators', { schema: { body: GeneratorInput, response: { 201: Generator } } }, (request, reply) => {
    const generator = generators.create(request.body);
    const detail = changedSecrets(request.body.secrets);
    audit.note(request, 'generator added', generator.name, { detail, change: { before: null, after: generator } });
    void reply.status(201);
    return generator;
  });
  app.put(
    '/api/generators/:name',
    { schema: { params: GeneratorParams, body: GeneratorChange, response: { 200: Generator } } },
    (request) => {
      const before = generators.get(request.params.name);
      const after = generators.update(request.params.name, request.body);
      const detail = changedSecrets(request.body.secrets);
      audit.note(request, 'generator changed', after.name, { detail, change: { before, after } });
      return after;
    }
  );
  app.delete(
    '/api/generators/:name',
    { schema: { params: GeneratorParams, response: { 204: Type.Null() } } },
    (request, reply) => {
      const before = generators.get(request.params.name);
      generators.delete(request.params.name);
      audit.note(request, 'generator deleted', before.name, { change: { before, after: null } });
      void reply.status(204);
      return null;
    }
  );
  app.post(
    '/api/generators/:name/test',
    { schema: { params: GeneratorParams, response: { 200: ConnectionTest } } },
    (request) => generators.test(request.params.name)
  );
  app.post(
    '/api/generators/:name/forget-host-keys',
    { schema: { params: GeneratorParams, response: { 200: Generator } } },
    (request) => {
      const before = generators.get(request.params.name);
      const after = generators.forgetHostKeys(request.params.name);
      const detail = before.hostKeys.map(({ place, fingerprint }) => `${place} ${fingerprint}`).join(', ');
      audit.note(request, 'generator’s host keys forgotten', after.name, detail);
      return after;
    }
  );
}

/** Names only: the audit log holds no secret. */
function changedSecrets(secrets: GeneratorSecrets | undefined): string | null {
  const names = Object.keys(secrets ?? {});
  return names.length === 0 ? null : `secrets set or removed: ${names.join(', ')}`;
}
