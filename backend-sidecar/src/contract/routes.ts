import type { Role } from './common.ts';

export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path as Fastify writes it. */
  readonly path: `/api/${string}`;
  /** The least role. The proxy checks it, and the sidecar checks it again. */
  readonly role: Role;
  readonly summary: string;
}

/**
 * Every route of the API with its role. The sidecar registers exactly these (a test compares), and plugin.json lists
 * them by verb and path prefix for Grafana's proxy (`npm run sync:routes`, and a test compares).
 */
export const ROUTES = [
  { method: 'GET', path: '/api/me', role: 'Viewer', summary: 'Who the sidecar takes the caller for' },
  { method: 'GET', path: '/api/setup', role: 'Viewer', summary: 'What is to be done before the first test passes' },
  { method: 'GET', path: '/api/openapi.json', role: 'Viewer', summary: 'This API as OpenAPI 3.1' },

  { method: 'GET', path: '/api/tests', role: 'Viewer', summary: 'List runs' },
  { method: 'POST', path: '/api/tests', role: 'Editor', summary: 'Create a run' },
  { method: 'GET', path: '/api/tests/:id', role: 'Viewer', summary: 'A run' },
  { method: 'PUT', path: '/api/tests/:id', role: 'Editor', summary: 'Change a run’s comment' },
  { method: 'DELETE', path: '/api/tests/:id', role: 'Admin', summary: 'Delete a run and its files' },
  { method: 'POST', path: '/api/tests/:id/start', role: 'Editor', summary: 'Queue a pending run' },
  { method: 'POST', path: '/api/tests/:id/cancel', role: 'Editor', summary: 'Cancel a waiting or running run' },
  { method: 'POST', path: '/api/tests/:id/repeat', role: 'Editor', summary: 'Queue the same run again' },
  { method: 'GET', path: '/api/tests/:id/live', role: 'Viewer', summary: 'Live statistics (server-sent events)' },
  { method: 'GET', path: '/api/tests/:id/statistics', role: 'Viewer', summary: 'Exact statistics per label' },
  {
    method: 'GET',
    path: '/api/tests/:id/statistics/export',
    role: 'Viewer',
    summary: 'Statistics as CSV or JSON',
  },
  { method: 'GET', path: '/api/tests/:id/distribution', role: 'Viewer', summary: 'How many samples took how long' },
  { method: 'GET', path: '/api/tests/:id/heat-map', role: 'Viewer', summary: 'Elapsed times over time' },
  { method: 'GET', path: '/api/tests/:id/transactions', role: 'Viewer', summary: 'Transactions and what ran in them' },
  {
    method: 'GET',
    path: '/api/tests/:id/reconciliation',
    role: 'Viewer',
    summary: 'Our figures beside those by JMeter’s rules',
  },
  { method: 'GET', path: '/api/tests/:id/influxdb', role: 'Viewer', summary: 'Where a run’s points are in InfluxDB' },
  {
    method: 'POST',
    path: '/api/tests/:id/influxdb/backfill',
    role: 'Editor',
    summary: 'Write a run into InfluxDB from its result file',
  },
  { method: 'GET', path: '/api/tests/:id/annotations', role: 'Viewer', summary: 'Marks of a run on Grafana’s graphs' },
  { method: 'POST', path: '/api/tests/:id/annotations', role: 'Editor', summary: 'Write a run’s marks again, now' },
  {
    method: 'DELETE',
    path: '/api/tests/:id/annotations',
    role: 'Editor',
    summary: 'Take a run’s marks off the graphs',
  },
  { method: 'PUT', path: '/api/tests/:id/decision', role: 'Editor', summary: 'Accept, reject or quarantine a run' },
  { method: 'POST', path: '/api/tests/import', role: 'Editor', summary: 'Upload results of past runs and read them' },
  { method: 'GET', path: '/api/tests/import/:importId', role: 'Editor', summary: 'What was understood of an upload' },
  {
    method: 'POST',
    path: '/api/tests/import/:importId/accept',
    role: 'Editor',
    summary: 'Make runs of an upload',
  },
  { method: 'DELETE', path: '/api/tests/import/:importId', role: 'Editor', summary: 'Forget an upload' },
  { method: 'GET', path: '/api/tests/:id/timeline', role: 'Viewer', summary: 'Timeline of the total or of a label' },
  {
    method: 'GET',
    path: '/api/tests/:id/failures',
    role: 'Viewer',
    summary: 'First failures with request and response',
  },
  { method: 'GET', path: '/api/tests/:id/log', role: 'Viewer', summary: 'End of jmeter.log or of the console' },
  { method: 'GET', path: '/api/tests/:id/script-diff', role: 'Viewer', summary: 'Script against the run’s copy' },
  { method: 'GET', path: '/api/tests/:id/files', role: 'Viewer', summary: 'Files of a run' },
  { method: 'GET', path: '/api/tests/:id/download', role: 'Viewer', summary: 'Download the result file (or ?file=)' },

  { method: 'POST', path: '/api/batches/preview', role: 'Viewer', summary: 'What Run all would do, and when it ends' },
  { method: 'GET', path: '/api/batches', role: 'Viewer', summary: 'List batches' },
  { method: 'POST', path: '/api/batches', role: 'Editor', summary: 'Run all: queue scenarios × test types' },
  { method: 'GET', path: '/api/batches/:id', role: 'Viewer', summary: 'A batch with its runs and verdict' },
  { method: 'POST', path: '/api/batches/:id/cancel', role: 'Editor', summary: 'Cancel what waits and runs of a batch' },
  { method: 'PUT', path: '/api/batches/:id', role: 'Editor', summary: 'Change a batch’s comment' },
  { method: 'POST', path: '/api/batches/:id/answer', role: 'Editor', summary: 'Answer a failed smoke run' },

  { method: 'GET', path: '/api/queue', role: 'Viewer', summary: 'Lanes: what runs, what waits, cool-downs' },
  { method: 'POST', path: '/api/queue/skip-cooldown', role: 'Editor', summary: 'End a lane’s cool-down now' },
  { method: 'POST', path: '/api/queue/pause', role: 'Editor', summary: 'Pause a lane or the whole queue' },
  { method: 'POST', path: '/api/queue/resume', role: 'Editor', summary: 'Let a lane or the whole queue go on' },
  { method: 'POST', path: '/api/queue/move', role: 'Editor', summary: 'Put a waiting run before another' },
  { method: 'POST', path: '/api/queue/answer', role: 'Editor', summary: 'Answer what holds a lane' },

  { method: 'GET', path: '/api/scenarios', role: 'Viewer', summary: 'List scenarios' },
  { method: 'POST', path: '/api/scenarios', role: 'Editor', summary: 'Create a scenario' },
  { method: 'GET', path: '/api/scenarios/:id', role: 'Viewer', summary: 'A scenario' },
  { method: 'PUT', path: '/api/scenarios/:id', role: 'Editor', summary: 'Change a scenario' },
  { method: 'DELETE', path: '/api/scenarios/:id', role: 'Admin', summary: 'Delete a scenario without runs' },
  { method: 'POST', path: '/api/scenarios/:id/copy', role: 'Editor', summary: 'Copy a scenario' },
  { method: 'GET', path: '/api/scenarios/export', role: 'Viewer', summary: 'Scenarios as YAML (?ids=1,2)' },
  { method: 'POST', path: '/api/scenarios/import', role: 'Editor', summary: 'Import scenarios from YAML' },
  { method: 'POST', path: '/api/slos/check', role: 'Viewer', summary: 'Read SLOs and check their labels' },

  { method: 'GET', path: '/api/test-types', role: 'Viewer', summary: 'List test types' },
  { method: 'POST', path: '/api/test-types', role: 'Editor', summary: 'Create a test type' },
  { method: 'PUT', path: '/api/test-types/:id', role: 'Editor', summary: 'Change a test type' },
  { method: 'DELETE', path: '/api/test-types/:id', role: 'Admin', summary: 'Delete a test type without runs' },

  { method: 'GET', path: '/api/versions', role: 'Viewer', summary: 'List versions' },
  { method: 'POST', path: '/api/versions', role: 'Editor', summary: 'Create a version' },
  { method: 'GET', path: '/api/versions/order', role: 'Viewer', summary: 'Versions, newest first' },
  { method: 'PUT', path: '/api/versions/:id', role: 'Editor', summary: 'Change a version' },
  { method: 'DELETE', path: '/api/versions/:id', role: 'Admin', summary: 'Delete a version without runs' },

  { method: 'GET', path: '/api/environments', role: 'Viewer', summary: 'List environments' },
  { method: 'POST', path: '/api/environments', role: 'Editor', summary: 'Create an environment' },
  { method: 'GET', path: '/api/environments/:id', role: 'Viewer', summary: 'An environment' },
  { method: 'PUT', path: '/api/environments/:id', role: 'Editor', summary: 'Change an environment' },
  { method: 'DELETE', path: '/api/environments/:id', role: 'Admin', summary: 'Delete an environment without runs' },
  {
    method: 'POST',
    path: '/api/environments/:id/try',
    role: 'Editor',
    summary: 'Ask the version probe and really call all hooks now',
  },

  { method: 'GET', path: '/api/scripts', role: 'Viewer', summary: 'List scripts' },
  { method: 'POST', path: '/api/scripts/upload', role: 'Editor', summary: 'Upload a script with its files' },
  { method: 'GET', path: '/api/scripts/:id', role: 'Viewer', summary: 'A script' },
  { method: 'PUT', path: '/api/scripts/:id', role: 'Editor', summary: 'Change a script’s name or description' },
  { method: 'DELETE', path: '/api/scripts/:id', role: 'Admin', summary: 'Delete a script that no run used' },
  { method: 'POST', path: '/api/scripts/:id/revisions', role: 'Editor', summary: 'Upload a new revision' },
  { method: 'GET', path: '/api/scripts/:id/revisions', role: 'Viewer', summary: 'Revisions, newest first' },
  {
    method: 'GET',
    path: '/api/scripts/:id/preflight',
    role: 'Viewer',
    summary: 'What the script is and what a run will do',
  },
  { method: 'GET', path: '/api/scripts/:id/diff', role: 'Viewer', summary: 'Difference between two revisions' },
  {
    method: 'GET',
    path: '/api/scripts/:id/download',
    role: 'Viewer',
    summary: 'Download the plan, ?file= or ?all=true',
  },

  { method: 'GET', path: '/api/baselines', role: 'Viewer', summary: 'List baselines' },
  { method: 'POST', path: '/api/baselines', role: 'Editor', summary: 'Freeze a run’s metrics as a baseline' },
  { method: 'GET', path: '/api/baselines/:id', role: 'Viewer', summary: 'A baseline' },
  { method: 'PUT', path: '/api/baselines/:id', role: 'Editor', summary: 'Change a baseline’s name or description' },
  { method: 'DELETE', path: '/api/baselines/:id', role: 'Admin', summary: 'Delete a baseline' },
  { method: 'POST', path: '/api/baselines/:id/set-default', role: 'Editor', summary: 'Make it the default' },

  { method: 'GET', path: '/api/compare', role: 'Viewer', summary: 'Two to ten runs side by side' },
  {
    method: 'GET',
    path: '/api/history',
    role: 'Viewer',
    summary: 'Runs that a new one is compared with, and their noise',
  },
  { method: 'GET', path: '/api/trends', role: 'Viewer', summary: 'A metric of a label across runs and versions' },
  { method: 'GET', path: '/api/trends/matrix', role: 'Viewer', summary: 'Verdicts of scenarios × versions' },
  { method: 'GET', path: '/api/comments', role: 'Viewer', summary: 'Comments on a run or batch' },
  { method: 'POST', path: '/api/comments', role: 'Editor', summary: 'Comment on a run, a label or a batch' },
  { method: 'DELETE', path: '/api/comments/:id', role: 'Editor', summary: 'Delete a comment of one’s own' },

  { method: 'GET', path: '/api/reports', role: 'Viewer', summary: 'List reports' },
  { method: 'POST', path: '/api/reports/generate', role: 'Editor', summary: 'Begin to make a report' },
  {
    method: 'POST',
    path: '/api/reports/preview',
    role: 'Editor',
    summary: 'What a report would be about; nothing is stored',
  },
  { method: 'GET', path: '/api/reports/:id', role: 'Viewer', summary: 'A report' },
  { method: 'DELETE', path: '/api/reports/:id', role: 'Admin', summary: 'Delete a report and its files' },
  { method: 'GET', path: '/api/reports/:id/download/excel', role: 'Viewer', summary: 'Download the Excel file' },
  { method: 'GET', path: '/api/reports/:id/download/html', role: 'Viewer', summary: 'Download the HTML file' },
  {
    method: 'GET',
    path: '/api/reports/:id/download/evidence',
    role: 'Viewer',
    summary: 'Download everything that a report stands on, as one zip',
  },
  { method: 'GET', path: '/api/reports/:id/html', role: 'Viewer', summary: 'The HTML report to look at' },
  {
    method: 'GET',
    path: '/api/reports/:id/artefacts',
    role: 'Viewer',
    summary: 'What a report becomes, and how far each is',
  },
  {
    method: 'POST',
    path: '/api/reports/:id/artefacts/:kind',
    role: 'Editor',
    summary: 'Make the Excel or HTML file again from the stored report',
  },

  { method: 'GET', path: '/api/grafana/dashboards', role: 'Editor', summary: 'Dashboards that the token may see' },
  {
    method: 'GET',
    path: '/api/grafana/dashboards/:uid',
    role: 'Editor',
    summary: 'Panels and variables of a dashboard',
  },
  {
    method: 'POST',
    path: '/api/grafana/capture',
    role: 'Editor',
    summary: 'Capture the panels of a run’s presets, in the background',
  },
  {
    method: 'GET',
    path: '/api/grafana/test-connection',
    role: 'Admin',
    summary: 'Test Grafana, its token and its image renderer',
  },
  { method: 'GET', path: '/api/grafana/presets', role: 'Viewer', summary: 'Which panels are captured of which runs' },
  { method: 'POST', path: '/api/grafana/presets', role: 'Editor', summary: 'Create a preset of pictures' },
  { method: 'PUT', path: '/api/grafana/presets/:id', role: 'Editor', summary: 'Change a preset of pictures' },
  { method: 'DELETE', path: '/api/grafana/presets/:id', role: 'Admin', summary: 'Delete a preset of pictures' },
  {
    method: 'GET',
    path: '/api/tests/:id/pictures',
    role: 'Viewer',
    summary: 'Pictures of Grafana’s panels over a run, and how far their capture is',
  },
  { method: 'GET', path: '/api/pictures/:id/image', role: 'Viewer', summary: 'A picture' },
  { method: 'GET', path: '/api/pictures/:id/data', role: 'Viewer', summary: 'The data of its panel' },

  { method: 'GET', path: '/api/confluence/spaces', role: 'Editor', summary: 'Spaces that the token may see' },
  {
    method: 'POST',
    path: '/api/confluence/preview/:reportId',
    role: 'Editor',
    summary: 'What publishing a report would write, and what stands in the way',
  },
  {
    method: 'POST',
    path: '/api/confluence/publish/:reportId',
    role: 'Editor',
    summary: 'Publish a report, or publish it again on its page',
  },
  {
    method: 'GET',
    path: '/api/confluence/status/:reportId',
    role: 'Viewer',
    summary: 'How far a report’s page is; null = it was never to be published',
  },
  { method: 'GET', path: '/api/confluence/templates', role: 'Viewer', summary: 'Templates of pages' },
  {
    method: 'GET',
    path: '/api/confluence/built-in-template',
    role: 'Viewer',
    summary: 'The built-in template of pages, and the variables of templates',
  },
  { method: 'POST', path: '/api/confluence/templates', role: 'Admin', summary: 'Create a template of pages' },
  { method: 'PUT', path: '/api/confluence/templates/:id', role: 'Admin', summary: 'Change a template of pages' },
  { method: 'DELETE', path: '/api/confluence/templates/:id', role: 'Admin', summary: 'Delete a template of pages' },

  { method: 'GET', path: '/api/settings', role: 'Admin', summary: 'All settings, without secrets' },
  { method: 'GET', path: '/api/settings/:category', role: 'Admin', summary: 'Settings of one category' },
  { method: 'PUT', path: '/api/settings/:category', role: 'Admin', summary: 'Save settings of one category' },
  { method: 'POST', path: '/api/settings/test-connections', role: 'Admin', summary: 'Test JMeter and connections' },

  { method: 'GET', path: '/api/dashboard/stats', role: 'Viewer', summary: 'Figures of the home page' },
  { method: 'GET', path: '/api/dashboard/recent-tests', role: 'Viewer', summary: 'The last runs' },
  { method: 'GET', path: '/api/dashboard/trends', role: 'Viewer', summary: 'p90 per scenario over the last runs' },

  { method: 'GET', path: '/api/audit', role: 'Admin', summary: 'Who did what, when' },
  { method: 'GET', path: '/api/audit/choices', role: 'Admin', summary: 'People and actions of the audit log' },
  { method: 'GET', path: '/api/audit/export', role: 'Admin', summary: 'The audit log as CSV' },
] as const satisfies readonly RouteContract[];
