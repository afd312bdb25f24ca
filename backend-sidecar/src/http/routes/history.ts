import { Type } from 'typebox';

import { Comparison, CompareQuery } from '../../contract/analysis.ts';
import { IdParams } from '../../contract/common.ts';
import {
  Comment,
  CommentInput,
  CommentQuery,
  DecisionInput,
  History,
  HistoryQuery,
  Trend,
  TrendMatrix,
  TrendQuery,
} from '../../contract/history.ts';
import { Run } from '../../contract/runs.ts';
import { AppError } from '../../kernel/errors.ts';
import type { BatchStore } from '../../persistence/batch-store.ts';
import type { CommentStore } from '../../persistence/comment-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { Clock } from '../../workflow/clock.ts';
import type { Comparisons } from '../../workflow/history/comparisons.ts';
import type { Histories } from '../../workflow/history/histories.ts';
import type { RunControl } from '../../workflow/runs/run-control.ts';
import type { RunDecisions } from '../../workflow/history/run-decisions.ts';
import type { Trends } from '../../workflow/history/trends.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';
import { hasRole, type Identity } from '../identity.ts';

interface Deps {
  runs: RunStore;
  batchStore: BatchStore;
  comments: CommentStore;
  control: RunControl;
  runDecisions: RunDecisions;
  histories: Histories;
  trends: Trends;
  comparisons: Comparisons;
  clock: Clock;
  audit: Audit;
}

export function registerDecisionRoutes(app: App, { runs, runDecisions, control, audit }: Deps): void {
  app.put(
    '/api/tests/:id/decision',
    { schema: { params: IdParams, body: DecisionInput, response: { 200: Run } } },
    (request) => {
      const { id } = request.params;
      const { decision, reason } = request.body;
      const { decision: before } = runs.get(id);
      runDecisions.decide(id, request.body, request.identity.login);
      audit.note(request, 'run decided', `run ${id}`, {
        detail: [decision, reason.trim()].filter(Boolean).join(': '),
        change: { before: { decision: before }, after: { decision } },
      });
      return control.view(id);
    }
  );
}

export function registerHistoryRoutes(app: App, { histories, trends, comparisons }: Deps): void {
  app.get('/api/history', { schema: { querystring: HistoryQuery, response: { 200: History } } }, (request) =>
    histories.view(request.query)
  );
  app.get('/api/trends', { schema: { querystring: TrendQuery, response: { 200: Trend } } }, (request) =>
    trends.view(request.query)
  );
  app.get('/api/trends/matrix', { schema: { response: { 200: TrendMatrix } } }, () => trends.matrix());
  app.get('/api/compare', { schema: { querystring: CompareQuery, response: { 200: Comparison } } }, (request) =>
    comparisons.view(runIdsOf(request.query.runIds))
  );
}

/** The first is what the others are compared with. */
function runIdsOf(text: string): number[] {
  const words = text.split(',');
  const ids = words.map(Number);
  const areIds = words.every((word) => /^[1-9]\d{0,14}$/.test(word));
  if (!areIds || new Set(ids).size !== ids.length || ids.length < 2 || ids.length > 10) {
    throw new AppError('REQUEST_INVALID', `runIds: "${text}"; there must be 2 to 10 different runs, as in 12,15`);
  }
  return ids;
}

export function registerCommentRoutes(app: App, { comments, runs, batchStore, clock, audit }: Deps): void {
  app.get(
    '/api/comments',
    { schema: { querystring: CommentQuery, response: { 200: Type.Array(Comment) } } },
    ({ query }) => {
      if ((query.runId === undefined) === (query.batchId === undefined)) {
        throw new AppError('REQUEST_INVALID', 'runId or batchId: one of the two');
      }
      return comments.list(query);
    }
  );
  app.post('/api/comments', { schema: { body: CommentInput, response: { 201: Comment } } }, (request, reply) => {
    const subject = subjectOf(request.body, { runs, batchStore });
    const text = request.body.text.trim();
    if (text === '') {
      throw new AppError('REQUEST_INVALID', 'text: there is none');
    }
    const comment = comments.create({ ...subject, text, by: request.identity.login, atMs: clock() });
    audit.note(request, 'comment written', nameOf(comment), {
      detail: `comment ${comment.id}`,
      change: { before: null, after: { text: comment.text } },
    });
    void reply.status(201);
    return comment;
  });
  app.delete(
    '/api/comments/:id',
    { schema: { params: IdParams, response: { 204: Type.Null() } } },
    (request, reply) => {
      const comment = comments.get(request.params.id);
      refuseOthers(comment, request.identity);
      comments.delete(comment.id);
      audit.note(request, 'comment deleted', nameOf(comment), {
        detail: `of ${comment.by}`,
        change: { before: { text: comment.text }, after: null },
      });
      void reply.status(204);
      return null;
    }
  );
}

type Subject = Pick<Comment, 'runId' | 'batchId' | 'label'>;

/** What is commented on, which must be there. */
function subjectOf(input: CommentInput, { runs, batchStore }: Pick<Deps, 'runs' | 'batchStore'>): Subject {
  const { runId = null, batchId = null, label = null } = input;
  if ((runId === null) === (batchId === null)) {
    throw new AppError('REQUEST_INVALID', 'runId or batchId: one of the two');
  }
  if (batchId !== null && label !== null) {
    throw new AppError('REQUEST_INVALID', 'label: a batch has none; comment on a label of a run');
  }
  if (runId !== null) {
    runs.get(runId);
  }
  if (batchId !== null) {
    batchStore.get(batchId);
  }
  return { runId, batchId, label };
}

/** A person deletes what is their own, an administrator anything. */
function refuseOthers(comment: Comment, identity: Identity): void {
  if (comment.by !== identity.login && !hasRole(identity, 'Admin')) {
    throw new AppError(
      'AUTH_ROLE',
      `comment ${comment.id} is by ${comment.by}; only they or an administrator delete it`
    );
  }
}

function nameOf({ runId, batchId, label }: Subject): string {
  const subject = runId === null ? `batch ${batchId}` : `run ${runId}`;
  return label === null ? subject : `${subject}, ${label}`;
}
