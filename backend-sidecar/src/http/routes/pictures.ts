import { Type } from 'typebox';

import type { DataDirectory } from '../../config/data-directory.ts';
import { IdParams } from '../../contract/common.ts';
import {
  Capture,
  CaptureInput,
  DashboardChoice,
  DashboardParts,
  DashboardQuery,
  DashboardUid,
  KeptData,
  PicturePreset,
  PicturePresetInput,
} from '../../contract/pictures.ts';
import { ConnectionTest } from '../../contract/system.ts';
import { AppError } from '../../kernel/errors.ts';
import type { PictureStore } from '../../persistence/picture-store.ts';
import type { ConnectionTests } from '../../workflow/connections/connection-tests.ts';
import type { Pictures } from '../../workflow/pictures/pictures.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';
import { sendFile } from '../send-file.ts';

interface Deps {
  runPictures: Pictures;
  pictures: PictureStore;
  files: DataDirectory;
  audit: Audit;
}

export function registerPictureRoutes(app: App, { runPictures, pictures, files, audit }: Deps): void {
  app.get('/api/tests/:id/pictures', { schema: { params: IdParams, response: { 200: Capture } } }, (request) =>
    runPictures.progress(request.params.id)
  );
  app.post('/api/grafana/capture', { schema: { body: CaptureInput, response: { 202: Capture } } }, (request, reply) => {
    const capture = runPictures.captureAgain(request.body);
    audit.note(request, 'pictures captured', `run ${capture.testRunId}`, `${capture.allPictures} panels`);
    void reply.status(202);
    return capture;
  });
  app.get('/api/pictures/:id/image', { schema: { params: IdParams } }, (request, reply) => {
    const path = existing(pictures.get(request.params.id).imagePath, 'picture');
    void reply.type('image/png');
    return sendFile(reply, files.absolute(path));
  });
  app.get('/api/pictures/:id/data', { schema: { params: IdParams, response: { 200: KeptData } } }, (request, reply) => {
    const path = existing(pictures.get(request.params.id).dataPath, 'data of the panel');
    void reply.type('application/json; charset=utf-8');
    return sendFile(reply, files.absolute(path)) as never;
  });
}

export function registerPicturePresetRoutes(app: App, { runPictures, pictures, audit }: Omit<Deps, 'files'>): void {
  const path = '/api/grafana/presets';
  app.get(path, { schema: { response: { 200: Type.Array(PicturePreset) } } }, () => pictures.presets());
  app.post(path, { schema: { body: PicturePresetInput, response: { 201: PicturePreset } } }, (request, reply) => {
    const preset = pictures.createPreset(request.body);
    audit.note(request, 'picture preset created', preset.name);
    void reply.status(201);
    return preset;
  });
  app.put(
    `${path}/:id`,
    { schema: { params: IdParams, body: PicturePresetInput, response: { 200: PicturePreset } } },
    (request) => {
      const preset = pictures.updatePreset(request.params.id, request.body);
      audit.note(request, 'picture preset changed', preset.name);
      return preset;
    }
  );
  app.delete(`${path}/:id`, { schema: { params: IdParams, response: { 204: Type.Null() } } }, (request, reply) => {
    audit.note(request, 'picture preset deleted', pictures.deletePreset(request.params.id).name);
    void reply.status(204);
    return null;
  });
  app.get(
    '/api/grafana/dashboards',
    { schema: { querystring: DashboardQuery, response: { 200: Type.Array(DashboardChoice) } } },
    (request) => runPictures.dashboards(request.query.search ?? '')
  );
  app.get(
    '/api/grafana/dashboards/:uid',
    { schema: { params: Type.Object({ uid: DashboardUid }), response: { 200: DashboardParts } } },
    (request) => runPictures.dashboard(request.params.uid)
  );
}

export function registerGrafanaTestRoute(app: App, { connectionTests }: { connectionTests: ConnectionTests }): void {
  app.get('/api/grafana/test-connection', { schema: { response: { 200: Type.Array(ConnectionTest) } } }, () =>
    connectionTests.grafana()
  );
}

function existing(path: string | null, what: string): string {
  if (path === null) {
    throw new AppError('NOT_FOUND', `there is no ${what}`);
  }
  return path;
}
