import { createReadStream } from 'node:fs';

import { Type } from 'typebox';

import type { DataDirectory } from '../../config/data-directory.ts';
import { Id, IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import {
  Baseline,
  BaselineInput,
  BaselineUpdate,
  Report,
  ReportInput,
  ReportListQuery,
} from '../../contract/reports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { BaselineStore } from '../../persistence/baseline-store.ts';
import type { ReportStore } from '../../persistence/report-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { References } from '../../workflow/references.ts';
import type { Reporting } from '../../workflow/reporting.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  baselines: BaselineStore;
  reports: ReportStore;
  reporting: Reporting;
  references: References;
  runs: RunStore;
  files: DataDirectory;
  audit: Audit;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function registerBaselineRoutes(app: App, { baselines, references, runs, audit }: Deps): void {
  const query = Type.Object({
    ...ListQuery.properties,
    scenarioId: Type.Optional(Id),
    testTypeId: Type.Optional(Id),
  });
  app.get('/api/baselines', { schema: { querystring: query, response: { 200: PageOf(Baseline) } } }, (request) =>
    baselines.list(request.query)
  );
  app.get('/api/baselines/:id', { schema: { params: IdParams, response: { 200: Baseline } } }, (request) =>
    baselines.get(request.params.id)
  );
  app.post('/api/baselines', { schema: { body: BaselineInput, response: { 201: Baseline } } }, (request, reply) => {
    const { sourceTestRunId, ...input } = request.body;
    const run = runs.get(sourceTestRunId);
    const metrics = run.status === 'completed' ? references.judgedStatistics(run.id) : undefined;
    if (run.kind === 'smoke') {
      throw new AppError('CONFLICT_STATE', `run ${run.id} is a smoke run; only a test can be a baseline`);
    }
    if (metrics === undefined) {
      throw new AppError('CONFLICT_STATE', `run ${run.id} is ${run.status}; only a completed run can be a baseline`);
    }
    const { scenarioId, testTypeId, versionId } = run;
    const { total, rows } = metrics;
    const source = { scenarioId, testTypeId, versionId, sourceTestRunId, metrics: { total, rows } };
    const baseline = baselines.create({ ...input, ...source });
    audit.note(request, 'baseline created', baseline.name, `run ${run.id}`);
    void reply.status(201);
    return baseline;
  });
  app.put(
    '/api/baselines/:id',
    { schema: { params: IdParams, body: BaselineUpdate, response: { 200: Baseline } } },
    (request) => {
      const baseline = baselines.update(request.params.id, request.body);
      audit.note(request, 'baseline changed', baseline.name);
      return baseline;
    }
  );
  app.post(
    '/api/baselines/:id/set-default',
    { schema: { params: IdParams, response: { 200: Baseline } } },
    (request) => {
      const baseline = baselines.setDefault(request.params.id);
      audit.note(request, 'baseline made default', baseline.name);
      return baseline;
    }
  );
  app.delete(
    '/api/baselines/:id',
    { schema: { params: IdParams, response: { 204: Type.Null() } } },
    (request, reply) => {
      const { name } = baselines.get(request.params.id);
      baselines.delete(request.params.id);
      audit.note(request, 'baseline deleted', name);
      void reply.status(204);
      return null;
    }
  );
}

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
