import { config } from '@grafana/runtime';

export const PLUGIN_ID = 'perftest-automation-app';
export const APP_ROOT = `/a/${PLUGIN_ID}`;

/** The runs that one is compared with. */
export interface HistoryOf {
  scenarioId: number;
  testTypeId?: number;
  /** Left out: the scenario's own. */
  environmentId?: number;
}

function historySearch({ scenarioId, testTypeId, environmentId }: HistoryOf): string {
  return [
    `scenario=${scenarioId}`,
    ...(testTypeId === undefined ? [] : [`testType=${testTypeId}`]),
    ...(environmentId === undefined ? [] : [`environment=${environmentId}`]),
  ].join('&');
}

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
  compare: (search = '') => `${APP_ROOT}/compare${search}`,
  /** The first run is what the others are compared with. */
  compareRuns: (runIds: readonly number[]) => `${APP_ROOT}/compare?runs=${runIds.join(',')}`,
  trends: (search = '') => `${APP_ROOT}/trends${search}`,
  trend: (of: HistoryOf) => `${APP_ROOT}/trends?${historySearch(of)}`,
  baselines: (search = '') => `${APP_ROOT}/baselines${search}`,
  history: (of: HistoryOf) => `${APP_ROOT}/baselines?tab=history&${historySearch(of)}`,
  import: (search = '') => `${APP_ROOT}/import${search}`,
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
  settings: (tab?: string) => `${APP_ROOT}/settings${tab === undefined ? '' : `?tab=${tab}`}`,
  audit: () => `${APP_ROOT}/audit`,
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
