import { Type } from 'typebox';

import {
  DistributionBins,
  HeatMap,
  LabelQuery,
  StatisticsExportQuery,
  TransactionTree,
} from '../../contract/analysis.ts';
import { IdParams } from '../../contract/common.ts';
import { LabelKind, RunStatistics, StatisticsQuery, Timeline } from '../../contract/statistics.ts';
import type { RunAnalysis } from '../../workflow/analysis/run-analysis.ts';
import type { RunControl } from '../../workflow/runs/run-control.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';

interface Deps {
  analysis: RunAnalysis;
  control: RunControl;
}

const CONTENT_TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const;

const TimelineQuery = Type.Object({
  label: Type.Optional(Type.String({ maxLength: 2000 })),
  kind: Type.Optional(LabelKind),
});

/** What can be asked of a run's result. */
export function registerAnalysisRoutes(app: App, { analysis, control }: Deps): void {
  app.get(
    '/api/tests/:id/statistics',
    { schema: { params: IdParams, querystring: StatisticsQuery, response: { 200: RunStatistics } } },
    (request) => analysis.statistics(request.params.id, request.query)
  );
  app.get(
    '/api/tests/:id/statistics/export',
    { schema: { params: IdParams, querystring: StatisticsExportQuery } },
    async (request, reply) => {
      const { name, text } = await analysis.export(request.params.id, request.query);
      return asAttachment(reply, name).type(CONTENT_TYPES[request.query.format]).send(text);
    }
  );
  app.get(
    '/api/tests/:id/distribution',
    { schema: { params: IdParams, querystring: LabelQuery, response: { 200: DistributionBins } } },
    (request) => analysis.distribution(request.params.id, request.query)
  );
  app.get(
    '/api/tests/:id/heat-map',
    { schema: { params: IdParams, querystring: LabelQuery, response: { 200: HeatMap } } },
    (request) => analysis.heatMap(request.params.id, request.query)
  );
  app.get(
    '/api/tests/:id/transactions',
    { schema: { params: IdParams, response: { 200: TransactionTree } } },
    (request) => analysis.transactions(request.params.id)
  );
  app.get(
    '/api/tests/:id/timeline',
    { schema: { params: IdParams, querystring: TimelineQuery, response: { 200: Timeline } } },
    (request) => control.timeline(request.params.id, request.query.label ?? null, request.query.kind ?? 'sample')
  );
}
