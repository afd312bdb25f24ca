import { Type } from 'typebox';

import { Id, IdParams, Nullable } from '../../contract/common.ts';
import {
  BuiltInTemplate,
  ConfluenceSpace,
  Publication,
  PublishInput,
  PublishPreview,
  PublishTemplate,
  PublishTemplateInput,
} from '../../contract/publishing.ts';
import type { Publishing } from '../../workflow/publishing/publishing.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  publishing: Publishing;
  audit: Audit;
}

const ReportParams = Type.Object({ reportId: Id });

export function registerPublishingRoutes(app: App, { publishing, audit }: Deps): void {
  app.get('/api/confluence/spaces', { schema: { response: { 200: Type.Array(ConfluenceSpace) } } }, () =>
    publishing.spaces()
  );
  app.get(
    '/api/confluence/status/:reportId',
    { schema: { params: ReportParams, response: { 200: Nullable(Publication) } } },
    (request) => publishing.status(request.params.reportId)
  );
  app.post(
    '/api/confluence/preview/:reportId',
    { schema: { params: ReportParams, body: PublishInput, response: { 200: PublishPreview } } },
    (request) => publishing.preview(request.params.reportId, request.body)
  );
  app.post(
    '/api/confluence/publish/:reportId',
    { schema: { params: ReportParams, body: PublishInput, response: { 202: Publication } } },
    async (request, reply) => {
      const { reportId } = request.params;
      const publication = await publishing.publish(reportId, request.body, request.identity.name);
      const { title, spaceKey } = publication;
      audit.note(request, 'report published', `report ${reportId}`, `${title}, space ${spaceKey}`);
      void reply.status(202);
      return publication;
    }
  );
  registerTemplateRoutes(app, { publishing, audit });
}

function registerTemplateRoutes(app: App, { publishing, audit }: Deps): void {
  const path = '/api/confluence/templates';
  app.get(path, { schema: { response: { 200: Type.Array(PublishTemplate) } } }, () => publishing.listTemplates());
  app.get('/api/confluence/built-in-template', { schema: { response: { 200: BuiltInTemplate } } }, () =>
    publishing.builtInTemplate()
  );
  app.post(path, { schema: { body: PublishTemplateInput, response: { 201: PublishTemplate } } }, (request, reply) => {
    const template = publishing.createTemplate(request.body);
    audit.note(request, 'page template created', template.name);
    void reply.status(201);
    return template;
  });
  app.put(
    `${path}/:id`,
    { schema: { params: IdParams, body: PublishTemplateInput, response: { 200: PublishTemplate } } },
    (request) => {
      const template = publishing.updateTemplate(request.params.id, request.body);
      audit.note(request, 'page template changed', template.name);
      return template;
    }
  );
  app.delete(`${path}/:id`, { schema: { params: IdParams, response: { 204: Type.Null() } } }, (request, reply) => {
    audit.note(request, 'page template deleted', publishing.deleteTemplate(request.params.id).name);
    void reply.status(204);
    return null;
  });
}
