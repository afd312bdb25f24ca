import { config } from '@grafana/runtime';

export const PLUGIN_ID = 'perftest-automation-app';
export const APP_ROOT = `/a/${PLUGIN_ID}`;

/** The pages' addresses, without Grafana's sub path: for the router's links and navigation. */
export const paths = {
  home: () => `${APP_ROOT}/home`,
  runTests: (search = '') => `${APP_ROOT}/run${search}`,
  queue: () => `${APP_ROOT}/queue`,
  // Below the queue, so that Grafana's menu and breadcrumbs know where it belongs.
  batch: (batchId: number) => `${APP_ROOT}/queue/batches/${batchId}`,
  tests: (search = '') => `${APP_ROOT}/tests${search}`,
  test: (runId: number, search = '') => `${APP_ROOT}/tests/${runId}${search}`,
  live: (runId: number) => `${APP_ROOT}/tests/${runId}/live`,
  scenarios: (search = '') => `${APP_ROOT}/scenarios${search}`,
  scenario: (scenarioId: number) => `${APP_ROOT}/scenarios/${scenarioId}`,
  newScenario: () => `${APP_ROOT}/scenarios/new`,
  versions: () => `${APP_ROOT}/versions`,
  scripts: (search = '') => `${APP_ROOT}/scripts${search}`,
  script: (scriptId: number, search = '') => `${APP_ROOT}/scripts/${scriptId}${search}`,
  environments: (search = '') => `${APP_ROOT}/environments${search}`,
  environment: (environmentId: number) => `${APP_ROOT}/environments/${environmentId}`,
  newEnvironment: () => `${APP_ROOT}/environments/new`,
  reports: () => `${APP_ROOT}/reports`,
  report: (reportId: number) => `${APP_ROOT}/reports/${reportId}`,
  configuration: () => `/plugins/${PLUGIN_ID}`,
};

export type QueryParams = Record<string, string | number | boolean | null | undefined>;

/** The sidecar's address as Grafana's proxy serves it; `path` begins with `/api/`. */
export function proxyPath(path: string, query: QueryParams = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') {
      params.set(name, String(value));
    }
  }
  const search = params.toString();
  return `/api/plugin-proxy/${PLUGIN_ID}${path}${search ? `?${search}` : ''}`;
}

/** The same with Grafana's sub path in front, for `fetch` and plain links, which know nothing of it. */
export function proxyHref(path: string, query: QueryParams = {}): string {
  return `${config.appSubUrl ?? ''}${proxyPath(path, query)}`;
}
