import { Type } from 'typebox';

import type { Settings } from '../../config/settings.ts';
import { ListQuery, PageOf } from '../../contract/common.ts';
import {
  AuditEntry,
  ConnectionTest,
  DashboardStats,
  Me,
  RecentTests,
  Setting,
  SettingsUpdate,
  Trends,
} from '../../contract/system.ts';
import type { AuditStore } from '../../persistence/audit-store.ts';
import type { DashboardStore } from '../../persistence/dashboard-store.ts';
import type { Runner } from '../../runners/runner.ts';
import { toRunSummary } from '../../workflow/run-views.ts';
import type { App } from '../app.ts';
import type { Audit } from '../audit.ts';
import type { IdentityReader } from '../identity.ts';

interface Deps {
  settings: Settings;
  dashboard: DashboardStore;
  auditStore: AuditStore;
  runner: Runner;
  audit: Audit;
  identities: IdentityReader;
}

const Category = Type.Object({ category: Type.String({ maxLength: 60 }) });

export function registerSettingsRoutes(app: App, { settings, runner, audit, identities }: Deps): void {
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
      const saved = settings.update(request.params.category, request.body, Date.now());
      audit.note(request, 'settings saved', request.params.category, Object.keys(request.body).join(', '));
      return saved;
    }
  );
  app.post(
    '/api/settings/test-connections',
    { schema: { response: { 200: Type.Array(ConnectionTest) } } },
    async () => [await testJMeter(runner), await testGrafana(settings.text('url'))]
  );
}

async function testJMeter(runner: Runner): Promise<ConnectionTest> {
  return runner.jmeterVersion().then(
    (version) => ({ name: 'JMeter', isOk: true, detail: `Apache JMeter ${version}` }),
    (error: unknown) => ({
      name: 'JMeter',
      isOk: false,
      detail: error instanceof Error ? error.message : String(error),
    })
  );
}

async function testGrafana(url: string | null): Promise<ConnectionTest> {
  if (url === null) {
    return { name: 'Grafana', isOk: false, detail: 'No address is set: identities are believed, not verified' };
  }
  try {
    const answer = await fetch(new URL('api/health', url.endsWith('/') ? url : `${url}/`), {
      signal: AbortSignal.timeout(5_000),
    });
    return { name: 'Grafana', isOk: answer.ok, detail: `${url} answered ${answer.status}` };
  } catch (error) {
    const detail = error instanceof Error ? String(error.cause ?? error.message) : String(error);
    return { name: 'Grafana', isOk: false, detail: `${url}: ${detail}` };
  }
}

export function registerDashboardRoutes(app: App, { dashboard }: Deps): void {
  app.get('/api/dashboard/stats', { schema: { response: { 200: DashboardStats } } }, () => dashboard.stats(Date.now()));
  app.get('/api/dashboard/recent-tests', { schema: { response: { 200: RecentTests } } }, () => ({
    runs: dashboard.recent().map((run) => toRunSummary(run, Date.now())),
  }));
  app.get('/api/dashboard/trends', { schema: { response: { 200: Trends } } }, () => dashboard.trends());
}

export function registerSystemRoutes(app: App, { auditStore }: Deps): void {
  app.get('/api/me', { schema: { response: { 200: Me } } }, (request) => request.identity);
  app.get('/api/openapi.json', () => app.swagger());
  app.get('/api/audit', { schema: { querystring: ListQuery, response: { 200: PageOf(AuditEntry) } } }, (request) =>
    auditStore.list(request.query)
  );
}
