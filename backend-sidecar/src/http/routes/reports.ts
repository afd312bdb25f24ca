import { Type } from 'typebox';

import type { DataDirectory } from '../../config/data-directory.ts';
import { IdParams, PageOf } from '../../contract/common.ts';
import {
  ArtefactKind,
  Report,
  ReportArtefact,
  ReportInput,
  ReportListQuery,
  ReportPreview,
} from '../../contract/reports.ts';
import { AppError } from '../../kernel/errors.ts';
import { isFileKind, type ReportStore } from '../../persistence/report-store.ts';
import type { EvidencePacks } from '../../workflow/reports/evidence-pack.ts';
import type { Reporting } from '../../workflow/reports/reporting.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';
import { sendFile } from '../send-file.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  reports: ReportStore;
  reporting: Reporting;
  evidencePacks: EvidencePacks;
  files: DataDirectory;
  audit: Audit;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function registerReportRoutes(app: App, { reports, reporting, evidencePacks, files, audit }: Deps): void {
  app.get('/api/reports', { schema: { querystring: ReportListQuery, response: { 200: PageOf(Report) } } }, (request) =>
    reports.list(request.query)
  );
  app.post(
    '/api/reports/generate',
    { schema: { body: ReportInput, response: { 202: Report } } },
    async (request, reply) => {
      const report = await reporting.generate(request.body, request.identity.name);
      audit.note(request, 'report made', report.name, `report ${report.id}`);
      void reply.status(202);
      return report;
    }
  );
  app.post('/api/reports/preview', { schema: { body: ReportInput, response: { 200: ReportPreview } } }, (request) =>
    reporting.preview(request.body, request.identity.name)
  );
  registerArtefactRoutes(app, { reports, reporting, audit });
  app.get('/api/reports/:id', { schema: { params: IdParams, response: { 200: Report } } }, (request) =>
    reports.get(request.params.id)
  );
  app.delete(
    '/api/reports/:id',
    { schema: { params: IdParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { name } = reports.get(request.params.id);
      await reporting.delete(request.params.id);
      audit.note(request, 'report deleted', name, `report ${request.params.id}`);
      void reply.status(204);
      return null;
    }
  );
  app.get('/api/reports/:id/download/excel', { schema: { params: IdParams } }, (request, reply) => {
    const path = existing(reports.row(request.params.id).excelFilePath, 'Excel file');
    void asAttachment(reply, `report-${request.params.id}.xlsx`).type(XLSX);
    return sendFile(reply, files.absolute(path));
  });
  app.get('/api/reports/:id/download/html', { schema: { params: IdParams } }, (request, reply) => {
    const path = existing(reports.row(request.params.id).htmlFilePath, 'HTML file');
    void asAttachment(reply, `report-${request.params.id}.html`).type('text/html; charset=utf-8');
    return sendFile(reply, files.absolute(path));
  });
  app.get('/api/reports/:id/download/evidence', { schema: { params: IdParams } }, async (request, reply) => {
    const { fileName, sizeBytes, stream } = await evidencePacks.open(request.params.id);
    void asAttachment(reply, fileName).type('application/zip').header('content-length', sizeBytes);
    return reply.send(stream);
  });
  app.get('/api/reports/:id/html', { schema: { params: IdParams } }, (request, reply) => {
    const path = existing(reports.row(request.params.id).htmlFilePath, 'HTML file');
    void reply.type('text/html; charset=utf-8').header('content-security-policy', 'sandbox');
    return sendFile(reply, files.absolute(path));
  });
}

const ArtefactParams = Type.Object({ ...IdParams.properties, kind: ArtefactKind });

function registerArtefactRoutes(app: App, { reports, reporting, audit }: Omit<Deps, 'files' | 'evidencePacks'>): void {
  app.get(
    '/api/reports/:id/artefacts',
    { schema: { params: IdParams, response: { 200: Type.Array(ReportArtefact) } } },
    (request) => reports.get(request.params.id).artefacts
  );
  app.post(
    '/api/reports/:id/artefacts/:kind',
    { schema: { params: ArtefactParams, response: { 202: ReportArtefact } } },
    (request, reply) => {
      const { id, kind } = request.params;
      const { name } = reports.get(id);
      if (!isFileKind(kind)) {
        throw new AppError('REQUEST_INVALID', ELSEWHERE[kind]);
      }
      const artefact = reporting.makeAgain(id, kind);
      audit.note(request, 'report made', name, `report ${id}, ${kind} again`);
      void reply.status(202);
      return artefact;
    }
  );
}

const ELSEWHERE = {
  pictures: 'kind: pictures are captured by POST /api/grafana/capture',
  confluence: 'kind: a page is published by POST /api/confluence/publish/:reportId',
};

function existing(path: string | null, what: string): string {
  if (path === null) {
    throw new AppError('NOT_FOUND', `the report has no ${what}`);
  }
  return path;
}
