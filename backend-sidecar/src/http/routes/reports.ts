import { createReadStream } from 'node:fs';

import { Type } from 'typebox';

import type { DataDirectory } from '../../config/data-directory.ts';
import { IdParams, PageOf } from '../../contract/common.ts';
import { Report, ReportInput, ReportListQuery } from '../../contract/reports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ReportStore } from '../../persistence/report-store.ts';
import type { Reporting } from '../../workflow/reporting.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  reports: ReportStore;
  reporting: Reporting;
  files: DataDirectory;
  audit: Audit;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function registerReportRoutes(app: App, { reports, reporting, files, audit }: Deps): void {
  app.get('/api/reports', { schema: { querystring: ReportListQuery, response: { 200: PageOf(Report) } } }, (request) =>
    reports.list(request.query)
  );
  app.post(
    '/api/reports/generate',
    { schema: { body: ReportInput, response: { 201: Report } } },
    async (request, reply) => {
      const report = await reporting.generate(request.body, request.identity.name);
      audit.note(request, 'report made', report.name, `report ${report.id}`);
      void reply.status(201);
      return report;
    }
  );
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
    return reply.send(createReadStream(files.absolute(path)));
  });
  app.get('/api/reports/:id/download/html', { schema: { params: IdParams } }, (request, reply) => {
    const path = existing(reports.row(request.params.id).htmlFilePath, 'HTML file');
    void asAttachment(reply, `report-${request.params.id}.html`).type('text/html; charset=utf-8');
    return reply.send(createReadStream(files.absolute(path)));
  });
  app.get('/api/reports/:id/html', { schema: { params: IdParams } }, (request, reply) => {
    const path = existing(reports.row(request.params.id).htmlFilePath, 'HTML file');
    void reply.type('text/html; charset=utf-8').header('content-security-policy', 'sandbox');
    return reply.send(createReadStream(files.absolute(path)));
  });
}

function existing(path: string | null, what: string): string {
  if (path === null) {
    throw new AppError('NOT_FOUND', `the report has no ${what}`);
  }
  return path;
}
