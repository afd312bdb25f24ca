import { join } from 'node:path';

import { Type } from 'typebox';

import type { DataDirectory } from '../../config/data-directory.ts';
import { IdParams, PageOf } from '../../contract/common.ts';
import { RepeatInput, Run, RunDeletion, RunInput, RunListQuery, RunSummary, RunUpdate } from '../../contract/runs.ts';
import { RunFile, RunLog, ScriptDiff } from '../../contract/system.ts';
import { AppError } from '../../kernel/errors.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { RunControl } from '../../workflow/runs/run-control.ts';
import { listRunFiles } from '../../workflow/runs/run-file-list.ts';
import { readEnd } from '../../workflow/runs/run-files.ts';
import type { RunRequests } from '../../workflow/runs/run-requests.ts';
import { runName, toRunSummary } from '../../workflow/runs/run-views.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';
import { sendFile } from '../send-file.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  runs: RunStore;
  requests: RunRequests;
  control: RunControl;
  files: DataDirectory;
  audit: Audit;
}

const LOG_END_BYTES = 256 * 1024;

export function registerRunRoutes(app: App, { runs, requests, control, audit }: Deps): void {
  app.get('/api/tests', { schema: { querystring: RunListQuery, response: { 200: PageOf(RunSummary) } } }, (request) => {
    const page = runs.list(request.query);
    return { ...page, items: page.items.map((run) => toRunSummary(run, Date.now())) };
  });
  app.post('/api/tests', { schema: { body: RunInput, response: { 201: Run } } }, async (request, reply) => {
    const run = await requests.createRun(request.body, request.identity.login);
    audit.note(request, 'run created', `run ${run.id}`, runName(run));
    control.queueChanged();
    void reply.status(201);
    return control.view(run.id);
  });
  app.get('/api/tests/:id', { schema: { params: IdParams, response: { 200: Run } } }, (request) =>
    control.view(request.params.id)
  );
  app.put('/api/tests/:id', { schema: { params: IdParams, body: RunUpdate, response: { 200: Run } } }, (request) => {
    const { id, comment } = runs.get(request.params.id);
    runs.change(id, request.body);
    audit.note(request, 'run changed', `run ${id}`, {
      change: { before: { comment }, after: { comment: runs.get(id).comment } },
    });
    return control.view(request.params.id);
  });
  app.delete(
    '/api/tests/:id',
    { schema: { params: IdParams, querystring: RunDeletion, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const name = runName(runs.get(request.params.id));
      const { removeAnnotation = false } = request.query;
      await control.delete(request.params.id, { removesAnnotations: removeAnnotation });
      audit.note(request, 'run deleted', `run ${request.params.id}`, name);
      void reply.status(204);
      return null;
    }
  );
  app.post('/api/tests/:id/start', { schema: { params: IdParams, response: { 200: Run } } }, (request) => {
    control.start(request.params.id);
    audit.note(request, 'run started', `run ${request.params.id}`);
    return control.view(request.params.id);
  });
  app.post('/api/tests/:id/cancel', { schema: { params: IdParams, response: { 200: Run } } }, (request) => {
    control.cancel(request.params.id, request.identity.login);
    audit.note(request, 'run cancelled', `run ${request.params.id}`);
    return control.view(request.params.id);
  });
}

export function registerRepeatRoute(app: App, { control, audit }: Deps): void {
  app.post(
    '/api/tests/:id/repeat',
    { schema: { params: IdParams, body: RepeatInput, response: { 201: Run } } },
    (request, reply) => {
      const { place = 'end' } = request.body;
      const { id } = control.repeat(request.params.id, { createdBy: request.identity.login, place });
      audit.note(request, 'run repeated', `run ${request.params.id}`, `as run ${id}`);
      void reply.status(201);
      return control.view(id);
    }
  );
}

export function registerRunFileRoutes(app: App, { runs, files, control }: Deps): void {
  app.get(
    '/api/tests/:id/log',
    {
      schema: {
        params: IdParams,
        querystring: Type.Object({
          source: Type.Optional(Type.Union([Type.Literal('jmeter'), Type.Literal('console')])),
        }),
        response: { 200: RunLog },
      },
    },
    async (request) => {
      const directory = directoryOf(runs.get(request.params.id), files);
      const source = request.query.source ?? 'jmeter';
      const { text, sizeBytes } = await readEnd(join(directory, `${source}.log`), LOG_END_BYTES);
      return { source, text, sizeBytes, isTruncated: sizeBytes > LOG_END_BYTES };
    }
  );
  app.get('/api/tests/:id/script-diff', { schema: { params: IdParams, response: { 200: ScriptDiff } } }, (request) =>
    control.scriptDiff(request.params.id)
  );
  app.get('/api/tests/:id/files', { schema: { params: IdParams, response: { 200: Type.Array(RunFile) } } }, (request) =>
    listRunFiles(directoryOf(runs.get(request.params.id), files))
  );
  app.get(
    '/api/tests/:id/download',
    {
      schema: { params: IdParams, querystring: Type.Object({ file: Type.Optional(Type.String({ maxLength: 300 })) }) },
    },
    async (request, reply) => {
      const run = runs.get(request.params.id);
      const directory = directoryOf(run, files);
      const wanted = request.query.file ?? run.resultFile?.split('/').at(-1);
      const file = (await listRunFiles(directory)).find(({ name }) => name === wanted);
      if (file === undefined) {
        throw new AppError('NOT_FOUND', `file "${String(wanted)}" of run ${run.id}`);
      }
      void asAttachment(reply, file.name).type('application/octet-stream');
      return sendFile(reply, join(directory, file.name));
    }
  );
}

function directoryOf(run: RunRecord, files: DataDirectory): string {
  if (run.directory === null) {
    throw new AppError('NOT_FOUND', `run ${run.id} is ${run.status} and has no files`);
  }
  return files.absolute(run.directory);
}
