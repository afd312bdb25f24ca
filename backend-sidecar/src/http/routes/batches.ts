import { IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import { Batch, BatchInput, BatchPreview, BatchSummary, Queue, SkipCooldownInput } from '../../contract/runs.ts';
import type { BatchStore } from '../../persistence/batch-store.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import { isEnded } from '../../runs/run-states.ts';
import type { Batches } from '../../workflow/batches.ts';
import type { QueueView } from '../../workflow/queue-view.ts';
import type { RunControl } from '../../workflow/run-control.ts';
import type { RunRequests } from '../../workflow/run-requests.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  batches: Batches;
  batchStore: BatchStore;
  runs: RunStore;
  environments: EnvironmentStore;
  requests: RunRequests;
  control: RunControl;
  queue: QueueView;
  audit: Audit;
}

export function registerBatchRoutes(app: App, { batches, batchStore, runs, requests, control, audit }: Deps): void {
  app.get('/api/batches', { schema: { querystring: ListQuery, response: { 200: PageOf(BatchSummary) } } }, (request) =>
    batches.list(request.query)
  );
  app.post('/api/batches', { schema: { body: BatchInput, response: { 201: Batch } } }, (request, reply) => {
    const { id, name } = requests.createBatch(request.body, request.identity.login);
    audit.note(request, 'batch started', name);
    control.queueChanged();
    void reply.status(201);
    return batches.get(id);
  });
  app.post('/api/batches/preview', { schema: { body: BatchInput, response: { 200: BatchPreview } } }, (request) =>
    requests.preview(request.body)
  );
  app.get('/api/batches/:id', { schema: { params: IdParams, response: { 200: Batch } } }, (request) =>
    batches.get(request.params.id)
  );
  app.post('/api/batches/:id/cancel', { schema: { params: IdParams, response: { 200: Batch } } }, (request) => {
    const { id, name } = batchStore.get(request.params.id);
    // The waiting ones first: otherwise the end of the running one would start the next.
    const open = runs.ofBatch(id).filter((run) => !isEnded(run.status));
    for (const run of open.sort((a, b) => Number(b.status === 'queued') - Number(a.status === 'queued'))) {
      control.cancel(run.id, request.identity.login);
    }
    audit.note(request, 'batch cancelled', name);
    return batches.get(id);
  });
}

export function registerQueueRoutes(app: App, { queue, environments, control, audit }: Deps): void {
  app.get('/api/queue', { schema: { response: { 200: Queue } } }, () => queue.read());
  app.post('/api/queue/skip-cooldown', { schema: { body: SkipCooldownInput, response: { 200: Queue } } }, (request) => {
    const environment = environments.get(request.body.environmentId);
    environments.setCooldown(environment.id, 0);
    audit.note(request, 'cool-down skipped', environment.name);
    control.queueChanged();
    return queue.read();
  });
}
