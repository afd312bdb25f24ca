import { Type } from 'typebox';

import { ImportAcceptInput, ImportParams, ImportPreview } from '../../contract/imports.ts';
import type { Imports } from '../../workflow/imports/imports.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';
import { readImport, type ImportRequest } from '../import-upload.ts';

interface Deps {
  imports: Imports;
  audit: Audit;
}

/** Past results: uploaded as multipart/form-data, looked at, then accepted as runs or forgotten. */
export function registerImportRoutes(app: App, { imports, audit }: Deps): void {
  app.post('/api/tests/import', { schema: { response: { 201: ImportPreview } } }, async (request, reply) => {
    const preview = await uploaded(request, imports, request.identity.login);
    audit.note(request, 'results uploaded', preview.importId);
    void reply.status(201);
    return preview;
  });
  app.get(
    '/api/tests/import/:importId',
    { schema: { params: ImportParams, response: { 200: ImportPreview } } },
    (request) => imports.view(request.params.importId)
  );
  app.post(
    '/api/tests/import/:importId/accept',
    { schema: { params: ImportParams, body: ImportAcceptInput, response: { 202: ImportPreview } } },
    async (request, reply) => {
      const { importId } = request.params;
      const preview = await imports.accept(importId, request.body, request.identity.login);
      audit.note(request, 'results imported', importId, `${request.body.runs.length} runs`);
      void reply.status(202);
      return preview;
    }
  );
  app.delete(
    '/api/tests/import/:importId',
    { schema: { params: ImportParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await imports.forget(request.params.importId);
      audit.note(request, 'upload forgotten', request.params.importId);
      void reply.status(204);
      return null;
    }
  );
}

/** Whatever happens, nothing is left of an upload that was not kept. */
async function uploaded(request: ImportRequest, imports: Imports, by: string): Promise<ImportPreview> {
  const intake = await imports.begin();
  try {
    await readImport(request, intake);
    return await imports.open(intake, by);
  } finally {
    await imports.end(intake);
  }
}
