import { RunAnnotations as RunAnnotationsView } from '../../contract/annotations.ts';
import { IdParams } from '../../contract/common.ts';
import type { RunAnnotations } from '../../workflow/annotations/run-annotations.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  runAnnotations: RunAnnotations;
  audit: Audit;
}

export function registerAnnotationRoutes(app: App, { runAnnotations, audit }: Deps): void {
  const path = '/api/tests/:id/annotations';
  const schema = { params: IdParams, response: { 200: RunAnnotationsView } };
  app.get(path, { schema }, (request) => runAnnotations.view(request.params.id));
  app.post(path, { schema }, async (request) => {
    const view = await runAnnotations.write(request.params.id);
    audit.note(request, 'run annotated', `run ${request.params.id}`, statesOf(view));
    return view;
  });
  app.delete(path, { schema }, async (request) => {
    const view = await runAnnotations.remove(request.params.id);
    audit.note(request, 'run’s annotations removed', `run ${request.params.id}`, statesOf(view));
    return view;
  });
}

function statesOf({ items }: RunAnnotationsView): string {
  return items.map(({ dashboardUid, state }) => `${dashboardUid ?? 'organisation'}: ${state}`).join(', ');
}
