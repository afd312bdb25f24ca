import { Type } from 'typebox';

import type { Settings } from '../../config/settings.ts';
import { PageOf } from '../../contract/common.ts';
import {
  AuditChoices,
  AuditEntry,
  AuditQuery,
  ConnectionTest,
  ConnectionTestInput,
  DashboardStats,
  Me,
  RecentTests,
  Setting,
  SettingsUpdate,
  Setup,
  Trends,
} from '../../contract/system.ts';
import type { AuditStore } from '../../persistence/audit-store.ts';
import type { DashboardStore } from '../../persistence/dashboard-store.ts';
import type { ConnectionTests } from '../../workflow/connections/connection-tests.ts';
import { toRunSummary } from '../../workflow/runs/run-views.ts';
import type { SetupChecklist } from '../../workflow/setup.ts';
import type { App } from '../app.ts';
import { asAttachment } from '../attachment.ts';
import { auditCsv } from '../audit-csv.ts';
import type { Audit } from '../audit.ts';
import type { IdentityReader } from '../identity.ts';

interface Deps {
  settings: Settings;
  dashboard: DashboardStore;
  auditStore: AuditStore;
  connectionTests: ConnectionTests;
  setup: SetupChecklist;
  audit: Audit;
  identities: IdentityReader;
  /** Of the sidecar. */
  version: string;
}

const Category = Type.Object({ category: Type.String({ maxLength: 60 }) });

export function registerSettingsRoutes(app: App, { settings, connectionTests, audit, identities }: Deps): void {
  app.get('/api/settings', { schema: { response: { 200: Type.Array(Setting) } } }, () => settings.list());
  app.get(
    '/api/settings/:category',
    { schema: { params: Category, response: { 200: Type.Array(Setting) } } },
    (request) => settings.list(request.params.category)
  );
  app.put(
    '/api/settings/:category',
    { schema: { params: Category, body: SettingsUpdate, response: { 200: Type.Array(Setting) } } },
    async (request) => {
      const { url } = request.params.category === 'grafana' ? request.body : {};
      if (typeof url === 'string' && URL.canParse(url)) {
        await identities.expectVerifiable(request.headers, url);
      }
      const { category } = request.params;
      const before = auditedSettings(settings.list(category), request.body);
      const saved = settings.update(category, request.body, Date.now());
      const change = { before, after: auditedSettings(saved, request.body, 'set anew') };
      audit.note(request, 'settings saved', category, { change });
      return saved;
    }
  );
  app.post(
    '/api/settings/test-connections',
    { schema: { body: Type.Optional(ConnectionTestInput), response: { 200: Type.Array(ConnectionTest) } } },
    (request) => connectionTests.run(request.body?.values)
  );
}

/** What was sent of a category, as it is in force; of a secret only whether it is set. */
function auditedSettings(all: readonly Setting[], update: SettingsUpdate, secret = 'set'): Record<string, unknown> {
  const sent = all.filter(({ key }) => key in update);
  return Object.fromEntries(
    sent.map(({ key, isSecret, isSet, value }) => [key, isSecret ? (isSet ? secret : null) : value])
  );
}

export function registerDashboardRoutes(app: App, { dashboard }: Deps): void {
  app.get('/api/dashboard/stats', { schema: { response: { 200: DashboardStats } } }, () => dashboard.stats(Date.now()));
  app.get('/api/dashboard/recent-tests', { schema: { response: { 200: RecentTests } } }, () => ({
    runs: dashboard.recent().map((run) => toRunSummary(run, Date.now())),
  }));
  app.get('/api/dashboard/trends', { schema: { response: { 200: Trends } } }, () => dashboard.trends());
}

const MOST_EXPORTED = 100_000;

export function registerSystemRoutes(app: App, { auditStore, setup, version }: Deps): void {
  app.get('/api/me', { schema: { response: { 200: Me } } }, (request) => ({
    ...request.identity,
    sidecarVersion: version,
  }));
  app.get('/api/openapi.json', () => app.swagger());
  app.get('/api/setup', { schema: { response: { 200: Setup } } }, () => setup.read());
  app.get('/api/audit', { schema: { querystring: AuditQuery, response: { 200: PageOf(AuditEntry) } } }, (request) =>
    auditStore.list(request.query)
  );
  app.get('/api/audit/choices', { schema: { response: { 200: AuditChoices } } }, () => auditStore.choices());
  app.get('/api/audit/export', { schema: { querystring: AuditQuery } }, (request, reply) =>
    asAttachment(reply, 'audit-log.csv')
      .type('text/csv; charset=utf-8')
      .send(auditCsv(auditStore.newest(request.query, MOST_EXPORTED)))
  );
}
