import { createReadStream } from 'node:fs';

import type { MultipartFile } from '@fastify/multipart';
import { Type } from 'typebox';

import { IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import { Script, ScriptUpdate } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import type { ScriptLibrary } from '../../workflow/script-library.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';
import { asAttachment } from '../attachment.ts';

interface Deps {
  scripts: ScriptStore;
  scenarios: ScenarioStore;
  library: ScriptLibrary;
  audit: Audit;
}

export function registerScriptRoutes(app: App, { scripts, scenarios, library, audit }: Deps): void {
  app.get('/api/scripts', { schema: { querystring: ListQuery, response: { 200: PageOf(Script) } } }, (request) =>
    scripts.list(request.query)
  );
  app.get('/api/scripts/:id', { schema: { params: IdParams, response: { 200: Script } } }, (request) =>
    scripts.get(request.params.id)
  );
  // One file as multipart/form-data; fields that come before it: name, description, scenarioId.
  app.post('/api/scripts/upload', { schema: { response: { 201: Script } } }, async (request, reply) => {
    const file = request.isMultipart() ? await request.file() : undefined;
    if (file === undefined) {
      throw new AppError('REQUEST_INVALID', 'send one file as multipart/form-data');
    }
    const fields = fieldsOf(file);
    refuseUnknownScenario(scenarios, fields.scenarioId);
    const script = await library.add({ ...fields, uploadedBy: request.identity.login });
    audit.note(request, 'script uploaded', script.name, script.checksumSha256);
    void reply.status(201);
    return script;
  });
  app.put(
    '/api/scripts/:id',
    { schema: { params: IdParams, body: ScriptUpdate, response: { 200: Script } } },
    (request) => {
      refuseUnknownScenario(scenarios, request.body.scenarioId);
      const script = scripts.update(request.params.id, request.body);
      audit.note(request, 'script changed', script.name);
      return script;
    }
  );
  app.delete(
    '/api/scripts/:id',
    { schema: { params: IdParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { name } = scripts.get(request.params.id);
      await library.remove(request.params.id);
      audit.note(request, 'script deleted', name);
      void reply.status(204);
      return null;
    }
  );
  app.get('/api/scripts/:id/download', { schema: { params: IdParams } }, (request, reply) => {
    const { fileName } = scripts.get(request.params.id);
    void asAttachment(reply, fileName).type('application/xml');
    return reply.send(createReadStream(library.path(request.params.id)));
  });
}

function fieldsOf(file: MultipartFile) {
  return {
    fileName: file.filename,
    content: file.file,
    name: fieldText(file, 'name', 100),
    description: fieldText(file, 'description', 4000),
    scenarioId: scenarioIdOf(fieldText(file, 'scenarioId', 20)),
  };
}

/** A field of the form, which no schema checks. */
function fieldText(file: MultipartFile, name: string, longest: number): string | undefined {
  const field = file.fields[name];
  if (field === undefined || Array.isArray(field) || field.type !== 'field') {
    return undefined;
  }
  const text = String(field.value).trim();
  if (text.length > longest) {
    throw new AppError('REQUEST_INVALID', `${name} may have at most ${longest} characters`);
  }
  return text === '' ? undefined : text;
}

function scenarioIdOf(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!/^[1-9]\d*$/.test(text)) {
    throw new AppError('REQUEST_INVALID', `scenarioId: "${text}" is not an id`);
  }
  return Number(text);
}

function refuseUnknownScenario(scenarios: ScenarioStore, id: number | null | undefined): void {
  if (typeof id === 'number' && scenarios.find(id) === undefined) {
    throw new AppError('REQUEST_INVALID', `scenarioId: there is no scenario ${id}`);
  }
}
