import { IdParams, ListQuery, PageOf } from '../../contract/common.ts';
import {
  Batch,
  BatchAnswer,
  BatchInput,
  BatchPreview,
  BatchSummary,
  BatchUpdate,
  Queue,
  QueueMoveInput,
  QueuePauseInput,
  SkipCooldownInput,
  type Pause,
} from '../../contract/runs.ts';
import type { BatchStore } from '../../persistence/batch-store.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { LaneStore } from '../../persistence/lane-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { BatchControl } from '../../workflow/batches/batch-control.ts';
import type { Batches } from '../../workflow/batches/batches.ts';
import type { QueueView } from '../../workflow/lanes/queue-view.ts';
import type { RunControl } from '../../workflow/runs/run-control.ts';
import type { RunRequests } from '../../workflow/runs/run-requests.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';

interface Deps {
  batches: Batches;
  batchStore: BatchStore;
  batchControl: BatchControl;
  runs: RunStore;
  laneStore: LaneStore;
  environments: EnvironmentStore;
  requests: RunRequests;
  control: RunControl;
  queue: QueueView;
  audit: Audit;
}

export function registerBatchRoutes(app: App, deps: Deps): void {
  const { batches, batchStore, batchControl, requests, control, audit } = deps;
  app.get('/api/batches', { schema: { querystring: ListQuery, response: { 200: PageOf(BatchSummary) } } }, (request) =>
    batches.list(request.query)
  );
  app.post('/api/batches', { schema: { body: BatchInput, response: { 201: Batch } } }, async (request, reply) => {
    const { id, name } = await requests.createBatch(request.body, request.identity.login);
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
  app.put(
    '/api/batches/:id',
    { schema: { params: IdParams, body: BatchUpdate, response: { 200: Batch } } },
    (request) => {
      const { name, comment } = batchStore.get(request.params.id);
      batchStore.change(request.params.id, request.body);
      const after = { comment: batchStore.get(request.params.id).comment };
      audit.note(request, 'batch changed', name, { change: { before: { comment }, after } });
      return batches.get(request.params.id);
    }
  );
  app.post('/api/batches/:id/cancel', { schema: { params: IdParams, response: { 200: Batch } } }, (request) => {
    const { id, name } = batchStore.get(request.params.id);
    batchControl.cancel(id, request.identity.login);
    audit.note(request, 'batch cancelled', name);
    return batches.get(id);
  });
  app.post(
    '/api/batches/:id/answer',
    { schema: { params: IdParams, body: BatchAnswer, response: { 200: Batch } } },
    (request) => {
      const { id, name } = batchStore.get(request.params.id);
      batchControl.answer(id, request.body.answer, request.identity.login);
      audit.note(request, 'batch answered', name, request.body.answer);
      return batches.get(id);
    }
  );
}

export function registerQueueRoutes(app: App, deps: Deps): void {
  const { queue, runs, laneStore, environments, control, audit } = deps;
  app.get('/api/queue', { schema: { response: { 200: Queue } } }, () => queue.read());
  app.post('/api/queue/skip-cooldown', { schema: { body: SkipCooldownInput, response: { 200: Queue } } }, (request) => {
    const environment = environments.get(request.body.environmentId);
    environments.setCooldown(environment.id, 0);
    audit.note(request, 'cool-down skipped', environment.name);
    control.queueChanged();
    return queue.read();
  });
  app.post('/api/queue/pause', { schema: { body: QueuePauseInput, response: { 200: Queue } } }, (request) => {
    const pause = { by: request.identity.login, sinceMs: Date.now() };
    audit.note(request, 'queue paused', setPause(laneStore, request.body.environmentId, pause));
    return queue.read();
  });
  app.post('/api/queue/resume', { schema: { body: QueuePauseInput, response: { 200: Queue } } }, (request) => {
    audit.note(request, 'queue resumed', setPause(laneStore, request.body.environmentId, null));
    control.queueChanged();
    return queue.read();
  });
  app.post('/api/queue/move', { schema: { body: QueueMoveInput, response: { 200: Queue } } }, (request) => {
    const { runId, beforeRunId } = request.body;
    runs.get(runId);
    runs.moveInQueue([runId], beforeRunId);
    audit.note(request, 'run moved', `run ${runId}`, beforeRunId === null ? 'to the end' : `before run ${beforeRunId}`);
    control.queueChanged();
    return queue.read();
  });
}

/** @returns what was paused or resumed */
function setPause(laneStore: LaneStore, environmentId: number | undefined, pause: Pause | null): string {
  if (environmentId === undefined) {
    laneStore.setQueuePause(pause);
    return 'the whole queue';
  }
  laneStore.setPause(environmentId, pause);
  return laneStore.get(environmentId).environmentName;
}
