import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';

import type { DashboardStore } from '../../persistence/dashboard-store.ts';
import type { App } from '../app.ts';

/** The three addresses that anybody may ask; they say nothing about anybody's tests. */
export function registerHealthRoutes(app: App, { dashboard }: { dashboard: DashboardStore }): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const runs = new Gauge({
    name: 'perftest_runs',
    help: 'Runs by state',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { running, waiting } = dashboard.stats(Date.now());
      this.set({ state: 'running' }, running);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  void runs;
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', () => {
    dashboard.stats(Date.now());
    return { status: 'ready' };
  });
  app.get('/metrics', async (_request, reply) => {
    void reply.type(registry.contentType);
    return registry.metrics();
  });
}
