import { basename } from 'node:path';

import { Type } from 'typebox';
import { ZipFile } from 'yazl';

import { IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import { Preflight, PreflightQuery } from '../../contract/preflight.ts';
import { RevisionDiffQuery, Script, ScriptRevision, ScriptUpdate } from '../../contract/scenarios.ts';
import { ScriptDiff } from '../../contract/system.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore, StoredRevision } from '../../persistence/script-store.ts';
import type { Preflights } from '../../workflow/scripts/preflights.ts';
import type { ScriptIntake } from '../../workflow/scripts/script-intake.ts';
import type { ScriptLibrary, UploadFields } from '../../workflow/scripts/script-library.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';
import { sendFile } from '../send-file.ts';
import type { Audit } from '../audit.ts';
import { readUpload, type UploadRequest } from '../script-upload.ts';

interface Deps {
  scripts: ScriptStore;
  scenarios: ScenarioStore;
  library: ScriptLibrary;
  preflights: Preflights;
  audit: Audit;
}

export function registerScriptRoutes(app: App, deps: Deps): void {
  const { scripts, scenarios, library, audit } = deps;
  app.get('/api/scripts', { schema: { querystring: ListQuery, response: { 200: PageOf(Script) } } }, (request) =>
    scripts.list(request.query)
  );
  app.get('/api/scripts/:id', { schema: { params: IdParams, response: { 200: Script } } }, (request) =>
    scripts.get(request.params.id)
  );
  app.put(
    '/api/scripts/:id',
    { schema: { params: IdParams, body: ScriptUpdate, response: { 200: Script } } },
    (request) => {
      refuseUnknownScenario(scenarios, request.body.scenarioId);
      const before = auditedScript(scripts.get(request.params.id));
      const script = scripts.update(request.params.id, request.body);
      const isNewDefault = request.body.isDefault === true && script.scenarioId !== null;
      audit.note(request, 'script changed', script.name, {
        detail: isNewDefault ? 'default of its scenario' : null,
        change: { before, after: auditedScript(script) },
      });
      return script;
    }
  );
  app.delete(
    '/api/scripts/:id',
    { schema: { params: IdParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const script = scripts.get(request.params.id);
      await library.remove(script.id);
      audit.note(request, 'script deleted', script.name, { change: { before: auditedScript(script), after: null } });
      void reply.status(204);
      return null;
    }
  );
}

/** Files as multipart/form-data, streamed to disk; fields: name, description, scenarioId, comment, plan, keepCompanions. */
export function registerScriptUploadRoutes(app: App, { scripts, scenarios, library, audit }: Deps): void {
  app.post('/api/scripts/upload', { schema: { response: { 201: Script } } }, async (request, reply) => {
    const script = await withUpload(request, library, (intake, fields) => {
      refuseUnknownScenario(scenarios, fields.scenarioId);
      return library.add(intake, fields, request.identity.login);
    });
    audit.note(request, 'script uploaded', script.name, { change: { before: null, after: auditedScript(script) } });
    void reply.status(201);
    return script;
  });
  app.post(
    '/api/scripts/:id/revisions',
    { schema: { params: IdParams, response: { 201: Script } } },
    async (request, reply) => {
      const before = scripts.get(request.params.id);
      const script = await withUpload(request, library, (intake, fields) =>
        library.revise(before.id, intake, fields, request.identity.login)
      );
      audit.note(request, 'script revised', script.name, {
        detail: `revision ${script.revisionNumber}`,
        change: { before: auditedScript(before), after: auditedScript(script) },
      });
      void reply.status(201);
      return script;
    }
  );
}

export function registerRevisionRoutes(app: App, { scripts, library, preflights }: Deps): void {
  app.get(
    '/api/scripts/:id/revisions',
    { schema: { params: IdParams, response: { 200: Type.Array(ScriptRevision) } } },
    (request) => scripts.revisions(request.params.id)
  );
  app.get(
    '/api/scripts/:id/preflight',
    { schema: { params: IdParams, querystring: PreflightQuery, response: { 200: Preflight } } },
    (request) => preflights.read(request.params.id, request.query)
  );
  app.get(
    '/api/scripts/:id/diff',
    { schema: { params: IdParams, querystring: RevisionDiffQuery, response: { 200: ScriptDiff } } },
    (request) => library.diff(request.params.id, request.query)
  );
  app.get(
    '/api/scripts/:id/download',
    { schema: { params: IdParams, querystring: DownloadQuery } },
    (request, reply) => {
      const { revision: number, file, all } = request.query;
      const script = scripts.get(request.params.id);
      const revision = scripts.revision(script.id, number);
      if (all === true) {
        void asAttachment(reply, `${script.name}-${revision.number}.zip`).type('application/zip');
        return reply.send(zipOf(revision, library));
      }
      const name = file ?? revision.fileName;
      void asAttachment(reply, basename(name)).type(
        name.endsWith('.jmx') ? 'application/xml' : 'application/octet-stream'
      );
      return sendFile(reply, library.path(revision, name));
    }
  );
}

const DownloadQuery = Type.Object({
  revision: Type.Optional(Type.Integer({ minimum: 1 })),
  file: Type.Optional(Type.String({ maxLength: 2000 })),
  all: Type.Optional(Type.Boolean()),
});

function zipOf(revision: StoredRevision, library: ScriptLibrary): NodeJS.ReadableStream {
  const zip = new ZipFile();
  for (const { name } of revision.files) {
    zip.addFile(library.path(revision, name), name);
  }
  zip.end();
  return zip.outputStream;
}

/** What people choose of a script, and which files it has; not what was read in it. */
function auditedScript({ name, description, scenarioId, isDefault, revisionNumber, checksumSha256 }: Script): object {
  return { name, description, scenarioId, isDefault, revisionNumber, checksumSha256 };
}

/** Whatever happens, nothing is left of an upload that was not kept. */
async function withUpload(
  request: UploadRequest,
  library: ScriptLibrary,
  store: (intake: ScriptIntake, fields: UploadFields) => Promise<Script>
): Promise<Script> {
  const intake = await library.begin();
  try {
    return await store(intake, await readUpload(request, intake));
  } finally {
    await intake.discard();
  }
}

function refuseUnknownScenario(scenarios: ScenarioStore, id: number | null | undefined): void {
  if (typeof id === 'number' && scenarios.find(id) === undefined) {
    throw new AppError('REQUEST_INVALID', `scenarioId: there is no scenario ${id}`);
  }
}
